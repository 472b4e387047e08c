"""What the front desk says of an enquiry, corrects and takes back."""

from datetime import timedelta

import pytest

from chalicelib.leads.caps import Caps
from chalicelib.leads.changes import enquire, set_outcome, undo_outcome, unsubscribe
from chalicelib.leads.lead import Lead
from chalicelib.leads.outcome import CONSEQUENCES, Outcome
from tests.leads import NOW, enquiry, lead

LATER = NOW + timedelta(hours=1)


def marked(outcome: Outcome = Outcome.BOOKED) -> Lead:
    return set_outcome(lead(), "e1", outcome, NOW)


def asked_again() -> Lead:
    return enquire(marked(), enquiry("e2", NOW + timedelta(days=30)), Caps())


@pytest.mark.parametrize(
    "outcome",
    [
        Outcome.BOOKED,
        Outcome.ATTENDED,
        Outcome.NO_SHOW,
        Outcome.CANCELLED,
        Outcome.NOT_INTERESTED,
        Outcome.SPAM,
    ],
)
def test_a_closing_outcome_stops_follow_ups(outcome: Outcome):
    assert not marked(outcome).may_get_follow_ups


@pytest.mark.parametrize("outcome", [Outcome.CALLED, Outcome.CALL_BACK, Outcome.NO_ANSWER])
def test_any_other_lets_them_go_on(outcome: Outcome):
    assert marked(outcome).may_get_follow_ups


def test_an_outcome_set_by_mistake_is_corrected_and_what_it_stopped_goes_on():
    corrected = set_outcome(marked(), "e1", Outcome.CALLED, LATER)

    assert (corrected.outcome, corrected.may_get_follow_ups) == (Outcome.CALLED, True)


@pytest.mark.parametrize("call", [Outcome.NO_ANSWER, Outcome.CALL_BACK])
@pytest.mark.parametrize("settled", [Outcome.BOOKED, Outcome.CANCELLED, Outcome.NOT_INTERESTED])
def test_a_call_that_settles_nothing_starts_nothing_that_an_outcome_has_stopped(settled, call):
    assert not set_outcome(marked(settled), "e1", call, LATER).may_get_follow_ups


def test_what_an_outcome_stopped_goes_on_once_it_is_corrected_whatever_calls_came_between():
    tried = set_outcome(marked(), "e1", Outcome.NO_ANSWER, LATER)

    assert set_outcome(tried, "e1", Outcome.CALLED, LATER + timedelta(hours=1)).may_get_follow_ups


def test_an_outcome_taken_back_is_no_longer_in_force():
    undone = undo_outcome(marked(), "e1", NOW, LATER)

    assert (undone.outcome, undone.may_get_follow_ups) == (Outcome.NEW, True)


def test_what_was_said_before_is_in_force_again():
    twice = set_outcome(marked(Outcome.CALLED), "e1", Outcome.BOOKED, LATER)

    assert undo_outcome(twice, "e1", LATER, LATER).outcome is Outcome.CALLED


def test_the_history_keeps_what_was_taken_back_and_when():
    [mark] = undo_outcome(marked(), "e1", NOW, LATER).outcomes

    assert (mark.outcome, mark.at, mark.undone_at) == (Outcome.BOOKED, NOW, LATER)


def test_taking_back_what_is_no_longer_in_force_changes_nothing():
    corrected = set_outcome(marked(), "e1", Outcome.CALLED, LATER)

    assert undo_outcome(corrected, "e1", NOW, LATER) == corrected


def test_taking_back_twice_changes_nothing_more():
    undone = undo_outcome(marked(), "e1", NOW, LATER)

    assert undo_outcome(undone, "e1", NOW, LATER) == undone


def test_taking_back_does_not_bring_back_a_person_who_unsubscribed():
    assert not undo_outcome(unsubscribe(marked(), NOW), "e1", NOW, LATER).may_get_follow_ups


def test_a_person_who_comes_back_is_new_again():
    assert asked_again().outcome is Outcome.NEW


def test_what_came_of_the_earlier_enquiry_is_still_known():
    assert asked_again().outcome_of("e1") is Outcome.BOOKED


def test_what_is_said_of_one_enquiry_is_not_said_of_another():
    assert set_outcome(asked_again(), "e2", Outcome.CALLED, LATER).outcome_of("e1") is Outcome.BOOKED


def test_the_same_outcome_twice_is_noted_once():
    assert len(set_outcome(marked(), "e1", Outcome.BOOKED, LATER).outcomes) == 1


def test_another_call_that_nobody_answered_is_noted():
    twice = set_outcome(marked(Outcome.NO_ANSWER), "e1", Outcome.NO_ANSWER, LATER)

    assert [mark.at for mark in twice.outcomes] == [NOW, LATER]


def test_a_button_pressed_twice_is_one_call():
    pressed_again = NOW + timedelta(seconds=30)

    assert len(set_outcome(marked(Outcome.NO_ANSWER), "e1", Outcome.NO_ANSWER, pressed_again).outcomes) == 1


def test_another_time_for_the_same_visit_is_noted():
    moved = set_outcome(marked(), "e1", Outcome.BOOKED, LATER, for_at=LATER)

    assert [mark.for_at for mark in moved.outcomes] == [None, LATER]


def visit() -> Lead:
    return set_outcome(lead(), "e1", Outcome.BOOKED, NOW, for_at=LATER)


@pytest.mark.parametrize("between", [None, Outcome.NO_ANSWER, Outcome.CALLED])
def test_a_visit_that_is_to_be_keeps_its_time_when_it_is_booked_again_without_one(between):
    said = set_outcome(visit(), "e1", between, NOW + timedelta(minutes=30)) if between else visit()

    assert set_outcome(said, "e1", Outcome.BOOKED, LATER - timedelta(minutes=1)).outcomes[-1].for_at == LATER


def test_a_visit_that_is_over_does_not_give_its_time_to_the_next():
    assert set_outcome(visit(), "e1", Outcome.BOOKED, LATER).outcomes[-1].for_at is None


def test_who_is_called_about_a_visit_gets_no_follow_ups():
    assert not set_outcome(visit(), "e1", Outcome.CALLED, NOW + timedelta(minutes=30)).may_get_follow_ups


def test_a_call_corrects_a_booking_without_a_time():
    assert set_outcome(marked(), "e1", Outcome.CALLED, LATER).may_get_follow_ups


def test_the_history_keeps_who_said_so_and_who_took_it_back():
    said = set_outcome(lead(), "e1", Outcome.BOOKED, NOW, by="Sana")
    [mark] = undo_outcome(said, "e1", NOW, LATER, by="Bilal").outcomes

    assert (mark.by, mark.undone_by) == ("Sana", "Bilal")


def test_every_outcome_has_its_consequence():
    assert set(CONSEQUENCES) == set(Outcome)
