"""A campaign's own file, and what is wrong with it, in words for the marketer who wrote it."""

import math
import re
from datetime import date, timedelta
from typing import Any

import pytest

from app import app
from chalicelib.content.campaign import TAKEN, Campaign, read_campaign, read_consent
from chalicelib.leads.enquiry import Purpose
from chalicelib.leads.forms.judgement import Wording
from chalicelib.leads.owed.sequence import Step
from tests.clinic import templates


def data(*steps: tuple[str, object], languages: object = ("en", "ur")) -> dict[str, Any]:
    return {"languages": languages, "steps": [{"id": step_id, "day": day} for step_id, day in steps]}


def test_a_campaign_is_read_from_its_file():
    steps = (Step("day2", timedelta(days=2)), Step("day5", timedelta(days=5)))

    assert read_campaign("knots", data(("day2", 2), ("day5", 5))) == Campaign("knots", ("en", "ur"), steps)


def test_a_step_that_says_what_the_aftercare_says_is_marked_as_that():
    step = {"id": "day17", "day": 17, "aftercare": True}

    assert read_campaign("knots", {**data(), "steps": [step]}).steps == (Step("day17", timedelta(days=17), True),)


@pytest.mark.parametrize("name", ["guide", "aftercare"])
def test_a_step_has_a_text_of_its_own(name: str):
    with pytest.raises(ValueError, match=f"{name} is the text of another email"):
        read_campaign("knots", data((name, 2)))


def test_a_campaign_may_have_no_follow_ups():
    assert read_campaign("knots", data()).steps == ()


def test_a_repeated_step_id_is_named():
    with pytest.raises(ValueError, match="repeated: hello"):
        read_campaign("knots", data(("hello", 2), ("hello", 5)))


def test_steps_out_of_order_are_refused():
    with pytest.raises(ValueError, match="order of their days"):
        read_campaign("knots", data(("later", 5), ("earlier", 2)))


@pytest.mark.parametrize(
    ("day", "shown"),
    [(-1, "-1"), (2.5, "2.5"), ("2", '"2"'), (True, "true"), (math.nan, "NaN"), (math.inf, "Infinity")],
)
def test_a_day_that_is_no_whole_number_of_0_or_more_is_refused(day: object, shown: str):
    with pytest.raises(
        ValueError, match=rf"day under \[\[steps\]\] has {shown}, not a number of whole days from 0 up to 9,999$"
    ):
        read_campaign("knots", data(("day2", day)))


@pytest.mark.parametrize("step_id", ["", "two words", "../guide", 2, "ہیلو"])
def test_a_step_whose_id_can_be_no_file_is_refused(step_id: object):
    with pytest.raises(ValueError, match=r"id under \[\[steps\]\] has .*, not a name like"):
        read_campaign("knots", data((step_id, 2)))


@pytest.mark.parametrize("languages", ["en", ["EN"], ["en", 1], {"en": 1}])
def test_what_is_no_list_of_languages_is_refused(languages: object):
    with pytest.raises(ValueError, match=r"languages has .*, not .*a code like ur"):
        read_campaign("knots", data(languages=languages))


def test_a_language_twice_is_refused():
    with pytest.raises(ValueError, match="twice"):
        read_campaign("knots", data(languages=["en", "en"]))


def test_what_a_campaign_does_not_know_is_named():
    with pytest.raises(ValueError, match=r"campaign\.toml: holidays is not known here$"):
        read_campaign("knots", {**data(), "holidays": []})


def test_what_a_step_does_not_know_is_named():
    with pytest.raises(ValueError, match=r"hour is not known under \[\[steps\]\]$"):
        read_campaign("knots", {"languages": ["en"], "steps": [{"id": "day2", "day": 2, "hour": 3}]})


@pytest.mark.parametrize("steps", ["day2", {"id": "day2", "day": 2}, ["day2"]])
def test_what_is_no_list_of_steps_is_refused(steps: object):
    with pytest.raises(ValueError, match=r"steps has .*, not .*a part with values of its own"):
        read_campaign("knots", {"languages": ["en"], "steps": steps})


@pytest.mark.parametrize("part", ["languages", "steps"])
def test_a_part_that_is_missing_is_named(part: str):
    whole = data(("day2", 2))
    del whole[part]

    with pytest.raises(ValueError, match=f"^campaigns/knots/campaign.toml: {part} is missing$"):
        read_campaign("knots", whole)


def test_a_campaign_without_a_language_is_refused():
    with pytest.raises(ValueError, match="needs a language"):
        read_campaign("knots", data(languages=[]))


def test_the_names_that_are_taken_are_those_of_the_services_own_addresses():
    first = {path.split("/")[1] for path in app.routes}

    assert {name for name in first if re.fullmatch(r"[a-z0-9-]+", name)} == TAKEN


@pytest.mark.parametrize("name", [*sorted(TAKEN), "ur", "Knots", "knots and backs", "knots_backs", "../knots"])
def test_a_name_that_is_no_address_of_its_own_is_refused(name: str):
    with pytest.raises(ValueError, match="a campaign's name is its address"):
        read_campaign(name, data())


@pytest.mark.parametrize("name", ["knots", "neck-pain", "back2"])
def test_a_name_is_small_letters_digits_and_hyphens(name: str):
    assert read_campaign(name, data()).id == name


@pytest.mark.parametrize(("asked", "spoken"), [("ur", "ur"), ("en", "en"), ("fr", "en")])
def test_a_campaign_speaks_its_first_language_to_readers_of_others(asked: str, spoken: str):
    assert read_campaign("knots", data()).spoken(asked) == spoken


def test_the_words_of_the_box_are_read_with_their_version():
    assert consent_of("Send me emails.", 2) == Wording("Send me emails.", "7")


@pytest.mark.parametrize(
    ("days", "told"),
    [
        ((), "no short emails over the next day"),
        ((2,), "one short email over the next week"),
        ((2, 7), "two short emails over the next week"),
        ((2, 8), "two short emails over the next two weeks"),
        ((2, 5, 9, 13, 17, 21), "six short emails over the next three weeks"),
        ((0, 22), "two short emails over the next four weeks"),
        (tuple(range(12)), "twelve short emails over the next two weeks"),
        (tuple(range(0, 140, 10)), "14 short emails over the next 19 weeks"),
    ],
)
def test_the_words_of_the_box_say_how_many_emails_come_and_for_how_long(days, told):
    assert consent_of("{emails} over the next {weeks}", *days).words == told


def consent_of(words: str, *days: int) -> Wording:
    campaign = read_campaign("knots", data(*((f"step{number}", day) for number, day in enumerate(days))))
    boxes = {"version": "7", "follow-ups": words}
    return read_consent("consent.toml", boxes, campaign, templates().languages["en"])[Purpose.FOLLOW_UPS]


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"version": date(2026, 3, 1)}, r"version has 2026-03-01, not a text, in quotes"),
        ({"version": 7}, r"version has 7, not a text, in quotes"),
        ({"ads": 5}, r"ads has 5, not a text, in quotes"),
        ({"Ads": "Tell the platform."}, r"Ads is not known here"),
        ({"follow-ups": ""}, r"follow-ups has \"\", not a text, in quotes"),
    ],
)
def test_what_is_wrong_beside_a_box_is_named(wrong: dict[str, object], said: str):
    boxes = {"version": "7", "follow-ups": "Send me {emails}.", **wrong}
    with pytest.raises(ValueError, match=said):
        read_consent("consent.toml", boxes, read_campaign("knots", data(("day2", 2))), templates().languages["en"])


@pytest.mark.parametrize("value", ["yes", 1])
def test_a_confirmation_that_is_not_true_or_false_is_refused(value: object):
    with pytest.raises(ValueError, match=r"confirmation has .*, not true or false, without quotes"):
        read_campaign("knots", {**data(("day2", 2)), "confirmation": value})


def test_a_campaign_that_asks_for_confirmation_says_so():
    assert read_campaign("knots", {**data(("day2", 2)), "confirmation": True}).confirms
