"""Which bookings and visits Google is told of, when, and that nothing it has read changes."""

from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chalicelib.leads.attribution import Touch
from chalicelib.leads.caps import Caps
from chalicelib.leads.changes import enquire, erase, new_lead, set_outcome, undo_outcome
from chalicelib.leads.enquiry import Consent, Purpose
from chalicelib.leads.exports.conversions import CLICK_COUNTS, SETTLING, Conversion, Event, conversions
from chalicelib.leads.lead import Lead
from chalicelib.leads.outcome import Outcome
from tests.leads import NOW, enquiry

GCLID = "EAIaIQobChMI-1_aBcDeFg"
MARKED = NOW + timedelta(hours=5)
TOLD = (Outcome.BOOKED, Outcome.ATTENDED, Outcome.NEW)
SOON = MARKED + timedelta(hours=1)
LATE = MARKED + SETTLING


def asked(gclid: str = GCLID, *purposes: Purpose, **touch: str) -> Lead:
    consents = tuple(Consent(purpose, "knots", "words", NOW) for purpose in purposes)
    return new_lead("lead-1", enquiry(touch=Touch(gclid=gclid, **touch), consents=consents))


def marked(outcome: Outcome = Outcome.BOOKED, at: datetime = MARKED, lead: Lead | None = None) -> Lead:
    return set_outcome(lead or asked(), "e1", outcome, at)


def test_a_booking_is_told_with_the_click_and_the_time_of_the_mark():
    [told] = conversions(marked())

    assert (told.event, told.gclid, told.at) == (Event.BOOKED, GCLID, MARKED)


@pytest.mark.parametrize("outcome", [one for one in Outcome if one not in TOLD])
def test_nothing_else_is_told(outcome: Outcome):
    assert conversions(marked(outcome)) == ()


def test_a_booking_and_then_a_visit_are_two_events():
    both = marked(Outcome.ATTENDED, LATE, marked())

    assert [told.event for told in conversions(both)] == [Event.BOOKED, Event.ATTENDED]


@pytest.mark.parametrize(
    "touch",
    [
        Touch(),
        Touch(gbraid=GCLID),
        Touch(wbraid=GCLID),
        Touch(fbclid=GCLID),
        Touch(gclid="=HYPERLINK(1)"),
        Touch(gclid="short"),
        Touch(gclid=GCLID + ","),
        Touch(gclid=GCLID + "\n"),
        Touch(gclid="x" * 513),
    ],
)
def test_without_the_click_id_of_a_google_ad_nothing_is_told(touch: Touch):
    assert conversions(marked(lead=new_lead("lead-1", enquiry(touch=touch)))) == ()


@pytest.mark.parametrize(
    ("purposes", "consent"),
    [((), ""), ((Purpose.FOLLOW_UPS,), ""), ((Purpose.ADS,), "Granted"), ((Purpose.ADS_REFUSED,), "Denied")],
)
def test_consent_is_what_the_person_said_and_blank_where_nobody_asked(purposes: tuple[Purpose, ...], consent: str):
    [told] = conversions(marked(lead=asked(GCLID, *purposes)))

    assert told.consent == consent


def test_a_slip_of_the_thumb_that_is_taken_back_is_not_told():
    assert conversions(undo_outcome(marked(), "e1", MARKED, SOON)) == ()


def test_a_slip_that_is_corrected_by_another_outcome_is_not_told():
    assert conversions(marked(Outcome.NOT_INTERESTED, SOON, marked())) == ()


def test_what_was_said_again_after_a_slip_is_told_once_with_its_own_time():
    again = marked(Outcome.BOOKED, SOON, undo_outcome(marked(), "e1", MARKED, SOON))

    assert [told.at for told in conversions(again)] == [SOON]


def test_what_google_has_read_is_not_changed_when_the_clinic_takes_it_back():
    assert conversions(undo_outcome(marked(), "e1", MARKED, LATE)) == conversions(marked())


def test_a_booking_that_is_said_again_months_later_is_not_told_again():
    again = marked(Outcome.BOOKED, LATE + timedelta(days=30), undo_outcome(marked(), "e1", MARKED, LATE))

    assert conversions(again) == conversions(marked())


def test_each_enquiry_of_a_person_is_told_of_by_itself():
    second = enquiry("e2", NOW + timedelta(days=9), touch=Touch(gclid="another-click"))
    twice = set_outcome(enquire(marked(), second, Caps()), "e2", Outcome.BOOKED, NOW + timedelta(days=10))

    assert len({told.order_id for told in conversions(twice)}) == 2


def test_of_a_person_who_was_erased_nothing_is_told():
    assert conversions(erase(marked(), LATE)) == ()


def test_an_order_id_names_nobody():
    [told] = conversions(marked())

    assert "e1" not in told.order_id and "lead-1" not in told.order_id


def test_an_order_id_stays_the_same_whatever_else_is_done_to_the_lead():
    [told] = conversions(replace(marked(), revision=9))

    assert told == conversions(marked())[0]


HOURS = st.integers(min_value=0, max_value=120)
SAID = st.lists(st.tuples(HOURS, st.sampled_from([*Outcome, None])), max_size=12)


@given(said=SAID, read_after=HOURS)
def test_nothing_that_is_said_later_changes_what_was_told(said: list[tuple[int, Outcome | None]], read_after: int):
    read_at, lead, told = NOW + timedelta(hours=read_after), asked(), None
    for hour, outcome in sorted(said, key=lambda one: one[0]):
        at = NOW + timedelta(hours=hour)
        if told is None and at >= read_at:
            told = told_at(lead, read_at)
        mark = lead.mark_of("e1")
        if outcome is None and mark is not None:
            lead = undo_outcome(lead, "e1", mark.at, at)
        elif outcome is not None:
            lead = set_outcome(lead, "e1", outcome, at)

    assert told is None or told_at(lead, read_at) == told


def told_at(lead: Lead, now: datetime) -> list[Conversion]:
    return [one for one in conversions(lead) if one.told_from <= now < one.told_until]


def test_a_click_that_google_has_forgotten_is_told_no_more():
    [told] = conversions(marked())

    assert told.told_until == NOW + CLICK_COUNTS
