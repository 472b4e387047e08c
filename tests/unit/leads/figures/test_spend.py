"""What ads have cost, in the files that platforms give out."""

from datetime import date
from decimal import Decimal

import pytest

from chalicelib.leads.figures.days import Order
from chalicelib.leads.figures.delimited import Unreadable
from chalicelib.leads.figures.spend import Columns, Spent, UnclearAmount, UnclearDay, read_spending

MONDAY, TUESDAY = date(2026, 3, 2), date(2026, 3, 3)

GOOGLE = """Campaign report
"1 March 2026 - 8 March 2026"
Day,Campaign,Ad group,Currency code,Cost,Clicks
2026-03-02,Search,Text-1,PKR,"1,234.50",17
2026-03-03,Search,Text-1,PKR,"1,000.00",12
2026-03-09,Search,Text-2,PKR, --,0
Total: Campaigns, --, --,PKR,"2,234.50",29
Total: Account, --, --,PKR,"2,234.50",29
"""

META = """Reporting starts,Reporting ends,Campaign name,Ad name,Amount spent (PKR),Impressions
2026-03-02,2026-03-02,Guide,Video-calm,5200,40000
2026-03-03,2026-03-03,Guide,Video-calm,4800.5,39000
2026-03-02,2026-03-03,,,10000.5,79000
"""

ELSEWHERE = "Datum;Kampagne;Kosten\n2026-03-02;Frühling;1.234,56 €\n"


def spent(content: str, encoding: str = "utf-8") -> tuple[Spent, ...]:
    return read_spending(content.encode(encoding)).spent


def test_googles_file_is_read_below_its_title():
    assert spent(GOOGLE) == (
        Spent(MONDAY, "google", "search", "text-1", "PKR", Decimal("1234.50")),
        Spent(TUESDAY, "google", "search", "text-1", "PKR", Decimal("1000.00")),
    )


def test_sums_and_days_without_cost_are_left_out_and_counted():
    assert read_spending(GOOGLE.encode()).left_out == 3


def test_metas_file_has_its_currency_in_the_name_of_a_column():
    assert spent(META) == (
        Spent(MONDAY, "meta", "guide", "video-calm", "PKR", Decimal(5200)),
        Spent(TUESDAY, "meta", "guide", "video-calm", "PKR", Decimal("4800.5")),
    )


def test_names_are_spelled_as_the_counters_spell_those_of_the_address():
    assert {one.campaign for one in spent(GOOGLE.replace("Search", "  SEARCH "))} == {"search"}


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16"])
def test_it_is_read_however_excel_has_saved_it(encoding: str):
    assert spent(GOOGLE.replace("Search", "آزمائش"), encoding)[0].campaign == "آزمائش"


def test_it_is_read_with_tabs():
    tabs = "Day\tCampaign\tCost\n2026-03-02\tSearch\t5\n"

    assert spent(tabs, "utf-16")[0].amount == 5


def test_the_columns_of_another_platform_are_told_once():
    columns = Columns("other", "datum", "", "kampagne", "anzeige", "kosten")

    assert read_spending(ELSEWHERE.encode(), [columns]).spent == (
        Spent(MONDAY, "other", "frühling", "", "", Decimal("1234.56")),
    )


def test_an_amount_of_many_days_is_shared_by_them():
    period = META.splitlines()[0] + "\n2026-03-07,2026-03-10,Guide,Video-calm,400,1\n"

    assert [(one.day.day, one.week, one.amount) for one in spent(period)] == [
        (7, "2026-W10", 100),
        (8, "2026-W10", 100),
        (9, "2026-W11", 100),
        (10, "2026-W11", 100),
    ]


def test_a_line_of_many_days_is_one_line():
    assert read_spending(b"Week,Campaign,Cost\n2026-03-02,Search,70\n").lines == 1


def test_a_line_of_a_week_tells_the_day_on_which_it_begins():
    weekly = spent("Week,Campaign,Cost\n2026-03-02,Search,70\n")

    assert [(one.day.day, one.week, one.amount) for one in weekly] == [(day, "2026-W10", 10) for day in range(2, 9)]


@pytest.mark.parametrize(
    "content", ["", "Name,Email\nx,y\n", "Day,Campaign,Cost\n", "Day,Campaign,Cost\nyesterday,Search,5\n", "\x00\xff"]
)
def test_what_tells_no_day_of_an_ad_is_unreadable(content: str):
    with pytest.raises(Unreadable):
        spent(content)


def test_money_that_was_given_back_is_taken_off():
    assert [one.amount for one in spent("Day,Campaign,Cost\n2026-03-02,Search,-12.50\n")] == [Decimal("-12.5")]


def test_what_another_line_shows_of_the_decimals_holds_for_the_file():
    lines = "Day;Campaign;Cost\n2026-03-02;Search;1.234\n2026-03-03;Search;12,50\n"

    assert [one.amount for one in spent(lines)] == [1234, Decimal("12.5")]


def test_an_amount_that_can_be_read_in_two_ways_is_refused_with_its_line():
    with pytest.raises(UnclearAmount, match=r"^line 4: 1\.234 has thousands or decimals"):
        spent("Report\n\nDay,Campaign,Cost\n2026-03-02,Search,1.234\n")


def test_what_another_line_shows_of_the_days_holds_for_the_file():
    days = spent("Day,Campaign,Cost\n03/02/2026,Search,5\n03/13/2026,Search,5\n")

    assert [one.day for one in days] == [MONDAY, date(2026, 3, 13)]


def test_a_day_that_can_be_two_is_refused_with_its_line_until_somebody_says_which():
    lines = b"Day,Campaign,Cost\n03/02/2026,Search,5\n"
    with pytest.raises(UnclearDay, match=r"^line 2: 03/02/2026 has the day first or the month"):
        read_spending(lines)

    assert read_spending(lines, order=Order.MONTH_FIRST).spent[0].day == MONDAY
