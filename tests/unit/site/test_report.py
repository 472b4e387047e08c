"""The charts of the report, and its tables as files."""

import csv
import io
import re
from decimal import Decimal

import pytest

from chalicelib.leads.figures.report import By, Row
from chalicelib.leads.views.tally import Stage
from chalicelib.site.charts import WIDTH, bar, columns
from chalicelib.site.report import as_csv, money

ROW = Row("=spring", {Stage.ENQUIRED: 12, Stage.BOOKED: 4}, {5: 1, 90: 1}, {"PKR": Decimal(9000)})


def boxes(svg: str) -> list[tuple[float, float]]:
    """The width and height of each box."""
    found = re.findall(r'width="([\d.]+)" height="([\d.]+)" fill', svg)
    return [(float(width), float(height)) for width, height in found]


def test_a_bar_is_as_long_as_its_share():
    assert boxes(bar(0.25, (0.1, 0.5)))[1][0] == WIDTH / 4


def test_a_column_is_as_tall_as_its_count_beside_the_tallest():
    tall, _, half, _ = boxes(columns([8, 4], [0, 0]))

    assert tall[1] == 2 * half[1]


@pytest.mark.parametrize("svg", [bar(0, (0, 1)), columns([], []), columns([0], [0])])
def test_a_chart_of_nothing_is_a_chart(svg: str):
    assert svg.startswith("<svg ") and svg.endswith("</svg>")


def test_a_chart_has_the_colour_of_the_text_and_no_style_of_its_own():
    svg = bar(0.5, (0.4, 0.6)) + columns([1], [1])

    assert "style" not in svg and set(svg.split('fill="')[1:]) and 'fill="#' not in svg


def test_a_table_is_safe_in_a_spreadsheet_and_tells_what_each_step_cost():
    [told] = csv.DictReader(io.StringIO(as_csv(By.CAMPAIGN, (ROW,))[1:]))

    assert told["campaign"] == "'=spring"
    assert (told["enquired"], told["booked"], told["attended"]) == ("12", "4", "0")
    assert (told["median minutes to first call"], told["90 of 100 within minutes"]) == ("5", "90")
    assert (told["spent"], told["cost per booked"], told["cost per attended"]) == ("PKR 9,000", "PKR 2,250", "")


@pytest.mark.parametrize(("enquired", "told"), [(29, ("", "")), (100, ("2", "10"))])
def test_a_table_tells_how_many_book_where_they_are_enough_to_tell(enquired: int, told: tuple[str, str]):
    row = Row("spring", {Stage.ENQUIRED: enquired, Stage.BOOKED: 4}, {}, {})
    [cells] = csv.DictReader(io.StringIO(as_csv(By.CAMPAIGN, (row,))[1:]))

    assert (cells["booked of 100, at least"], cells["booked of 100, at most"]) == told


@pytest.mark.parametrize(
    ("amounts", "told"),
    [({}, ""), ({"": Decimal(5)}, "5"), ({"USD": Decimal("5.4"), "PKR": Decimal(9000)}, "PKR 9,000, USD 5")],
)
def test_money_is_told_currency_by_currency(amounts: dict[str, Decimal], told: str):
    assert money(amounts) == told
