"""SQS in memory, and what Lambda does for a function that a queue wakes."""

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any

from botocore.exceptions import ClientError, ConnectionClosedError, EndpointConnectionError

from local.deployed import Woken
from simulation.world import Died, Fault, World

DEAD = "dead letters"


@dataclass(slots=True)
class Message:
    """`then` is done once the message was handled to the end."""

    body: str
    then: Callable[[], None]
    receives: int = 0


class MemoryQueue:
    """A standard queue: at least once, in any order. `handle` has its function look at a message."""

    def __init__(self, world: World, source: Woken, handle: Callable[[str], object]) -> None:
        self.source = source
        self._world = world
        self._handle = handle
        self._visible: list[Message] = []
        self._workers = 0

    def put(self, body: str, then: Callable[[], None] = lambda: None, delay: float = 0) -> None:
        """Take a message; now and then lose it, or keep two of it."""
        rate = self._world.plan.fault_rate
        copies = 0 if self._world.chance(rate) else 2 if self._world.chance(rate) else 1
        self._count("lost" if copies == 0 else "doubled" if copies > 1 else "put")
        for number in range(copies):
            later = delay * (1 + number * 10 * self._world.random.random())
            self._world.after(later, partial(self._show, Message(body, then)))

    def counts(self) -> dict[str, int]:
        """As SQS names them."""
        return {
            "ApproximateNumberOfMessages": len(self._visible),
            "ApproximateNumberOfMessagesNotVisible": self._workers,
        }

    def _show(self, message: Message) -> None:
        self._visible.append(message)
        self._poll()

    def _poll(self) -> None:
        while self._visible and self._workers < self.source.concurrency:
            self._workers += 1
            message = self._visible.pop(self._world.random.randrange(len(self._visible)))
            self._world.start(partial(self._work, message))

    def _work(self, message: Message) -> None:
        message.receives += 1
        if message.receives > self.source.max_receives:
            self._count(DEAD)
        elif not self._is_handled(message) or self._world.chance(self._world.plan.fault_rate):
            # Not handled, or handled and not deleted.
            self._count("redelivered")
            self._world.after(self.source.visibility, partial(self._show, message))
        self._workers -= 1
        self._poll()

    def _is_handled(self, message: Message) -> bool:
        try:
            self._world.invoke(self.source.name, self.source.timeout, lambda: self._handle(message.body))
        except (Exception, Died):  # noqa: BLE001 - Lambda outlives what a function raises
            return False
        message.then()
        return True

    def _count(self, what: str) -> None:
        self._world.ledger.counts[f"{self.source.queue}: {what}"] += 1


class MemorySqs:
    """As much of boto3's SQS client as the service uses. Queues are known by their names."""

    def __init__(self, world: World, queues: Mapping[str, MemoryQueue]) -> None:
        self._world = world
        self._queues = queues

    def send_message_batch(self, QueueUrl: str, Entries: list[dict[str, str]]) -> dict[str, Any]:  # noqa: N803 - boto3's
        def put() -> None:
            for entry in Entries:
                json.loads(entry["MessageBody"])
                self._queues[QueueUrl].put(entry["MessageBody"])

        if self._world.invocation.is_reading:
            self._world.ledger.changed_by_get.append(("", "a worker woken by a GET"))
        self._world.call("wake", put, _sqs_error)
        return {"Successful": [{"Id": entry["Id"]} for entry in Entries]}

    def get_queue_attributes(self, QueueUrl: str, AttributeNames: list[str]) -> dict[str, Any]:  # noqa: N803 - boto3's
        counts = self._world.call("waiting", self._queues[QueueUrl].counts, _sqs_error)
        return {"Attributes": {name: str(counts[name]) for name in AttributeNames}}


def _sqs_error(fault: Fault) -> Exception:
    match fault:
        case Fault.THROTTLED:
            return ClientError({"Error": {"Code": "RequestThrottled"}}, "SendMessageBatch")
        case Fault.ANSWER_LOST:
            return ConnectionClosedError(endpoint_url="sqs")
        case _:
            return EndpointConnectionError(endpoint_url="sqs")
