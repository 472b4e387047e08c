"""An email that says no more than that it left. An engineer reads it, no patient: its words are not in `templates/`."""

from datetime import datetime
from email.utils import format_datetime

from chalicelib.mail.email import Email
from chalicelib.mail.mime import mark, new_message, sealed

_SUBJECT = "Test: the deployed service sends email"

_BODY = "This email was sent by the deployed service, the way it sends the guides. Nothing needs to be done."


def trial(sender: str, recipient: str, at: datetime) -> Email:
    """A test from that address to another, dated `at`."""
    message = new_message(_SUBJECT, _BODY, f"<p>{_BODY}</p>")
    message["From"] = sender
    message["To"] = recipient
    message["Date"] = format_datetime(at)
    message["Auto-Submitted"] = "auto-generated"
    mark(message, repr(("trial", recipient, at.isoformat())), sender)
    return Email(sender, recipient, sealed(message), "trial", "en")
