"""What is logged of an error: its kind and where it happened, never its words, for they may quote what a person typed.
Only errors whose words are our own keep them."""

import logging
import traceback
from collections.abc import Callable
from functools import wraps
from typing import Any, TypeVar

from chalicelib.entrypoints.logs import request_id
from chalicelib.errors import Explained

logger = logging.getLogger(__name__)

T = TypeVar("T")


class Failed(Exception):
    """A function failed, by an error that is told without its words."""


class Redaction(logging.Filter):
    """Takes the words out of the stack traces that are logged."""

    def filter(self, record: logging.LogRecord) -> bool:
        if record.exc_info and record.exc_info[1]:
            record.exc_text = redacted(record.exc_info[1])
            record.exc_info = None
        return True


def redact_errors(function: Callable[[Any], T]) -> Callable[[Any], T]:
    """A function that Lambda calls by itself, and that fails without words, for Lambda logs what it raises: Failed."""

    @wraps(function)
    def redacting(event: Any) -> T:
        request_id.set(getattr(event.context, "aws_request_id", ""))
        try:
            return function(event)
        except Exception as error:  # noqa: BLE001 - it fails all the same, only without its words
            logger.error("%s", redacted(error))
            raise Failed(described(error)) from None

    return redacting


def described(error: BaseException) -> str:
    """The kind of an error, with its words if they are our own."""
    return f"{type(error).__name__}: {error}" if isinstance(error, Explained) else type(error).__name__


def redacted(error: BaseException) -> str:
    """Where an error happened, and its kind."""
    return f"{''.join(traceback.format_tb(error.__traceback__))}{described(error)}"
