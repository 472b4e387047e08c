"""What a sweep costs when very much is due: its calls, its units and its own CPU.

In place of AWS there is something that answers each request as DynamoDB and SQS do, page by page, and counts. So it
says what boto3 and we take for it, and nothing of how long AWS takes to answer.
"""

import json
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from datetime import time as hour
from typing import Any
from zoneinfo import ZoneInfo

import boto3
from botocore.awsrequest import AWSPreparedRequest, AWSResponse
from moto.core.botocore_stubber import MockRawResponse

from chalicelib.aws.dynamodb import DynamoStore
from chalicelib.aws.items import SHARDS, sortable
from chalicelib.aws.sqs import SqsWakeups
from chalicelib.content.links import lead_id_for
from chalicelib.leads.caps import Caps
from chalicelib.leads.lead import Queue
from chalicelib.leads.sequence import Rules, SendingWindow
from chalicelib.use_cases.leads import Leads
from chalicelib.use_cases.sweep import sweep
from tools.scale.aws import PAGE
from tools.scale.life import READ_AT_ONCE, size_of

OPENING = datetime(2026, 3, 2, 5, tzinfo=UTC)
ANY_HOUR = SendingWindow(opens=hour(0), closes=hour(23), zone=ZoneInfo("UTC"))
NO_RULES = Rules({}, ANY_HOUR, timedelta(), Caps())

GUIDES = 100
"""Of those that are due, what stands at the end, behind all follow-ups, and is due at once."""


@dataclass(frozen=True, slots=True)
class Swept:
    """One sweep of so many that are due, while so many wake-ups wait. `again` were woken that waited already."""

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
    """Answers as DynamoDB's due index and SQS do. Of the leads in the table it holds those that are due."""

    due: int
    waiting: int
    woken: list[str] = field(default_factory=list)
    calls: Counter[str] = field(default_factory=Counter)
    reads: float = 0
    cpu: float = 0
    ids: list[str] = field(default_factory=list)
    _pages: dict[str, list[tuple[list[dict[str, Any]], int]]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.ids = [lead_id_for(f"{number}@example.com", "key") for number in range(self.due)]
        shards: list[list[dict[str, Any]]] = [[] for _ in range(SHARDS)]
        for number, lead_id in enumerate(self.ids):
            queue = Queue.FOLLOW_UPS if number < self.due - GUIDES else Queue.AT_ONCE
            at = OPENING - timedelta(hours=1) + timedelta(milliseconds=number)
            item = {"id": lead_id, "due_shard": str(number % SHARDS), "due_at": sortable(at), "queue": queue.value}
            shards[number % SHARDS].append({name: {"S": value} for name, value in item.items()})
        self._pages = {str(shard): list(_pages(items)) for shard, items in enumerate(shards)}

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
        values = asked["ExpressionAttributeValues"]
        pages = self._pages[values[":shard"]["S"]]
        number = int(asked["ExclusiveStartKey"]["id"]["S"]) if "ExclusiveStartKey" in asked else 0
        items, size = pages[number] if pages else ([], 0)
        # What is filtered out is read all the same.
        self.reads += max(1, -(-size // READ_AT_ONCE)) / 2
        found = [item for item in items if item["queue"] == values[":queue"]] if ":queue" in values else items
        last = {"LastEvaluatedKey": {"id": {"S": str(number + 1)}}} if number + 1 < len(pages) else {}
        return {"Items": found, "Count": len(found), **last}

    def SendMessageBatch(self, asked: dict[str, Any]) -> dict[str, Any]:  # noqa: N802 - AWS's
        self.woken += [json.loads(entry["MessageBody"])["lead_id"] for entry in asked["Entries"]]
        sent = [{"Id": entry["Id"], "MessageId": "m", "MD5OfMessageBody": "m"} for entry in asked["Entries"]]
        return {"Successful": sent, "Failed": []}

    def GetQueueAttributes(self, asked: dict[str, Any]) -> dict[str, Any]:  # noqa: N802 - AWS's
        waiting = self.waiting if asked["QueueUrl"].endswith(Queue.FOLLOW_UPS) else 0
        counts = {"ApproximateNumberOfMessages": waiting, "ApproximateNumberOfMessagesNotVisible": 0}
        return {"Attributes": {name: str(counts[name]) for name in asked["AttributeNames"]}}


def _pages(items: list[dict[str, Any]]) -> Iterator[tuple[list[dict[str, Any]], int]]:
    """As many items as fill an answer, with their bytes."""
    page: list[dict[str, Any]] = []
    size = 0
    for item in items:
        page.append(item)
        size += size_of(item)
        if size >= PAGE:
            yield page, size
            page, size = [], 0
    if page:
        yield page, size


def measure_sweep(due: int, waiting: int = 0) -> Swept:
    aws = Aws(due, waiting)
    session = boto3.Session("nobody", "nobody", region_name="us-east-1")
    session.events.register("before-send", aws.answer)  # type: ignore[arg-type]
    store = DynamoStore(session.client("dynamodb"), "leads")
    wakeups = SqsWakeups(session.client("sqs"), {queue: f"https://sqs.test/{queue}" for queue in Queue})
    leads = Leads(store, NO_RULES, lambda: OPENING, lambda *_: None, str)
    started = time.process_time()
    sweep(leads=leads, wakeups=wakeups)
    cpu = time.process_time() - started - aws.cpu
    guides = set(aws.ids[max(0, due - GUIDES) :])
    again = len(set(aws.ids[:waiting]) & set(aws.woken))
    woken = Counter(aws.woken)
    return Swept(
        due, waiting, len(woken), again, len(guides & woken.keys()), dict(sorted(aws.calls.items())), aws.reads, cpu
    )
