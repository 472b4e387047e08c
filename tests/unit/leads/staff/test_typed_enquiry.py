"""Enquiries that the front desk types: what it takes, and what they say."""

from datetime import UTC, datetime

import pytest

from chalicelib.leads.attribution import Touch
from chalicelib.leads.enquiry import Contact, Purpose
from chalicelib.leads.forms.fault import Fault
from chalicelib.leads.staff.typed import Way, enquiry_of, read_typed
from chalicelib.leads.views.origin import source_of
from tests.clinic import CAMPAIGN, templates

NOW = datetime(2026, 3, 2, 6, 0, tzinfo=UTC)
SAID = {"name": " Amina  Khan ", "phone": "0300 1234567", "message": "Neck", "way": "walk-in", "answer": "yes"}


def entered(**changes: str):
    page = templates().form_page(CAMPAIGN, "en")
    return enquiry_of(read_typed({**SAID, **changes}), "PK", page, "Dr. Zara", NOW)


def test_four_fields_make_an_enquiry():
    enquiry, faults = entered(email="amina@example.com")

    assert faults == {}
    assert enquiry.contact == Contact("Amina Khan", "amina@example.com", "+923001234567")
    assert (enquiry.message, enquiry.campaign, enquiry.language) == ("Neck", CAMPAIGN, "en")


def test_it_says_who_typed_it():
    assert entered()[0].typed_by == "Dr. Zara"


@pytest.mark.parametrize(
    ("way", "source"), [*((way.value, way.value) for way in Way), ("carrier pigeon", "phone call")]
)
def test_how_they_came_stands_where_an_ad_names_itself(way: str, source: str):
    assert entered(way=way)[0].touch.utm_source == source


def test_who_wants_no_emails_need_not_give_an_address():
    enquiry, faults = entered()

    assert (faults, enquiry.contact.email, enquiry.guide) == ({}, "", False)


@pytest.mark.parametrize("wish", ["guide", "follow_ups"])
def test_who_wants_emails_has_to_give_an_address(wish: str):
    assert entered(**{wish: "yes"}) == (None, {"email": Fault.MISSING})


def test_nothing_is_kept_of_who_did_not_say_yes():
    assert entered(answer="")[1] == {"answer": Fault.MISSING}


def test_every_fault_is_named_at_once():
    assert entered(name="", phone="12", email="amina@", answer="")[1].keys() == {"name", "phone", "email", "answer"}


def test_what_was_agreed_is_kept_in_its_words_and_as_said_to_the_front_desk():
    [answer] = entered()[0].consents

    assert answer.purpose is Purpose.ENQUIRY
    assert answer.wording.startswith("By sending this form")
    assert answer.version.endswith(", said to the front desk")


def test_follow_ups_begin_only_once_they_are_confirmed_from_that_inbox():
    enquiry, _ = entered(email="amina@example.com", follow_ups="yes")

    assert [one.purpose for one in enquiry.consents] == [Purpose.ENQUIRY, Purpose.FOLLOW_UPS_ONCE_CONFIRMED]


def test_the_same_page_sent_twice_is_one_enquiry():
    assert entered(token="t1")[0].id == entered(token="t1")[0].id != entered(token="t2")[0].id


def test_who_wrote_on_whatsapp_by_themselves_is_not_counted_with_an_ad_there():
    typed, _ = entered(way="whatsapp chat")

    assert source_of(typed.touch) not in ("", source_of(Touch(utm_source="whatsapp")))
