"""What the front desk does with its alerts: it says what came of each enquiry, at times by a slip of the thumb."""

from collections.abc import Mapping
from functools import partial
from urllib.parse import urlencode

from chalicelib.content.links import Action
from chalicelib.leads.enquiry import Enquiry
from chalicelib.leads.outcome import Outcome
from chalicelib.services import current
from chalicelib.use_cases import feedback
from simulation.doer import HOUR, MINUTE, Doer
from simulation.ledger import STOPPING_OUTCOMES, Sent
from simulation.mix_ups import mixed_up_in_alert
from simulation.people import Person
from simulation.site import Site
from simulation.world import Died

DONE, GONE = 200, 404


class FrontDesk(Doer):
    """Reads the alerts about these people, by the id of the lead each is."""

    def __init__(self, site: Site, people: Mapping[str, Person]) -> None:
        super().__init__(site)
        self._people = people

    def read(self, sent: Sent, raw: bytes) -> None:
        """An alert. To the first one about each person it does something."""
        person, lead = self._people[sent.lead_id], self.stored(sent.lead_id)
        enquiry_id = self.ledger.claims[sent.attempt_id].email_id.reference
        if lead is None or not lead.has(enquiry_id):
            return
        enquiry = lead.enquiry(enquiry_id)
        if raw:
            wrong = mixed_up_in_alert(raw, person, enquiry, self.path(Action.OUTCOME, f"{lead.id}.{enquiry_id}"))
            self.ledger.mixed_up += [(lead.id, what) for what in wrong]
        if self.is_first(f"{lead.id} {person.name_of(enquiry.message)}"):
            self._react(lead.id, enquiry, person)

    def _react(self, lead_id: str, enquiry: Enquiry, person: Person) -> None:
        is_partner = person.is_partners(enquiry.message)
        outcome, after = person.partner_outcome if is_partner else person.outcome, person.outcome_after.total_seconds()
        if outcome:
            self.later(after, partial(self._mark, lead_id, enquiry.id, outcome))
        if outcome in ("booked", "attended", "not_interested") and person.slip:
            correct = {"undone": self._take_back, "corrected": self._correct}[person.slip]
            self.later(after + person.slip_after.total_seconds(), partial(correct, lead_id, enquiry.id))
        if person.is_erased:
            self.later(after + 24 * HOUR, partial(self._erase, lead_id))

    def _mark(self, lead_id: str, enquiry_id: str, mark: str) -> bool:
        is_done = self._post(lead_id, enquiry_id, {"mark": mark})
        if is_done:
            self.count("front desk: outcomes marked")
            if Outcome[mark.upper()] in STOPPING_OUTCOMES:
                self.ledger.stop(lead_id, self.world.now, f"the front desk was told that {mark} is noted")
        return is_done

    def _correct(self, lead_id: str, enquiry_id: str) -> None:
        if self._mark(lead_id, enquiry_id, "called"):
            self.count("front desk: outcomes corrected")

    def _take_back(self, lead_id: str, enquiry_id: str) -> None:
        lead = self.stored(lead_id)
        mark = lead.mark_of(enquiry_id) if lead else None
        if mark and self._post(lead_id, enquiry_id, {"undo": mark.at.isoformat()}):
            self.count("front desk: outcomes taken back")

    def _post(self, lead_id: str, enquiry_id: str, form: Mapping[str, str]) -> bool:
        lead = self.stored(lead_id)
        if lead is None or not lead.has(enquiry_id):
            return False
        path, body = self.path(Action.OUTCOME, f"{lead_id}.{enquiry_id}"), urlencode(form)
        return self.insist(lambda: self.site.request("POST", path, body) in (DONE, GONE))

    def _erase(self, lead_id: str) -> None:
        self.ledger.erased.add(lead_id)

        def is_erased() -> bool:
            try:
                self.world.invoke("forget", MINUTE, lambda: self._forget(lead_id))
            except (Exception, Died):  # noqa: BLE001 - the operator tries again
                return False
            return True

        if self.insist(is_erased):
            self.count("front desk: people erased")
            self.ledger.stop(lead_id, self.world.now, "was erased")

    def _forget(self, lead_id: str) -> bool:
        return feedback.forget(lead_id, leads=current().leads, suspects=self.site.store)
