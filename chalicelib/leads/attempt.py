"""What we do to deliver an email, and what SES reports of it."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

LEASE = timedelta(minutes=15)
"""How long an attempt may stay open: longer than any worker lives, long enough for SES to report what became of it."""


class EmailKind(StrEnum):
    """The kinds of email that a lead can be owed."""

    ALERT = "alert"
    GUIDE = "guide"
    FOLLOW_UP = "follow-up"
    NOTICE = "notice"
    SECOND_ALERT = "second-alert"
    OWNER_ALERT = "owner-alert"
    AFTERCARE = "aftercare"
    OWN_DATA = "own-data"

    @property
    def is_for_clinic(self) -> bool:
        return self in (EmailKind.ALERT, EmailKind.NOTICE, EmailKind.SECOND_ALERT, EmailKind.OWNER_ALERT)


class Result(StrEnum):
    """How an attempt ended. IN_DOUBT: its lease ran out, and nothing says whether the email went.
    TOO_HEAVY: it went, and the recipient's server refused its attachment."""

    SENT = "sent"
    FAILED = "failed"
    IN_DOUBT = "in doubt"
    TOO_HEAVY = "too heavy"


class Delivery(StrEnum):
    """What SES reports of an email after it took it. From weak to strong: of two reports the stronger is kept, so their
    order and their number do not matter. REFUSED is a bounce that says nothing of the address: it is our own affair."""

    UNKNOWN = "unknown"
    REFUSED = "refused"
    SOFT_BOUNCED = "soft bounced"
    DELIVERED = "delivered"
    HARD_BOUNCED = "hard bounced"
    COMPLAINED = "complained"


CAME_BACK = frozenset({Delivery.REFUSED, Delivery.SOFT_BOUNCED})
"""Another email to that address may arrive."""


@dataclass(frozen=True, slots=True)
class EmailId:
    """Which email: the alert, guide or notice of an enquiry, a reminder of it, a step of a campaign's sequence, the
    aftercare of a campaign, the link to what we keep of a person, or the one notice that email does not arrive.
    `reference` is the id of the enquiry, campaign and step as in "dry-needling/questions", the campaign, or when the
    link was asked for."""

    kind: EmailKind
    reference: str

    @property
    def campaign(self) -> str:
        """Of a follow-up or of aftercare, its campaign."""
        return self.reference.partition("/")[0]


def follow_up_id(campaign: str, step: str) -> EmailId:
    """The follow-up of that step of the campaign's sequence."""
    return EmailId(EmailKind.FOLLOW_UP, f"{campaign}/{step}")


UNREACHABLE = EmailId(EmailKind.NOTICE, "unreachable")
"""Tells the clinic, once, that email does not reach a lead, so that they phone. Every other notice is about an enquiry
whose alert may not have arrived."""


@dataclass(frozen=True, slots=True)
class Attempt:
    """A claim on an email. `planned_at` is when the plan wanted it, before it slid into a sending window."""

    id: str
    email_id: EmailId
    planned_at: datetime
    claimed_at: datetime

    @property
    def lease_ends_at(self) -> datetime:
        return self.claimed_at + LEASE


@dataclass(frozen=True, slots=True)
class EndedAttempt:
    """An attempt that has ended. `message_id` is what SES called the email, "" where that is unknown; `bounced_at` is
    when it came back, be it for now or by our fault."""

    attempt: Attempt
    result: Result
    message_id: str
    delivery: Delivery = Delivery.UNKNOWN
    bounced_at: datetime | None = None

    @property
    def came_back(self) -> bool:
        """Whether it was sent and did not arrive, which another time it may."""
        return self.result is Result.SENT and self.delivery in CAME_BACK
