"""What is logged on Lambda: one line of JSON for each event. A line about a person has ids alone: with the id of an
enquiry one finds the request that it came with, its emails and what SES said of them."""

import json
import logging
import os
import sys
from collections.abc import Callable
from contextvars import ContextVar
from datetime import UTC, datetime
from typing import Any

from chalice.app import Request, Response

FIELDS = ("lead", "enquiry", "step", "kind", "email", "ses", "delivery", "staff")
"""What a line may say beside its words; `email` is one attempt to send one, `ses` what SES calls it, `staff` is
who did it."""

OWN = "chalicelib"

request_id: ContextVar[str] = ContextVar("request_id", default="")
"""What API Gateway calls the request that is answered now, or Lambda what runs now."""


class JsonLines(logging.Formatter):
    """Of what others log, what they fill into their words is left out: it may be what a person typed."""

    def format(self, record: logging.LogRecord) -> str:
        is_own = record.name.partition(".")[0] == OWN
        line = {
            "at": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname,
            "logger": record.name,
            "event": record.getMessage() if is_own else str(record.msg),
            "error": record.exc_text,
            "request": request_id.get(),
            **{name: getattr(record, name, "") for name in FIELDS},
        }
        return json.dumps({name: value for name, value in line.items() if value}, ensure_ascii=False)


def log_as_json(redaction: logging.Filter, *loggers: logging.Logger) -> None:
    """Have all that is logged on Lambda written so, by loggers that do not hand it on too."""
    if "AWS_LAMBDA_FUNCTION_NAME" not in os.environ:
        return
    handler = logging.StreamHandler(sys.stdout)
    handler.setFormatter(JsonLines())
    handler.addFilter(redaction)
    for logger in (logging.getLogger(), *loggers):
        logger.handlers[:] = [handler]
    logging.getLogger(OWN).setLevel(logging.INFO)


def requests_by_id(request: Request, get_response: Callable[[Any], Response]) -> Response:
    """Middleware: what is logged while a request is answered has its id."""
    request_id.set(request.context.get("requestId", ""))
    return get_response(request)
