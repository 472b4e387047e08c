"""What came of an enquiry, as the front desk says: every mark is kept, and one set by a slip of the thumb is undone."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class Outcome(StrEnum):
    NEW = "new"
    NO_ANSWER = "no answer"
    CALL_BACK = "call back"
    CALLED = "called"
    BOOKED = "booked"
    ATTENDED = "attended"
    NO_SHOW = "no-show"
    CANCELLED = "cancelled"
    NOT_INTERESTED = "not interested"
    SPAM = "spam"


class NextCall(StrEnum):
    """When a person is to be called next: in the clinic's open hours, each time."""

    NEVER = "never"
    AT_ONCE = "at once"
    AGAIN = "again, and less often each time"
    AS_AGREED = "at the time that was agreed"
    NEXT_MORNING = "next morning"


@dataclass(frozen=True, slots=True)
class Consequence:
    """What follows from an outcome, for as long as it is in force."""

    ends_follow_ups: bool
    next_call: NextCall


CONSEQUENCES: Mapping[Outcome, Consequence] = {
    Outcome.NEW: Consequence(ends_follow_ups=False, next_call=NextCall.AT_ONCE),
    Outcome.NO_ANSWER: Consequence(ends_follow_ups=False, next_call=NextCall.AGAIN),
    Outcome.CALL_BACK: Consequence(ends_follow_ups=False, next_call=NextCall.AS_AGREED),
    Outcome.CALLED: Consequence(ends_follow_ups=False, next_call=NextCall.NEVER),
    Outcome.BOOKED: Consequence(ends_follow_ups=True, next_call=NextCall.NEVER),
    Outcome.ATTENDED: Consequence(ends_follow_ups=True, next_call=NextCall.NEVER),
    # Who had a visit is won back by a call, not by the emails of before.
    Outcome.NO_SHOW: Consequence(ends_follow_ups=True, next_call=NextCall.AT_ONCE),
    Outcome.CANCELLED: Consequence(ends_follow_ups=True, next_call=NextCall.NEXT_MORNING),
    Outcome.NOT_INTERESTED: Consequence(ends_follow_ups=True, next_call=NextCall.NEVER),
    Outcome.SPAM: Consequence(ends_follow_ups=True, next_call=NextCall.NEVER),
}

CLOSING_OUTCOMES = frozenset(outcome for outcome, follows in CONSEQUENCES.items() if follows.ends_follow_ups)

MARKS = tuple(outcome for outcome in Outcome if outcome is not Outcome.NEW)
"""Those that the front desk can say."""

TIMED_OUTCOMES = frozenset({Outcome.CALL_BACK, Outcome.BOOKED})
"""Those that have a time of their own. That of a visit may be left out."""

REPEATED_OUTCOMES = frozenset({Outcome.NO_ANSWER, *TIMED_OUTCOMES})
"""Those that say something new when they are said again: another call, or another time."""

CALL_OUTCOMES = frozenset({Outcome.NO_ANSWER, Outcome.CALL_BACK})
"""These say how a call went, and leave what was settled before as it is: a booked person who does not answer is
still booked."""

AFTERCARE_OUTCOMES = frozenset({Outcome.BOOKED, Outcome.ATTENDED})
"""These say that the person has a visit, or had one, and is to know what to do after it."""


@dataclass(frozen=True, slots=True)
class OutcomeMark:
    """That an enquiry had an outcome, from `at` on. `undone_at` says when the front desk took that back. `by` and
    `undone_by` are who of the staff said so, "" who held the link of an email; `for_at` is the time of the visit,
    or of the call that the person asked for."""

    enquiry_id: str
    outcome: Outcome
    at: datetime
    undone_at: datetime | None = None
    by: str = ""
    for_at: datetime | None = None
    undone_by: str = ""

    @property
    def is_visit(self) -> bool:
        """Whether it says that a visit is to be, and when."""
        return self.outcome is Outcome.BOOKED and self.for_at is not None


def usual_after(outcome: Outcome, *, is_ahead: bool = False) -> tuple[Outcome, ...]:
    """What is mostly said next: of a visit, once one is booked, and of a call until then. Of a visit of another day
    that is ahead nobody can say yet whether the person came."""
    if is_ahead:
        return Outcome.CANCELLED, Outcome.BOOKED
    if outcome is Outcome.BOOKED:
        return Outcome.ATTENDED, Outcome.NO_SHOW, Outcome.CANCELLED, Outcome.BOOKED
    return Outcome.NO_ANSWER, Outcome.CALLED, Outcome.NOT_INTERESTED, Outcome.BOOKED, Outcome.CALL_BACK


def in_force(marks: Iterable[OutcomeMark]) -> dict[str, OutcomeMark]:
    """The latest mark of each enquiry that was not undone."""
    return {mark.enquiry_id: mark for mark in marks if mark.undone_at is None}


def settled(marks: Iterable[OutcomeMark]) -> dict[str, OutcomeMark]:
    """The latest of these that says more than how a call went: what stops emails, or owes one. Who has a visit at a
    noted time, and is called about it, still has it."""
    found: dict[str, OutcomeMark] = {}
    for mark in marks:
        known = found.get(mark.enquiry_id)
        is_about_visit = mark.outcome is Outcome.CALLED and known is not None and known.is_visit
        if mark.undone_at is None and mark.outcome not in CALL_OUTCOMES and not is_about_visit:
            found[mark.enquiry_id] = mark
    return found
