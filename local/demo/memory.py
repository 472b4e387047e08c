"""A world without AWS, in which a month passes in seconds: leads are kept in a dict, and every email arrives."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from itertools import count

from chalicelib.leads.attempt import Delivery, EmailId, EmailKind, Result
from chalicelib.leads.lead import Lead, Queue
from chalicelib.leads.mailing.feedback import MailEvent
from chalicelib.leads.mailing.mailbox import Mailbox
from chalicelib.leads.views.views import Views
from chalicelib.mail.email import Email
from chalicelib.mail.writer import EmailWriter
from chalicelib.use_cases.budget import Budget
from chalicelib.use_cases.ports import DueLead
from local.mail import SentEmail


class Memory:
    """A `ports.Store`. Nobody else writes, so nothing is ever in conflict."""

    def __init__(self) -> None:
        self.leads: dict[str, Lead] = {}
        self.mailboxes: dict[str, Mailbox] = {}

    def load(self, lead_id: str) -> Lead | None:
        return self.leads.get(lead_id)

    def save(
        self,
        lead: Lead,
        _budgets: Sequence[Budget] = (),
        mailbox: Mailbox | None = None,
        _must_be_open: str = "",
        _views: Views | None = None,
    ) -> Lead:
        if mailbox is not None:
            self.save_mailbox(mailbox)
        self.leads[lead.id] = replace(lead, revision=lead.revision + 1)
        return self.leads[lead.id]

    def load_mailbox(self, mailbox_id: str) -> Mailbox:
        return self.mailboxes.get(mailbox_id, Mailbox(mailbox_id))

    def save_mailbox(self, mailbox: Mailbox) -> None:
        self.mailboxes[mailbox.id] = replace(mailbox, revision=mailbox.revision + 1)

    def hold_to_key(self, fingerprint: str) -> None:
        """There is but one key."""

    def due(self, now: datetime, _queue: Queue | None = None) -> Iterator[DueLead]:
        found = [DueLead(lead.id, lead.due) for lead in self.leads.values() if lead.due and lead.due.at <= now]
        yield from sorted(found, key=lambda one: one.due.at)


class Post:
    """A `ports.Mailer`: it takes every email, and tells what became of it."""

    is_in_doubt = False

    def __init__(self, clock: Callable[[], datetime], unknown: Callable[[str], bool]) -> None:
        self._clock = clock
        self._unknown = unknown
        self._ids = (f"demo-{number}" for number in count(1))
        self.sent: list[SentEmail] = []
        self.news: list[MailEvent] = []

    def probe(self) -> None:
        """It is never down."""

    def send(self, email: Email, tags: dict[str, str]) -> str:
        message_id, now = next(self._ids), self._clock()
        kind = EmailKind(tags["kind"])
        delivery = Delivery.HARD_BOUNCED if self._unknown(email.recipient) else Delivery.DELIVERED
        self.news.append(MailEvent(tags["lead"], tags["attempt"], message_id, kind, Result.SENT, delivery, now))
        listed = {name: [value] for name, value in tags.items()}
        self.sent.append(SentEmail(message_id, now, email.sender, email.recipient, listed, email.raw))
        return message_id


class Wakeless:
    """A `ports.Wakeups` that wakes nobody: the month looks for itself what is due."""

    def wake(self, _queue: Queue, _lead_ids: list[str]) -> None:
        """Nothing."""

    def ask_for_link(self, _link_id: str) -> None:
        """Nobody signs in meanwhile."""

    def waiting(self, _queue: Queue) -> int:
        return 0


@dataclass(frozen=True, slots=True)
class SavingWriter(EmailWriter):
    """To write an email takes some ten milliseconds, so those that nobody is shown are left empty."""

    shown_from: datetime

    def write(self, lead: Lead, email_id: EmailId, at: datetime) -> Email:
        if at >= self.shown_from:
            return EmailWriter.write(self, lead, email_id, at)
        recipient = self.senders.clinic_inbox if email_id.kind.is_for_clinic else lead.contact.email
        return Email(self.senders.mail_from, recipient, b"", email_id.kind, lead.language)
