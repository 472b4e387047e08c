from dataclasses import fields
from zoneinfo import ZoneInfo

import pytest

from chalicelib.content.clinic import Clinic, read_clinic, whatsapp_url, with_text

FACTS = {
    "name": "Example Clinic",
    "address": "1 Example Road, Karachi, Pakistan",
    "city": "Karachi",
    "phone": "0300 1234567",
    "phone_e164": "+923001234567",
    "website": "https://clinic.example.com",
    "map_url": "https://maps.example.com/clinic",
    "zone": "Asia/Karachi",
    "currency": "rupees",
    "country": "PK",
}


def test_each_fact_is_kept_as_it_is_written():
    clinic = read_clinic(FACTS)

    assert {field.name: str(getattr(clinic, field.name)) for field in fields(Clinic)} == FACTS


def test_the_zone_is_one_that_times_can_be_told_in():
    assert read_clinic(FACTS).zone == ZoneInfo("Asia/Karachi")


@pytest.mark.parametrize("name", FACTS)
def test_a_missing_fact_is_an_error(name: str):
    without = {other: fact for other, fact in FACTS.items() if other != name}

    with pytest.raises((TypeError, KeyError), match=name):
        read_clinic(without)


def test_a_misspelt_fact_is_an_error():
    with pytest.raises(TypeError, match="adress"):
        read_clinic({**FACTS, "adress": "1 Example Road, Karachi"})


def test_a_zone_that_does_not_exist_is_an_error():
    with pytest.raises(KeyError, match="Asia/Karatchi"):
        read_clinic({**FACTS, "zone": "Asia/Karatchi"})


def test_the_clinic_is_called_by_its_number_with_the_country_code():
    assert read_clinic(FACTS).call_url == "tel:+923001234567"


def test_the_clinic_is_written_to_on_whatsapp_by_digits_only():
    assert read_clinic(FACTS).whatsapp_url == "https://wa.me/923001234567"


def test_anybody_is_written_to_on_whatsapp_by_digits_only():
    assert whatsapp_url("+442079460958") == "https://wa.me/442079460958"


def test_the_street_is_the_address_as_far_as_the_city():
    assert read_clinic(FACTS).street == "1 Example Road"


def test_a_chat_can_be_opened_with_a_text_in_its_box():
    link = with_text(whatsapp_url("+923001234567"), "Hello Clinic & Co, I ask.")

    assert link == "https://wa.me/923001234567?text=Hello%20Clinic%20%26%20Co%2C%20I%20ask."
