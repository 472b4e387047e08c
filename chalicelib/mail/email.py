"""A message that is ready to be sent."""

from dataclasses import dataclass
from datetime import datetime
from email.message import EmailMessage
from email.utils import format_datetime

from chalicelib.content.language import Language
from chalicelib.mail.mime import mark, sealed


@dataclass(frozen=True, slots=True)
class Senders:
    """Who the service writes as, and to: plain addresses. People answer mails to leads at `clinic_inbox`."""

    mail_from: str
    alert_from: str
    clinic_inbox: str


@dataclass(frozen=True, slots=True)
class Email:
    """A message ready to be sent: `raw` is its MIME form, `sender` and `recipient` its envelope. `topic` and `language`
    say which text it is: the same for everybody who gets it."""

    sender: str
    recipient: str
    raw: bytes
    topic: str
    language: str


def finished(
    message: EmailMessage, envelope: tuple[str, str], written: str, at: datetime, topic: str, language: Language
) -> Email:
    """The message with what all have in common. `envelope` is its sender and its recipient; `written` is the same for
    the same email written twice."""
    sender, recipient = envelope
    message["Date"] = format_datetime(at)
    # Made by software, so no holiday notice should answer it (RFC 3834, section 5; the other one is what Exchange asks:
    # MS-OXCMAIL, section 2.2.3.2.14). Reports of what was not delivered are welcome.
    message["Auto-Submitted"] = "auto-generated"
    message["X-Auto-Response-Suppress"] = "OOF, AutoReply"
    mark(message, written, sender)
    return Email(sender, recipient, sealed(message), topic, language.code)
