"""What is counted of enquiries: numbers that stay when the person goes."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

from chalicelib.leads.outcome import Outcome
from chalicelib.leads.variant import Variant, Version

MINUTE = timedelta(minutes=1)
LONGEST_WAIT = timedelta(days=7)
"""Of open time. Who waits longer is counted with those who waited so long."""


class Stage(StrEnum):
    """How far an enquiry came. REACHED: its guide was delivered."""

    ENQUIRED = "enquired"
    REACHED = "reached"
    CALLED = "called"
    BOOKED = "booked"
    ATTENDED = "attended"


@dataclass(frozen=True, slots=True)
class Cell:
    """What numbers are asked for by: the week in which an enquiry came, like "2026-W10"; the campaign of its page; and,
    as the ad's address told, the source, the ad platform's campaign and the creative. Strangers can write that
    address, so these are bounded; what it did not tell is ""."""

    week: str
    campaign: str
    source: str
    ad: str
    creative: str


@dataclass(frozen=True, slots=True)
class Tally:
    """That an enquiry counts, once, in a cell under a name (`stage`, `first_call` or `marked`)."""

    enquiry_id: str
    cell: Cell
    name: str


@dataclass(frozen=True, slots=True)
class Counts:
    """The numbers of a cell: how many enquiries came how far, how many were first called after so many minutes of open
    time, and how many had an outcome noted in which hour of the clinic's day; on how many people a version was tried,
    and how many of these booked."""

    cell: Cell
    stages: Mapping[Stage, int]
    first_calls: Mapping[int, int]
    marks: Mapping[tuple[Outcome, int], int]
    tried: Mapping[Variant, int] = field(default_factory=dict)
    tried_booked: Mapping[Variant, int] = field(default_factory=dict)


def week_of(at: datetime, zone: ZoneInfo) -> str:
    """The week (ISO 8601) of a moment by the clinic's clock. Weeks are in the order of their names."""
    return week_name(at.astimezone(zone).date())


def weeks_to(at: datetime, many: int, zone: ZoneInfo) -> list[str]:
    """So many weeks in their order, of which the last is that of a moment."""
    day = at.astimezone(zone).date()
    return [week_name(day - timedelta(weeks=back)) for back in reversed(range(many))]


def week_name(day: date) -> str:
    year, week, _ = day.isocalendar()
    return f"{year:04}-W{week:02}"


def first_call(wait: timedelta) -> str:
    """The name of a wait: by the minute below two hours, by ten minutes below a day, by the hour above."""
    minutes = min(wait, LONGEST_WAIT) // MINUTE
    step = 1 if minutes < 120 else 10 if minutes < 24 * 60 else 60
    return f"first call {minutes // step * step}"


def marked(outcome: Outcome, hour: int) -> str:
    return f"at {hour} {outcome}"


def tried(variant: Variant) -> str:
    return f"tried {variant.test} {variant.version}"


def tried_booked(variant: Variant) -> str:
    return f"booked {variant.test} {variant.version}"


def counts_of(cell: Cell, numbers: Mapping[str, int]) -> Counts:
    """The numbers of a cell by what they say, of numbers by their names. What is none is left out."""
    some = {name: number for name, number in numbers.items() if number}
    return Counts(
        cell,
        {stage: some[stage] for stage in Stage if stage in some},
        {int(name.removeprefix("first call ")): some[name] for name in some if name.startswith("first call ")},
        dict(_marks(some)),
        dict(_variants(some, "tried")),
        dict(_variants(some, "booked")),
    )


def _marks(numbers: Mapping[str, int]) -> Iterable[tuple[tuple[Outcome, int], int]]:
    for name, number in numbers.items():
        at, _, rest = name.partition(" ")
        hour, _, outcome = rest.partition(" ")
        if at == "at":
            yield (Outcome(outcome), int(hour)), number


def _variants(numbers: Mapping[str, int], kind: str) -> Iterable[tuple[Variant, int]]:
    for name, number in numbers.items():
        first, _, rest = name.partition(" ")
        test, _, version = rest.rpartition(" ")
        if first == kind and test:
            yield Variant(test, Version(version)), number
