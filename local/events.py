"""The events that Lambda hands a function: what API Gateway, SQS and EventBridge make of requests, messages, ticks."""

import base64
import uuid
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

REGION = "us-east-1"
ACCOUNT = "123456789012"


def http_event(  # noqa: PLR0913 - a request tells as much
    method: str,
    path: str,
    *,
    resource: str = "",
    parameters: Mapping[str, str] | None = None,
    query: Mapping[str, Sequence[str]] | None = None,
    headers: Mapping[str, Sequence[str]] | None = None,
    body: bytes = b"",
    stage: str = "",
    address: str = "203.0.113.99",
) -> dict[str, Any]:
    """A request. `resource` is the route that API Gateway has found for it, by default the path; `stage` stands before
    the path where the API has no domain of its own.

    https://docs.aws.amazon.com/apigateway/latest/developerguide/set-up-lambda-proxy-integrations.html
    """
    many = {name: list(values) for name, values in (headers or {}).items()}
    asked = {name: list(values) for name, values in (query or {}).items()}
    return {
        "resource": resource or path,
        "path": path,
        "httpMethod": method,
        "headers": {name: values[-1] for name, values in many.items()},
        "multiValueHeaders": many,
        "queryStringParameters": {name: values[-1] for name, values in asked.items()} or None,
        "multiValueQueryStringParameters": asked or None,
        "pathParameters": dict(parameters or {}) or None,
        "stageVariables": None,
        "requestContext": {
            "resourcePath": resource or path,
            "httpMethod": method,
            "path": f"/{stage}{path}" if stage else path,
            "stage": stage or "local",
            "accountId": ACCOUNT,
            "requestId": str(uuid.uuid4()),
            "identity": {"sourceIp": address, "userAgent": many.get("User-Agent", [""])[-1]},
        },
        # The template declares every media type as binary, so every body arrives in base64.
        "body": base64.b64encode(body).decode() or None,
        "isBase64Encoded": bool(body),
    }


def sqs_event(body: str, arn: str = "", **received: Any) -> dict[str, Any]:
    """A batch of one message. `received` is what else SQS tells of it.

    https://docs.aws.amazon.com/lambda/latest/dg/with-sqs.html#example-standard-queue-message-event
    """
    record = {
        "messageId": received.get("MessageId", ""),
        "receiptHandle": received.get("ReceiptHandle", ""),
        "body": body,
        "attributes": received.get("Attributes", {}),
        "messageAttributes": {},
        "md5OfBody": received.get("MD5OfBody", ""),
        "eventSource": "aws:sqs",
        "eventSourceARN": arn,
        "awsRegion": REGION,
    }
    return {"Records": [record]}


def scheduled_event(at: datetime) -> dict[str, Any]:
    """A tick. https://docs.aws.amazon.com/eventbridge/latest/ref/events-ref-scheduler.html"""
    return {
        "version": "0",
        "id": str(uuid.uuid4()),
        "detail-type": "Scheduled Event",
        "source": "aws.events",
        "account": ACCOUNT,
        "time": at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ"),
        "region": REGION,
        "resources": [f"arn:aws:events:{REGION}:{ACCOUNT}:rule/tick"],
        "detail": {},
    }
