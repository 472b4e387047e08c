import os
import shutil
import subprocess
import sys
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chalicelib import wiring
from chalicelib.changes import claim, hold, new_lead, unsubscribe
from chalicelib.lead import Attempt, DeliveryId, Kind
from chalicelib.ports import Budget, Lane
from tests.unit.test_sequence import DAY, KARACHI, NOON, SEQUENCE, attempted, enquiry, sequence, served, steps_sent
from tools.preview_sequence import (
    FILE,
    TEXTS,
    CannotPreview,
    Change,
    Coming,
    Shift,
    compare,
    forecast,
    preview,
    read_leads,
    report,
)

MOVED = sequence(2, 5, 7, day7="day9")
"""SEQUENCE with its last step two days sooner."""


def reached_day2():
    return attempted(served(), Kind.FOLLOW_UP, "day2", NOON + 2 * DAY)


def reached_day5():
    return attempted(reached_day2(), Kind.FOLLOW_UP, "day5", NOON + 5 * DAY)


def change(lead, new, now=NOON + 2 * DAY):
    [only] = compare([lead], SEQUENCE, new, now)
    return only


def words(leads, new=MOVED, now=NOON, **options) -> str:
    return report(compare(leads, SEQUENCE, new, now), SEQUENCE, new, **options)


def test_the_forecast_is_every_step_at_its_time():
    assert forecast(served(), SEQUENCE, NOON) == [
        Coming("day2", NOON + 2 * DAY),
        Coming("day5", NOON + 5 * DAY),
        Coming("day9", NOON + 9 * DAY),
    ]


def test_alerts_and_guides_are_not_forecast():
    asked = new_lead("lead-1", enquiry())

    assert [coming.step for coming in forecast(asked, SEQUENCE, NOON)] == ["day2", "day5", "day9"]


def test_what_a_lead_has_had_is_not_forecast():
    assert [coming.step for coming in forecast(reached_day2(), SEQUENCE, NOON + 2 * DAY)] == ["day5", "day9"]


def test_what_is_being_sent_counts_as_sent():
    sending = claim(served(), Attempt("a", DeliveryId(Kind.FOLLOW_UP, "day2"), NOON + 2 * DAY, NOON + 2 * DAY))

    assert [coming.step for coming in forecast(sending, SEQUENCE, NOON + 2 * DAY)] == ["day5", "day9"]


def test_nothing_is_forecast_for_somebody_who_unsubscribed():
    assert forecast(unsubscribe(served(), NOON), SEQUENCE, NOON) == []


def test_nobody_is_looked_at_before_they_are_due():
    sleeping = replace(reached_day2(), due_at=NOON + 3 * DAY)

    assert forecast(sleeping, sequence(2, 2.5), NOON + 2 * DAY) == [Coming("day2.5", NOON + 3 * DAY)]


def test_what_is_held_until_the_night_waits_for_the_morning():
    at = NOON + 2 * DAY
    attempt = Attempt("a", DeliveryId(Kind.FOLLOW_UP, "day2"), at, at)
    held = hold(claim(served(), attempt), "a", at + timedelta(hours=10))

    assert forecast(held, SEQUENCE, at)[0].at == datetime(2026, 3, 5, 10, 0, tzinfo=KARACHI)


@given(
    days=st.lists(st.integers(0, 30), min_size=1, max_size=8, unique=True),
    asked_at=st.datetimes(datetime(2026, 1, 1), datetime(2026, 12, 31), timezones=st.just(UTC)),  # noqa: DTZ001
    outage=st.timedeltas(timedelta(), 40 * DAY),
)
def test_the_forecast_is_what_a_worker_then_sends(days, asked_at, outage):
    plan, now = sequence(*sorted(days)), asked_at + outage
    expected = [(coming.step, coming.at) for coming in forecast(served(asked_at), plan, now)]

    assert expected == steps_sent(served(asked_at), plan, now)


def test_the_same_sequence_changes_nothing():
    same = change(reached_day2(), SEQUENCE)

    assert (same.is_change, [shift.step for shift in same.unchanged]) == (False, ["day5", "day9"])


def test_a_step_on_another_day_moves():
    assert change(reached_day2(), MOVED).moved == [Shift("day9", NOON + 9 * DAY, NOON + 7 * DAY)]


def test_a_new_step_ahead_is_added():
    assert change(reached_day2(), sequence(2, 4, 5, 9)).added == [Shift("day4", None, NOON + 4 * DAY)]


def test_a_new_step_behind_is_not_added():
    assert not change(reached_day2(), sequence(1, 2, 5, 9)).is_change


def test_a_removed_step_is_dropped():
    assert change(reached_day2(), sequence(2, 9)).dropped == [Shift("day5", NOON + 5 * DAY, None)]


def test_a_step_moved_behind_the_point_a_lead_has_reached_is_dropped():
    behind = sequence(2, 3, 5, day3="day9")

    assert [shift.step for shift in change(reached_day5(), behind, NOON + 5 * DAY).dropped] == ["day9"]


def test_the_next_email_is_the_first_of_each_sequence():
    assert change(reached_day2(), sequence(2, 4, 9)).next == (NOON + 5 * DAY, NOON + 4 * DAY)


def test_a_step_that_a_lead_has_had_never_comes_again():
    assert change(reached_day2(), sequence(5, 9, 12, day12="day2")).twice == frozenset()


def test_a_step_is_told_with_how_many_it_moves_for_and_when_first_in_the_time_of_the_clinic():
    told = words([served(), replace(served(NOON + DAY), id="lead-2")])

    assert "day9: moves from day 9 to day 7; 2 people at another time, earliest Mon 9 Mar 12:00" in told


@pytest.mark.parametrize(
    ("new", "line"),
    [
        (MOVED, "day5: stays on day 5; nothing changes for anyone"),
        (sequence(2, 4, 5, 9), "day4: new on day 4; 1 person more, earliest Fri 6 Mar 12:00"),
        (sequence(2, 9), "day5: removed from day 5; 1 person no longer"),
        (sequence(2, 3, 5, day3="day9"), "day9: moves from day 9 to day 3; 1 person at another time"),
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
    twice = Change("lead-1", (Shift("day5", None, NOON),), frozenset({"day5"}))

    assert "1 person would get a step twice: lead-1 (day5)" in report([twice], SEQUENCE, SEQUENCE)


@pytest.mark.parametrize(
    ("new", "line"),
    [
        (MOVED, "lead-1: day9 Wed 11 Mar 12:00 -> Mon 9 Mar 12:00"),
        (sequence(2, 4, 5, 9), "lead-1: day4 added Fri 6 Mar 12:00"),
        (sequence(2, 9), "lead-1: day5 dropped, was Sat 7 Mar 12:00"),
        (sequence(5, 9, 10), "lead-1: day10 added Thu 12 Mar 12:00; day2 dropped, was Wed 4 Mar 12:00"),
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


@pytest.fixture
def checkout(tmp_path) -> Path:
    """A checkout in which the sequence may be edited, with the file as it was beside it."""
    shutil.copytree(wiring.TEMPLATES, tmp_path / "templates")
    shutil.copy(tmp_path / FILE, tmp_path / "old.toml")
    return tmp_path


def edit(checkout: Path, before: str, after: str) -> None:
    text = (checkout / FILE).read_text(encoding="utf-8")
    assert before in text
    (checkout / FILE).write_text(text.replace(before, after, 1), encoding="utf-8")


def previewed(checkout: Path, **environment: str) -> str:
    return preview({"OLD": str(checkout / "old.toml"), **environment}, checkout, NOON)


def test_without_a_table_the_preview_is_for_somebody_imaginary(checkout):
    edit(checkout, "day = 9", "day = 7")
    told = previewed(checkout)

    assert "LEADS_TABLE is not set: this is for an imaginary person who asks now." in told
    assert "somebody-who-asks-now: questions Wed 11 Mar 12:00 -> Mon 9 Mar 12:00" in told


def test_the_old_file_may_be_that_of_a_revision(checkout):
    identity = ["-c", "user.name=somebody", "-c", "user.email=somebody@example.com"]
    for command in (["init", "--quiet"], ["add", FILE], [*identity, "commit", "--quiet", "--message", "Old"]):
        subprocess.run(["git", *command], cwd=checkout, check=True)
    edit(checkout, "day = 9", "day = 7")

    assert "questions: moves from day 9 to day 7" in previewed(checkout, OLD="HEAD")


def test_an_unknown_revision_is_named(checkout):
    with pytest.raises(CannotPreview, match=r"^OLD=no-such-thing is neither a file nor a revision that has"):
        previewed(checkout, OLD="no-such-thing")


@pytest.mark.parametrize(
    ("before", "after", "told"),
    [
        ("day = 9", "day = 1", "steps must stand in the order of their days"),
        ('id = "questions"', 'id = "last-note"', "each step needs an id of its own, repeated: last-note"),
        ("day = 9", "dy = 9", "day is missing"),
        ("day = 9", 'day = "9"', "is not written as a number"),
        ("opens = 10:00:00", 'opens = "10:00:00"\n#', "without quotes"),
        ("day = 9", "day = nine", "Invalid value (at line "),
        ("day = 21", "day = 99999999", "a number is far too large"),
        ('id = "questions"', 'id = "myths"', f"each step needs its text, missing: {TEXTS}/myths.md"),
    ],
)
def test_what_is_wrong_with_the_file_is_told_in_one_line(checkout, before, after, told):
    edit(checkout, before, after)
    with pytest.raises(CannotPreview) as problem:
        previewed(checkout)

    assert str(problem.value).startswith(f"{FILE}: ") and told in str(problem.value)
    assert len(str(problem.value).splitlines()) == 1


def test_what_is_wrong_with_the_old_file_is_told_too(checkout):
    (checkout / "old.toml").write_text("[window]\n", encoding="utf-8")

    with pytest.raises(CannotPreview, match=r"^the old file \(.*old.toml\): steps is missing$"):
        previewed(checkout)


def test_the_command_exits_with_status_2_when_it_cannot_preview():
    command = [sys.executable, "-m", "tools.preview_sequence"]
    environment = {**os.environ, "OLD": "no-such-thing"}
    ran = subprocess.run(command, check=False, capture_output=True, text=True, env=environment)

    assert (ran.returncode, len(ran.stderr.splitlines()), ran.stdout) == (2, 1, "")


def saved(lead, budget: Budget | None = None):
    return wiring.desk().store.save(lead, Lane.FOLLOW_UPS, budget)


def table(site) -> str:
    return site.cloud.environment["LEADS_TABLE"]


def test_leads_are_read_from_the_table_and_budgets_are_not_leads(site):
    lead = saved(served(), Budget("guides", 1, NOON))

    assert list(read_leads(table(site))) == [lead]


def test_leads_are_read_from_every_page(site):
    for number in range(4):
        saved(new_lead(f"lead-{number}", replace(enquiry(), message="x" * 390_000)))

    assert {lead.id for lead in read_leads(table(site))} == {f"lead-{number}" for number in range(4)}


def test_a_table_that_cannot_be_read_is_named(site):
    with pytest.raises(CannotPreview, match=r"^LEADS_TABLE=no-such-table cannot be read"):
        list(read_leads("no-such-table"))


def test_the_preview_names_nobody(site, checkout):
    edit(checkout, "day = 9", "day = 7")
    saved(replace(served(), due_at=NOON + DAY))
    told = previewed(checkout, LEADS_TABLE=table(site))

    assert "1 person midway." in told
    assert not [personal for personal in ("Amina", "amina@example.com", "3001234567") if personal in told]


def test_who_has_had_everything_is_not_counted(site, checkout):
    edit(checkout, "day = 9", "day = 7")
    saved(replace(served(), due_at=None))
    told = previewed(checkout, LEADS_TABLE=table(site))

    assert "Nobody is midway: nothing changes for anyone." in told
    assert "Not counted: 1 person had the whole old file already" in told


def test_what_is_forecast_is_what_then_happens(site, monkeypatch):
    desk, new = wiring.desk(), replace(wiring.desk().sequence, steps=wiring.desk().sequence.steps[1:4])
    lead = desk.save(served())
    monkeypatch.setattr(wiring, "desk", lambda: replace(desk, sequence=new))
    expected = forecast(lead, new, NOON)
    site.functions.advance(30 * DAY)
    ended = desk.store.load(lead.id).deliveries

    assert len(expected) == 3
    assert expected == [
        Coming(one.attempt.delivery.reference, one.attempt.claimed_at)
        for one in ended
        if one.attempt.delivery.kind is Kind.FOLLOW_UP
    ]
