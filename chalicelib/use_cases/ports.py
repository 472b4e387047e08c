"""What the use-cases ask of the world outside, and how it may fail them."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Protocol

from chalicelib.leads.lead import Lead, Suspect
from chalicelib.mail.writer import Email

Clock = Callable[[], datetime]
Measure = Callable[["Metric", float], None]

PARKED = timedelta(hours=1)
"""A wait of this or more is not SES being busy: somebody has to look."""


class Conflict(Exception):
    """Somebody else saved the lead after it was loaded."""


class Exhausted(Exception):
    """The budget is spent, and nothing was written."""


class Unavailable(Exception):
    """A service we depend on did not do what was asked, or did not answer."""


class Deferred(Exception):
    """SES certainly did not take the email, and would not take another for a while."""

    def __init__(self, reason: str, wait: timedelta) -> None:
        super().__init__(reason)
        self.wait = wait


class Rejected(Exception):
    """SES refuses this email and would refuse it again."""


class InDoubt(Exception):
    """Nobody can say whether SES took the email."""


class Queue(StrEnum):
    """The two queues of wake-ups: a backlog of follow-ups must never delay a guide."""

    AT_ONCE = "at-once"
    FOLLOW_UPS = "follow-ups"


class Metric(StrEnum):
    """What the service measures about itself."""

    OLDEST_OVERDUE = "OldestOverdue"
    DEFERRED = "MailHeld"
    PARKED = "MailParked"
    REJECTED = "MailRejected"
    IN_DOUBT = "MailInDoubt"
    GUIDES_CAPPED = "GuidesCapped"
    UNWRITABLE = "MailUnwritable"
    CLINIC_UNREACHED = "ClinicUnreached"
    NOT_STORED = "EnquiriesNotStored"


@dataclass(frozen=True, slots=True)
class Due:
    lead_id: str
    queue: Queue
    at: datetime


@dataclass(frozen=True, slots=True)
class Budget:
    """So many of something within a period that `name` tells. Nobody asks for it after `expires_at`."""

    name: str
    limit: int
    expires_at: datetime


@dataclass(frozen=True, slots=True)
class Suspected:
    lead_id: str
    suspect: Suspect


class Suspects(Protocol):
    """The enquiries in quarantine, whoever's they are, and how far the clinic was told of them."""

    def between(self, since: datetime, until: datetime, most: int) -> list[Suspected]:
        """Those of leads whose latest suspect came from one moment to another, the latest first. Unavailable."""

    def digest_sent_through(self) -> datetime | None:
        """When the latest suspect came that the clinic was told of. Unavailable."""

    def note_digest_sent(self, at: datetime) -> None:
        """Note that the clinic was told. Unavailable."""

    def spend(self, budget: Budget) -> None:
        """Spend one of it. Exhausted, Unavailable."""


class Store(Protocol):
    def load(self, lead_id: str) -> Lead | None:
        """The lead of that id, read consistently. Unavailable."""

    def save(self, lead: Lead, queue: Queue, budget: Budget | None = None) -> Lead:
        """Write the lead if its revision is still the stored one; the lead with its new revision. With a budget,
        spend one of it in the same write, or write nothing. Conflict, Exhausted, Unavailable."""

    def due(self, now: datetime) -> Iterable[Due]:
        """The leads whose `due_at` has come. Unavailable."""


class Mailer(Protocol):
    @property
    def is_in_doubt(self) -> bool:
        """Whether the last answer said nothing, so that another email might be lost in the same silence."""

    def probe(self) -> None:
        """Have SES take an email to nobody. Held if it does not."""

    def send(self, email: Email, tags: dict[str, str]) -> str:
        """Send once; the id SES gave the message. Held, Rejected, InDoubt."""


class Wakeups(Protocol):
    def wake(self, queue: Queue, lead_ids: list[str]) -> None:
        """Ask for a worker to look at these leads. Unavailable."""
