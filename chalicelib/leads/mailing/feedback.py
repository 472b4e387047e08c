"""What SES tells of an email after it took it, made into one small event of our own for each recipient.

Shapes: https://docs.aws.amazon.com/ses/latest/dg/event-publishing-retrieving-sns-contents.html
"""

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from chalicelib.leads.attempt import Delivery, EmailKind, Result
from chalicelib.leads.mailing.bounces import Cause, cause_of

TEST = "test"
"""The kind, in the tags, of an email that was sent as a test. What becomes of it counts nowhere."""

CANARY = "canary"
"""The kind of all emails of a canary, so that what SES counts by kind is of people alone."""

_GREETING = "Successfully validated SNS topic"
"""SES says so once, when it is connected to a topic."""

_TIMED = ("delivery", "deliveryDelay", "bounce", "complaint")
"""The parts of an event that have a time of their own."""


@dataclass(frozen=True, slots=True)
class MailEvent:
    """News of one email to one recipient. `result` is what it proves of the attempt, None if nothing; `attempt_id` is
    "" where SES did not say, and the message id has to do; so is `kind` None. `at` is when it happened."""

    lead_id: str
    attempt_id: str
    message_id: str
    kind: EmailKind | None
    result: Result | None
    delivery: Delivery
    at: datetime

    @property
    def is_for_clinic(self) -> bool:
        return self.kind is not None and self.kind.is_for_clinic


def read_mail_events(body: str, lead_id_of: Callable[[str], str]) -> list[MailEvent]:
    """The events in an SQS message, within its SNS envelope or delivered raw. Raises ValueError if it is not an event.

    `lead_id_of` makes the id of the person with an address: notifications of an SES identity, which the clinic may have
    set up beside our configuration set, carry no tags.
    """
    message = body if body.startswith(_GREETING) else _message(body)
    if message.startswith(_GREETING):
        return []
    data = json.loads(message)
    try:
        return _events(data, lead_id_of)
    except (KeyError, TypeError, IndexError, AttributeError) as error:
        raise ValueError(f"not an SES event: {error!r}") from error


def _message(body: str) -> str:
    """What SES published: the message in an SNS envelope, or the whole body where delivery is raw."""
    data = json.loads(body)
    message = data.get("Message") if isinstance(data, dict) else None
    if message is None:
        return body
    return message if isinstance(message, str) else json.dumps(message)


def _events(data: Mapping[str, Any], lead_id_of: Callable[[str], str]) -> list[MailEvent]:
    mail = data["mail"]
    tags = mail.get("tags") or {}
    if tags.get("kind") == [TEST]:
        return []
    is_ours = {"lead", "attempt", "kind"} <= tags.keys()
    kind = EmailKind(tags["kind"][0]) if is_ours and tags["kind"] != [CANARY] else None
    result, delivery = _meaning(data, kind)
    # With our tags there is one recipient. Without, each stands for the person of that address.
    leads = [tags["lead"][0]] if is_ours else [lead_id_of(address) for address in _recipients(data)]
    return [
        MailEvent(
            lead_id=lead_id,
            attempt_id=tags["attempt"][0] if is_ours else "",
            message_id=mail["messageId"],
            kind=kind,
            result=result,
            delivery=delivery,
            at=_moment(data),
        )
        for lead_id in leads
    ]


def _moment(data: Mapping[str, Any]) -> datetime:
    """When it happened: of what has no time of its own, when the email was sent."""
    own = (data.get(part, {}).get("timestamp") for part in _TIMED)
    return datetime.fromisoformat(next(filter(None, own), data["mail"]["timestamp"]))


def _meaning(data: Mapping[str, Any], kind: EmailKind | None) -> tuple[Result | None, Delivery]:
    """What each type of event says of the attempt, and what became of the email."""
    match data.get("eventType") or data["notificationType"]:
        case "Send" | "DeliveryDelay" | "Open" | "Click":
            return Result.SENT, Delivery.UNKNOWN
        case "Delivery":
            return Result.SENT, Delivery.DELIVERED
        case "Bounce":
            return _meaning_of_bounce(data["bounce"], kind)
        case "Complaint":
            # "not-spam" is a person taking the mail out of the spam folder (RFC 6650, section 7.3).
            is_praise = data["complaint"].get("complaintFeedbackType") == "not-spam"
            return Result.SENT, Delivery.DELIVERED if is_praise else Delivery.COMPLAINED
        case "Reject" | "Rendering Failure":
            return Result.FAILED, Delivery.UNKNOWN
        case _:
            return None, Delivery.UNKNOWN


def _meaning_of_bounce(bounce: Mapping[str, Any], kind: EmailKind | None) -> tuple[Result, Delivery]:
    status = next((one["status"] for one in bounce["bouncedRecipients"] if "status" in one), "")
    match cause_of(bounce["bounceType"], bounce.get("bounceSubType", ""), status):
        case Cause.ADDRESS:
            return Result.SENT, Delivery.HARD_BOUNCED
        case Cause.SIZE if kind is EmailKind.GUIDE:
            # The same guide is welcome without its PDF.
            return Result.TOO_HEAVY, Delivery.UNKNOWN
        case Cause.SIZE | Cause.OURS:
            return Result.SENT, Delivery.REFUSED
        case _:
            return Result.SENT, Delivery.SOFT_BOUNCED


def _recipients(data: Mapping[str, Any]) -> list[str]:
    """Who the event is about, which is not always everybody the email went to."""
    named = {
        "Bounce": ("bounce", "bouncedRecipients"),
        "Complaint": ("complaint", "complainedRecipients"),
        "DeliveryDelay": ("deliveryDelay", "delayedRecipients"),
    }
    event_type = data.get("eventType") or data["notificationType"]
    if event_type not in named:
        return list(data["mail"]["destination"])
    part, field = named[event_type]
    return [recipient["emailAddress"] for recipient in data[part][field]]
