from dataclasses import replace
from datetime import date

import pytest

from chalicelib.content.clinic import Notes
from chalicelib.content.facts import facts_in
from chalicelib.content.opening_hours import read_hours
from tests.clinic import templates

CLINIC, ENGLISH = templates().clinic, templates().languages["en"]


def test_hours_are_told_in_the_words_of_the_language():
    clinic = replace(CLINIC, hours=read_hours({"Monday": "10:00-19:00"}))

    assert facts_in(clinic, ENGLISH)["hours"] == "Monday 10:00–19:00"


def test_unknown_hours_are_told_in_no_words():
    assert facts_in(CLINIC, ENGLISH)["hours"] == ""


def test_holidays_are_told_beside_the_hours_in_the_order_of_their_days():
    window = replace(CLINIC.window, holidays=frozenset({date(2026, 3, 21), date(2026, 3, 20)}))
    clinic = replace(CLINIC, window=window, hours=read_hours({"Monday": "10:00-19:00"}))

    assert facts_in(clinic, ENGLISH)["closed_on"] == "20 March 2026, 21 March 2026"


def test_holidays_of_a_clinic_that_tells_no_hours_are_not_told():
    clinic = replace(CLINIC, window=replace(CLINIC.window, holidays=frozenset({date(2026, 3, 21)})))

    assert facts_in(clinic, ENGLISH)["closed_on"] == ""


def test_a_clinics_own_words_are_those_in_the_language():
    clinic = replace(CLINIC, notes=(Notes("ur", parking="مفت"), Notes("en", parking="Free")))

    assert facts_in(clinic, ENGLISH)["notes"] == Notes("en", parking="Free")


def test_a_city_is_written_as_in_the_language():
    clinic = replace(CLINIC, notes=(Notes("en", city="Lahore, the city of gardens"),))

    assert facts_in(clinic, ENGLISH)["city"] == "Lahore, the city of gardens"


def test_a_city_that_a_language_writes_no_other_way_is_the_clinics():
    assert facts_in(CLINIC, ENGLISH)["city"] == CLINIC.city


def test_money_is_called_what_the_language_calls_it():
    clinic = replace(CLINIC, notes=(Notes("en", currency="PKR"),))

    assert facts_in(clinic, ENGLISH)["currency"] == "PKR"


def test_the_price_is_asked_for_in_a_chat_with_the_question_typed_in():
    assert facts_in(CLINIC, ENGLISH)["price_url"] == (
        "https://wa.me/924235123456?text=Hello%20Riverside%20Clinic%2C%20what%20does%20a%20session%20cost%3F"
    )


@pytest.mark.parametrize(("notes", "told"), [((), "Rs 4,000"), ((Notes("en", price="PKR 4,000"),), "PKR 4,000")])
def test_a_price_is_told_as_it_is_written_in_that_language(notes, told):
    assert facts_in(replace(CLINIC, price="Rs 4,000", notes=notes), ENGLISH)["price"] == told
