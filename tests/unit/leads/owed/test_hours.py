"""Time counted in the hours in which the clinic is open."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chalicelib.leads.owed.hours import OpenHours, Span

MORNING, AFTERNOON, SATURDAY = Span(time(10), time(13)), Span(time(16), time(20)), Span(time(10), time(14))
WEEK = dict.fromkeys(("Monday", "Tuesday", "Wednesday", "Thursday", "Friday"), (MORNING, AFTERNOON))
KARACHI, LONDON = ZoneInfo("Asia/Karachi"), ZoneInfo("Europe/London")
HOURS = OpenHours({**WEEK, "Saturday": (SATURDAY,)}, KARACHI, frozenset({date(2026, 3, 23)}))
HOUR = timedelta(hours=1)


def there(written: str, zone: ZoneInfo = KARACHI) -> datetime:
    return datetime.fromisoformat(written).replace(tzinfo=zone).astimezone(UTC)


# 2 March 2026 is a Monday.
OPENINGS = [
    pytest.param("2026-03-02 10:00", "2026-03-02 10:00", id="at opening"),
    pytest.param("2026-03-02 12:59", "2026-03-02 12:59", id="while it is open"),
    pytest.param("2026-03-02 13:00", "2026-03-02 16:00", id="at the break of noon"),
    pytest.param("2026-03-02 20:00", "2026-03-03 10:00", id="at closing"),
    pytest.param("2026-03-02 03:00", "2026-03-02 10:00", id="at night"),
    pytest.param("2026-03-07 15:00", "2026-03-09 10:00", id="on a Saturday afternoon"),
    pytest.param("2026-03-22 12:00", "2026-03-24 10:00", id="before a holiday"),
]


@pytest.mark.parametrize(("at", "opens"), OPENINGS)
def test_it_opens_next(at: str, opens: str):
    assert HOURS.next_open(there(at)) == there(opens)


def test_a_day_that_closes_at_midnight_is_open_until_then():
    late = OpenHours({"Monday": (Span(time(22), time()),)}, KARACHI)

    assert late.open_time_between(there("2026-03-02 21:00"), there("2026-03-03 09:00")) == 2 * HOUR
    assert late.next_open(there("2026-03-03 00:00")) == there("2026-03-09 22:00")


MORNINGS = [
    pytest.param("2026-03-02 09:00", "2026-03-03 10:00", id="even before opening"),
    pytest.param("2026-03-06 12:00", "2026-03-07 10:00", id="of a Saturday"),
    pytest.param("2026-03-07 12:00", "2026-03-09 10:00", id="after a Sunday"),
]


@pytest.mark.parametrize(("at", "morning"), MORNINGS)
def test_the_next_morning_is_on_a_later_day_that_is_open(at: str, morning: str):
    assert HOURS.next_morning(there(at)) == there(morning)


OPENED = [
    pytest.param(date(2026, 3, 3), "2026-03-02 10:00", id="the day before"),
    pytest.param(date(2026, 3, 9), "2026-03-07 10:00", id="before a Sunday"),
    pytest.param(date(2026, 3, 24), "2026-03-21 10:00", id="before a Sunday and a holiday"),
]


@pytest.mark.parametrize(("day", "opened"), OPENED)
def test_it_opened_before_that_on_the_last_day_that_was_open(day: date, opened: str):
    assert HOURS.opening_before(day) == there(opened)


def test_it_opened_before_that_by_the_hours_of_that_day():
    differing = OpenHours({"Monday": (Span(time(9), time(18)),), "Tuesday": (Span(time(12), time(18)),)}, KARACHI)

    assert differing.opening_before(date(2026, 3, 3)) == there("2026-03-02 09:00")


def test_it_opened_before_clocks_were_put_back_at_its_own_hour():
    daily = OpenHours(dict.fromkeys(("Saturday", "Sunday"), (Span(time(10), time(18)),)), LONDON)

    assert daily.opening_before(date(2026, 10, 25)) == there("2026-10-24 10:00", LONDON)


LATER = [
    pytest.param("2026-03-02 11:00", 1, "2026-03-02 12:00", id="within a morning"),
    pytest.param("2026-03-02 12:00", 1, "2026-03-02 16:00", id="at closing, so when it opens again"),
    pytest.param("2026-03-02 12:30", 1, "2026-03-02 16:30", id="over noon"),
    pytest.param("2026-03-01 23:00", 1, "2026-03-02 11:00", id="what came at night waits from opening on"),
    pytest.param("2026-03-06 19:00", 2, "2026-03-07 11:00", id="over a night"),
    pytest.param("2026-03-07 13:30", 1, "2026-03-09 10:30", id="over a Sunday"),
]


@pytest.mark.parametrize(("start", "hours", "end"), LATER)
def test_open_time_passes(start: str, hours: int, end: str):
    assert HOURS.after_open_time(there(start), hours * HOUR) == there(end)


BETWEEN = [
    pytest.param("2026-03-02 11:00", "2026-03-02 11:20", 20, id="within a morning"),
    pytest.param("2026-03-01 23:00", "2026-03-02 10:05", 5, id="a night counts for nothing"),
    pytest.param("2026-03-02 12:30", "2026-03-02 16:15", 45, id="nor does noon"),
    pytest.param("2026-03-21 13:00", "2026-03-24 11:00", 120, id="nor a Sunday and a holiday"),
    pytest.param("2026-03-02 11:00", "2026-03-02 10:00", 0, id="nothing lies between an end and its start"),
    pytest.param("2026-03-01 10:00", "2026-03-01 20:00", 0, id="a day on which it is closed"),
    pytest.param("2026-03-02 10:00", "2026-03-09 10:00", 5 * 7 * 60 + 4 * 60, id="a week"),
]


@pytest.mark.parametrize(("start", "end", "minutes"), BETWEEN)
def test_open_minutes_lie_between(start: str, end: str, minutes: int):
    assert HOURS.open_time_between(there(start), there(end)) == timedelta(minutes=minutes)


def test_a_day_on_which_clocks_are_put_forward_has_its_own_hours():
    sunday = OpenHours({"Sunday": (Span(time(0), time(12)),)}, LONDON)

    assert sunday.open_time_between(there("2026-03-29 00:00", LONDON), there("2026-03-29 12:00", LONDON)) == 11 * HOUR


@given(
    start=st.datetimes(datetime(2026, 3, 1), datetime(2026, 4, 30)),  # noqa: DTZ001
    minutes=st.integers(0, 3000),
)
def test_between_a_start_and_what_comes_after_so_much_open_time_lies_so_much(start: datetime, minutes: int):
    begun, waited = start.replace(tzinfo=UTC), timedelta(minutes=minutes)

    assert HOURS.open_time_between(begun, HOURS.after_open_time(begun, waited)) == waited
