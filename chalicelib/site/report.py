"""The report as the page shows it: charts, tables, and a table of each as CSV."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal

from markupsafe import Markup

from chalicelib.leads.exports.spreadsheet import table
from chalicelib.leads.figures.report import By, Report, Row
from chalicelib.leads.variant import Version
from chalicelib.leads.verdict import Tally, judged, verdict_on
from chalicelib.leads.views.tally import Stage
from chalicelib.site.charts import bar, columns

STEPS = (Stage.REACHED, Stage.CALLED, Stage.BOOKED, Stage.ATTENDED)
"""Each as a share of all who asked."""

COSTS = (Stage.ENQUIRED, Stage.BOOKED, Stage.ATTENDED)


BOOKED_OF_100 = ("booked of 100, at least", "booked of 100, at most")
"""Of a row with enough people to tell."""


@dataclass(frozen=True, slots=True)
class Drawn:
    """`funnel` has a bar for each step, `weeks` a column for each week, of which those who booked are filled."""

    funnel: Mapping[Stage, Markup]
    weeks: Markup


def drawn(report: Report, weeks: Iterable[str]) -> Drawn:
    """The charts of the report on these weeks."""
    shares = {step: report.total.share(step) for step in STEPS}
    rows = report.weeks(weeks)
    return Drawn(
        {step: bar(share.value, share.interval) for step, share in shares.items()},
        columns(*([row.stages.get(stage, 0) for row in rows] for stage in (Stage.ENQUIRED, Stage.BOOKED))),
    )


@dataclass(frozen=True, slots=True)
class Trial:
    """What is tried in two versions, each with its words ("" of a test that runs no more) and what it has come to; the
    part of all bookings that the second brings, `between` which it lies; and which is `better`, if that can be told."""

    versions: Mapping[Version, tuple[str, Tally]]
    between: tuple[float, float]
    better: Version | None


def trials(report: Report, runs: Mapping[str, tuple[str, str]]) -> list[Trial]:
    """All tests, those that run first. `runs` are the words of these, by their names."""
    names = sorted(report.tests, key=lambda name: (name not in runs, name))
    return [_trial(report.tests[name], runs.get(name, ("", ""))) for name in names]


def _trial(tallies: Mapping[Version, Tally], words: tuple[str, str]) -> Trial:
    versions = {version: (told, tallies[version]) for version, told in zip(Version, words, strict=True)}
    both = tallies[Version.A], tallies[Version.B]
    return Trial(versions, judged(*both), verdict_on(*both))


def money(amounts: Mapping[str, Decimal]) -> str:
    """Amounts of each currency, "" for none."""
    return ", ".join(f"{currency} {amount:,.0f}".strip() for currency, amount in sorted(amounts.items()))


def file_of(name: str, report: Report) -> str | None:
    """The part of the report that has that name, for a spreadsheet, None if there is none."""
    by = next((one for one in By if one == name), None)
    if by:
        return as_csv(by, report.tables[by])
    others = {"funnel": _funnel, "hours": _hours}
    return others[name](report) if name in others else None


def _funnel(report: Report) -> str:
    steps = (Stage.ENQUIRED, *STEPS)
    return table(("step", "people", "of 100", "at least", "at most"), (_step(one, report.total) for one in steps))


def _step(step: Stage, total: Row) -> tuple[str, ...]:
    share = total.share(step)
    return step, str(share.count), *(f"{100 * one:.0f}" for one in (share.value, *share.interval))


def _hours(report: Report) -> str:
    marks = sorted(report.hours.items(), key=lambda one: (one[0][1], one[0][0]))
    return table(
        ("hour", "outcome", "times"), ((f"{hour:02d}:00", outcome, str(count)) for (outcome, hour), count in marks)
    )


def as_csv(by: By, rows: tuple[Row, ...]) -> str:
    """That table for a spreadsheet."""
    costs = [f"cost per {stage}" for stage in COSTS]
    header = [by, *Stage, *BOOKED_OF_100, "median minutes to first call", "90 of 100 within minutes", "spent", *costs]
    return table(header, (tuple(_cells(row)) for row in rows))


def _cells(row: Row) -> Iterator[str]:
    yield row.name
    yield from (str(row.stages.get(stage, 0)) for stage in Stage)
    booked = row.share(Stage.BOOKED)
    yield from ("" if booked.is_small else f"{100 * end:.0f}" for end in booked.interval)
    yield from (str(wait) if (wait := row.wait(percent)) is not None else "" for percent in (50, 90))
    yield money(row.spent)
    yield from (money(row.cost(stage)) for stage in COSTS)
