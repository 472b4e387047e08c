"""What the use-cases ask of the world outside. How it may fail them stands in `failures`."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Protocol

from chalicelib.leads.exports.conversions import Event
from chalicelib.leads.lead import Due, Lead, Queue
from chalicelib.leads.mailing.mailbox import Mailbox
from chalicelib.leads.staff.access import Sessions, SignIn
from chalicelib.leads.views.views import Views
from chalicelib.use_cases.budget import Budget

if TYPE_CHECKING:
    # A visitor's first form would wait for it.
    from chalicelib.leads.figures.spend import Columns, Spent
    from chalicelib.mail.email import Email

Clock = Callable[[], datetime]


@dataclass(frozen=True, slots=True)
class DueLead:
    lead_id: str
    due: Due


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

    def keep(self, spent: "Iterable[Spent]") -> None:
        """Keep what is told of each platform and week, in the place of what was told of it before."""

    def between(self, first_week: str, last_week: str) -> "tuple[Spent, ...]":
        """What was spent in those weeks, both included."""

    def learn(self, columns: "Columns") -> None:
        """Remember what a platform calls its columns, in the place of what was known of it before."""

    def learned(self) -> "tuple[Columns, ...]":
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
