"""What SES tells of an email after it took it, made into one small event of our own.

Shapes: https://docs.aws.amazon.com/ses/latest/dg/event-publishing-retrieving-sns-contents.html
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from chalicelib.lead import Standing

_BEFORE_SENDING = frozenset({"Reject", "Rendering Failure"})
"""Events that say SES did not send. Every other one says that it did."""


@dataclass(frozen=True, slots=True)
class MailEvent:
    """`standing` is what the event makes of the recipient, None if nothing. `kind` is that of the delivery."""

    lead_id: str
    attempt_id: str
    kind: str
    message_id: str
    at: datetime
    shows_sent: bool
    standing: Standing | None


def read_mail_event(body: str) -> MailEvent | None:
    """The event in an SQS message, within its SNS envelope or delivered raw.

    None for one that is not about a tagged email of ours, as the notice SES sends when a topic is connected.
    ValueError if it is not an event at all.
    """
    data = json.loads(body)
    if "Message" in data:
        data = data["Message"]
        if isinstance(data, str):
            if data.startswith("Successfully validated SNS topic"):
                return None
            data = json.loads(data)
    try:
        mail = data["mail"]
        tags = mail.get("tags", {})
        event_type = data.get("eventType") or data["notificationType"]
        if not {"lead", "attempt", "kind"} <= tags.keys():
            return None
        return MailEvent(
            lead_id=tags["lead"][0],
            attempt_id=tags["attempt"][0],
            kind=tags["kind"][0],
            message_id=mail["messageId"],
            at=datetime.fromisoformat(mail["timestamp"]),
            shows_sent=event_type not in _BEFORE_SENDING,
            standing=_standing(event_type, data),
        )
    except (KeyError, TypeError, IndexError) as error:
        raise ValueError(f"not an SES event: {error!r}") from error


def _standing(event_type: str, data: Mapping[str, Any]) -> Standing | None:
    if event_type == "Bounce" and data["bounce"]["bounceType"] == "Permanent":
        return Standing.BOUNCED
    # "not-spam" is somebody taking the mail out of the spam folder (RFC 6650, section 7.3).
    if event_type == "Complaint" and data["complaint"].get("complaintFeedbackType") != "not-spam":
        return Standing.COMPLAINED
    return None
