from dataclasses import replace
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from chalicelib.leads.attempt import Attempt, Delivery, EndedAttempt, Result
from chalicelib.leads.attribution import Touch
from chalicelib.leads.changes import set_outcome, undo_outcome
from chalicelib.leads.enquiry import Suspicion
from chalicelib.leads.outcome import Outcome, OutcomeMark
from chalicelib.leads.quarantine import held
from chalicelib.leads.views.origin import LONGEST_NAME
from chalicelib.leads.views.tallies import cell_of, tallies_of
from chalicelib.leads.views.tally import Cell, Counts, Stage, counts_of, first_call, marked, week_of, weeks_to
from tests.clinic import templates
from tests.leads import GUIDE, NOW, attempt, enquiry, lead

HOURS = templates().rules.hours
MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)
OPEN = HOURS.next_open(NOW)


def names(of) -> set[str]:
    return {tally.name for tally in tallies_of(of, HOURS)}


def stages(of) -> set[str]:
    return names(of) & set(Stage)


def said(*outcomes: Outcome):
    marks = tuple(OutcomeMark("e1", outcome, OPEN + n * HOUR) for n, outcome in enumerate(outcomes))
    return lead(enquiries=(enquiry(at=OPEN),), outcomes=marks)


def guided(delivery: Delivery):
    return lead(attempts=(EndedAttempt(attempt(GUIDE), Result.SENT, "ses-1", delivery),))


@pytest.mark.parametrize(
    ("outcomes", "reached"),
    [
        ([], {Stage.ENQUIRED}),
        ([Outcome.NO_ANSWER], {Stage.ENQUIRED, Stage.CALLED}),
        ([Outcome.CALLED], {Stage.ENQUIRED, Stage.CALLED}),
        ([Outcome.NOT_INTERESTED], {Stage.ENQUIRED, Stage.CALLED}),
        ([Outcome.BOOKED], {Stage.ENQUIRED, Stage.CALLED, Stage.BOOKED}),
        ([Outcome.BOOKED, Outcome.CANCELLED], {Stage.ENQUIRED, Stage.CALLED, Stage.BOOKED}),
        ([Outcome.BOOKED, Outcome.NO_SHOW], {Stage.ENQUIRED, Stage.CALLED, Stage.BOOKED}),
        ([Outcome.ATTENDED], {Stage.ENQUIRED, Stage.CALLED, Stage.BOOKED, Stage.ATTENDED}),
        ([Outcome.SPAM], set()),
    ],
)
def test_an_enquiry_counts_in_each_stage_that_it_came_to(outcomes, reached):
    assert stages(said(*outcomes)) == reached


def test_who_walked_in_counts_as_called_and_has_waited_for_nobody():
    walked_in = said(Outcome.CALLED)
    walked_in = replace(walked_in, enquiries=(replace(walked_in.enquiries[0], typed_by="sana@clinic.example"),))

    assert (stages(walked_in), names(said(Outcome.CALLED)) - names(walked_in)) == (
        {Stage.ENQUIRED, Stage.CALLED},
        {first_call(timedelta())},
    )


@pytest.mark.parametrize(
    ("delivery", "is_reached"),
    [
        (Delivery.UNKNOWN, False),
        (Delivery.SOFT_BOUNCED, False),
        (Delivery.HARD_BOUNCED, False),
        (Delivery.DELIVERED, True),
        (Delivery.COMPLAINED, True),
    ],
)
def test_a_person_is_reached_once_their_guide_was_delivered(delivery, is_reached):
    assert (Stage.REACHED in stages(guided(delivery))) is is_reached


def test_a_follow_up_that_was_delivered_reaches_nobody_of_whom_the_guide_was_asked():
    other = Attempt("a9", replace(GUIDE, reference="e9"), NOW, NOW)

    assert Stage.REACHED not in stages(lead(attempts=(EndedAttempt(other, Result.SENT, "", Delivery.DELIVERED),)))


def test_what_was_undone_counts_for_nothing():
    undone = undo_outcome(set_outcome(lead(), "e1", Outcome.BOOKED, OPEN), "e1", OPEN, OPEN)

    assert names(undone) == {Stage.ENQUIRED}


def test_who_is_in_quarantine_counts_for_nothing():
    assert tallies_of(held("lead-1", enquiry(), Suspicion.TRAP), HOURS) == frozenset()


def test_the_first_call_is_counted_by_open_minutes():
    called = lead(enquiries=(enquiry(at=OPEN),), outcomes=(OutcomeMark("e1", Outcome.CALLED, OPEN + 17 * MINUTE),))

    assert first_call(17 * MINUTE) in names(called)


def test_a_later_call_is_not_the_first():
    assert names(said(Outcome.NO_ANSWER, Outcome.CALLED)) & {first_call(timedelta()), first_call(HOUR)} == {
        first_call(timedelta())
    }


def test_an_outcome_counts_in_the_hour_of_the_clinics_day():
    hour = OPEN.astimezone(HOURS.zone).hour

    assert marked(Outcome.BOOKED, hour) in names(said(Outcome.BOOKED))


@pytest.mark.parametrize(
    ("wait", "minutes"),
    [
        (timedelta(), 0),
        (59 * timedelta(seconds=1), 0),
        (37 * MINUTE, 37),
        (119 * MINUTE, 119),
        (129 * MINUTE, 120),
        (DAY - MINUTE, 1430),
        (DAY + 90 * MINUTE, 1500),
        (99 * DAY, 7 * 24 * 60),
    ],
)
def test_a_wait_is_counted_the_less_exactly_the_longer_it_is(wait, minutes):
    assert counts_of(CELL, {first_call(wait): 1}).first_calls == {minutes: 1}


CELL = Cell("2026-W10", "knots", "meta", "spring", "woman-running")


def test_a_cell_is_what_numbers_are_asked_for_by():
    told = enquiry(touch=Touch(utm_source="Meta", utm_campaign="Spring ", utm_content="Woman-Running"))

    assert cell_of(told, HOURS) == CELL


@pytest.mark.parametrize(
    ("touch", "source"),
    [
        (Touch(gclid="x"), "google"),
        (Touch(wbraid="x"), "google"),
        (Touch(fbclid="x"), "meta"),
        (Touch(msclkid="x"), "microsoft"),
        (Touch(referrer="https://www.google.com/search"), "www.google.com"),
        (Touch(utm_source="Facebook"), "meta"),
        (Touch(utm_source="ig"), "meta"),
        (Touch(), ""),
    ],
)
def test_a_source_without_a_name_of_its_own_is_known_by_how_people_came(touch, source):
    assert cell_of(enquiry(touch=touch), HOURS).source == source


def test_what_a_stranger_writes_into_an_address_is_no_longer_than_a_name():
    cell = cell_of(enquiry(touch=Touch(utm_source="s" * 500, utm_campaign="ﷺ" * 99, utm_content="c" * 500)), HOURS)

    assert {len(cell.source), len(cell.ad), len(cell.creative)} == {LONGEST_NAME}


@pytest.mark.parametrize(
    ("at", "week"),
    [
        (datetime(2026, 3, 1, 18, 59, tzinfo=UTC), "2026-W09"),
        (datetime(2026, 3, 1, 19, 0, tzinfo=UTC), "2026-W10"),
        (datetime(2027, 1, 3, 0, tzinfo=UTC), "2026-W53"),
        (datetime(2024, 12, 30, 0, tzinfo=UTC), "2025-W01"),
    ],
)
def test_a_week_is_that_of_the_clinics_calendar(at, week):
    assert week_of(at, ZoneInfo("Asia/Karachi")) == week


def test_weeks_up_to_one_follow_each_other_where_clocks_are_put_forward_between_them():
    monday = datetime(2026, 4, 6, 0, 30, tzinfo=ZoneInfo("Europe/London"))

    assert weeks_to(monday, 3, ZoneInfo("Europe/London")) == ["2026-W13", "2026-W14", "2026-W15"]


def test_numbers_are_told_by_what_they_say():
    numbers = {"enquired": 3, "booked": 0, first_call(5 * MINUTE): 2, marked(Outcome.NO_ANSWER, 9): 1}

    assert counts_of(CELL, numbers) == Counts(CELL, {Stage.ENQUIRED: 3}, {5: 2}, {(Outcome.NO_ANSWER, 9): 1})
