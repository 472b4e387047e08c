"""What a sweep costs when very much is due: its calls, its units and its own CPU.

In place of AWS there is something that answers each request as DynamoDB and SQS do, page by page, and counts. So it
says what boto3 and we take for it, and nothing of how long AWS takes to answer.
"""

import json
import time
from bisect import bisect_right
from collections import Counter
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from datetime import time as hour
from functools import cache
from typing import Any
from zoneinfo import ZoneInfo

import boto3
from botocore.awsrequest import AWSPreparedRequest, AWSResponse
from moto.core.botocore_stubber import MockRawResponse

from chalicelib.aws.dynamodb import DynamoStore
from chalicelib.aws.items import SHARDS
from chalicelib.aws.sqs import SqsWakeups
from chalicelib.content.links import lead_id_for
from chalicelib.leads.caps import Caps
from chalicelib.leads.lead import Queue
from chalicelib.leads.owed.sequence import Rules, SendingWindow
from chalicelib.leads.views.entry import sortable
from chalicelib.use_cases.leads import Leads
from chalicelib.use_cases.sweep import sweep
from tools.aws import PAGE
from tools.scale.life import READ_AT_ONCE, size_of

OPENING = datetime(2026, 3, 2, 5, tzinfo=UTC)
ANY_HOUR = SendingWindow(opens=hour(0), closes=hour(23), zone=ZoneInfo("UTC"))
NO_RULES = Rules({}, ANY_HOUR, timedelta(), Caps(), ANY_HOUR.hours)

GUIDES = 100
"""Of those that are due, what stands at the end, behind all follow-ups, and is due at once."""


@dataclass(frozen=True, slots=True)
class Swept:
    """One sweep of so many that are due, of so many leads that are owed something, while so many wake-ups wait. `again`
    were woken that waited already."""

    leads: int
    due: int
    waiting: int
    woken: int
    again: int
    guides: int
    calls: dict[str, int]
    reads: float
    cpu: float


@dataclass(slots=True)
class Aws:
    """Answers as DynamoDB's due index and SQS do."""

    leads: int
    due: int
    waiting: int
    woken: list[str] = field(default_factory=list)
    calls: Counter[str] = field(default_factory=Counter)
    reads: float = 0
    cpu: float = 0
    ids: list[str] = field(default_factory=list)
    _shards: list[list[tuple[str, str, Queue]]] = field(default_factory=list)

    def __post_init__(self) -> None:
        """In each shard by time: the follow-ups of a night, then the guides of now, then all that is due later."""
        self.ids = _ids(self.leads)
        entries = [(self._due_at(number), lead_id, self._queue(number)) for number, lead_id in enumerate(self.ids)]
        self._shards = [entries[shard::SHARDS] for shard in range(SHARDS)]

    def _due_at(self, number: int) -> str:
        return sortable(OPENING + timedelta(milliseconds=number - self.due + 1))

    def _queue(self, number: int) -> Queue:
        return Queue.AT_ONCE if self.due - GUIDES <= number < self.due else Queue.FOLLOW_UPS

    def answer(self, request: AWSPreparedRequest, **_: Any) -> AWSResponse:
        started = time.process_time()
        headers: Any = request.headers
        operation = headers["X-Amz-Target"].decode().split(".")[1]
        self.calls[operation] += 1
        body: Any = request.body
        answer = json.dumps(getattr(self, operation)(json.loads(body))).encode()
        of_json: Any = {"Content-Type": "application/json"}
        self.cpu += time.process_time() - started
        return AWSResponse(request.url, 200, of_json, MockRawResponse(answer))

    def Query(self, asked: dict[str, Any]) -> dict[str, Any]:  # noqa: N802 - AWS's
        """From where the page before has ended, until 1 MB is read. What is filtered out is read all the same."""
        values = {name: value["S"] for name, value in asked["ExpressionAttributeValues"].items()}
        shard = self._shards[int(values[":shard"])]
        start = asked.get("ExclusiveStartKey", {})
        begin = bisect_right(shard, (start["due_at"]["S"], start["id"]["S"], "~")) if start else 0
        end = bisect_right(shard, (values[":now"], "~", "~"))
        items: list[dict[str, Any]] = []
        size = 0
        while begin < end and size < PAGE:
            items.append(_item(values[":shard"], *shard[begin]))
            size += size_of(items[-1])
            begin += 1
        self.reads += max(1, -(-size // READ_AT_ONCE)) / 2
        found = [item for item in items if item["queue"]["S"] == values.get(":queue", item["queue"]["S"])]
        return {"Items": found, "Count": len(found), **({"LastEvaluatedKey": items[-1]} if begin < end else {})}

    def SendMessageBatch(self, asked: dict[str, Any]) -> dict[str, Any]:  # noqa: N802 - AWS's
        self.woken += [json.loads(entry["MessageBody"])["lead_id"] for entry in asked["Entries"]]
        sent = [{"Id": entry["Id"], "MessageId": "m", "MD5OfMessageBody": "m"} for entry in asked["Entries"]]
        return {"Successful": sent, "Failed": []}

    def GetQueueAttributes(self, asked: dict[str, Any]) -> dict[str, Any]:  # noqa: N802 - AWS's
        waiting = self.waiting if asked["QueueUrl"].endswith(Queue.FOLLOW_UPS) else 0
        counts = {"ApproximateNumberOfMessages": waiting, "ApproximateNumberOfMessagesNotVisible": 0}
        return {"Attributes": {name: str(counts[name]) for name in asked["AttributeNames"]}}


@cache
def _ids(leads: int) -> list[str]:
    return [lead_id_for(f"{number}@example.com", "key") for number in range(leads)]


def _item(shard: str, due_at: str, lead_id: str, queue: Queue) -> dict[str, Any]:
    values = {"id": lead_id, "due_shard": shard, "due_at": due_at, "queue": queue.value}
    return {name: {"S": value} for name, value in values.items()}


def measure_sweep(leads: int, due: int, waiting: int = 0) -> Swept:
    aws = Aws(leads, due, waiting)
    session = boto3.Session("nobody", "nobody", region_name="us-east-1")
    session.events.register("before-send", aws.answer)  # type: ignore[arg-type]
    store = DynamoStore(session.client("dynamodb"), "leads")
    wakeups = SqsWakeups(session.client("sqs"), lambda queue: f"https://sqs.test/{queue}")
    use_case = Leads(store, NO_RULES, lambda: OPENING, lambda *_: None, str)
    started = time.process_time()
    sweep(leads=use_case, wakeups=wakeups)
    cpu = time.process_time() - started - aws.cpu
    guides = set(aws.ids[max(0, due - GUIDES) : due])
    again = len(set(aws.ids[:waiting]) & set(aws.woken))
    woken = Counter(aws.woken)
    return Swept(
        leads=leads,
        due=due,
        waiting=waiting,
        woken=len(woken),
        again=again,
        guides=len(guides & woken.keys()),
        calls=dict(sorted(aws.calls.items())),
        reads=aws.reads,
        cpu=cpu,
    )
