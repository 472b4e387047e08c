"""The days of a sequence are days of the clinic's calendar, some of which have 23 hours or 25."""

from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from chalicelib.leads.caps import Caps
from chalicelib.leads.owed.sequence import Rules, SendingWindow, Step
from tests.clinic import CAMPAIGN
from tests.unit.leads.owed.test_plan import served, steps_sent

ZONES = [ZoneInfo(name) for name in ("Europe/London", "America/New_York", "America/Sao_Paulo", "Asia/Kathmandu")]
LONDON, NEW_YORK, SAO_PAULO, KATHMANDU = ZONES


def window(zone: ZoneInfo) -> SendingWindow:
    return SendingWindow(time(10), time(19), zone)


def sent_days(days: list[int], zone: ZoneInfo, agreed_at: datetime) -> list[datetime]:
    """When each step of these days goes, by the clinic's clock."""
    steps = tuple(Step(f"day{day}", timedelta(days=day)) for day in days)
    rules = Rules({CAMPAIGN: steps}, window(zone), timedelta(hours=20), Caps(), window(zone).hours)
    return [at.astimezone(zone) for _, at in steps_sent(served(agreed_at), rules, agreed_at)]


@pytest.mark.parametrize(
    ("zone", "agreed", "day", "due"),
    [
        (LONDON, "2026-03-28 15:00", 1, "2026-03-29 15:00"),
        (LONDON, "2026-03-28 15:00", 21, "2026-04-18 15:00"),
        (LONDON, "2026-10-24 15:00", 2, "2026-10-26 15:00"),
        (NEW_YORK, "2026-03-06 10:15", 2, "2026-03-08 10:15"),
        (NEW_YORK, "2026-10-30 18:30", 5, "2026-11-04 18:30"),
        (KATHMANDU, "2026-03-02 12:00", 2, "2026-03-04 12:00"),
        (SAO_PAULO, "2026-03-02 23:30", 2, "2026-03-04 10:00"),
        (LONDON, "2026-10-26 19:00", 2, "2026-10-28 10:00"),
        (LONDON, "2026-10-26 18:59", 2, "2026-10-28 18:59"),
        (LONDON, "2026-03-28 01:30", 1, "2026-03-29 10:00"),
        (LONDON, "2026-03-02 00:05", 2, "2026-03-04 10:00"),
    ],
)
def test_a_follow_up_is_due_at_the_same_time_of_its_day_or_from_the_opening_hour(zone, agreed, day, due):
    agreed_at = datetime.fromisoformat(agreed).replace(tzinfo=zone).astimezone(UTC)

    assert sent_days([day], zone, agreed_at) == [datetime.fromisoformat(due).replace(tzinfo=zone)]


def test_who_agrees_on_the_day_of_a_step_after_closing_gets_it_the_next_morning():
    agreed_at = datetime(2026, 3, 2, 23, 30, tzinfo=LONDON).astimezone(UTC)

    assert sent_days([0], LONDON, agreed_at) == [datetime(2026, 3, 3, 10, tzinfo=LONDON)]


def test_who_agrees_in_the_hour_that_comes_twice_misses_no_step_of_that_day():
    agreed_at = datetime(2026, 10, 25, 1, 30, tzinfo=LONDON, fold=1).astimezone(UTC)

    assert sent_days([0], LONDON, agreed_at) == [datetime(2026, 10, 25, 10, tzinfo=LONDON)]


@given(
    zone=st.sampled_from(ZONES),
    days=st.lists(st.integers(1, 40), min_size=1, max_size=6, unique=True).map(sorted),
    agreed_at=st.datetimes(datetime(2026, 1, 1), datetime(2027, 12, 31), timezones=st.just(UTC)),  # noqa: DTZ001
)
@example(zone=LONDON, days=[1, 2, 3], agreed_at=datetime(2026, 3, 28, 1, 30, tzinfo=UTC))
@example(zone=LONDON, days=[1, 2, 3], agreed_at=datetime(2026, 10, 24, 0, 30, tzinfo=UTC))
@example(zone=NEW_YORK, days=[1, 2, 3], agreed_at=datetime(2026, 3, 7, 22, 59, tzinfo=UTC))
def test_whenever_a_person_agrees_each_step_goes_on_its_own_day_of_the_clinics_calendar(zone, days, agreed_at):
    agreed_on = agreed_at.astimezone(zone).date()

    assert [at.date() for at in sent_days(days, zone, agreed_at)] == [agreed_on + timedelta(days=day) for day in days]


@given(
    zone=st.sampled_from(ZONES),
    at=st.datetimes(datetime(2026, 1, 1), datetime(2027, 12, 31), timezones=st.just(UTC)),  # noqa: DTZ001
    days=st.lists(st.integers(0, 400), min_size=2, max_size=2).map(sorted),
)
def test_a_later_day_is_never_due_before_an_earlier_one(zone, at, days):
    earlier, later = (window(zone).days_after(at, timedelta(days=day)) for day in days)

    assert at <= earlier <= later
