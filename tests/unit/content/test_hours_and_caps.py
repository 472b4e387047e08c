"""The hours of follow-ups and the caps in `clinic.toml`, and what is wrong with them, in words for their author."""

import tomllib
from datetime import time
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


@pytest.mark.parametrize("weekdays", [[], ["Monday", "Someday"]])
def test_weekdays_that_do_not_exist_are_refused(data, weekdays: list[str]):
    data["follow_ups"]["weekdays"] = weekdays

    with pytest.raises(ValueError, match="weekdays are some of Monday"):
        read_clinic(data)


@pytest.mark.parametrize(
    ("field", "value", "words"),
    [
        ("opens", "10:00:00", "without quotes"),
        ("holidays", ["2026-03-20"], "without quotes"),
        ("minimum_gap_hours", -1, "a number, 0 or more"),
        ("minimum_gap_hours", "20", "a number, 0 or more"),
        ("closes", time(9), "open before it closes"),
    ],
)
def test_hours_that_cannot_be_meant_are_refused(data, field: str, value: object, words: str):
    data["follow_ups"][field] = value

    with pytest.raises(ValueError, match=words):
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


@pytest.mark.parametrize("most", [0, -1, "300", 1.5])
def test_a_cap_that_is_no_number_of_one_or_more_is_refused(data, most: object):
    data["caps"]["guides_an_hour"] = most

    with pytest.raises(ValueError, match="each cap is a number, 1 or more"):
        read_clinic(data)
