from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chalicelib.leads.attempt import Attempt, EmailKind, follow_up_id
from chalicelib.leads.changes import new_lead, unsubscribe
from chalicelib.leads.lead import Due, Queue
from chalicelib.leads.mailing.sending import claim, withdraw
from tests.clinic import CAMPAIGN
from tests.unit.leads.owed.test_plan import (
    DAY,
    KARACHI,
    NOON,
    SEQUENCE,
    attempted,
    enquiry,
    live_through,
    sequence,
    served,
)
from tools.preview.sequence.forecast import Change, Coming, Shift, compare, forecast
from tools.preview.sequence.report import report

MOVED = sequence(2, 5, 7, day7="day9")
"""SEQUENCE with its last step two days sooner."""


def reached_day2():
    return attempted(served(), EmailKind.FOLLOW_UP, "day2", NOON + 2 * DAY)


def reached_day5():
    return attempted(reached_day2(), EmailKind.FOLLOW_UP, "day5", NOON + 5 * DAY)


def change(lead, new, now=NOON + 2 * DAY):
    [only] = compare([lead], SEQUENCE, new, now)
    return only


def words(leads, new=MOVED, now=NOON, **options) -> str:
    return report(compare(leads, SEQUENCE, new, now), SEQUENCE, new, **options)


def test_the_forecast_is_every_step_at_its_time():
    assert forecast(served(), SEQUENCE, NOON) == [
        Coming("knots/day2", NOON + 2 * DAY),
        Coming("knots/day5", NOON + 5 * DAY),
        Coming("knots/day9", NOON + 9 * DAY),
    ]


def test_alerts_and_guides_are_not_forecast():
    asked = new_lead("lead-1", enquiry())

    assert [coming.step for coming in forecast(asked, SEQUENCE, NOON)] == ["knots/day2", "knots/day5", "knots/day9"]


def test_what_a_lead_has_had_is_not_forecast():
    assert [coming.step for coming in forecast(reached_day2(), SEQUENCE, NOON + 2 * DAY)] == [
        "knots/day5",
        "knots/day9",
    ]


def test_what_is_being_sent_counts_as_sent():
    sending = claim(served(), Attempt("a", follow_up_id(CAMPAIGN, "day2"), NOON + 2 * DAY, NOON + 2 * DAY))

    assert [coming.step for coming in forecast(sending, SEQUENCE, NOON + 2 * DAY)] == ["knots/day5", "knots/day9"]


def test_nothing_is_forecast_for_somebody_who_unsubscribed():
    assert forecast(unsubscribe(served(), NOON), SEQUENCE, NOON) == []


def test_nobody_is_looked_at_before_they_are_due():
    sleeping = replace(reached_day2(), due=Due(NOON + 3 * DAY, Queue.FOLLOW_UPS))

    assert forecast(sleeping, sequence(2, 2.5), NOON + 2 * DAY) == [Coming("knots/day2.5", NOON + 3 * DAY)]


def test_what_is_deferred_until_the_night_waits_for_the_morning():
    at = NOON + 2 * DAY
    attempt = Attempt("a", follow_up_id(CAMPAIGN, "day2"), at, at)
    deferred = withdraw(claim(served(), attempt), "a", at + timedelta(hours=10))

    assert forecast(deferred, SEQUENCE, at)[0].at == datetime(2026, 3, 5, 10, 0, tzinfo=KARACHI)


@given(
    days=st.lists(st.integers(0, 30), min_size=1, max_size=8, unique=True),
    asked_at=st.datetimes(datetime(2026, 1, 1), datetime(2026, 12, 31), timezones=st.just(UTC)),  # noqa: DTZ001
    outage=st.timedeltas(timedelta(), 40 * DAY),
)
def test_the_forecast_is_what_a_worker_then_sends(days, asked_at, outage):
    plan, now = sequence(*sorted(days)), asked_at + outage
    expected = [(coming.step, coming.at) for coming in forecast(served(asked_at), plan, now)]

    assert expected == [(email_id.reference, at) for email_id, at in live_through(served(asked_at), plan, now)]


def test_the_same_sequence_changes_nothing():
    same = change(reached_day2(), SEQUENCE)

    assert (same.is_change, [shift.step for shift in same.unchanged]) == (False, ["knots/day5", "knots/day9"])


def test_a_step_on_another_day_moves():
    assert change(reached_day2(), MOVED).moved == [Shift("knots/day9", NOON + 9 * DAY, NOON + 7 * DAY)]


def test_a_new_step_ahead_is_added():
    assert change(reached_day2(), sequence(2, 4, 5, 9)).added == [Shift("knots/day4", None, NOON + 4 * DAY)]


def test_a_new_step_behind_is_not_added():
    assert not change(reached_day2(), sequence(1, 2, 5, 9)).is_change


def test_a_removed_step_is_dropped():
    assert change(reached_day2(), sequence(2, 9)).dropped == [Shift("knots/day5", NOON + 5 * DAY, None)]


def test_a_step_moved_behind_the_point_a_lead_has_reached_is_dropped():
    behind = sequence(2, 3, 5, day3="day9")

    assert [shift.step for shift in change(reached_day5(), behind, NOON + 5 * DAY).dropped] == ["knots/day9"]


def test_the_next_email_is_the_first_of_each_sequence():
    assert change(reached_day2(), sequence(2, 4, 9)).next == (NOON + 5 * DAY, NOON + 4 * DAY)


def test_a_step_that_a_lead_has_had_never_comes_again():
    assert change(reached_day2(), sequence(5, 9, 12, day12="day2")).twice == frozenset()


def test_a_step_is_told_with_how_many_it_moves_for_and_when_first_in_the_time_of_the_clinic():
    told = words([served(), replace(served(NOON + DAY), id="lead-2")])

    assert "knots/day9: moves from day 9 to day 7; 2 people at another time, earliest Mon 9 Mar 12:00" in told


@pytest.mark.parametrize(
    ("new", "line"),
    [
        (MOVED, "knots/day5: stays on day 5; nothing changes for anyone"),
        (sequence(2, 4, 5, 9), "knots/day4: new on day 4; 1 person more, earliest Fri 6 Mar 12:00"),
        (sequence(2, 9), "knots/day5: removed from day 5; 1 person no longer"),
        (sequence(2, 3, 5, day3="day9"), "knots/day9: moves from day 9 to day 3; 1 person at another time"),
    ],
)
def test_each_step_has_a_line(new, line):
    assert line in words([served()], new)


def test_it_is_told_how_the_next_email_moves():
    leads = [reached_day5(), replace(reached_day5(), id="lead-2")]

    assert "2 people: next email moves Wed 11 Mar -> Mon 9 Mar" in words(leads, now=NOON + 5 * DAY)


def test_it_is_told_for_how_many_nothing_changes():
    assert "1 person: nothing changes" in words([reached_day2()], SEQUENCE)


def test_it_is_told_that_nobody_gets_a_step_twice():
    assert "Nobody gets a step twice." in words([served()])


def test_it_is_told_who_would_get_a_step_twice():
    twice = Change("lead-1", (Shift("knots/day5", None, NOON),), frozenset({"knots/day5"}))

    assert "1 person would get a step twice: lead-1 (knots/day5)" in report([twice], SEQUENCE, SEQUENCE)


@pytest.mark.parametrize(
    ("new", "line"),
    [
        (MOVED, "lead-1: knots/day9 Wed 11 Mar 12:00 -> Mon 9 Mar 12:00"),
        (sequence(2, 4, 5, 9), "lead-1: knots/day4 added Fri 6 Mar 12:00"),
        (sequence(2, 9), "lead-1: knots/day5 dropped, was Sat 7 Mar 12:00"),
        (sequence(5, 9, 10), "lead-1: knots/day10 added Thu 12 Mar 12:00; knots/day2 dropped, was Wed 4 Mar 12:00"),
    ],
)
def test_each_person_for_whom_something_changes_has_a_line(new, line):
    assert words([served()], new).splitlines()[-1] == line


def test_twenty_people_are_listed_and_the_others_counted():
    lines = words([replace(served(), id=f"lead-{number}") for number in range(54)]).splitlines()

    assert sum(line.startswith("lead-") for line in lines) == 20
    assert lines[-1] == "and 34 more (ALL=1 lists them)"


def test_all_people_are_listed_when_asked_for():
    lines = words([replace(served(), id=f"lead-{number}") for number in range(54)], list_all=True).splitlines()

    assert sum(line.startswith("lead-") for line in lines) == 54


def test_who_is_affected_soonest_is_listed_first():
    leads = [replace(served(NOON + DAY), id="later"), replace(served(), id="sooner")]

    assert [line.partition(":")[0] for line in words(leads).splitlines()[-2:]] == ["sooner", "later"]


@pytest.mark.parametrize("leads", [[], [unsubscribe(served(), NOON)]], ids=["no leads", "nobody who gets any more"])
def test_it_is_told_that_nobody_is_midway(leads):
    assert words(leads) == "Nobody is midway: nothing changes for anyone.\n"
