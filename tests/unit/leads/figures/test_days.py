"""Days as platforms and spreadsheets write them."""

from datetime import date

import pytest

from chalicelib.leads.figures.days import Order, TwoDays, order_of, read_day

MONDAY = date(2026, 3, 2)


@pytest.mark.parametrize(
    "text",
    [
        "2026-03-02",
        "2026-03-02T09:30:00",
        "20260302",
        "2026/03/02",
        "Mar 2, 2026",
        "March 2, 2026",
        "Mon, Mar 2, 2026",
        "2 Mar 2026",
        "2 March 2026",
        "02-Mar-2026",
        "02.03.2026",
    ],
)
def test_a_day_is_read_as_it_is_written(text: str):
    assert read_day(text) == MONDAY


@pytest.mark.parametrize("text", ["13/02/2026", "02/13/2026"])
def test_a_number_that_is_no_month_is_the_day(text: str):
    assert read_day(text) == date(2026, 2, 13)


def test_a_day_that_can_be_two_is_not_guessed():
    with pytest.raises(TwoDays):
        read_day("03/02/2026")


@pytest.mark.parametrize(("order", "day"), [(Order.DAY_FIRST, date(2026, 2, 3)), (Order.MONTH_FIRST, MONDAY)])
def test_the_order_says_which(order: Order, day: date):
    assert read_day("03/02/2026", order) == day


def test_a_day_that_is_the_same_either_way_is_read():
    assert read_day("03/03/2026") == date(2026, 3, 3)


@pytest.mark.parametrize(
    "text", ["", "yesterday", "2026-02-30", "30/02/2026", "Total: Account", "3/2/26", "03/02/0000", "5"]
)
def test_what_is_no_day_is_none(text: str):
    assert read_day(text) is None


@pytest.mark.parametrize(
    ("texts", "order"),
    [
        (["03/02/2026", "13/02/2026"], Order.DAY_FIRST),
        (["03/02/2026", "02/13/2026"], Order.MONTH_FIRST),
        (["03/02/2026", "2026-03-02"], None),
        (["13/02/2026", "02/13/2026"], None),
    ],
)
def test_the_order_of_a_file_is_what_its_days_show(texts: list[str], order: Order | None):
    assert order_of(texts) is order
