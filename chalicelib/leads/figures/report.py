"""The report: how far enquiries came, by what brought them, how soon they were called, and what each step cost.

All of it is reckoned from counters, never from people, so it is as quick with many leads as with few.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from typing import TypeVar

from chalicelib.leads.figures.spend import Spent
from chalicelib.leads.outcome import Outcome
from chalicelib.leads.variant import Variant, Version
from chalicelib.leads.verdict import Tally, interval_of
from chalicelib.leads.views.tally import Counts, Stage

K = TypeVar("K")

FEW = 30
"""Below so many, a share says next to nothing: its interval is as wide as a third of all."""

Z = 1.959964
"""Of a normal distribution: between it and its negative are 95 % of all."""


class By(StrEnum):
    """What a table has a row for each of: the page that was asked from; as the ad's address named them, its source, its
    campaign and its creative; and the week."""

    PAGE = "page"
    SOURCE = "source"
    CAMPAIGN = "campaign"
    CREATIVE = "creative"
    WEEK = "week"


OF_CELL: Mapping[By, Callable[[Counts], str]] = {
    By.PAGE: lambda counts: counts.cell.campaign,
    By.SOURCE: lambda counts: counts.cell.source,
    By.CAMPAIGN: lambda counts: counts.cell.ad,
    By.CREATIVE: lambda counts: counts.cell.creative,
    By.WEEK: lambda counts: counts.cell.week,
}

OF_SPENT: Mapping[By, Callable[[Spent], str]] = {
    By.SOURCE: lambda spent: spent.source,
    By.CAMPAIGN: lambda spent: spent.campaign,
    By.CREATIVE: lambda spent: spent.creative,
    By.WEEK: lambda spent: spent.week,
}
"""A platform does not know which page an ad led to, so no page has a cost."""


@dataclass(frozen=True, slots=True)
class Share:
    """So many of so many."""

    count: int
    of: int

    @property
    def value(self) -> float:
        return self.count / self.of if self.of else 0.0

    @property
    def is_small(self) -> bool:
        """Whether there are too few to tell anything by."""
        return self.of < FEW

    @property
    def interval(self) -> tuple[float, float]:
        """Where the true share lies, 95 times in 100."""
        return interval_of(self.count, self.of, Z)


@dataclass(frozen=True, slots=True)
class Row:
    """The numbers of one name. `waits` are how many were first called after so many minutes of open time; `spent` is
    by currency, and empty where nobody has told what was."""

    name: str
    stages: Mapping[Stage, int]
    waits: Mapping[int, int]
    spent: Mapping[str, Decimal]

    def share(self, stage: Stage) -> Share:
        """How many of those who asked came so far."""
        return Share(self.stages.get(stage, 0), self.stages.get(Stage.ENQUIRED, 0))

    def wait(self, percent: int) -> int | None:
        """The minutes of open time within which so many in a hundred of those who were called had their first call, by
        the nearest rank; None if nobody was."""
        rank, seen = -(-sum(self.waits.values()) * percent // 100), 0
        for minutes, count in sorted(self.waits.items()):
            seen += count
            if seen >= rank:
                return minutes
        return None

    def cost(self, stage: Stage) -> Mapping[str, Decimal]:
        """What each that came so far has cost, by currency; empty where none did."""
        count = self.stages.get(stage, 0)
        return {currency: amount / count for currency, amount in self.spent.items()} if count else {}


@dataclass(frozen=True, slots=True)
class Report:
    """A table for each kind of name, the largest row first and weeks in their order; all of them together; how often
    each outcome was noted, by the hour of the clinic's day; and what each version of what was tried has come to, by the
    name of its test."""

    tables: Mapping[By, tuple[Row, ...]]
    total: Row
    hours: Mapping[tuple[Outcome, int], int]
    tests: Mapping[str, Mapping[Version, Tally]]

    def weeks(self, names: Iterable[str]) -> list[Row]:
        """The rows of these weeks, also of those in which nobody asked."""
        rows = {row.name: row for row in self.tables[By.WEEK]}
        return [rows.get(name, Row(name, {}, {}, {})) for name in names]


def report(counts: Iterable[Counts], spent: Iterable[Spent] = ()) -> Report:
    """The report of what was counted and spent."""
    counted, paid = tuple(counts), tuple(spent)
    return Report(
        {by: _table(by, counted, paid) for by in By},
        _row("", counted, paid),
        _sum(one.marks for one in counted),
        _tests(counted),
    )


def _tests(counts: tuple[Counts, ...]) -> Mapping[str, Mapping[Version, Tally]]:
    people, booked = _sum(one.tried for one in counts), _sum(one.tried_booked for one in counts)
    return {
        test: {one: Tally(people.get(Variant(test, one), 0), booked.get(Variant(test, one), 0)) for one in Version}
        for test in sorted({variant.test for variant in people})
    }


def _table(by: By, counts: tuple[Counts, ...], spent: tuple[Spent, ...]) -> tuple[Row, ...]:
    name_of, paid_name = OF_CELL[by], OF_SPENT.get(by)
    names = {name_of(one) for one in counts} | ({paid_name(one) for one in spent} if paid_name else set())
    rows = [
        _row(
            name,
            [one for one in counts if name_of(one) == name],
            [one for one in spent if paid_name and paid_name(one) == name],
        )
        for name in names
    ]
    if by is By.WEEK:
        return tuple(sorted(rows, key=lambda row: row.name))
    return tuple(sorted(rows, key=lambda row: (-row.stages.get(Stage.ENQUIRED, 0), row.name)))


def _row(name: str, counts: Iterable[Counts], spent: Iterable[Spent]) -> Row:
    counted = tuple(counts)
    amounts: dict[str, Decimal] = {}
    for one in spent:
        amounts[one.currency] = amounts.get(one.currency, Decimal()) + one.amount
    return Row(name, _sum(one.stages for one in counted), _sum(one.first_calls for one in counted), amounts)


def _sum(numbers: Iterable[Mapping[K, int]]) -> dict[K, int]:
    total: Counter[K] = Counter()
    for some in numbers:
        total.update(some)
    return dict(total)
