"""What is logged of an error that nobody expected: its kind and where it happened, never its words, for they may quote
what a person typed."""

import logging
import traceback
from collections.abc import Callable
from types import TracebackType
from typing import Any

logger = logging.getLogger(__name__)


class Failed(Exception):
    """A function failed, by an error of the kind that is named."""


class WithoutWords(logging.Filter):
    """Takes the words out of the stack traces that Chalice logs."""

    def filter(self, record: logging.LogRecord) -> bool:
        if record.exc_info and record.exc_info[0]:
            kind, _, trace = record.exc_info
            record.exc_info, record.exc_text = None, _traced(kind, trace)
        return True


def fail_without_words(event: Any, get_response: Callable[[Any], Any]) -> Any:
    """Middleware of the functions that Lambda calls by itself: it logs what they raise, words and all. Failed."""
    try:
        return get_response(event)
    except Exception as error:  # noqa: BLE001 - it fails all the same, only without its words
        logger.error("%s", _traced(type(error), error.__traceback__))
        raise Failed(type(error).__name__) from None


def _traced(kind: type[BaseException], trace: TracebackType | None) -> str:
    return f"{''.join(traceback.format_tb(trace))}{kind.__name__}"
