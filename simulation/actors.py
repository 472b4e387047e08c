"""What people do to the service, and what becomes of the emails it sends them."""

import re
from collections import Counter
from collections.abc import Callable, Mapping
from datetime import timedelta
from email import message_from_bytes, policy
from functools import partial
from urllib.parse import urlencode, urlsplit

from chalicelib.content.links import Action
from chalicelib.leads.attempt import EmailKind
from chalicelib.leads.lead import Lead
from chalicelib.leads.outcome import Outcome
from chalicelib.services import current
from chalicelib.use_cases import feedback
from simulation.ledger import STOPPING_OUTCOMES, Accepted, Sent
from simulation.people import Mailbox, Person
from simulation.ses import EventPublisher
from simulation.site import SETTINGS, Site
from simulation.world import Died
from simulation.writer import PDF

PATIENCE = 5
"""How often a visitor sends a form again that could not be stored."""

SHARE_OF_NOTIFICATIONS = 0.2
"""Of the bounces, those that SES tells of a second time, in another shape."""

READING = timedelta(seconds=40)
"""How long a page is open before its form is sent."""

MINUTE, HOUR = 60.0, 3600.0


class Actors:
    """Everybody outside the service, by the id of the lead each is. Reactions to emails come through `post`."""

    def __init__(self, site: Site, people: Mapping[str, Person], events: EventPublisher) -> None:
        self._site = site
        self._world = site.world
        self._ledger = site.world.ledger
        self._random = site.world.random
        self._events = events
        self._people = people
        self._received: Counter[str] = Counter()
        self._seen: set[str] = set()

    def arrive(self) -> None:
        """Schedule everybody's visits."""
        for lead_id, person in self._people.items():
            visits = [person.arrives_at, *([person.asks_again_at] if person.asks_again_at else [])]
            for time, at in enumerate(visits, 1):
                self._world.at(at, partial(self._visit, lead_id, person, time))

    def _visit(self, lead_id: str, person: Person, time: int) -> None:
        form = person.form(time, self._site.links.stamp(Action.FORM, self._world.now - READING))
        for _ in range(2 if person.double_clicks else 1):
            self._world.start(partial(self._ask, lead_id, person, time, form))

    def _ask(self, lead_id: str, person: Person, time: int, form: str) -> None:
        words = person.words(time)
        for attempt in range(PATIENCE):
            status = self._site.request("POST", "/leads", form, person.address)
            if status == 200:
                self._ledger.accepted.append(Accepted(lead_id, words))
                self._tell(lead_id, f"was thanked for: {words}")
                return
            if 400 <= status < 500:
                raise ValueError(f"{status} for a form that is fine: {form}")
            self._world.sleep(attempt * 20 + self._random.uniform(2, 10))
        self._ledger.counts["people: gave up"] += 1

    def post(self, sent: Sent, raw: bytes) -> None:
        """An email that SES took is on its way."""
        person = self._people[sent.lead_id]
        self._events.publish(sent, "Send", {"send": {}})
        if sent.kind.is_for_clinic or person.mailbox is Mailbox.GOOD:
            self._arrives(sent, raw)
            return
        match person.mailbox:
            case Mailbox.UNKNOWN:
                self._bounce(sent, "Permanent", "General", "5.1.1", delay=self._random.uniform(1, 30), is_final=True)
            case Mailbox.NO_DOMAIN:
                self._bounce(sent, "Transient", "General", "5.4.4", delay=self._random.uniform(1, 30), is_final=True)
            case Mailbox.FULL:
                self._come_back(sent, "MailboxFull", "4.2.2", delay=12 * HOUR)
            case Mailbox.HICCUPS if self._first(f"hiccup {sent.lead_id}"):
                self._come_back(sent, "General", "4.4.7", delay=4 * HOUR)
            case Mailbox.WARY if self._first(f"refusal {sent.lead_id}"):
                self._come_back(sent, "General", "5.7.1", delay=self._random.uniform(1, 30))
            case Mailbox.NO_ATTACHMENTS if PDF in raw:
                self._ledger.refused.add(sent.attempt_id)
                self._bounce(sent, "Transient", "AttachmentRejected", "5.7.1", delay=20)
            case _:
                self._arrives(sent, raw)

    def _come_back(self, sent: Sent, subkind: str, status: str, *, delay: float) -> None:
        """Not for good: another time it may arrive."""
        if sent.kind is EmailKind.GUIDE:
            self._ledger.came_back[sent.attempt_id] = sent.at + timedelta(seconds=delay)
        self._bounce(sent, "Transient", subkind, status, delay=delay)

    def _bounce(
        self, sent: Sent, kind: str, subkind: str, status: str, *, delay: float, is_final: bool = False
    ) -> None:
        bounce = {
            "bounceType": kind,
            "bounceSubType": subkind,
            "bouncedRecipients": [{"emailAddress": sent.recipient, "action": "failed", "status": status}],
            "timestamp": (sent.at + timedelta(seconds=delay)).isoformat(),
        }
        details = {"bounce": bounce}
        then = partial(self._silence, sent.lead_id, "a hard bounce was recorded") if is_final else _nothing
        self._events.publish(sent, "Bounce", details, delay=delay, then=then)
        if is_final and self._random.random() < SHARE_OF_NOTIFICATIONS:
            # The clinic has set up notifications of the identity too: they carry no tags.
            self._events.publish(sent, "Bounce", details, delay=delay, has_tags=False, then=then)

    def _arrives(self, sent: Sent, raw: bytes) -> None:
        details = {"delivery": {"recipients": [sent.recipient], "smtpResponse": "250 ok"}}
        self._events.publish(sent, "Delivery", details, delay=self._random.uniform(1, 20))
        person = self._people[sent.lead_id]
        if person.is_in_sample:
            self._later(self._random.uniform(1, 10), partial(self._scan, raw))
        if sent.kind is EmailKind.FOLLOW_UP:
            self._received[sent.lead_id] += 1
            self._react(sent, person)
        elif sent.kind is EmailKind.ALERT and self._first(f"alert {sent.lead_id}"):
            self._react_to_alert(sent, person)

    def _react(self, sent: Sent, person: Person) -> None:
        """To a follow-up."""
        received = self._received[sent.lead_id]
        if received == person.leaves_after:
            for _ in range(2 if person.double_clicks else 1):
                self._later(person.leaves_within.total_seconds(), partial(self._unsubscribe, sent.lead_id))
        if received == person.complains_after:
            recipients = [{"emailAddress": sent.recipient}]
            details = {"complaint": {"complainedRecipients": recipients, "complaintFeedbackType": "abuse"}}
            then = partial(self._silence, sent.lead_id, "a complaint was recorded")
            self._events.publish(sent, "Complaint", details, delay=self._random.uniform(1, 60) * HOUR, then=then)

    def _react_to_alert(self, sent: Sent, person: Person) -> None:
        after = person.outcome_after.total_seconds()
        if person.outcome:
            self._later(after, partial(self._mark, sent.lead_id, person.outcome))
        if person.outcome in ("booked", "not_interested") and person.double_clicks:
            correct = self._take_back if self._random.getrandbits(1) else partial(self._mark, mark="called")
            self._later(after + HOUR, partial(correct, sent.lead_id))
        if person.is_erased:
            self._later(after + 24 * HOUR, partial(self._erase, sent.lead_id))

    def _scan(self, raw: bytes) -> None:
        """Open every link of an email, as mail scanners do."""
        message = message_from_bytes(raw, policy=policy.default)
        plain = message.get_body(("plain",))
        text = str(message["List-Unsubscribe"]) + (str(plain.get_content()) if plain else "")
        for link in re.findall(rf"{SETTINGS.site_url}/[^\s<>]+", text):
            parts = urlsplit(link)
            path = f"{parts.path}?{parts.query}" if parts.query else parts.path
            for method in ("HEAD", "GET"):
                self._site.request(method, path)
                self._ledger.counts["people: links opened by scanners"] += 1

    def _unsubscribe(self, lead_id: str) -> None:
        path = self._path(Action.UNSUBSCRIBE, lead_id)
        if self._insist(lambda: self._site.request("POST", path, "List-Unsubscribe=One-Click") == 200):
            self._ledger.counts["people: unsubscribed"] += 1
            self._ledger.stop(lead_id, self._world.now, "was told that they are unsubscribed")

    def _mark(self, lead_id: str, mark: str) -> None:
        path = self._outcome_path(lead_id)
        if path and self._insist(lambda: self._site.request("POST", path, f"mark={mark}") in (200, 404)):
            self._ledger.counts["people: outcomes marked"] += 1
            if Outcome[mark.upper()] in STOPPING_OUTCOMES:
                self._ledger.stop(lead_id, self._world.now, f"the front desk was told that {mark} is noted")

    def _take_back(self, lead_id: str) -> None:
        """A slip of the thumb, undone."""
        path, lead = self._outcome_path(lead_id), self._stored(lead_id)
        mark = lead.mark_of(lead.enquiries[-1].id) if lead and lead.enquiries else None
        if mark is None:
            return
        body = urlencode({"undo": mark.at.isoformat()})
        if self._insist(lambda: self._site.request("POST", path, body) in (200, 404)):
            self._ledger.counts["people: outcomes taken back"] += 1

    def _stored(self, lead_id: str) -> Lead | None:
        return self._site.store.as_stored(lead_id)

    def _outcome_path(self, lead_id: str) -> str:
        """Of the link in the alert of their latest enquiry, "" if there is none any more."""
        lead = self._stored(lead_id)
        if lead is None or not lead.enquiries:
            return ""
        return self._path(Action.OUTCOME, f"{lead_id}.{lead.enquiries[-1].id}")

    def _erase(self, lead_id: str) -> None:
        self._ledger.erased.add(lead_id)

        def is_erased() -> bool:
            try:
                self._world.invoke("forget", MINUTE, lambda: self._forget(lead_id))
            except (Exception, Died):  # noqa: BLE001 - the operator tries again
                return False
            return True

        if self._insist(is_erased):
            self._ledger.counts["people: erased"] += 1
            self._ledger.stop(lead_id, self._world.now, "was erased")

    def _forget(self, lead_id: str) -> bool:
        return feedback.forget(lead_id, leads=current().leads, suspects=self._site.store)

    def _insist(self, succeeds: Callable[[], bool]) -> bool:
        for _ in range(20):
            if succeeds():
                return True
            self._world.sleep(self._random.uniform(5, 120))
        return False

    def _silence(self, lead_id: str, reason: str) -> None:
        self._ledger.silence(lead_id, self._world.now, reason)

    def _later(self, seconds: float, work: Callable[[], None]) -> None:
        """Once the world is calm, no person does anything any more."""

        def start() -> None:
            if not self._world.is_calm:
                self._world.start(work)

        self._world.after(seconds, start)

    def _first(self, occasion: str) -> bool:
        if occasion in self._seen:
            return False
        self._seen.add(occasion)
        return True

    def _path(self, action: Action, lead_id: str) -> str:
        return urlsplit(self._site.links.signed(action, lead_id)).path

    def _tell(self, lead_id: str, what: str) -> None:
        self._ledger.tell(lead_id, self._world.now, what)


def _nothing() -> None:
    pass
