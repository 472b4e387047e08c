"""What makes a lead a canary's, and that nobody else can make one."""

from dataclasses import replace
from datetime import timedelta

import pytest

from chalicelib.content.links import lead_id_for, mailbox_id_for
from chalicelib.leads.canary import canary_address, is_canary, is_proved
from chalicelib.leads.changes import erase, new_lead
from chalicelib.leads.forms.email_address import read_email
from chalicelib.leads.forms.form import Refusal
from chalicelib.leads.forms.judgement import Accepted, Refused
from chalicelib.leads.views.views import Views, views_of
from tests.clinic import templates
from tests.forms import form
from tests.leads import AMINA, NOW, enquiry, lead
from tests.unit.leads.forms.test_judgement import verdict

KEY = "the key of lead ids, not a secret"
ADDRESS = canary_address(NOW, KEY)
OF_A_STRANGER = canary_address(NOW, "another key, that a stranger made up")

CANARY = new_lead(lead_id_for(ADDRESS, KEY), enquiry(contact=replace(AMINA, email=ADDRESS)))


def test_its_address_is_one_of_the_mailbox_simulator():
    assert (ADDRESS.startswith("success+"), ADDRESS.endswith("@simulator.amazonses.com")) == (True, True)


def test_a_form_leaves_its_address_as_it_is():
    assert read_email(ADDRESS) == ADDRESS


@pytest.mark.parametrize(
    ("address", "is_one"),
    [
        (ADDRESS, True),
        (ADDRESS.upper(), True),
        (OF_A_STRANGER, True),
        ("success@simulator.amazonses.com", False),
        ("success+label@simulator.amazonses.com", False),
        (ADDRESS.replace("success", "bounce"), False),
        (ADDRESS.replace("amazonses.com", "amazonses.com.example"), False),
        (f"x{ADDRESS}", False),
        (AMINA.email, False),
    ],
)
def test_a_canary_is_known_by_its_address(address, is_one):
    assert is_canary(address) == is_one


@pytest.mark.parametrize(
    ("address", "age", "is_good"),
    [
        (ADDRESS, timedelta(0), True),
        (ADDRESS, timedelta(minutes=9), True),
        (ADDRESS, timedelta(minutes=-9), True),
        (ADDRESS, timedelta(minutes=10), False),
        (ADDRESS, timedelta(minutes=-10), False),
        (ADDRESS.upper(), timedelta(0), False),
        (OF_A_STRANGER, timedelta(0), False),
        (ADDRESS.replace("canary-1", "canary-2"), timedelta(0), False),
        ("success+canary@simulator.amazonses.com", timedelta(0), False),
        (AMINA.email, timedelta(0), False),
    ],
)
def test_only_who_has_the_key_makes_one_and_it_is_soon_worth_nothing(address, age, is_good):
    assert is_proved(address, NOW + age, KEY) == is_good


def test_a_form_in_the_name_of_a_canary_is_refused_where_that_is_not_proved():
    assert verdict(form(email=ADDRESS)) == Refused(Refusal.MALFORMED)


def test_a_canary_that_is_proved_is_taken_as_anybody_is():
    assert isinstance(verdict(form(email=ADDRESS), is_proved=lambda _: True), Accepted)


def test_a_lead_of_such_an_address_is_synthetic():
    assert CANARY.is_synthetic


@pytest.mark.parametrize("person", [lead(), erase(lead(), NOW)])
def test_a_person_is_not(person):
    assert not person.is_synthetic


def test_the_ids_of_all_that_is_kept_of_a_canary_say_so():
    ids = lead_id_for(ADDRESS, KEY), mailbox_id_for(ADDRESS, KEY)

    assert [one.partition("canary-")[:2] for one in ids] == [("", "canary-"), ("mailbox-", "canary-")]


def test_a_canary_stands_in_no_list_and_counts_in_no_report():
    assert views_of(CANARY, templates().rules) == Views()


def test_a_canary_goes_by_itself_after_a_day():
    assert CANARY.expires_at == NOW + timedelta(days=1)


def test_a_person_stays():
    assert lead().expires_at is None
