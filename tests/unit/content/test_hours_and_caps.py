"""The hours of follow-ups and the caps in `clinic.toml`, and what is wrong with them, in words for their author."""

import tomllib
from datetime import UTC, date, datetime, time
from typing import Any

import pytest

from chalicelib.content.clinic import read_clinic
from chalicelib.leads.caps import Caps
from tests.clinic import WORDS


@pytest.fixture
def data() -> dict[str, Any]:
    return tomllib.loads((WORDS / "clinic.toml").read_text())


def test_the_hours_are_read_in_the_zone_of_the_clinic(data):
    window = read_clinic(data).window

    assert (window.opens, window.closes, window.zone.key) == (time(10), time(19), "Asia/Karachi")


def test_the_caps_are_read(data):
    data["caps"]["guides_an_hour"] = 7

    assert read_clinic(data).caps == Caps(guides_an_hour=7)


@pytest.mark.parametrize("weekdays", [["Monday", "Someday"], "Monday", ["monday"], [1], [[]]])
def test_weekdays_that_do_not_exist_are_refused(data, weekdays: object):
    data["follow_ups"]["weekdays"] = weekdays

    with pytest.raises(ValueError, match=r"weekdays under .* has .*, not .*one of Monday"):
        read_clinic(data)


def test_a_week_without_a_day_is_refused(data):
    data["follow_ups"]["weekdays"] = []

    with pytest.raises(ValueError, match="weekdays are some of the week"):
        read_clinic(data)


@pytest.mark.parametrize(
    ("field", "value", "words"),
    [
        ("opens", "10:00:00", "without quotes"),
        ("holidays", ["2026-03-20"], "without quotes"),
        ("minimum_gap_hours", -1, "a number from 0 up to 9,999"),
        ("minimum_gap_hours", "20", "a number from 0 up to 9,999"),
        ("minimum_gap_hours", True, "a number from 0 up to 9,999"),
        ("minimum_gap_hours", float("nan"), "a number from 0 up to 9,999"),
        ("minimum_gap_hours", float("inf"), "a number from 0 up to 9,999"),
        ("opens", datetime(2026, 3, 20, 10, tzinfo=UTC), "opens .*a time like"),
        ("closes", time(9), "open before it closes"),
    ],
)
def test_hours_that_cannot_be_meant_are_refused(data, field: str, value: object, words: str):
    data["follow_ups"][field] = value

    with pytest.raises(ValueError, match=words):
        read_clinic(data)


@pytest.mark.parametrize(
    "written",
    ["2026-03-20T00:00:00", "2026-03-20T00:00:00Z", '"2026-03-20"', "1926-03-20", "20260320", "true", "[2026-03-20]"],
)
def test_a_holiday_that_no_day_of_this_century_would_match_is_refused_by_name(data, written: str):
    data["follow_ups"]["holidays"] = tomllib.loads(f"holidays = [2026-03-19, {written}]")["holidays"]

    with pytest.raises(ValueError, match=r"holidays under \[follow_ups\] has .*(20|true).*, not a day like"):
        read_clinic(data)


def test_one_holiday_has_to_stand_in_a_list(data):
    data["follow_ups"]["holidays"] = date(2026, 3, 20)

    with pytest.raises(ValueError, match=r"holidays under .* has 2026-03-20, not a list of"):
        read_clinic(data)


def test_holidays_are_read(data):
    data["follow_ups"]["holidays"] = [date(2026, 3, 20)]

    assert read_clinic(data).window.holidays == {date(2026, 3, 20)}


def test_a_misspelt_hour_is_named(data):
    data["follow_ups"]["hollidays"] = []

    with pytest.raises(ValueError, match=r"hollidays is not known under \[follow_ups\]"):
        read_clinic(data)


@pytest.mark.parametrize("part", ["caps", "follow_ups"])
def test_what_is_no_part_of_its_own_is_refused(data, part: str):
    data[part] = 60

    with pytest.raises(ValueError, match=f"{part} has 60, not a part"):
        read_clinic(data)


@pytest.mark.parametrize(
    ("fact", "value"),
    [
        *(("name", ""), ("name", 5), ("name", "Two\nlines"), ("city", ["Karachi"]), ("zone", 5), ("phone", 3001234567)),
        *(("phone_e164", "0300 1234567"), ("phone_e164", 923001234567), ("website", "riverside.example")),
        *(("map_url", "javascript:alert(1)"), ("country", "Pakistan"), ("country", "pk"), ("language", "English")),
    ],
)
def test_a_fact_of_another_kind_is_named(data, fact: str, value: object):
    data[fact] = value

    with pytest.raises(ValueError, match=rf"^clinic\.toml: {fact} has .*, not "):
        read_clinic(data)


@pytest.mark.parametrize("part", ["caps", "follow_ups", "name", "zone", "language", "first_campaign"])
def test_a_part_that_is_missing_is_named(data, part: str):
    del data[part]

    with pytest.raises(ValueError, match=f"^clinic.toml: .*{part}"):
        read_clinic(data)


def test_a_misspelt_fact_is_named(data):
    data["nmae"] = data["name"]

    with pytest.raises(ValueError, match=r"^clinic\.toml: nmae is not known here$"):
        read_clinic(data)


def test_a_misspelt_cap_is_named(data):
    data["caps"]["guides_a_year"] = 9

    with pytest.raises(ValueError, match=r"guides_a_year is not known under \[caps\]"):
        read_clinic(data)


@pytest.mark.parametrize("most", [0, -1, "300", 1.5, True])
def test_a_cap_that_is_no_number_of_one_or_more_is_refused(data, most: object):
    data["caps"]["guides_an_hour"] = most

    with pytest.raises(ValueError, match=r"guides_an_hour under \[caps\] has .*, not a number, 1 or more"):
        read_clinic(data)


def test_how_long_people_without_a_visit_are_kept_is_read(data):
    data["privacy"] = {"keep_months": 24}

    assert read_clinic(data).keep_months == 24


def test_without_a_word_they_are_kept_until_they_ask(data):
    assert read_clinic(data).keep_months == 0


@pytest.mark.parametrize("months", [0, -1, "24", True])
def test_months_that_are_none_are_refused(data, months: object):
    data["privacy"] = {"keep_months": months}

    with pytest.raises(ValueError, match="keep_months"):
        read_clinic(data)


def test_without_a_word_no_system_of_the_clinics_own_is_told(data):
    assert read_clinic(data).webhook is None


@pytest.mark.parametrize(
    "url", ["http://crm.example.com", "https://user:x@crm.example.com", "https://h:8443/", "ftp://x"]
)
def test_a_webhook_is_https_alone(data, url: str):
    data["webhook"] = {"url": url}

    with pytest.raises(ValueError, match="url under"):
        read_clinic(data)
