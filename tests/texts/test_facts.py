"""What a clinic may tell of itself stands wherever it belongs once it is known, and nowhere before."""

import re
import tomllib
from dataclasses import replace

import pytest

from chalicelib.content.clinic import Notes, read_clinic
from chalicelib.content.language import Language
from chalicelib.content.opening_hours import read_hours
from chalicelib.content.templates import Templates
from chalicelib.leads.forms.form import Form
from chalicelib.services import TEMPLATES
from chalicelib.site.pages import Pages, Visit
from tests.letters import LINKS, NOON, Hrefs, body
from tests.texts.shipped import EDITIONS, Edition, landing_page, letter_of, written
from tools.campaign.emails import plain_emails
from tools.campaign.promises import broken, promises_of
from tools.campaign.told import told_in, words_of

DOLLARS = re.compile(r"US\$|ڈالر")
QUALIFICATIONS, PARKING, PRICE = "Doctor of Physical Therapy", "Behind the house", "Rs 4,000"
PRICES = {"en": PRICE, "ur": "4,000 روپے"}
TELLS_NOTHING = {"hours": None, "price": "", "has_woman_therapist": False, "notes": ()}
TELLS_ALL = {
    "hours": read_hours({"Monday": "10:00-19:00", "Tuesday": "10:00-19:00"}),
    "price": PRICE,
    "has_woman_therapist": True,
    "notes": tuple(Notes(code, QUALIFICATIONS, PARKING, price=price) for code, price in PRICES.items()),
}


def editions_that_tell(facts: dict) -> list[Edition]:
    templates = Templates(TEMPLATES)
    templates.__dict__["clinic"] = replace(templates.clinic, **facts)
    return [replace(edition, templates=templates) for edition in EDITIONS]


WRITTEN_OTHERWISE = {
    "price": "",
    "currency": "money of another alphabet",
    "notes": tuple(Notes(code, city="Heretown", currency="coins") for code in PRICES),
}

ALL, NOTHING = editions_that_tell(TELLS_ALL), editions_that_tell(TELLS_NOTHING)

each_that_tells_all = pytest.mark.parametrize("edition", ALL, ids=str)
each_that_tells_nothing = pytest.mark.parametrize("edition", NOTHING, ids=str)
each_state = pytest.mark.parametrize(
    "edition", [*ALL, *NOTHING], ids=[f"{edition}, {how}" for how in ("all", "nothing") for edition in EDITIONS]
)


def landing(edition: Edition) -> str:
    return landing_page(edition)


def guide(edition: Edition) -> str:
    return Pages(edition.templates, LINKS.site_url).render_guide(Visit("", edition.campaign, edition.language))


def guide_email(edition: Edition) -> str:
    return body(written(letter_of(edition, "guide")), "html")


def emails(edition: Edition) -> list[str]:
    return [body(written(letter_of(edition, name)), "html") for name in sorted(edition.emails)]


def language_of(edition: Edition) -> Language:
    return edition.templates.languages[edition.language]


PRICED = {"landing page": landing, "guide": guide, "guide email": guide_email}
each_that_names_a_price = pytest.mark.parametrize("html_of", PRICED.values(), ids=PRICED)


@each_state
def test_every_promise_is_kept_whatever_the_clinic_tells(edition):
    told = told_in(edition, NOON, plain_emails(edition, NOON))

    assert [complaint for promise in promises_of(edition) for complaint in broken(promise, told)] == []


@each_that_tells_all
@each_that_names_a_price
def test_the_clinics_own_price_stands_where_it_is_known_and_no_other(edition, html_of):
    words = words_of(html_of(edition))

    assert PRICES[edition.language] in words
    assert not DOLLARS.search(words)


@each_that_tells_all
def test_no_email_names_another_price_than_the_clinics_own(edition):
    assert not any(DOLLARS.search(words_of(html)) for html in emails(edition))


@each_that_tells_nothing
@each_that_names_a_price
def test_an_unknown_price_is_asked_for_in_a_chat_that_opens_with_the_question(edition, html_of):
    clinic, hello = edition.templates.clinic, language_of(edition).words["frame"]["ask_price"]

    assert clinic.chat_url(clinic.phone_e164, hello) in Hrefs(html_of(edition)).found


@each_that_tells_all
@pytest.mark.parametrize("html_of", [landing, guide], ids=["landing page", "guide"])
def test_what_the_clinic_tells_stands_on_the_page(edition, html_of):
    words, hours = words_of(html_of(edition)), language_of(edition).hours(edition.templates.clinic.hours)

    assert [told for told in (hours, PARKING, QUALIFICATIONS) if told not in words] == []


@each_that_tells_all
def test_a_woman_among_the_therapists_is_told_of_on_the_landing_page(edition):
    assert language_of(edition).words["frame"]["woman"] in words_of(landing(edition))


@each_that_tells_nothing
@pytest.mark.parametrize("name", ["open", "parking", "woman"])
def test_the_landing_page_has_no_word_for_what_is_unknown(edition, name):
    label = language_of(edition).words["frame"][name].partition("{")[0]

    assert label.strip() not in words_of(landing(edition))


@pytest.mark.parametrize("edition", [one for one in NOTHING if one.language == "en"], ids=str)
@pytest.mark.parametrize("label", ["Open:", "Parking", "Who treats", "woman"])
def test_an_english_guide_has_no_word_for_what_is_unknown(edition, label):
    assert label not in words_of(guide(edition))


def thanks(edition: Edition) -> str:
    visit = Visit("", edition.campaign, edition.language)
    return Pages(edition.templates, LINKS.site_url).render_thanks(visit, LINKS.page("guide"), Form(email="a@b.example"))


@each_state
@pytest.mark.parametrize("html_of", [thanks, guide_email], ids=["thanks", "guide email"])
def test_who_waits_for_a_call_is_told_in_which_hours_where_they_are_known(edition, html_of):
    clinic, main = edition.templates.clinic, html_of(edition).partition("<footer")[0]
    told = language_of(edition).words["thank_you"]["hours"].partition("{")[0]

    assert (clinic.hours is not None) == (told in words_of(main))


@pytest.mark.parametrize("edition", editions_that_tell(WRITTEN_OTHERWISE), ids=str)
def test_each_language_writes_the_city_and_the_money_in_its_own_letters(edition):
    told = [landing(edition), guide(edition), *emails(edition)]

    assert not any(WRITTEN_OTHERWISE["currency"] in text for text in told)
    assert all("coins" in html_of(edition) for html_of in PRICED.values())
    assert "Heretown" in landing(edition)


def test_the_examples_in_the_clinics_file_can_be_read_once_their_marks_are_taken_away():
    source = (TEMPLATES / "clinic.toml").read_text(encoding="utf-8")
    clinic = read_clinic(tomllib.loads(re.sub(r"^# (?=\w+ = |\[)", "", source, flags=re.MULTILINE)))

    assert clinic.hours and clinic.price and clinic.has_woman_therapist and clinic.notes_in("en").parking
