import re
from dataclasses import fields
from datetime import time
from zoneinfo import ZoneInfo

import pytest

from chalicelib.content.clinic import Clinic, Notes, read_clinic, whatsapp_url, with_text
from chalicelib.errors import Explained
from chalicelib.leads.owed.hours import Span
from chalicelib.leads.staff.access import Staff

FACTS = {
    "name": "Example Clinic",
    "address": "1 Example Road, Karachi, Pakistan",
    "city": "Karachi",
    "phone": "0300 1234567",
    "phone_e164": "+923001234567",
    "example_phone": "0300 7654321",
    "website": "https://clinic.example.com",
    "map_url": "https://maps.example.com/clinic",
    "zone": "Asia/Karachi",
    "currency": "rupees",
    "country": "PK",
    "language": "en",
    "first_campaign": "dry-needling",
}
HOURS = {"opens": time(10), "closes": time(19), "weekdays": ["Monday"], "holidays": [], "minimum_gap_hours": 20}
WRITTEN = {**FACTS, "follow_ups": HOURS, "caps": {"guides_a_day": 1}}
OPTIONAL = {"owner", "hours", "price", "has_woman_therapist", "notes", "staff", "keep_months", "webhook"}


def test_each_fact_is_kept_as_it_is_written():
    clinic = read_clinic(WRITTEN)

    assert {name: str(getattr(clinic, name)) for name in FACTS} == FACTS


def test_a_clinic_is_its_facts_its_hours_and_its_caps():
    known = FACTS.keys() | {"window", "minimum_gap", "caps"} | OPTIONAL

    assert {field.name for field in fields(Clinic)} == known


def test_the_zone_is_one_that_times_can_be_told_in():
    assert read_clinic(WRITTEN).zone == ZoneInfo("Asia/Karachi")


@pytest.mark.parametrize("name", [*FACTS, "follow_ups", "caps"])
def test_a_missing_fact_is_named_to_the_author(name: str):
    without = {other: fact for other, fact in WRITTEN.items() if other != name}

    with pytest.raises(ValueError, match=rf"^clinic\.toml: .*{name}"):
        read_clinic(without)


def test_a_misspelt_fact_is_named_to_the_author():
    with pytest.raises(ValueError, match=r"^clinic\.toml: .*adress"):
        read_clinic({**WRITTEN, "adress": "1 Example Road, Karachi"})


@pytest.mark.parametrize("zone", ["Asia/Karatchi", "Asia", "../etc", "x" * 300])
def test_a_zone_that_does_not_exist_is_named_to_the_author(zone):
    with pytest.raises(ValueError, match=rf'^clinic\.toml: zone has "{zone}", which is no zone'):
        read_clinic({**WRITTEN, "zone": zone})


def test_what_is_read_stays_as_it_was():
    read_clinic(WRITTEN)

    assert WRITTEN == {**FACTS, "follow_ups": HOURS, "caps": {"guides_a_day": 1}}


def test_the_clinic_is_called_by_its_number_with_the_country_code():
    assert read_clinic(WRITTEN).call_url == "tel:+923001234567"


def test_the_clinic_is_written_to_on_whatsapp_by_digits_only():
    assert read_clinic(WRITTEN).whatsapp_url == "https://wa.me/923001234567"


def test_a_chat_with_the_clinic_opens_with_a_text_that_names_it():
    clinic = read_clinic(WRITTEN)

    assert clinic.chat("Hello {clinic}.") == with_text(clinic.whatsapp_url, f"Hello {clinic.name}.")


def test_anybody_is_written_to_on_whatsapp_by_digits_only():
    assert whatsapp_url("+442079460958") == "https://wa.me/442079460958"


@pytest.mark.parametrize(
    ("address", "city", "street"),
    [
        ("1 Example Road, Karachi, Pakistan", "Karachi", "1 Example Road"),
        ("London Road 5, London", "London", "London Road 5"),
        ("5 London Road, London Bridge, London SE1 2AB, UK", "London", "5 London Road, London Bridge"),
        ("20 New York Avenue, Floor 3, New York, NY 10001", "New York", "20 New York Avenue, Floor 3"),
        ("20 Main Street, New York, New York 10001", "New York", "20 Main Street"),
        ("Rua São Paulo 100, São Paulo - SP, 01310-100", "São Paulo", "Rua São Paulo 100"),
        ("12 Kathmandu Marg, Kathmandu 44600, Nepal", "Kathmandu", "12 Kathmandu Marg"),
        ("Beispielweg 1, 10115 Berlin", "Berlin", "Beispielweg 1"),
        ("1 High Street, St. Ives (Cornwall)", "St. Ives (Cornwall)", "1 High Street"),
    ],
)
def test_the_street_is_the_address_as_far_as_the_city(address: str, city: str, street: str):
    assert read_clinic({**WRITTEN, "address": address, "city": city}).street == street


def test_a_chat_can_be_opened_with_a_text_in_its_box():
    link = with_text(whatsapp_url("+923001234567"), "Hello Clinic & Co, I ask.")

    assert link == "https://wa.me/923001234567?text=Hello%20Clinic%20%26%20Co%2C%20I%20ask."


def test_what_a_clinic_need_not_tell_is_unknown_until_it_does():
    clinic = read_clinic(WRITTEN)

    assert (clinic.hours, clinic.price, clinic.has_woman_therapist, clinic.notes) == (None, "", False, ())


@pytest.mark.parametrize(("name", "fact"), [("price", "Rs 4,000"), ("has_woman_therapist", True)])
def test_a_fact_that_a_clinic_tells_of_its_own_accord_is_kept_as_it_is_written(name: str, fact: object):
    assert getattr(read_clinic({**WRITTEN, name: fact}), name) == fact


def test_the_hours_of_a_clinic_are_those_of_its_days():
    clinic = read_clinic({**WRITTEN, "hours": {"Friday": "15:00-20:00"}})

    assert clinic.hours is not None
    assert clinic.hours.runs == [("Friday", "Friday", (Span(time(15), time(20)),))]


def test_a_clinics_own_words_are_told_in_their_language():
    clinic = read_clinic({**WRITTEN, "notes": {"en": {"parking": "Behind the house"}}})

    assert clinic.notes_in("en") == Notes("en", parking="Behind the house")


def test_a_clinics_own_words_are_not_told_in_another_language():
    clinic = read_clinic({**WRITTEN, "notes": {"en": {"parking": "Behind the house"}}})

    assert clinic.notes_in("ur") == Notes("ur")


@pytest.mark.parametrize(
    ("told", "complaint"),
    [
        ({"price": ""}, r'price has "", not a price like Rs 4,000, in quotes'),
        ({"price": 4000}, r"price has 4000, not a price like Rs 4,000, in quotes"),
        ({"price": "ask us"}, r'price has "ask us", not a price like'),
        ({"has_woman_therapist": "yes"}, r'has_woman_therapist has "yes", not true or false'),
        ({"hours": "10 to 7"}, r'hours has "10 to 7", not a part with values of its own'),
        ({"hours": {"Mon": "10:00-19:00"}}, r"Mon is not known under \[hours\]"),
        ({"hours": {"Monday": "10-19"}}, r'Monday under \[hours\] has "10-19", not hours like 10:00-19:00'),
        ({"hours": {"Monday": "10:00-24:30"}}, r"Monday under \[hours\] has"),
        ({"hours": {"Monday": "19:00-10:00"}}, r"Monday under \[hours\] has 19:00-10:00, and each time comes after"),
        ({"notes": {"en": "Parking"}}, r'en under \[notes\] has "Parking", not a part'),
        ({"notes": {"en": {"parkin": "Yes"}}}, r"parkin is not known under \[notes\.en\]"),
        ({"notes": {"en": {"parking": " "}}}, r'parking under \[notes\.en\] has " ", not a text'),
    ],
)
def test_a_fact_that_cannot_be_is_named_to_the_author(told: dict, complaint: str):
    with pytest.raises(ValueError, match=rf"^clinic\.toml: {complaint}"):
        read_clinic({**WRITTEN, **told})


def test_a_clinic_names_its_staff_with_their_addresses():
    clinic = read_clinic({**WRITTEN, "staff": {"Zara": "zara@clinic.test"}})

    assert clinic.staff == (Staff("Zara", "zara@clinic.test"),)


def test_the_inbox_stands_for_the_address_that_alerts_go_to():
    clinic = read_clinic({**WRITTEN, "staff": {"Front desk": "inbox"}})

    assert clinic.staff_with("desk@clinic.test") == (Staff("Front desk", "desk@clinic.test"),)


def test_nobody_has_the_address_that_the_inbox_stands_for():
    clinic = read_clinic({**WRITTEN, "staff": {"Front desk": "inbox", "Sana": "Desk@clinic.test"}})

    with pytest.raises(Explained, match='has the address that "inbox" stands for'):
        clinic.staff_with("desk@clinic.test")


@pytest.mark.parametrize(
    ("staff", "complaint"),
    [
        ({"Zara": "zara"}, "Zara under [staff]"),
        ({"Zara": 5}, "Zara under [staff]"),
        ({"Z" * 41: "zara@clinic.test"}, "no name of 40 signs at most"),
        ({"Zara": "zara@clinic.test", "Amir": "Zara@clinic.test"}, "two of [staff] have one address"),
    ],
)
def test_staff_that_cannot_be_told_apart_or_written_to_are_named_to_the_author(staff: dict, complaint: str):
    with pytest.raises(ValueError, match=re.escape(complaint)):
        read_clinic({**WRITTEN, "staff": staff})
