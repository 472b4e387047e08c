"""The functions beside the web: woken by real SQS messages and ticks, with the payloads Lambda would give them."""

import logging
import threading
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from typing import Any

from chalice.app import Chalice, ScheduledEventConfig, SQSEventConfig

from local.clock import LocalClock
from local.cloud import ACCOUNT, REGION, Cloud

logger = logging.getLogger(__name__)

TICK = timedelta(minutes=1)
EACH_MINUTE = "rate(1 minute)"


class Functions:
    """Runs the application's event handlers, on the queues that the deployed template connects them to."""

    def __init__(self, app: Chalice, cloud: Cloud, clock: LocalClock) -> None:
        import boto3

        self._app = app
        self._cloud = cloud
        self._clock = clock
        self._sqs = boto3.client("sqs")
        self._dynamodb = boto3.client("dynamodb")
        self._busy = threading.Lock()
        self._stopping = threading.Event()
        self._ticked_at = clock.now()
        self._queues = {
            source.name: self._queue_arn(source.name)
            for source in app.event_sources
            if isinstance(source, SQSEventConfig)
        }
        self._scheduled = {
            source.name: str(source.schedule_expression)
            for source in app.event_sources
            if isinstance(source, ScheduledEventConfig)
        }

    def run(self) -> None:
        """Poll the queues and tick each minute until stopped."""
        while not self._stopping.wait(0.2):
            with self._busy:
                if self._clock.now() >= self._ticked_at + TICK:
                    self._tick()
                self._drain()

    def stop(self) -> None:
        self._stopping.set()
        with self._busy:
            pass

    def advance(self, by: timedelta) -> None:
        """Let time pass as it would have: stop at each moment something falls due, and see it through."""
        with self._busy:
            self._ticked_at = self._clock.now()
            target = self._ticked_at + by
            self._drain()
            while self._clock.now() < target:
                due_at = self._earliest_due_at() or target
                # What is due and yet not done was tried in vain, and is tried again with the next tick.
                soonest = due_at if due_at > self._clock.now() else self._clock.now() + TICK
                self._clock.move_to(min(soonest, self._next_daily(), target))
                # At a moment that only something daily asked for, the sweep finds nothing.
                self._tick(is_full=self._clock.now() >= min(soonest, target))
                self._drain()

    def settle(self) -> None:
        """Wait until no message is left in any queue."""
        with self._busy:
            self._drain()

    @contextmanager
    def still(self) -> Iterator[None]:
        """Nothing runs by itself meanwhile."""
        with self._busy:
            yield

    def _tick(self, *, is_full: bool = True) -> None:
        """Run what falls due each day, and in a full tick what runs each minute too."""
        since, self._ticked_at = self._ticked_at, self._clock.now()
        for name, expression in self._scheduled.items():
            is_due = since < _next_run(expression, since) <= self._ticked_at
            if (expression == EACH_MINUTE and is_full) or (expression != EACH_MINUTE and is_due):
                self._invoke(name, _scheduled_event(self._ticked_at))

    def _next_daily(self) -> datetime:
        expressions = [expression for expression in self._scheduled.values() if expression != EACH_MINUTE]
        return min(_next_run(expression, self._ticked_at) for expression in expressions)

    def _drain(self) -> None:
        while sum(self._receive(name, arn) for name, arn in self._queues.items()):
            pass

    def _receive(self, name: str, arn: str) -> bool:
        url = self._cloud.queue_url(arn)
        answer = self._sqs.receive_message(QueueUrl=url, MessageSystemAttributeNames=["All"])
        for message in answer.get("Messages", []):
            # Lambda deletes what was handled; what failed comes back after its visibility timeout.
            if self._invoke(name, _sqs_event(message, arn)):
                self._sqs.delete_message(QueueUrl=url, ReceiptHandle=message["ReceiptHandle"])
        return bool(answer.get("Messages"))

    def _invoke(self, name: str, event: dict[str, Any]) -> bool:
        try:
            self._app.handler_map[name](event, None)
        except Exception:
            logger.exception("%s failed", name)
            return False
        return True

    def _queue_arn(self, name: str) -> str:
        logical_id = "".join(part.capitalize() for part in name.split("_"))
        events = self._cloud.template["Resources"][logical_id]["Properties"]["Events"]
        return self._cloud.resolve(events[f"{logical_id}SqsEventSource"]["Properties"]["Queue"])

    def _earliest_due_at(self) -> datetime | None:
        pages = self._dynamodb.get_paginator("scan").paginate(
            TableName=self._cloud.environment["LEADS_TABLE"], IndexName="due", ProjectionExpression="due_at"
        )
        due = [datetime.fromisoformat(item["due_at"]["S"]) for page in pages for item in page["Items"]]
        return min(due, default=None)


def _next_run(expression: str, after: datetime) -> datetime:
    """When EventBridge runs something next, of the two kinds of expressions that we have: each minute, and daily."""
    if expression == EACH_MINUTE:
        return after + TICK
    minute, hour = (int(part) for part in expression.removeprefix("cron(").split()[:2])
    run = after.astimezone(UTC).replace(hour=hour, minute=minute, second=0, microsecond=0)
    return run if run > after else run + timedelta(days=1)


def _sqs_event(message: Any, arn: str) -> dict[str, Any]:
    """https://docs.aws.amazon.com/lambda/latest/dg/with-sqs.html#example-standard-queue-message-event"""
    record = {
        "messageId": message["MessageId"],
        "receiptHandle": message["ReceiptHandle"],
        "body": message["Body"],
        "attributes": message.get("Attributes", {}),
        "messageAttributes": {},
        "md5OfBody": message["MD5OfBody"],
        "eventSource": "aws:sqs",
        "eventSourceARN": arn,
        "awsRegion": REGION,
    }
    return {"Records": [record]}


def _scheduled_event(at: datetime) -> dict[str, Any]:
    """https://docs.aws.amazon.com/eventbridge/latest/ref/events-ref-scheduler.html"""
    return {
        "version": "0",
        "id": str(uuid.uuid4()),
        "detail-type": "Scheduled Event",
        "source": "aws.events",
        "account": ACCOUNT,
        "time": at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ"),
        "region": REGION,
        "resources": [f"arn:aws:events:{REGION}:{ACCOUNT}:rule/sweep"],
        "detail": {},
    }
