"""What the doctor knows of a stage before it judges. What could not be asked is not the same as what is not there."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import TypeAlias, TypeVar


@dataclass(frozen=True, slots=True)
class Unanswered:
    """Nothing is known, and why. `is_here` is False for what cannot be asked of a service on one machine."""

    why: str
    is_here: bool = True


NOT_HERE = Unanswered("not on one machine", is_here=False)

T = TypeVar("T")
Known: TypeAlias = T | Unanswered

Records: TypeAlias = tuple[str, ...]
"""What DNS has under a name, none if it has nothing there."""


@dataclass(frozen=True, slots=True)
class Caller:
    """Whose credentials these are: an account, or what is the matter with them."""

    account: str
    problem: str = ""


@dataclass(frozen=True, slots=True)
class Stack:
    """`resources` leads from names of the template to those at AWS."""

    status: str
    site_url: str
    resources: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Identity:
    """What SES knows of a sender. `name` is a domain, or an address where that alone was verified; `dkim_records` leads
    from names in DNS to what has to stand there."""

    name: str
    is_verified: bool
    dkim_status: str
    dkim_records: Mapping[str, str]
    mail_from: str
    mail_from_status: str


@dataclass(frozen=True, slots=True)
class Sender:
    """A domain that mail comes from, `identity` being None where SES does not know it. `dmarc` has what DNS has for it
    and for each domain above it, in this order."""

    domain: str
    identity: Known[Identity | None]
    dkim: Mapping[str, Known[Records]]
    mx: Known[Records]
    spf: Known[Records]
    dmarc: Mapping[str, Known[Records]]


@dataclass(frozen=True, slots=True)
class Account:
    """What SES lets this account do. `review` is that of the request for production access."""

    is_in_production: bool
    is_enabled: bool
    enforcement: str
    review: str
    a_day: float
    sent_today: float
    a_second: float

    @property
    def is_stopped(self) -> bool:
        return not self.is_enabled or self.enforcement == "SHUTDOWN"

    @property
    def takes_no_more(self) -> bool:
        """Whether SES refuses every email just now. A quota below nothing is none."""
        return self.is_stopped or 0 <= self.a_day <= self.sent_today


@dataclass(frozen=True, slots=True)
class Destination:
    """Where SES tells of emails, and of what."""

    topic: str
    is_enabled: bool
    events: frozenset[str]


@dataclass(frozen=True, slots=True)
class Subscription:
    """Who a topic tells."""

    protocol: str
    endpoint: str
    is_confirmed: bool

    def is_of(self, inbox: str) -> bool:
        """Whether it tells that inbox."""
        return self.endpoint.lower() == inbox.lower()


@dataclass(frozen=True, slots=True)
class Feedback:
    """The way of what SES tells, as far as the queue."""

    topic: str
    queue: str
    destinations: tuple[Destination, ...]
    subscriptions: tuple[Subscription, ...]


@dataclass(frozen=True, slots=True)
class Key:
    """Fingerprints of the key that makes lead ids: of the stage's own, and that in the table, "" for none yet."""

    own: str
    stored: str


@dataclass(frozen=True, slots=True)
class Secret:
    changed_at: datetime
    is_deleted: bool


@dataclass(frozen=True, slots=True)
class Visit:
    """What a visitor gets at an address: a status and whether the form is there, or `problem`."""

    url: str
    status: int = 0
    has_form: bool = False
    problem: str = ""

    @property
    def is_ours(self) -> bool:
        """Whether the page that our ads lead to stands there."""
        return not self.problem and self.status == 200 and self.has_form


@dataclass(frozen=True, slots=True)
class Clocks:
    """The time here, and that of the answer."""

    here: datetime
    there: datetime


@dataclass(frozen=True, slots=True)
class Trial:
    """What the deployed function said when it was asked to send: SES's id of the message, or `problem`."""

    to: str
    message_id: str = ""
    problem: str = ""


@dataclass(frozen=True, slots=True)
class Facts:
    """`suppressed` is why SES drops what goes to the clinic's inbox, "" if it does not."""

    caller: Known[Caller]
    stack: Known[Stack | None]
    senders: tuple[Sender, ...]
    account: Known[Account]
    suppressed: Known[str]
    feedback: Known[Feedback]
    alarms: Known[tuple[Subscription, ...]]
    concurrency: Known[int]
    key: Known[Key]
    signing_keys: Known[Secret]
    visit: Known[Visit]
    clocks: Known[Clocks]
    trial: Known[Trial]
