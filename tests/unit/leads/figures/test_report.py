"""The report, against a second and naive program that counts the leads themselves."""

from collections import Counter
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chalicelib.leads.figures.report import By, Row, Share, report
from chalicelib.leads.figures.spend import Spent
from chalicelib.leads.lead import Lead
from chalicelib.leads.views.tallies import tallies_of
from chalicelib.leads.views.tally import Cell, Counts, Stage, counts_of
from tests.clinic import templates
from tests.reports import naive_report, people, told_of

HOURS = templates().rules.hours
SPENT = Spent(date(2026, 3, 2), "meta", "spring", "video", "PKR", Decimal(9000))


def row(name: str = "", *, waits: dict[int, int] | None = None, spent: int = 0, **stages: int) -> Row:
    counted = {Stage(name): count for name, count in stages.items()}
    return Row(name, counted, waits or {}, {"PKR": Decimal(spent)} if spent else {})


def counts(week: str = "2026-W10", source: str = "meta", ad: str = "spring", **stages: int) -> Counts:
    cell = Cell(week, "knots", source, ad, "video")
    return Counts(cell, {Stage(name): count for name, count in stages.items()}, {}, {})


@pytest.mark.parametrize(
    ("count", "of", "low", "high"),
    [(0, 10, 0.0, 0.2775), (5, 10, 0.2366, 0.7634), (10, 10, 0.7225, 1.0), (1, 29, 0.0061, 0.1718), (0, 0, 0.0, 1.0)],
)
def test_a_share_has_the_interval_that_wilson_gives_it(count: int, of: int, low: float, high: float):
    assert Share(count, of).interval == pytest.approx((low, high), abs=1e-4)


@pytest.mark.parametrize(("of", "is_small"), [(0, True), (29, True), (30, False)])
def test_a_share_of_few_says_so(of: int, is_small: bool):
    assert Share(0, of).is_small is is_small


@given(of=st.integers(1, 500), data=st.data())
def test_a_share_lies_within_its_interval(of: int, data: st.DataObject):
    share = Share(data.draw(st.integers(0, of)), of)
    low, high = share.interval

    assert low - 1e-9 <= share.value <= high + 1e-9


@pytest.mark.parametrize(
    ("waits", "median", "ninetieth"),
    [({}, None, None), ({7: 1}, 7, 7), ({1: 5, 9: 5}, 1, 9), ({1: 9, 60: 1}, 1, 1), ({1: 8, 60: 2}, 1, 60)],
)
def test_a_wait_is_that_of_the_nearest_rank(waits: dict[int, int], median: int | None, ninetieth: int | None):
    assert (row(waits=waits).wait(50), row(waits=waits).wait(90)) == (median, ninetieth)


def test_a_booking_costs_what_was_spent_by_those_who_booked():
    assert row(spent=9000, enquired=30, booked=4).cost(Stage.BOOKED) == {"PKR": Decimal(2250)}


def test_where_nobody_booked_a_booking_has_no_cost():
    assert row(spent=9000, enquired=30).cost(Stage.BOOKED) == {}


def test_rows_come_with_the_largest_first():
    table = report([counts(source="google", enquired=2), counts(enquired=5)]).tables[By.SOURCE]

    assert [one.name for one in table] == ["meta", "google"]


def test_a_week_in_which_nobody_asked_has_a_row_of_its_own_where_weeks_are_named():
    told = report([counts("2026-W10", enquired=1), counts("2026-W12", enquired=9)])
    weeks = told.weeks(["2026-W10", "2026-W11", "2026-W12"])

    assert [one.name for one in weeks] == ["2026-W10", "2026-W11", "2026-W12"]
    assert [one.stages.get(Stage.ENQUIRED) for one in weeks] == [1, None, 9]


def test_weeks_come_in_their_order():
    table = report([counts("2026-W11", enquired=9), counts("2026-W10", enquired=1)]).tables[By.WEEK]

    assert [one.name for one in table] == ["2026-W10", "2026-W11"]


@pytest.mark.parametrize("by", [By.SOURCE, By.CAMPAIGN, By.CREATIVE, By.WEEK])
def test_what_was_spent_stands_with_what_it_brought(by: By):
    [only] = report([counts(enquired=3)], [SPENT]).tables[by]

    assert (only.stages, only.spent) == ({Stage.ENQUIRED: 3}, {"PKR": Decimal(9000)})


def test_money_that_brought_nobody_is_told_all_the_same():
    [only] = report([], [SPENT]).tables[By.CAMPAIGN]

    assert (only.name, only.stages, only.spent) == ("spring", {}, {"PKR": Decimal(9000)})


def test_a_page_has_no_cost():
    assert report([counts(enquired=3)], [SPENT]).tables[By.PAGE][0].spent == {}


def test_two_currencies_are_never_added():
    dollars = Spent(date(2026, 3, 2), "meta", "spring", "video", "USD", Decimal(5))

    assert report([], [SPENT, dollars]).total.spent == {"PKR": Decimal(9000), "USD": Decimal(5)}


def counted(leads: list[Lead]) -> list[Counts]:
    """As the store counts them: by cell, each name as often as it is tallied."""
    cells: dict[Cell, Counter[str]] = {}
    for lead in leads:
        for tally in tallies_of(lead, HOURS):
            cells.setdefault(tally.cell, Counter())[tally.name] += 1
    return [counts_of(cell, numbers) for cell, numbers in cells.items()]


@given(leads=people())
def test_the_report_says_what_a_naive_count_of_all_leads_says(leads: list[Lead]):
    assert told_of(report(counted(leads))) == naive_report(leads)


@given(leads=people())
def test_all_tables_add_up_to_the_same(leads: list[Lead]):
    full = report(counted(leads))

    for table in full.tables.values():
        assert sum(one.stages.get(Stage.ENQUIRED, 0) for one in table) == full.total.stages.get(Stage.ENQUIRED, 0)
