"""The functions beside the web as they are deployed: what wakes each, how long it may run, and how Lambda finds it."""

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from importlib import import_module
from typing import Any

from chalice.app import Chalice, ScheduledEventConfig, SQSEventConfig

from local.template import ROOT

Handler = Callable[[dict[str, Any], object], Any]

EACH_MINUTE = "rate(1 minute)"


@dataclass(frozen=True, slots=True)
class Woken:
    """A function that a queue wakes. `handler` is its place as Lambda is told it; `queue` is the queue's name in the
    template; times are in seconds."""

    name: str
    handler: str
    timeout: float
    queue: str
    concurrency: int
    visibility: float
    max_receives: int


@dataclass(frozen=True, slots=True)
class Scheduled:
    """A function that EventBridge runs. `schedule` is its expression."""

    name: str
    handler: str
    timeout: float
    schedule: str


def woken(app: Chalice) -> Iterator[Woken]:
    """Each function that a queue wakes."""
    resources = _read("resources.json")["Resources"]
    for source in app.event_sources:
        if isinstance(source, SQSEventConfig):
            logical_id = "".join(part.capitalize() for part in source.name.split("_"))
            (connected,) = resources[logical_id]["Properties"]["Events"].values()
            queue = connected["Properties"]["Queue"]["Fn::GetAtt"][0]
            properties = resources[queue]["Properties"]
            yield Woken(
                name=source.name,
                handler=source.handler_string,
                timeout=timeout_of(source.name),
                queue=queue,
                concurrency=source.maximum_concurrency or 1,
                visibility=properties["VisibilityTimeout"],
                max_receives=properties["RedrivePolicy"]["maxReceiveCount"],
            )


def scheduled(app: Chalice) -> Iterator[Scheduled]:
    """Each function that EventBridge runs."""
    for source in app.event_sources:
        if isinstance(source, ScheduledEventConfig):
            expression = str(source.schedule_expression)
            yield Scheduled(source.name, source.handler_string, timeout_of(source.name), expression)


def timeout_of(function: str) -> float:
    """In seconds. "" is the function that answers visitors."""
    config = _read("config.json")
    settings = config["stages"]["prod"]["lambda_functions"].get(function, config)
    return float(settings["lambda_timeout"])


def memory_of(function: str) -> int:
    """In MB. "api_handler" is the function that answers visitors."""
    config = _read("config.json")
    settings = config["stages"]["prod"]["lambda_functions"].get(function, {})
    return int(settings.get("lambda_memory_size", config["lambda_memory_size"]))


def handler_at(place: str) -> Handler:
    """The function that Lambda runs for a handler like "chalicelib.entrypoints.workers.deliver"."""
    module, _, name = place.rpartition(".")
    handler: Handler = getattr(import_module(module), name)
    return handler


def _read(name: str) -> dict[str, Any]:
    content: dict[str, Any] = json.loads((ROOT / ".chalice" / name).read_text(encoding="utf-8"))
    return content
