"""What people do with the service, and what becomes of the emails it sends."""

import re
from collections import Counter
from collections.abc import Mapping
from datetime import timedelta
from email import message_from_bytes, policy
from functools import partial
from urllib.parse import urlsplit

from chalicelib.content.links import Action
from chalicelib.leads.attempt import EmailKind
from chalicelib.leads.enquiry import Purpose
from chalicelib.leads.lead import Standing
from simulation.campaigns import CONFIRMED
from simulation.doer import HOUR, Doer
from simulation.front_desk import FrontDesk
from simulation.ledger import Accepted, Sent, is_stopped_by_an_outcome
from simulation.mix_ups import mixed_up_in_aftercare
from simulation.people import COMES_BACK, Mailbox, Person
from simulation.ses import EventPublisher
from simulation.site import SETTINGS, TOO_MANY, Site
from simulation.writer import PDF

PATIENCE = 5
"""How often a visitor sends a form again that could not be stored."""

SHARE_OF_NOTIFICATIONS = 0.2
"""Of the bounces, those that SES tells of a second time, in another shape."""

READING = timedelta(seconds=40)
"""How long a page is open before its form is sent."""


class Actors(Doer):
    """People, by the id of the lead each is. Reactions to emails come through `post`."""

    def __init__(self, site: Site, people: Mapping[str, Person], events: EventPublisher) -> None:
        super().__init__(site)
        self._events = events
        self._people = people
        self._front_desk = FrontDesk(site, people)
        self._received: Counter[str] = Counter()

    def arrive(self) -> None:
        """Schedule everybody's visits."""
        for lead_id, person in self._people.items():
            visits = [person.arrives_at, *([person.asks_again_at] if person.asks_again_at else [])]
            for time, at in enumerate(visits, 1):
                self.world.at(at, partial(self._visit, lead_id, person, time))

    def _visit(self, lead_id: str, person: Person, time: int) -> None:
        form = person.form(time, self.site.links.stamp(Action.FORM, self.world.now - READING))
        for _ in range(2 if person.double_clicks else 1):
            self.world.start(partial(self._ask, lead_id, person, time, form))

    def _ask(self, lead_id: str, person: Person, time: int, form: str) -> None:
        words, began_at = person.words(time), self.world.now
        if person.ticks(time) and person.campaign != CONFIRMED:
            self.ledger.agreed.setdefault(lead_id, began_at)
        for attempt in range(PATIENCE):
            status = self.site.request("POST", "/leads", form, person.address)
            if status == 200:
                self.ledger.accepted.append(Accepted(lead_id, words))
                if person.ticks(time):
                    self.ledger.ticked[lead_id] = began_at
                if person.is_partners(words):
                    self.count("people: partners with the same address")
                self._tell(lead_id, f"was thanked for: {words}")
                return
            if status == TOO_MANY and person.is_machine:
                self.count("people: machines turned away")
                return
            if 400 <= status < 500:
                raise ValueError(f"{status} for a form that is fine: {form}")
            self.world.sleep(attempt * 20 + self.random.uniform(2, 10))
        self.ledger.counts["people: gave up"] += 1

    def post(self, sent: Sent, raw: bytes) -> None:
        """An email that SES took is on its way."""
        person = self._people[sent.lead_id]
        self._events.publish(sent, "Send", {"send": {}})
        if sent.kind.is_for_clinic or person.mailbox is Mailbox.GOOD:
            self._arrives(sent, raw)
            return
        match person.mailbox:
            case Mailbox.UNKNOWN:
                self._bounce(sent, "Permanent", "General", "5.1.1", delay=self.random.uniform(1, 30), is_final=True)
            case Mailbox.NO_DOMAIN:
                self._bounce(sent, "Transient", "General", "5.4.4", delay=self.random.uniform(1, 30), is_final=True)
            case Mailbox.FULL:
                self._come_back(sent, "MailboxFull", "4.2.2", delay=12 * HOUR)
            case Mailbox.HICCUPS if self.is_first(f"hiccup {sent.lead_id}"):
                self._come_back(sent, "General", "4.4.7", delay=4 * HOUR)
            case Mailbox.WARY if self.is_first(f"refusal {sent.lead_id}"):
                self._come_back(sent, "General", "5.7.1", delay=self.random.uniform(1, 30))
            case Mailbox.NO_ATTACHMENTS if PDF in raw:
                self.ledger.refused.add(sent.attempt_id)
                self._bounce(sent, "Transient", "AttachmentRejected", "5.7.1", delay=20)
            case _:
                self._arrives(sent, raw)

    def _come_back(self, sent: Sent, subkind: str, status: str, *, delay: float) -> None:
        """Not for good: another time it may arrive."""
        if sent.kind in (EmailKind.GUIDE, EmailKind.AFTERCARE):
            self.ledger.came_back[sent.attempt_id] = sent.at + timedelta(seconds=delay)
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
        if is_final and self.random.random() < SHARE_OF_NOTIFICATIONS:
            # The clinic has set up notifications of the identity too: they carry no tags.
            self._events.publish(sent, "Bounce", details, delay=delay, has_tags=False, then=then)

    def _arrives(self, sent: Sent, raw: bytes) -> None:
        details = {"delivery": {"recipients": [sent.recipient], "smtpResponse": "250 ok"}}
        self._events.publish(sent, "Delivery", details, delay=self.random.uniform(1, 20))
        person = self._people[sent.lead_id]
        if person.is_in_sample:
            self.later(self.random.uniform(1, 10), partial(self._scan, raw))
        match sent.kind:
            case EmailKind.FOLLOW_UP:
                self._received[sent.lead_id] += 1
                self._react(sent, person)
            case EmailKind.ALERT:
                self._front_desk.read(sent, raw)
            case EmailKind.GUIDE if person.presses and self._has_a_button(sent.lead_id):
                self.later(self.random.uniform(0.1, 24) * HOUR, partial(self._start, sent.lead_id, person))
            case EmailKind.AFTERCARE if raw:
                lead = self.stored(sent.lead_id)
                wrong = mixed_up_in_aftercare(raw, person, lead) if lead else []
                self.ledger.mixed_up += [(sent.lead_id, what) for what in wrong]

    def _react(self, sent: Sent, person: Person) -> None:
        """To a follow-up."""
        received = self._received[sent.lead_id]
        if received == person.leaves_after:
            for _ in range(2 if person.double_clicks else 1):
                self.later(person.leaves_within.total_seconds(), partial(self._unsubscribe, sent.lead_id))
        if received == person.complains_after:
            recipients = [{"emailAddress": sent.recipient}]
            details = {"complaint": {"complainedRecipients": recipients, "complaintFeedbackType": "abuse"}}
            then = partial(self._silence, sent.lead_id, "a complaint was recorded")
            self._events.publish(sent, "Complaint", details, delay=self.random.uniform(1, 60) * HOUR, then=then)

    def _scan(self, raw: bytes) -> None:
        """Open every link of an email, as mail scanners do."""
        message = message_from_bytes(raw, policy=policy.default)
        plain = message.get_body(("plain",))
        text = str(message["List-Unsubscribe"]) + (str(plain.get_content()) if plain else "")
        for link in re.findall(rf"{SETTINGS.site_url}/[^\s<>]+", text):
            parts = urlsplit(link)
            path = f"{parts.path}?{parts.query}" if parts.query else parts.path
            for method in ("HEAD", "GET"):
                self.site.request(method, path)
                self.ledger.counts["people: links opened by scanners"] += 1

    def _unsubscribe(self, lead_id: str) -> None:
        path = self.path(Action.UNSUBSCRIBE, lead_id)
        if self.insist(lambda: self.site.request("POST", path, "List-Unsubscribe=One-Click") == 200):
            self.count("people: unsubscribed")
            self.ledger.stop(lead_id, self.world.now, "was told that they are unsubscribed")
            self.ledger.left[lead_id] = self.world.now
            self.ledger.pressed.discard(lead_id)
            self._come_back_later(lead_id)

    def _come_back_later(self, lead_id: str) -> None:
        """And tick the box again."""
        person = self._people[lead_id]
        after, is_first = person.comes_back_after, self.is_first(f"comes back {lead_id}")
        if after and is_first and self.world.now + after < self.world.plan.last_arrival:
            self.later(after.total_seconds(), partial(self._visit, lead_id, person, COMES_BACK))

    def _has_a_button(self, lead_id: str) -> bool:
        """Whether the person has ticked the box, and that alone counts for nothing: in a campaign that asks them to
        confirm, or since they have left."""
        ticked_at, left_at = self.ledger.ticked.get(lead_id), self.ledger.left.get(lead_id)
        if ticked_at is None or lead_id in self.ledger.silences or lead_id in self.ledger.erased:
            return False
        if left_at and lead_id not in self.ledger.pressed:
            return ticked_at > left_at
        return self._people[lead_id].campaign == CONFIRMED and lead_id not in self.ledger.agreed

    def _start(self, lead_id: str, person: Person) -> None:
        """The button in the email with the guide."""
        campaign = person.campaign or self.world.plan.campaign
        path, has_left = self.path(Action.START, f"{campaign}.{lead_id}"), lead_id in self.ledger.left
        is_due = self._has_a_button(lead_id) and not self._is_closed(lead_id)
        self.ledger.pressed.add(lead_id)
        self.ledger.agreed.setdefault(lead_id, self.world.now)
        is_told = self.insist(lambda: self.site.request("POST", path, "") == 200)
        is_undisturbed = lead_id not in {*self.ledger.silences, *self.ledger.erased} and not self._is_closed(lead_id)
        if is_told and is_due and is_undisturbed:
            self.count(f"people: {'started again' if has_left else 'confirmed'}")
            if not self._is_started(lead_id, campaign):
                self.ledger.unheeded.append((lead_id, f"pressed the button of {campaign} by {self.world.now}"))

    def _is_started(self, lead_id: str, campaign: str) -> bool:
        lead = self.stored(lead_id)
        agreed = lead.consents if lead else ()
        is_agreed = any(one.purpose is Purpose.FOLLOW_UPS and one.campaign == campaign for one in agreed)
        return lead is not None and lead.standing is Standing.ACTIVE and is_agreed

    def _is_closed(self, lead_id: str) -> bool:
        lead = self.stored(lead_id)
        return lead is not None and is_stopped_by_an_outcome(lead)

    def _silence(self, lead_id: str, reason: str) -> None:
        self.ledger.silence(lead_id, self.world.now, reason)

    def _tell(self, lead_id: str, what: str) -> None:
        self.ledger.tell(lead_id, self.world.now, what)


def _nothing() -> None:
    pass
