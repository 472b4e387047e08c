"""What came of an enquiry, as the front desk says: every mark is kept, and one set by a slip of the thumb is undone."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class Outcome(StrEnum):
    """NO_ANSWER keeps the person waiting for a call, like NEW."""

    NEW = "new"
    NO_ANSWER = "no answer"
    CONTACTED = "contacted"
    BOOKED = "booked"
    ATTENDED = "attended"
    NOT_INTERESTED = "not interested"


CLOSING_OUTCOMES = frozenset({Outcome.BOOKED, Outcome.ATTENDED, Outcome.NOT_INTERESTED})
"""These end the follow-ups, for as long as they are in force."""

AFTERCARE_OUTCOMES = frozenset({Outcome.BOOKED, Outcome.ATTENDED})
"""These say that the person has a visit, or had one, and is to know what to do after it."""


@dataclass(frozen=True, slots=True)
class OutcomeMark:
    """That an enquiry had an outcome, from `at` on. `undone_at` says when the front desk took that back."""

    enquiry_id: str
    outcome: Outcome
    at: datetime
    undone_at: datetime | None = None


def in_force(marks: Iterable[OutcomeMark]) -> dict[str, OutcomeMark]:
    """The latest mark of each enquiry that was not undone."""
    return {mark.enquiry_id: mark for mark in marks if mark.undone_at is None}
