"""What the use-cases ask of the world outside, and how it may fail them."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum
from typing import TYPE_CHECKING, Protocol

from chalicelib.errors import Explained
from chalicelib.leads.access import Sessions, SignIn
from chalicelib.leads.conversions import Event
from chalicelib.leads.enquiry import Suspect
from chalicelib.leads.lead import Due, Lead, Queue, Standing
from chalicelib.leads.mailbox import Mailbox
from chalicelib.leads.outcome import Outcome
from chalicelib.leads.spend import Columns, Spent
from chalicelib.leads.views.search import Search
from chalicelib.leads.views.tally import Counts
from chalicelib.leads.views.views import Views

if TYPE_CHECKING:
    from chalicelib.mail.writer import Email

Clock = Callable[[], datetime]
Measure = Callable[["Metric", float], None]

PARKED = timedelta(hours=1)
"""A wait of this or more is not SES being busy: a person has to look."""


class Conflict(Exception):
    """The lead, or its mailbox, was saved by another after it was loaded."""


class Shut(Exception):
    """The mailbox takes no mail, or its person wants none, and nothing was written."""


class Exhausted(Exception):
    """A budget is spent, and nothing was written."""


class Unavailable(Explained):
    """A service we depend on did not do what was asked, or did not answer: where, and what kind of error it was."""

    def __init__(self, place: str, kind: str, request_id: str = "") -> None:
        super().__init__(f"{place}: {kind}" + (f", request {request_id}" if request_id else ""))


class Declined(Unavailable):
    """The clinic's own system does not take this one message, for what is in it, and would not take it again."""


class Deferred(Explained):
    """SES certainly did not take the email, and would not take another for a while."""

    def __init__(self, reason: str, wait: timedelta) -> None:
        super().__init__(reason)
        self.wait = wait


class Rejected(Explained):
    """SES refuses this email and would refuse it again."""


class InDoubt(Explained):
    """Nothing says whether SES took the email."""


class Metric(StrEnum):
    """What the service measures about itself."""

    OLDEST_OVERDUE = "OldestOverdue"
    DEFERRED = "MailDeferred"
    PARKED = "MailParked"
    REJECTED = "MailRejected"
    REFUSED = "MailRefused"
    IN_DOUBT = "MailInDoubt"
    GUIDES_CAPPED = "GuidesCapped"
    GUIDES_BOUNCED = "GuidesBounced"
    UNWRITABLE = "MailUnwritable"
    CLINIC_UNREACHED = "ClinicUnreached"
    STORED = "EnquiriesStored"
    NOT_STORED = "EnquiriesNotStored"
    WEBHOOK_FAILED = "WebhookFailed"
    SANDBOXED = "Sandboxed"
    QUOTA_USED = "QuotaUsed"
    CERTIFICATE_DAYS = "CertificateDays"
    WEBHOOK_DECLINED = "WebhookDeclined"


@dataclass(frozen=True, slots=True)
class DueLead:
    lead_id: str
    due: Due


@dataclass(frozen=True, slots=True)
class Budget:
    """So many of something within a period that `name` tells. It is not asked for after `expires_at`. `spends` is what
    a save takes of it, or gives back if it is negative; `bounces` is how much of it turns out to have been in vain.
    Too many of these exhaust it too. Only what takes of it can be refused."""

    name: str
    limit: int
    expires_at: datetime
    spends: int = 1
    bounces: int = 0

    @property
    def given_back(self) -> "Budget":
        return replace(self, spends=-self.spends)

    @property
    def bounced(self) -> "Budget":
        """One of it that was spent before, and turns out to have been in vain."""
        return replace(self, spends=0, bounces=1)


@dataclass(frozen=True, slots=True)
class Suspected:
    """A suspect, and the id of the lead that it is kept as."""

    lead_id: str
    suspect: Suspect


@dataclass(frozen=True, slots=True)
class Page:
    """Some suspects, the latest first. `next` leads to the page after it, "" if there is none."""

    suspected: tuple[Suspected, ...]
    next: str


class Suspects(Protocol):
    """The enquiries in quarantine, and how far the clinic was told of them."""

    def between(self, since: datetime, until: datetime, most: int, page: str = "") -> Page:
        """Those that came from one moment to another, so many at a time. Raises Unavailable."""

    def delete(self, lead_id: str) -> None:
        """Delete an enquiry in quarantine. Raises Unavailable."""

    def digest_sent_through(self) -> datetime | None:
        """When the latest suspect came that the clinic was told of. Raises Unavailable."""

    def note_digest_sent(self, through: datetime) -> None:
        """Note that the clinic was told of all suspects up to then. Raises Unavailable."""

    def spend(self, budget: Budget) -> None:
        """Spend one of it. Raises Exhausted or Unavailable."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """What a list of enquiries is narrowed down to. "" and None are any; `ad` is the ad's own campaign, and `by` who
    noted the outcome."""

    campaign: str = ""
    source: str = ""
    ad: str = ""
    outcome: Outcome | None = None
    standing: Standing | None = None
    by: str = ""


@dataclass(frozen=True, slots=True)
class Listed:
    """An enquiry in a list, with the lead that it is of, as it is now."""

    lead: Lead
    enquiry_id: str


@dataclass(frozen=True, slots=True)
class Listing:
    """A page of a list. `next` leads on, "" if there is no more. A page looks at some thousand entries and no
    further, so it may be short, or empty, where hardly anything fits, and `next` looks further back."""

    listed: tuple[Listed, ...]
    next: str = ""


class Lists(Protocol):
    """What the clinic looks at, each page by one query and one read of the leads in it, however many there are. Only
    where most of what is looked at does not fit it takes more queries, of which a page has some and no more. Lists
    follow a save within a moment; what they tell of a lead is what it says itself. All raise Unavailable."""

    def to_call(self, until: datetime, most: int, page: str = "") -> Listing:
        """The enquiries whose person is to be called by then, who has waited longest first."""

    def booked(self, since: datetime, until: datetime, most: int) -> Listing:
        """The enquiries of which a visit was booked in that time, the first one first."""

    def bounced(self, since: datetime, until: datetime, most: int) -> Listing:
        """The latest enquiry of each person whose address turned out dead in that time, the first one first."""

    def newest(self, wanted: Wanted, most: int, page: str = "") -> Listing:
        """Enquiries, the latest first."""

    def unheard_since(self, before: datetime, most: int) -> Listing:
        """The latest enquiry of each person without a visit who was not heard of since then, the longest first."""

    def found(self, search: Search, most: int, page: str = "") -> Listing:
        """The latest enquiry of each person whose words and phone fit. Who has a whole address is found by the id of
        their lead."""

    def counts(self, first_week: str, last_week: str) -> tuple[Counts, ...]:
        """What is counted of enquiries that came in those weeks (`tally.week_of`), both included."""


@dataclass(frozen=True, slots=True)
class Told:
    """An event in the list of what the clinic's own system is told: its place there, the lead, and the event's id."""

    place: str
    lead: Lead
    event_id: str


class Events(Protocol):
    """What the clinic's own system is told. All raise Unavailable."""

    def after(self, place: str, until: datetime, most: int) -> tuple[Told, ...]:
        """What stands behind that place, up to then, in its order."""

    def told_through(self) -> str:
        """The place of the last that it was told, "" if it was told of nothing yet."""

    def note_told(self, through: str) -> None:
        """Note that it was told of all up to that place."""


class Hook(Protocol):
    def post(self, body: bytes, headers: Mapping[str, str]) -> None:
        """Hand that to the clinic's own system, which says that it has it. Raises Declined or Unavailable."""


class Conversions(Protocol):
    def told(self, event: Event, now: datetime) -> list[str]:
        """The rows that Google Ads may read of that event, oldest first. Raises Unavailable."""


class Spending(Protocol):
    """What ads have cost. All raise Unavailable."""

    def keep(self, spent: Iterable[Spent]) -> None:
        """Keep what is told of each platform and week, in the place of what was told of it before."""

    def between(self, first_week: str, last_week: str) -> tuple[Spent, ...]:
        """What was spent in those weeks, both included."""

    def learn(self, columns: Columns) -> None:
        """Remember what a platform calls its columns, in the place of what was known of it before."""

    def learned(self) -> tuple[Columns, ...]:
        """The columns of all platforms that we were told of."""


class Store(Protocol):
    def load(self, lead_id: str) -> Lead | None:
        """The lead of that id, read consistently. Raises Unavailable, for a lead too that a newer version wrote."""

    def save(
        self,
        lead: Lead,
        budgets: Sequence[Budget] = (),
        mailbox: Mailbox | None = None,
        must_be_open: str = "",
        views: Views | None = None,
    ) -> Lead:
        """Write the lead if its revision is still the stored one; the lead with its new revision. In the same write
        spend one of each budget, write the mailbox by the same rule, see that the mailbox of the id `must_be_open` is
        neither dead nor complained, and let lists and counters hold `views` of it, or write nothing. Raises Conflict,
        Shut, Exhausted or Unavailable."""

    def load_mailbox(self, mailbox_id: str) -> Mailbox:
        """The mailbox of that id, a blank one if nothing is known of it. Raises Unavailable."""

    def save_mailbox(self, mailbox: Mailbox) -> None:
        """Write the mailbox if its revision is still the stored one. Raises Conflict or Unavailable."""

    def hold_to_key(self, fingerprint: str) -> None:
        """Keep the fingerprint of the first key that makes ids of this store. Raises Unavailable for any other key:
        nobody would be found again by it."""

    def due(self, now: datetime, queue: Queue | None = None) -> Iterator[DueLead]:
        """The leads whose time has come, of that queue or of both, the one that has waited longest first. They are read
        as far as they are asked for. Raises Unavailable."""


class Access(Protocol):
    """The links that sign in, and the sessions of the staff."""

    def keep(self, sign_in: SignIn) -> None:
        """Keep a link that was asked for. Raises Unavailable."""

    def find(self, sign_in_id: str) -> SignIn | None:
        """That link, read consistently, None if it was used. Raises Unavailable."""

    def take(self, sign_in_id: str) -> SignIn | None:
        """Use that link up: of all who come at once, one gets it, the others None. Raises Unavailable."""

    def sessions_of(self, staff_id: str) -> Sessions:
        """Those of one of the staff, read consistently. Raises Unavailable."""

    def save(self, sessions: Sessions) -> None:
        """Write them if their revision is still the stored one. Raises Conflict or Unavailable."""


class Limits(Protocol):
    def spend(self, budget: Budget) -> None:
        """Spend one of it. Raises Exhausted or Unavailable."""


class Mailer(Protocol):
    @property
    def is_in_doubt(self) -> bool:
        """Whether the last answer said nothing, so that another email might be lost in the same silence."""

    def probe(self) -> None:
        """Have SES take an email to no person. Raises Deferred if it does not."""

    def send(self, email: "Email", tags: dict[str, str]) -> str:
        """Send once; the id SES gave the message. Raises Deferred, Rejected or InDoubt."""


class Wakeups(Protocol):
    def wake(self, queue: Queue, lead_ids: list[str]) -> None:
        """Ask for a worker to look at these leads. Raises Unavailable."""

    def ask_for_link(self, sign_in_id: str) -> None:
        """Ask for a worker to mail that link. Raises Unavailable."""

    def waiting(self, queue: Queue) -> int:
        """About how many wake-ups no worker has seen to. Raises Unavailable."""
