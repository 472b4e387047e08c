"""What a clinic's facts say against each other is told to their author by name, with the line and what to write."""

import re
import tomllib
from dataclasses import replace
from zoneinfo import ZoneInfo

import pytest

from chalicelib.content.clinic import Notes, read_clinic
from chalicelib.content.contradictions import check_facts, check_names
from chalicelib.content.environment import COMPILED
from chalicelib.content.templates import Templates
from tests.clinic import CLINICS, ELSEWHERE, templates

LONDON = replace(
    templates().clinic,
    address="1 London Road, London SE1 2AB, United Kingdom",
    city="London",
    phone="020 7946 0011",
    phone_e164="+442079460011",
    example_phone="020 7946 0958",
    zone=ZoneInfo("Europe/London"),
    country="GB",
    price="£4,000",
)


def test_facts_that_agree_are_taken():
    check_facts(LONDON)


@pytest.mark.parametrize(
    ("fact", "value", "told"),
    [
        (
            "notes",
            (Notes("ur", price="4,500 روپے"),),
            'price has "4,500 روپے", which is not the price outside [notes.ur]',
        ),
        ("country", "UK", 'country has "UK", which is no country of ISO 3166: write GB'),
        ("country", "XX", 'country has "XX", which is no country of ISO 3166: write GB'),
        ("country", "NP", 'zone has "Europe/London", where country has NP: write Asia/Kathmandu'),
        ("zone", ZoneInfo("Asia/Karachi"), 'zone has "Asia/Karachi", where country has GB: write Europe/London'),
        ("zone", ZoneInfo("UTC"), 'zone has "UTC", where country has GB: write Europe/London'),
        ("phone_e164", "+44123", 'phone_e164 has "+44123", which is the number of no phone'),
        ("phone_e164", "+4402079460011", 'phone_e164 has "+4402079460011", which is the number of no phone'),
        ("phone_e164", "+442079460012", 'phone has "020 7946 0011", which is not how +442079460012 is dialled in GB'),
        ("phone", "0300 1234567", 'phone has "0300 1234567", which is not how +442079460011 is dialled in GB'),
        ("example_phone", "984-1234567", 'example_phone has "984-1234567", which the form would refuse in GB'),
        ("city", "Leeds", 'city has "Leeds", and address does not end so: write it like "1 High Street, Leeds 12345"'),
        ("address", "1 London Road", 'city has "London", and address does not end so: write it like "1 High Street'),
    ],
)
def test_a_fact_that_cannot_be_true_is_named_with_what_would_fit(fact: str, value: object, told: str):
    with pytest.raises(ValueError, match=rf"^clinic\.toml: {re.escape(told)}"):
        check_facts(replace(LONDON, **{fact: value}))


def test_a_country_outside_the_table_of_zones_is_taken_with_any_zone():
    kosovo = {"country": "XK", "zone": ZoneInfo("Europe/Belgrade"), "example_phone": "043 201 234"}
    check_facts(replace(LONDON, **kosovo, phone="028 012 345", phone_e164="+38328012345"))


@pytest.mark.parametrize("place", ELSEWHERE)
def test_the_facts_of_a_clinic_elsewhere_are_taken(place: str):
    check_facts(read_clinic(tomllib.loads((CLINICS / f"{place}.toml").read_text())))


def test_the_line_of_a_fact_that_cannot_be_true_is_told(tmp_path):
    facts = (CLINICS / "new_york.toml").read_text()
    (tmp_path / "clinic.toml").write_text(facts.replace('country = "US"', 'country = "UK"'))

    with pytest.raises(ValueError, match=r'^clinic\.toml, line 12: country has "UK".*: write US$'):
        _ = Templates(tmp_path).clinic


def test_what_the_bundle_has_is_not_checked_again(tmp_path):
    facts = (CLINICS / "new_york.toml").read_text()
    (tmp_path / "clinic.toml").write_text(facts.replace('country = "US"', 'country = "UK"'))
    (tmp_path / COMPILED).mkdir()

    assert Templates(tmp_path).clinic.country == "UK"


@pytest.mark.parametrize(
    ("fact", "value", "told"),
    [
        ("first_campaign", "back", 'first_campaign has "back", which is no folder of campaigns/: write hips or knots'),
        ("language", "ar", 'language has "ar", which is no file of wording/: write en or ur'),
    ],
)
def test_a_fact_that_names_what_is_not_there_is_told_with_what_is(fact: str, value: str, told: str):
    with pytest.raises(ValueError, match=rf"^clinic\.toml: {re.escape(told)}$"):
        check_names(replace(LONDON, **{fact: value}), campaigns=["hips", "knots"], languages=["en", "ur"])
