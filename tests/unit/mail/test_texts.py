"""Whose name an email greets."""

from dataclasses import replace
from datetime import timedelta

from chalicelib.leads.attempt import follow_up_id
from chalicelib.leads.changes import accept, start
from chalicelib.leads.enquiry import Contact, Purpose
from chalicelib.leads.lead import Lead
from chalicelib.mail.texts import name_of
from tests.clinic import CAMPAIGN, STEPS, templates
from tests.leads import AMINA, FOLLOW_UPS, NOW, enquiry, lead

FOLLOW_UP = follow_up_id(CAMPAIGN, STEPS[0])
HOUR = timedelta(hours=1)


def asked_twice(second: Contact, purpose: Purpose) -> Lead:
    """The same address in two forms, and a press on the button of the guide's email."""
    consents = [replace(FOLLOW_UPS, purpose=purpose, at=at) for at in (NOW, NOW + HOUR)]
    first = lead(enquiries=(enquiry(consents=(consents[0],)),), consents=(consents[0],))
    again = enquiry("e2", NOW + HOUR, contact=second, consents=(consents[1],))
    return start(accept(first, again, templates().rules.caps), CAMPAIGN, NOW + 2 * HOUR)


def test_a_follow_up_greets_who_agreed_to_it_and_not_who_typed_their_address_later():
    stranger = Contact("Zq Loser", AMINA.email, "+923007654321")

    assert name_of(asked_twice(stranger, Purpose.FOLLOW_UPS), FOLLOW_UP) == "Amina Khan"


def test_where_a_button_confirmed_and_two_names_stand_under_the_address_neither_is_greeted():
    stranger = Contact("Zq Loser", AMINA.email, "+923007654321")

    assert name_of(asked_twice(stranger, Purpose.FOLLOW_UPS_ONCE_CONFIRMED), FOLLOW_UP) == ""


def test_where_a_button_confirmed_what_one_person_asked_twice_they_are_greeted():
    assert name_of(asked_twice(AMINA, Purpose.FOLLOW_UPS_ONCE_CONFIRMED), FOLLOW_UP) == "Amina Khan"


def test_who_agreed_to_nothing_any_more_is_greeted_without_a_name():
    assert name_of(lead(consents=()), FOLLOW_UP) == ""
