"""What a person may see of what is kept of them, and when the link to it is owed."""

from dataclasses import replace
from datetime import timedelta

import pytest

from chalicelib.leads.attempt import EmailId, EmailKind, Result
from chalicelib.leads.changes import set_outcome, unsubscribe, worsen
from chalicelib.leads.enquiry import Contact, Suspect, Suspicion
from chalicelib.leads.lead import Queue, Standing
from chalicelib.leads.mailing.sending import defer
from chalicelib.leads.outcome import Outcome
from chalicelib.leads.owed.plan import next_due, next_email
from chalicelib.leads.own_data import as_its_person_sees, is_over
from chalicelib.leads.own_page import ask_for_own_data
from chalicelib.leads.staff import desk
from tests.leads import AMINA, NOW, enquiry, lead
from tests.unit.leads.owed.test_plan import DAY, NOON, SEQUENCE, attempted, served

LINK = EmailId(EmailKind.OWN_DATA, NOON.isoformat())


def asking():
    return ask_for_own_data(served(agreed=False), NOON)


def test_the_link_waits_for_nothing_that_was_put_off_before():
    put_off = defer(served(agreed=False), NOON + timedelta(hours=1))

    assert next_due(ask_for_own_data(put_off, NOON), SEQUENCE, NOON).at == NOON


def owed(one, at=NOON):
    planned = next_email(one, SEQUENCE, at)
    return planned.email_id if planned else None


def test_the_link_is_owed_at_once():
    planned = next_email(asking(), SEQUENCE, NOON)

    assert (planned.email_id, planned.at) == (LINK, NOON)


def test_it_goes_through_the_queue_that_no_follow_up_holds_up():
    assert next_due(asking(), SEQUENCE, NOON).queue is Queue.AT_ONCE


@pytest.mark.parametrize("result", Result)
def test_it_is_tried_once(result):
    if result is not Result.TOO_HEAVY:
        assert owed(attempted(asking(), EmailKind.OWN_DATA, LINK.reference, NOON, result)) is None


def test_asked_for_again_it_is_another_email():
    got = attempted(asking(), EmailKind.OWN_DATA, LINK.reference, NOON)

    assert owed(ask_for_own_data(got, NOON + DAY), NOON + DAY) == EmailId(EmailKind.OWN_DATA, (NOON + DAY).isoformat())


def test_one_that_could_not_go_within_a_day_goes_no_more():
    assert owed(asking(), NOON + DAY) is None


@pytest.mark.parametrize(
    ("change", "is_owed"),
    [
        (lambda one: unsubscribe(one, NOON), True),
        (lambda one: set_outcome(one, "e1", Outcome.NOT_INTERESTED, NOON), True),
        (lambda one: desk.pause(one, NOON, "Zara"), True),
        (lambda one: desk.block(one, NOON, "Zara"), False),
        (lambda one: worsen(one, Standing.COMPLAINED, NOON), False),
    ],
    ids=["unsubscribed", "not interested", "paused", "blocked", "complained"],
)
def test_it_goes_to_people_who_stopped_the_follow_ups_and_to_nobody_we_may_not_write_to(change, is_owed):
    assert (owed(change(asking())) == LINK) is is_owed


@pytest.mark.parametrize(("later", "over"), [(timedelta(hours=23, minutes=59), False), (DAY, True)])
def test_the_link_lasts_for_a_day(later, over):
    assert is_over(NOW, NOW + later) is over


def test_a_person_sees_what_they_wrote():
    assert as_its_person_sees(lead(enquiries=(enquiry(message="Is it safe?"),))).enquiries[0].message == "Is it safe?"


@pytest.mark.parametrize("phone", ["+923001234567", "+923001234567;ext=9876"])
def test_of_a_phone_its_end_is_seen_alone(phone):
    contact = Contact(AMINA.name, AMINA.email, phone)

    assert as_its_person_sees(lead(enquiries=(enquiry(contact=contact),))).contact.phone == "…4567"


def test_both_of_a_couple_with_one_address_are_seen():
    couple = lead(enquiries=(enquiry(), enquiry("e2", contact=replace(AMINA, name="Bilal Khan"))))

    assert [one.contact.name for one in as_its_person_sees(couple).enquiries] == ["Amina Khan", "Bilal Khan"]


def test_what_the_clinic_notes_is_not_seen():
    noted = set_outcome(desk.note(lead(), "Sounds worried", NOW, "Zara"), "e1", Outcome.CALLED, NOW, by="Zara")
    typed = replace(noted, enquiries=(enquiry(typed_by="Zara"),))
    shown = as_its_person_sees(replace(typed, quarantine=(Suspect(enquiry("e2"), Suspicion.CROWD),)))

    assert "Zara" not in repr(shown)
    assert (shown.acts, shown.outcomes, shown.quarantine) == ((), (), ())


def test_emails_to_the_clinic_are_not_seen():
    assert [one.attempt.email_id.kind for one in as_its_person_sees(served()).attempts] == [EmailKind.GUIDE]
