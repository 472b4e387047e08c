"""The functions beside the web: woken by real SQS messages and ticks, with the payloads Lambda would give them."""

import logging
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from typing import Any

from chalice.app import Chalice

from chalicelib.leads.enquiry import QUARANTINE
from chalicelib.services import current
from chalicelib.use_cases.review import EVER
from local.clock import LocalClock
from local.cloud import Cloud
from local.deployed import EACH_MINUTE, Scheduled, Woken, handler_at, scheduled, woken
from local.events import scheduled_event, sqs_event

logger = logging.getLogger(__name__)

TICK = timedelta(minutes=1)

ON_CALL = frozenset({"canary"})
"""What no clock runs here: it waits for the other functions, and an hour in which it runs may last a moment."""


class Functions:
    """Runs the functions as Lambda does, by their handlers, on the queues that the template connects them to."""

    def __init__(self, app: Chalice, cloud: Cloud, clock: LocalClock) -> None:
        import boto3

        self._cloud = cloud
        self._clock = clock
        self._sqs = boto3.client("sqs")
        self._dynamodb = boto3.client("dynamodb")
        self._busy = threading.RLock()
        self._stopping = threading.Event()
        self._ticked_at = clock.now()
        self._queues = {
            function.handler: cloud.resolve({"Fn::GetAtt": [function.queue, "Arn"]}) for function in woken(app)
        }
        every: list[Woken | Scheduled] = [*woken(app), *scheduled(app)]
        self.handlers = {one.name: one.handler for one in every}
        self._scheduled = [one for one in every if isinstance(one, Scheduled) and one.name not in ON_CALL]

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
                self._clock.move_to(min(soonest, self._next_digest() or target, target))
                # At a moment that only the digest asked for, the sweep finds nothing.
                self._tick(is_full=self._clock.now() >= min(soonest, target))
                self._drain()

    def settle(self) -> None:
        """Wait until no message is left in any queue."""
        with self._busy:
            self._drain()

    def invoke(self, name: str, event: dict[str, Any]) -> Any:
        """Call a function by itself, as one can at AWS, beside what runs; what it answers. Raises what it raises."""
        return handler_at(self.handlers[name])(event, None)

    @contextmanager
    def still(self) -> Iterator[None]:
        """Nothing runs by itself meanwhile."""
        with self._busy:
            yield

    def _tick(self, *, is_full: bool = True) -> None:
        """Run what falls due, and what runs each minute in a full tick alone."""
        since, self._ticked_at = self._ticked_at, self._clock.now()
        for function in self._scheduled:
            is_due = _next_run(function.schedule, since) <= self._ticked_at
            if is_full if function.schedule == EACH_MINUTE else is_due:
                self._invoke(function.handler, scheduled_event(self._ticked_at))

    def _next_digest(self) -> datetime | None:
        """When the digest has something to say, None if it has not."""
        store, leads, now = current().store, current().leads, self._clock.now()
        untold = (store.digest_sent_through() or EVER) + timedelta(microseconds=1)
        if not store.between(max(untold, now - QUARANTINE), now, 1).suspected:
            return None
        seldom = (one.schedule for one in self._scheduled if one.schedule != EACH_MINUTE)
        return leads.rules.window.next_open(min(_next_run(schedule, now) for schedule in seldom))

    def _drain(self) -> None:
        while sum(self._receive(handler, arn) for handler, arn in self._queues.items()):
            pass

    def _receive(self, handler: str, arn: str) -> bool:
        if not self._cloud.has_message(arn):
            return False
        url = self._cloud.queue_url(arn)
        answer = self._sqs.receive_message(QueueUrl=url, MessageSystemAttributeNames=["All"])
        for message in answer.get("Messages", []):
            # Lambda deletes what was handled; what failed comes back after its visibility timeout.
            if self._invoke(handler, sqs_event(message["Body"], arn, **message)):
                self._sqs.delete_message(QueueUrl=url, ReceiptHandle=message["ReceiptHandle"])
        return bool(answer.get("Messages"))

    def _invoke(self, handler: str, event: dict[str, Any]) -> bool:
        try:
            handler_at(handler)(event, None)
        except Exception:
            logger.exception("%s failed", handler)
            return False
        return True

    def _earliest_due_at(self) -> datetime | None:
        pages = self._dynamodb.get_paginator("scan").paginate(
            TableName=self._cloud.environment["LEADS_TABLE"], IndexName="due", ProjectionExpression="due_at"
        )
        due = [datetime.fromisoformat(item["due_at"]["S"]) for page in pages for item in page["Items"]]
        return min(due, default=None)


def _next_run(schedule: str, after: datetime) -> datetime:
    """When EventBridge runs something next, of the one kind of expressions that we have: rate(5 minutes)."""
    every = timedelta(minutes=int(schedule.removeprefix("rate(").split()[0]))
    return after + every - (after - EVER) % every
