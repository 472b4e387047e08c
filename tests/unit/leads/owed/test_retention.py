"""How long somebody without a visit is kept."""

from datetime import UTC, datetime, timedelta

import pytest

from chalicelib.leads.attribution import Touch
from chalicelib.leads.changes import set_outcome, undo_outcome, unsubscribe
from chalicelib.leads.enquiry import OptOut
from chalicelib.leads.lead import Lead, Standing
from chalicelib.leads.outcome import Outcome
from chalicelib.leads.owed.retention import heard_at, let_go, months_before
from chalicelib.leads.views.entries import entries_of
from chalicelib.leads.views.entry import View, sortable
from tests.clinic import templates
from tests.leads import NOW, asked_at, lead

DAY = timedelta(days=1)
LATER = NOW + DAY


def test_the_months_run_from_the_last_enquiry():
    assert heard_at(asked_at(3 * DAY, DAY)) == NOW - DAY


@pytest.mark.parametrize("outcome", [Outcome.NO_ANSWER, Outcome.CALLED, Outcome.NOT_INTERESTED, Outcome.CANCELLED])
def test_the_months_run_anew_from_what_the_front_desk_noted(outcome):
    assert heard_at(set_outcome(lead(), "e1", outcome, LATER)) == LATER


def test_the_months_run_from_the_time_that_was_agreed_for_a_call():
    agreed = set_outcome(lead(), "e1", Outcome.CALL_BACK, NOW, for_at=NOW + 9 * DAY)

    assert heard_at(agreed) == NOW + 9 * DAY


@pytest.mark.parametrize("outcome", [Outcome.BOOKED, Outcome.ATTENDED])
def test_who_has_a_visit_is_kept(outcome):
    patient = set_outcome(lead(), "e1", outcome, NOW)

    assert heard_at(patient) is None
    assert let_go(patient, NOW + 999 * DAY) == patient


@pytest.mark.parametrize("outcome", [Outcome.NO_ANSWER, Outcome.CALLED, Outcome.NOT_INTERESTED, Outcome.CANCELLED])
def test_who_came_once_is_kept_whatever_is_noted_later(outcome):
    patient = set_outcome(lead(), "e1", Outcome.ATTENDED, NOW)

    assert heard_at(set_outcome(patient, "e1", outcome, LATER)) is None


def test_who_has_a_visit_is_kept_after_a_call_that_settles_nothing():
    patient = set_outcome(lead(), "e1", Outcome.BOOKED, NOW)

    assert heard_at(set_outcome(patient, "e1", Outcome.NO_ANSWER, LATER)) is None


def test_a_visit_that_was_noted_by_a_slip_keeps_nobody():
    slipped = undo_outcome(set_outcome(lead(), "e1", Outcome.BOOKED, NOW), "e1", NOW, NOW)

    assert heard_at(slipped) == NOW


def test_a_person_is_let_go_when_the_months_are_over_and_not_before():
    assert let_go(lead(), NOW) == lead()
    assert let_go(lead(), NOW + timedelta(seconds=1)).enquiries == ()


def test_nothing_of_who_they_were_is_left():
    gone = let_go(set_outcome(lead(), "e1", Outcome.NOT_INTERESTED, NOW), LATER)

    assert gone == Lead(lead().id, (), Touch(), revision=gone.revision)


@pytest.mark.parametrize("standing", [Standing.UNSUBSCRIBED, Standing.BOUNCED, Standing.COMPLAINED, Standing.ACTIVE])
def test_what_is_known_of_their_address_stays_as_it_was(standing):
    assert let_go(lead(standing=standing, standing_since=NOW), LATER).standing is standing


def test_who_stopped_the_emails_stays_stopped():
    stopped = let_go(unsubscribe(lead(opt_outs=(OptOut("knots", NOW),)), NOW), LATER)

    assert stopped.standing is Standing.UNSUBSCRIBED
    assert stopped.opted_out_at("knots") == NOW


def test_who_is_gone_is_not_looked_for_again():
    assert heard_at(let_go(lead(), LATER)) is None


def test_they_stand_in_the_list_of_when_they_were_heard_of():
    [entry] = [one for one in entries_of(lead(), templates().rules.hours) if one.view is View.HEARD]

    assert entry.key == sortable(NOW)


@pytest.mark.parametrize(
    ("at", "months", "before"),
    [
        ((2026, 3, 15), 1, (2026, 2, 15)),
        ((2026, 3, 31), 1, (2026, 2, 28)),
        ((2026, 3, 15), 24, (2024, 3, 15)),
        ((2026, 1, 2), 1, (2025, 12, 2)),
        ((2026, 12, 2), 12, (2025, 12, 2)),
    ],
)
def test_months_are_counted_by_the_calendar(at, months, before):
    assert months_before(datetime(*at, tzinfo=UTC), months) == datetime(*before, tzinfo=UTC)
