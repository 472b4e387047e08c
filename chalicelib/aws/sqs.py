"""Wake-ups through SQS: hints that a lead should be looked at. Losing or doubling one changes nothing."""

import json
from collections.abc import Callable
from typing import TYPE_CHECKING, Final

from botocore.config import Config

from chalicelib.aws.calls import calling
from chalicelib.aws.clients import client
from chalicelib.leads.lead import Queue

if TYPE_CHECKING:
    from mypy_boto3_sqs import SQSClient

BRIEFLY = Config(connect_timeout=1, read_timeout=2, retries={"mode": "standard", "total_max_attempts": 2})
"""A wake-up is a courtesy: no visitor waits long for it."""

BATCH = 10
"""Messages that SQS takes in one request."""

_WAITING: Final = ("ApproximateNumberOfMessages", "ApproximateNumberOfMessagesNotVisible")
"""Those that no worker has, and those that one has."""


class SqsWakeups:
    """A `ports.Wakeups`. Of each queue it asks `url_of` only when it writes to it, for few functions know both."""

    def __init__(self, client: "SQSClient", url_of: Callable[[Queue], str]) -> None:
        self._client = client
        self._url_of = url_of

    def wake(self, queue: Queue, lead_ids: list[str]) -> None:
        bodies = [json.dumps({"lead_id": lead_id}) for lead_id in lead_ids]
        with calling("wake"):
            for start in range(0, len(bodies), BATCH):
                entries = [
                    {"Id": str(number), "MessageBody": body}
                    for number, body in enumerate(bodies[start : start + BATCH])
                ]
                self._client.send_message_batch(QueueUrl=self._url_of(queue), Entries=entries)  # type: ignore[arg-type]

    def ask_for_link(self, sign_in_id: str) -> None:
        with calling("ask_for_link"):
            self._client.send_message(
                QueueUrl=self._url_of(Queue.AT_ONCE), MessageBody=json.dumps({"sign_in_id": sign_in_id})
            )

    def waiting(self, queue: Queue) -> int:
        with calling("waiting"):
            answer = self._client.get_queue_attributes(QueueUrl=self._url_of(queue), AttributeNames=[*_WAITING])
        return sum(int(answer["Attributes"][name]) for name in _WAITING)


def connect(url_of: Callable[[Queue], str]) -> SqsWakeups:
    """The queues at those addresses, found through the standard chain."""
    return SqsWakeups(client("sqs", BRIEFLY), url_of)


def read_wakeup(body: str) -> str:
    """The id of the lead that a message asks to look at. Raises ValueError or KeyError if it is no wake-up."""
    lead_id: str = json.loads(body)["lead_id"]
    return lead_id


def read_sign_in(body: str) -> str:
    """The id of the link that a message asks to mail, "" if it asks for something else. Raises ValueError if it is no
    message of ours."""
    sign_in_id: str = json.loads(body).get("sign_in_id", "")
    return sign_in_id
