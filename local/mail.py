"""What SES does and moto does not: keep each email with its tags, and tell through SNS what became of it."""

import base64
import json
import threading
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from email import message_from_bytes, policy
from email.message import EmailMessage
from functools import cached_property
from io import BytesIO
from typing import TYPE_CHECKING, Any

from chalicelib.aws.ses import NOBODY
from local.clock import LocalClock

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment
    from mypy_boto3_sns import SNSClient

SEND_EMAIL = "/v2/email/outbound-emails"


@dataclass(frozen=True, slots=True)
class SentEmail:
    id: str
    at: datetime
    sender: str
    recipient: str
    tags: dict[str, list[str]]
    raw: bytes

    @property
    def message(self) -> EmailMessage:
        return message_from_bytes(self.raw, policy=policy.default)


class SentMail:
    """A WSGI application around moto's that watches the emails SES accepts, newest last in `emails`."""

    def __init__(self, aws: "WSGIApplication", clock: LocalClock) -> None:
        self._aws = aws
        self._clock = clock
        self._one_at_a_time = threading.Lock()
        self.emails: list[SentEmail] = []
        self.event_topic = ""

    def __call__(self, environ: "WSGIEnvironment", start_response: "StartResponse") -> Iterable[bytes]:
        is_email = environ["PATH_INFO"] == SEND_EMAIL
        request = environ["wsgi.input"].read(int(environ["CONTENT_LENGTH"])) if is_email else b""
        if is_email:
            environ["wsgi.input"] = BytesIO(request)
        # moto's conditional writes are not atomic between threads, so it gets one request at a time.
        with self._one_at_a_time:
            answer = b"".join(self._aws(environ, start_response))
        if is_email:
            self.watch(json.loads(request), json.loads(answer))
        return [answer]

    def watch(self, email: dict[str, Any], answer: dict[str, Any]) -> None:
        """What was asked of SES, and what it said."""
        if "MessageId" in answer and email["Destination"]["ToAddresses"] != [NOBODY]:
            self._accept(email, answer["MessageId"])

    def bounce(self, email: SentEmail) -> None:
        """The mailbox does not exist."""
        bounced = [{"emailAddress": email.recipient, "action": "failed", "status": "5.1.1"}]
        self._publish(
            email,
            "Bounce",
            bounce={"bounceType": "Permanent", "bounceSubType": "General", "bouncedRecipients": bounced},
        )

    def complain(self, email: SentEmail) -> None:
        """The recipient presses the spam button."""
        complained = [{"emailAddress": email.recipient}]
        self._publish(
            email, "Complaint", complaint={"complainedRecipients": complained, "complaintFeedbackType": "abuse"}
        )

    def _accept(self, request: dict[str, Any], message_id: str) -> None:
        email = SentEmail(
            id=message_id,
            at=self._clock.now(),
            sender=request["FromEmailAddress"],
            recipient=request["Destination"]["ToAddresses"][0],
            tags={tag["Name"]: [tag["Value"]] for tag in request.get("EmailTags", [])},
            raw=base64.b64decode(request["Content"]["Raw"]["Data"]),
        )
        self.emails.append(email)
        self._publish(email, "Send", send={})
        self._publish(email, "Delivery", delivery={"recipients": [email.recipient], "smtpResponse": "250 ok"})

    @cached_property
    def _sns(self) -> "SNSClient":
        import boto3

        return boto3.client("sns")

    def _publish(self, email: SentEmail, event_type: str, **details: object) -> None:
        now = self._clock.now().astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")
        mail = {
            "timestamp": now,
            "source": email.sender,
            "messageId": email.id,
            "destination": [email.recipient],
            "tags": email.tags,
        }
        event = {"eventType": event_type, "mail": mail, **details}
        self._sns.publish(TopicArn=self.event_topic, Message=json.dumps(event))
