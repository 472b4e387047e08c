"""What happened to a person, in the order in which it did."""

from dataclasses import replace
from datetime import timedelta

from chalicelib.leads.changes import set_outcome, start, undo_outcome, unsubscribe
from chalicelib.leads.enquiry import Purpose
from chalicelib.leads.lead import Lead
from chalicelib.leads.mailing.sending import claim
from chalicelib.leads.outcome import Outcome
from chalicelib.leads.staff.timeline import timeline
from tests.clinic import CAMPAIGN
from tests.leads import FOLLOW_UPS, NOW, attempt, enquiry, lead

HOUR = timedelta(hours=1)


def kinds(of: Lead) -> list[str]:
    return [event.kind for event in timeline(of)]


def test_an_email_is_told_of_from_when_it_is_tried():
    assert kinds(claim(lead(), attempt())) == ["Enquiry", "Attempt"]


def test_a_mark_that_was_taken_back_is_told_of_twice():
    marked = set_outcome(lead(), "e1", Outcome.BOOKED, NOW + HOUR)

    assert kinds(undo_outcome(marked, "e1", NOW + HOUR, NOW + 2 * HOUR)) == ["Undone", "OutcomeMark", "Enquiry"]


def test_a_press_on_the_button_for_the_follow_ups_is_told_of():
    ticked = replace(FOLLOW_UPS, purpose=Purpose.FOLLOW_UPS_ONCE_CONFIRMED)
    waiting = lead(enquiries=(enquiry(consents=(ticked,)),), consents=(ticked,))

    assert kinds(start(waiting, CAMPAIGN, NOW + HOUR)) == ["Consent", "Enquiry"]


def test_it_is_told_since_when_somebody_is_unsubscribed():
    assert kinds(unsubscribe(lead(), NOW + HOUR)) == ["Standing", "Enquiry"]
