"""Who the front desk has to call, and when."""

from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest

from chalicelib.leads.caps import Caps
from chalicelib.leads.changes import enquire, set_outcome, undo_outcome
from chalicelib.leads.enquiry import Contact
from chalicelib.leads.lead import Lead
from chalicelib.leads.outcome import CONSEQUENCES, NextCall, Outcome
from chalicelib.leads.owed.calls import call_at, first_called_at, is_seen, unanswered
from chalicelib.leads.owed.hours import WEEKDAYS, OpenHours, Span
from tests.leads import AMINA, NOW, enquiry, lead

HOUR, DAY = timedelta(hours=1), timedelta(days=1)
HOURS = OpenHours(
    dict.fromkeys(WEEKDAYS[:6], (Span(time(10), time(19)),)), ZoneInfo("Asia/Karachi"), frozenset({date(2026, 3, 3)})
)
"""NOW is 11:00 there on a Monday, and the next day is a holiday."""

NEXT_MORNING = datetime(2026, 3, 4, 10, tzinfo=HOURS.zone)


def said(*outcomes: Outcome, every: timedelta = HOUR, **said: datetime) -> Lead:
    """A person who that was said of, one after another."""
    asking = lead()
    for number, outcome in enumerate(outcomes):
        asking = set_outcome(asking, "e1", outcome, NOW + number * every, **said)
    return asking


def call(asking: Lead, enquiry_id: str = "e1") -> datetime | None:
    return call_at(asking, asking.enquiry(enquiry_id), HOURS)


def test_a_new_person_is_called_at_once():
    assert call(lead()) == NOW


def test_who_asks_at_night_is_called_first_thing_in_the_morning():
    at_night = lead(enquiries=(enquiry(at=NOW + 12 * HOUR),))

    assert call(at_night) == NEXT_MORNING


def test_who_did_not_answer_is_called_again_after_two_open_hours():
    assert call(said(Outcome.NO_ANSWER)) == NOW + 2 * HOUR


def test_two_open_hours_may_end_on_another_day():
    late = set_outcome(lead(), "e1", Outcome.NO_ANSWER, NOW + 7 * HOUR)

    assert call(late) == NEXT_MORNING + HOUR


@pytest.mark.parametrize("times", [2, 3, 5])
def test_after_the_second_time_they_are_called_the_next_morning(times: int):
    assert call(said(*[Outcome.NO_ANSWER] * times)) == NEXT_MORNING


def test_calls_without_an_answer_are_counted_from_the_last_answer_on():
    marks = [Outcome.NO_ANSWER, Outcome.CALL_BACK, Outcome.NO_ANSWER]

    assert unanswered(said(*marks), enquiry()) == 1


def test_who_asked_for_a_time_is_called_then():
    assert call(said(Outcome.CALL_BACK, for_at=NOW + 3 * DAY)) == NOW + 3 * DAY


def test_who_did_not_come_is_called_at_once():
    assert call(said(Outcome.BOOKED, Outcome.NO_SHOW)) == NOW + HOUR


def test_who_cancelled_is_called_the_next_morning():
    assert call(said(Outcome.BOOKED, Outcome.CANCELLED)) == NEXT_MORNING


@pytest.mark.parametrize(
    "outcome", [one for one, follows in CONSEQUENCES.items() if follows.next_call is NextCall.NEVER]
)
def test_nobody_has_to_call_them_after(outcome: Outcome):
    assert call(said(outcome)) is None


def test_what_is_undone_no_longer_keeps_them_from_being_called():
    assert call(undo_outcome(said(Outcome.CALLED), "e1", NOW, NOW + HOUR)) == NOW


def test_who_asks_twice_is_called_about_what_they_asked_last():
    twice = enquire(lead(), enquiry("e2", NOW + HOUR), Caps())

    assert (call(twice), call(twice, "e2")) == (None, NOW + HOUR)


def test_who_comes_back_after_a_visit_is_called():
    back = enquire(said(Outcome.ATTENDED), enquiry("e2", NOW + 2 * HOUR), Caps())

    assert call(back, "e2") == NOW + 2 * HOUR


def test_a_call_noted_on_an_earlier_enquiry_counts_for_a_later_one_that_was_there():
    twice = enquire(lead(), enquiry("e2", NOW + HOUR), Caps())

    assert call(set_outcome(twice, "e1", Outcome.CALLED, NOW + 2 * HOUR), "e2") is None


def couple() -> Lead:
    bilal = Contact("Bilal Khan", AMINA.email, "+923007654321")
    return enquire(lead(), enquiry("e2", NOW + HOUR, contact=bilal), Caps())


def test_of_a_couple_with_one_address_both_are_called():
    assert (call(couple()), call(couple(), "e2")) == (NOW, NOW + HOUR)


def test_a_call_to_one_of_them_is_none_to_the_other():
    called = set_outcome(couple(), "e2", Outcome.CALLED, NOW + 2 * HOUR)

    assert (call(called), call(called, "e2")) == (NOW, None)


def test_the_first_call_is_the_first_that_was_tried():
    assert first_called_at(said(Outcome.NO_ANSWER, Outcome.CALLED), enquiry()) == NOW


def test_a_machine_is_never_called():
    assert first_called_at(said(Outcome.SPAM), enquiry()) is None


def test_nobody_has_called_who_is_new():
    assert first_called_at(lead(), enquiry()) is None


def test_an_enquiry_is_seen_once_anything_was_said_of_it_even_by_a_slip():
    slip = undo_outcome(said(Outcome.BOOKED), "e1", NOW, NOW + HOUR)

    assert (is_seen(lead(), enquiry()), is_seen(slip, enquiry())) == (False, True)
