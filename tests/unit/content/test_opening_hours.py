from datetime import time

import pytest

from chalicelib.content.language import read_language
from chalicelib.content.opening_hours import HOURS_OF_A_DAY, read_hours
from chalicelib.leads.owed.hours import Span
from tests.clinic import templates

GERMAN = {
    "direction": "ltr",
    "dates": {"weekdays": ["Mo", "Di", "Mi", "Do", "Fr", "Sa", "So"]},
    "hours": {
        "one": "{first}",
        "two": "{first} und {last}",
        "many": "{first} bis {last}",
        "span": "{opens} bis {closes} Uhr",
        "and": " sowie ",
        "line": "{days}: {spans}",
        "separator": "; ",
    },
}


def days(*names: str, hours: str = "10:00-19:00") -> dict[str, str]:
    return dict.fromkeys(names, hours)


WORK_WEEK = days("Monday", "Tuesday", "Wednesday", "Thursday", "Friday")

HOURS = [
    (days("Monday"), "Monday 10:00–19:00"),
    (days("Saturday", "Sunday"), "Saturday and Sunday 10:00–19:00"),
    (WORK_WEEK, "Monday to Friday 10:00–19:00"),
    (days("Monday", "Wednesday"), "Monday 10:00–19:00, Wednesday 10:00–19:00"),
    (days("Monday", hours="10:00-13:00, 16:00-20:00"), "Monday 10:00–13:00 and 16:00–20:00"),
    ({**WORK_WEEK, **days("Friday", hours="15:00-20:00")}, "Monday to Thursday 10:00–19:00, Friday 15:00–20:00"),
    (days("Monday", hours="16:00-24:00"), "Monday 16:00–24:00"),
    (days("Monday", hours="10:00-13:00, 16:00-00:00"), "Monday 10:00–13:00 and 16:00–24:00"),
    (days("Monday", hours="00:00-24:00"), "Monday 00:00–24:00"),
    (days("Tuesday", "Monday"), "Monday and Tuesday 10:00–19:00"),
]


@pytest.mark.parametrize(("written", "told"), HOURS, ids=[told for _, told in HOURS])
def test_hours_are_told_in_words(written: dict[str, str], told: str):
    hours = read_hours(written)

    assert hours is not None
    assert templates().languages["en"].hours(hours) == told


def test_hours_are_told_as_the_language_writes_them():
    hours = read_hours({**WORK_WEEK, **days("Saturday", hours="09:00-12:00, 13:00-15:00")})

    told = read_language("de", GERMAN).hours(hours)
    assert told == "Mo bis Fr: 10:00 bis 19:00 Uhr; Sa: 09:00 bis 12:00 Uhr sowie 13:00 bis 15:00 Uhr"


def test_a_day_that_is_not_written_is_closed():
    hours = read_hours(days("Monday"))

    assert hours is not None
    assert hours.days == (("Monday", (Span(time(10), time(19)),)),)


@pytest.mark.parametrize(("written", "is_so"), [("16:00-24:00", True), ("24:00-01:00", False), ("10:00-24:30", False)])
def test_only_the_end_of_a_day_is_written_24_00(written: str, is_so: bool):
    assert (HOURS_OF_A_DAY.misfit(written) == "") is is_so


def test_hours_that_are_not_written_are_unknown():
    assert read_hours({}) is None


@pytest.mark.parametrize(
    "hours",
    ["19:00-10:00", "10:00-10:00", "10:00-13:00, 12:00-20:00", "16:00-20:00, 10:00-13:00", "16:00-00:00, 01:00-02:00"],
)
def test_a_time_that_does_not_come_after_the_one_before_is_named_with_its_day(hours: str):
    with pytest.raises(ValueError, match=rf"^clinic\.toml: Monday under \[hours\] has {hours}, and each time"):
        read_hours(days("Monday", hours=hours))
