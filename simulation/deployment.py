"""What is deployed, read from what is deployed: queues, timeouts, and the events that Lambda gives a function."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from chalice.app import Chalice, SQSEventConfig

from local.template import ROOT

TICK = {
    "version": "0",
    "id": "",
    "detail-type": "Scheduled Event",
    "source": "aws.events",
    "account": "",
    "time": "",
    "region": "",
    "resources": [],
    "detail": {},
}


@dataclass(frozen=True, slots=True)
class Source:
    """A queue and the function it wakes. Times are in seconds."""

    queue: str
    function: str
    concurrency: int
    timeout: float
    visibility: float
    max_receives: int


def sources(app: Chalice) -> Iterator[Source]:
    """Each queue that wakes a function of the application."""
    resources = _read("resources.json")["Resources"]
    for source in app.event_sources:
        if isinstance(source, SQSEventConfig):
            logical_id = "".join(part.capitalize() for part in source.name.split("_"))
            (connected,) = resources[logical_id]["Properties"]["Events"].values()
            queue = connected["Properties"]["Queue"]["Fn::GetAtt"][0]
            properties = resources[queue]["Properties"]
            yield Source(
                queue=queue,
                function=source.name,
                concurrency=source.maximum_concurrency or 1,
                timeout=timeout_of(source.name),
                visibility=properties["VisibilityTimeout"],
                max_receives=properties["RedrivePolicy"]["maxReceiveCount"],
            )


def timeout_of(function: str) -> float:
    """In seconds. "" is the function that answers visitors."""
    config = _read("config.json")
    settings = config["stages"]["prod"]["lambda_functions"].get(function, config)
    return float(settings["lambda_timeout"])


def proxy_event(method: str, path: str, body: str) -> dict[str, Any]:
    """https://docs.aws.amazon.com/apigateway/latest/developerguide/set-up-lambda-proxy-integrations.html"""
    path, _, query = path.partition("?")
    page, _, token = path.removeprefix("/").partition("/")
    resource = f"/{page}/{{token}}" if token else path
    parameters = dict(pair.split("=") for pair in query.split("&")) if query else {}
    headers = {"content-type": "application/x-www-form-urlencoded"} if body else {}
    return {
        "resource": resource,
        "path": path,
        "httpMethod": method,
        "headers": headers,
        "multiValueHeaders": {name: [value] for name, value in headers.items()},
        "queryStringParameters": parameters or None,
        "multiValueQueryStringParameters": {name: [value] for name, value in parameters.items()} or None,
        "pathParameters": {"token": token} if token else None,
        "stageVariables": None,
        "requestContext": {"resourcePath": resource, "httpMethod": method, "path": path},
        "body": body or None,
        "isBase64Encoded": False,
    }


def _read(name: str) -> dict[str, Any]:
    content: dict[str, Any] = json.loads((ROOT / ".chalice" / name).read_text(encoding="utf-8"))
    return content
