"""The lead: one person, everything we know of them and everything they are still owed."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from chalicelib.leads.attribution import Touch

LEASE = timedelta(minutes=15)
"""How long an attempt may stay open: longer than any worker lives, long enough for an SES event to tell its fate."""


QUARANTINE = timedelta(days=30)
"""How long an enquiry that is held back is kept for somebody to look at."""


class Standing(StrEnum):
    """May we email this person? From good to bad: a standing only ever gets worse."""

    ACTIVE = "active"
    UNSUBSCRIBED = "unsubscribed"
    BOUNCED = "bounced"
    COMPLAINED = "complained"


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


class Suspicion(StrEnum):
    """Why an enquiry is held back until somebody at the clinic has looked at it: it filled in a field that people do
    not see, it was sent faster than anybody reads, or its network has sent more than people do."""

    TRAP = "trap"
    TOO_FAST = "too fast"
    CROWD = "crowd"


class EmailKind(StrEnum):
    """The kinds of email the machine delivers."""

    ALERT = "alert"
    GUIDE = "guide"
    FOLLOW_UP = "follow-up"
    NOTICE = "notice"

    @property
    def is_for_clinic(self) -> bool:
        return self in (EmailKind.ALERT, EmailKind.NOTICE)


class Result(StrEnum):
    """How an attempt ended. IN_DOUBT: its lease ran out and nobody can say whether the email went.
    TOO_HEAVY: it went, and the recipient's server would not have its attachment."""

    SENT = "sent"
    FAILED = "failed"
    IN_DOUBT = "in doubt"
    TOO_HEAVY = "too heavy"


class Delivery(StrEnum):
    """What became of an email after SES took it. From weak to strong: of two reports, the stronger is kept, so it
    does not matter in which order they come, or how often."""

    UNKNOWN = "unknown"
    SOFT_BOUNCED = "soft bounced"
    DELIVERED = "delivered"
    HARD_BOUNCED = "hard bounced"
    COMPLAINED = "complained"


@dataclass(frozen=True, slots=True)
class Contact:
    """`email` is ASCII (IDNA) and `phone` is E.164; both as the person gave them with their latest enquiry."""

    name: str
    email: str
    phone: str


@dataclass(frozen=True, slots=True)
class Consent:
    """What was agreed, in the very words that stood beside the box, which version of them, and in which network:
    an address cut so short that it names nobody."""

    purpose: Purpose
    wording: str
    at: datetime
    version: str = ""
    network: str = ""


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
class Suspect:
    """An enquiry that is held back. Nothing is owed for it, and what it says of its sender counts for nothing."""

    enquiry: Enquiry
    suspicion: Suspicion


@dataclass(frozen=True, slots=True)
class EmailId:
    """Which email: an alert or guide for an enquiry, a step of the sequence, or a notice to the clinic.
    `reference` is the id of the enquiry or step."""

    kind: EmailKind
    reference: str


UNREACHABLE = EmailId(EmailKind.NOTICE, "unreachable")
"""Tells the clinic, once, that email does not reach a lead: somebody should phone. Every other notice is about an
enquiry whose alert may not have arrived."""


@dataclass(frozen=True, slots=True)
class Attempt:
    """A claim on a delivery. `planned_at` is when the plan wanted it, before it slid into a sending window."""

    id: str
    email_id: EmailId
    planned_at: datetime
    claimed_at: datetime

    @property
    def lease_ends_at(self) -> datetime:
        return self.claimed_at + LEASE


@dataclass(frozen=True, slots=True)
class EndedAttempt:
    """An attempt that has ended. `message_id` is what SES called it, "" where unknown."""

    attempt: Attempt
    result: Result
    message_id: str
    delivery: Delivery = Delivery.UNKNOWN


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
    attempts: tuple[EndedAttempt, ...] = ()
    open_attempt: Attempt | None = None
    deferred_until: datetime | None = None
    guide_deferred_until: datetime | None = None
    standing: Standing = Standing.ACTIVE
    standing_since: datetime | None = None
    outcomes: tuple[OutcomeMark, ...] = ()
    quarantine: tuple[Suspect, ...] = ()
    due_at: datetime | None = None
    revision: int = 0

    @property
    def expires_at(self) -> datetime | None:
        """When a lead goes by itself: one of which nothing is known but suspects. A tombstone says more, and stays."""
        if self.enquiries or not self.quarantine or self.standing is not Standing.ACTIVE:
            return None
        return self.quarantine[-1].enquiry.at + QUARANTINE

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

    @property
    def soft_bounces(self) -> int:
        """How many emails to the person have bounced softly since one was last delivered."""
        to_person = [ended for ended in self.attempts if not ended.attempt.email_id.kind.is_for_clinic]
        count = 0
        for ended in sorted(to_person, key=lambda one: one.attempt.claimed_at, reverse=True):
            if ended.delivery is Delivery.DELIVERED:
                break
            count += ended.delivery is Delivery.SOFT_BOUNCED
        return count

    def enquiry(self, enquiry_id: str) -> Enquiry:
        """The enquiry of that id; KeyError if there is none."""
        for enquiry in self.enquiries:
            if enquiry.id == enquiry_id:
                return enquiry
        raise KeyError(enquiry_id)

    def results(self, email_id: EmailId) -> list[Result]:
        """How each attempt at that delivery has ended, oldest first."""
        return [ended.result for ended in self.attempts if ended.attempt.email_id == email_id]
