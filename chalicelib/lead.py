"""The lead: one person, everything we know of them and everything they are still owed.

Every change is a pure function from one lead to the next, with the time passed in. A use-case loads a lead,
changes it, and saves it on condition that nobody else did meanwhile (`revision`); so claiming a delivery is a
change like any other, two workers cannot both win it, and an unsubscribe that lands first makes the claim fail.
"""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum

from chalicelib.attribution import Touch

GUIDE_CAPS = ((timedelta(hours=24), 1), (timedelta(days=30), 3))
"""At most so many guides within each period, so that a form cannot be turned on a stranger's inbox."""

LEASE = timedelta(minutes=15)
"""How long an attempt may stay open: longer than any worker lives, long enough for an SES event to tell its fate."""

ENQUIRIES_KEPT = 20
"""Older ones are forgotten once the clinic has been told: a lead has to fit into one item."""


class Standing(StrEnum):
    """May we email this person? The order is that of `_SEVERITY`: a standing only ever gets worse."""

    ACTIVE = "active"
    UNSUBSCRIBED = "unsubscribed"
    BOUNCED = "bounced"
    COMPLAINED = "complained"


_SEVERITY = list(Standing)


class Outcome(StrEnum):
    """What came of the lead, as the front desk says."""

    NEW = "new"
    CONTACTED = "contacted"
    BOOKED = "booked"
    ATTENDED = "attended"
    NOT_INTERESTED = "not interested"


CLOSING_OUTCOMES = frozenset({Outcome.BOOKED, Outcome.ATTENDED, Outcome.NOT_INTERESTED})


class Purpose(StrEnum):
    """What a person may agree to."""

    ENQUIRY = "enquiry"
    FOLLOW_UPS = "follow-ups"


class Kind(StrEnum):
    """The kinds of email the machine delivers."""

    ALERT = "alert"
    GUIDE = "guide"
    FOLLOW_UP = "follow-up"


class Result(StrEnum):
    """How an attempt ended. IN_DOUBT: its lease ran out and nobody can say whether the email went."""

    SENT = "sent"
    FAILED = "failed"
    IN_DOUBT = "in doubt"


@dataclass(frozen=True, slots=True)
class Contact:
    """`email` is ASCII (IDNA) and `phone` is E.164; both as the person gave them with their latest enquiry."""

    name: str
    email: str
    phone: str


@dataclass(frozen=True, slots=True)
class Consent:
    """What was agreed, in the very words that stood beside the box."""

    purpose: Purpose
    wording: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Enquiry:
    """One sent form. `guide` says that it is owed the guide."""

    id: str
    at: datetime
    contact: Contact
    language: str
    message: str
    guide: bool
    consents: tuple[Consent, ...]
    touch: Touch


@dataclass(frozen=True, slots=True)
class DeliveryId:
    """Which email: an alert or guide for an enquiry, or a step of the sequence. `reference` is that one's id."""

    kind: Kind
    reference: str


@dataclass(frozen=True, slots=True)
class Attempt:
    """A claim on a delivery. `planned_at` is when the plan wanted it, before it slid into a sending window."""

    id: str
    delivery: DeliveryId
    planned_at: datetime
    claimed_at: datetime

    @property
    def lease_ends_at(self) -> datetime:
        return self.claimed_at + LEASE


@dataclass(frozen=True, slots=True)
class Delivery:
    """An attempt that has ended. `message_id` is what SES called it, "" where unknown."""

    attempt: Attempt
    result: Result
    message_id: str


@dataclass(frozen=True, slots=True)
class OutcomeMark:
    outcome: Outcome
    at: datetime


@dataclass(frozen=True, slots=True)
class Lead:
    """`due_at` is derived from the rest by `sequence.next_due`; `revision` counts saves, 0 before the first."""

    id: str
    enquiries: tuple[Enquiry, ...]
    first_touch: Touch
    consents: tuple[Consent, ...] = ()
    deliveries: tuple[Delivery, ...] = ()
    attempt: Attempt | None = None
    held_until: datetime | None = None
    standing: Standing = Standing.ACTIVE
    standing_since: datetime | None = None
    outcomes: tuple[OutcomeMark, ...] = ()
    due_at: datetime | None = None
    revision: int = 0

    @property
    def contact(self) -> Contact:
        return self.enquiries[-1].contact

    @property
    def language(self) -> str:
        return self.enquiries[-1].language

    @property
    def last_touch(self) -> Touch:
        return self.enquiries[-1].touch

    @property
    def outcome(self) -> Outcome:
        return self.outcomes[-1].outcome if self.outcomes else Outcome.NEW

    @property
    def follow_ups_agreed_at(self) -> datetime | None:
        """When follow-ups were first agreed to: the day 0 of the sequence, which a second enquiry does not move."""
        return next((consent.at for consent in self.consents if consent.purpose is Purpose.FOLLOW_UPS), None)

    @property
    def may_get_guide(self) -> bool:
        """Someone who unsubscribed may still ask for the guide; an address that bounced or complained may not."""
        return self.standing in (Standing.ACTIVE, Standing.UNSUBSCRIBED)

    @property
    def may_get_follow_ups(self) -> bool:
        """Once the lead was closed, follow-ups stay stopped, even if the front desk corrects the outcome."""
        closed = any(mark.outcome in CLOSING_OUTCOMES for mark in self.outcomes)
        return self.standing is Standing.ACTIVE and not closed and self.follow_ups_agreed_at is not None

    def enquiry(self, enquiry_id: str) -> Enquiry:
        """The enquiry of that id; KeyError if there is none."""
        for enquiry in self.enquiries:
            if enquiry.id == enquiry_id:
                return enquiry
        raise KeyError(enquiry_id)

    def results(self, delivery: DeliveryId) -> list[Result]:
        """How each attempt at that delivery has ended, oldest first."""
        return [ended.result for ended in self.deliveries if ended.attempt.delivery == delivery]


def new_lead(lead_id: str, enquiry: Enquiry) -> Lead:
    """The lead that a person's first enquiry makes."""
    return Lead(id=lead_id, enquiries=(enquiry,), first_touch=enquiry.touch, consents=enquiry.consents)


def enquire(lead: Lead, enquiry: Enquiry) -> Lead:
    """A known person asks again: a new enquiry, and the guide once more unless a cap is reached.

    The same enquiry twice (a double click, a form sent again) changes nothing.
    """
    if any(known.id == enquiry.id for known in lead.enquiries):
        return lead
    owed = replace(enquiry, guide=enquiry.guide and not _is_guide_capped(lead, enquiry.at))
    agreed = {(consent.purpose, consent.wording) for consent in lead.consents}
    fresh = tuple(consent for consent in enquiry.consents if (consent.purpose, consent.wording) not in agreed)
    return _forget_old_enquiries(
        replace(lead, enquiries=(*lead.enquiries, owed), consents=(*lead.consents, *fresh)), enquiry.at
    )


def claim(lead: Lead, attempt: Attempt) -> Lead:
    """Open an attempt. ValueError if one is open: callers end or `lapse` it first."""
    if lead.attempt is not None:
        raise ValueError("another attempt is open")
    return replace(lead, attempt=attempt, held_until=None)


def settle(lead: Lead, attempt_id: str, result: Result, message_id: str = "") -> Lead:
    """End the open attempt. Nothing changes if it is not that one, as when an SES event was faster."""
    if lead.attempt is None or lead.attempt.id != attempt_id:
        return lead
    ended = Delivery(lead.attempt, result, message_id)
    return replace(lead, attempt=None, deliveries=(*lead.deliveries, ended))


def hold(lead: Lead, attempt_id: str, until: datetime) -> Lead:
    """Take back an attempt that SES certainly did not carry out, and ask for nothing before `until`."""
    if lead.attempt is None or lead.attempt.id != attempt_id:
        return lead
    return replace(lead, attempt=None, held_until=until)


def lapse(lead: Lead, now: datetime) -> Lead:
    """End an attempt whose lease ran out: a worker died, or SES never answered."""
    if lead.attempt is None or now < lead.attempt.lease_ends_at:
        return lead
    return settle(lead, lead.attempt.id, Result.IN_DOUBT)


def confirm(lead: Lead, attempt_id: str, message_id: str) -> Lead:
    """SES says that this attempt went: settle it if it is open, clear the doubt if it was in doubt."""
    settled = settle(lead, attempt_id, Result.SENT, message_id)
    deliveries = tuple(
        replace(ended, result=Result.SENT, message_id=message_id)
        if ended.attempt.id == attempt_id and ended.result is Result.IN_DOUBT
        else ended
        for ended in settled.deliveries
    )
    return replace(settled, deliveries=deliveries)


def worsen(lead: Lead, standing: Standing, at: datetime) -> Lead:
    """Move the standing down, never up: a bounce that arrives after a complaint does not soften it."""
    if _SEVERITY.index(standing) <= _SEVERITY.index(lead.standing):
        return lead
    return replace(lead, standing=standing, standing_since=at)


def unsubscribe(lead: Lead, at: datetime) -> Lead:
    """Stop all follow-ups, for good. Repeating it changes nothing."""
    return worsen(lead, Standing.UNSUBSCRIBED, at)


def set_outcome(lead: Lead, outcome: Outcome, at: datetime) -> Lead:
    """Note what came of the lead. Repeating the latest outcome changes nothing."""
    if outcome is lead.outcome:
        return lead
    return replace(lead, outcomes=(*lead.outcomes, OutcomeMark(outcome, at)))


def _is_guide_capped(lead: Lead, now: datetime) -> bool:
    given = [enquiry.at for enquiry in lead.enquiries if enquiry.guide]
    return any(sum(now - at < period for at in given) >= most for period, most in GUIDE_CAPS)


def _forget_old_enquiries(lead: Lead, now: datetime) -> Lead:
    longest_cap = max(period for period, _ in GUIDE_CAPS)
    told = {
        ended.attempt.delivery.reference
        for ended in lead.deliveries
        if ended.attempt.delivery.kind is Kind.ALERT and ended.result is Result.SENT
    }
    kept = tuple(
        enquiry
        for age, enquiry in enumerate(reversed(lead.enquiries))
        if age < ENQUIRIES_KEPT or enquiry.id not in told or (enquiry.guide and now - enquiry.at < longest_cap)
    )[::-1]
    forgotten = {enquiry.id for enquiry in lead.enquiries} - {enquiry.id for enquiry in kept}
    deliveries = tuple(ended for ended in lead.deliveries if ended.attempt.delivery.reference not in forgotten)
    return replace(lead, enquiries=kept, deliveries=deliveries)
