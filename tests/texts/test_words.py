"""The texts as writing: how hard they are to read, and that HTML and plain text say the same."""

import re
from itertools import pairwise

import pytest

from chalicelib.leads.attempt import EmailKind
from tests.letters import Shown, body, parsed
from tests.texts.shipped import (
    EDITIONS,
    SHIPPED,
    TO_LEADS,
    each_edition,
    each_follow_up,
    each_letter,
    each_letter_to_leads,
    guide_as_plain_text,
    letters_of,
    written,
)
from tools.campaign.claims import diagnoses, promises
from tools.campaign.reading import HARDEST, grade

TEXTS = {
    **{f"{letter.edition.folder}/emails/{letter.name}.md": letter.text for letter in TO_LEADS},
    **{f"{edition.folder}/guide.md": guide_as_plain_text(edition) for edition in EDITIONS},
}

IN_ENGLISH = [
    name for edition in EDITIONS if edition.language == "en" for name in TEXTS if name.startswith(edition.folder + "/")
]
"""The measure knows no other language of ours."""

FOR_PEOPLE = {kind.value for kind in EmailKind if not kind.is_for_clinic}

each_text = pytest.mark.parametrize("name", TEXTS)


def test_each_kind_of_email_has_a_name_in_the_life_of_a_lead():
    told = SHIPPED.languages[SHIPPED.clinic.language].words["console"]["emails"]

    assert told.keys() == {kind.value for kind in EmailKind}


@pytest.mark.parametrize("code", SHIPPED.languages)
def test_each_kind_of_email_to_people_has_a_name_for_them(code):
    assert SHIPPED.languages[code].words["self"]["kinds"].keys() == FOR_PEOPLE


@pytest.mark.parametrize("name", IN_ENGLISH)
def test_a_text_is_easy_to_read(name, record_property):
    found = grade(TEXTS[name])
    record_property("measured", f"Flesch-Kincaid, {name}: grade {found:.1f} (at most {HARDEST})")

    assert found <= HARDEST


@each_text
def test_a_text_does_not_shout(name):
    assert "!" not in TEXTS[name]


@each_text
def test_a_text_promises_nothing(name):
    assert list(promises(TEXTS[name])) == []


@each_text
def test_no_text_says_what_the_reader_suffers_from(name):
    assert list(diagnoses(TEXTS[name])) == []


@each_letter
def test_the_first_words_are_worth_showing_in_an_inbox(letter):
    first = body(written(letter), "plain").strip().partition("\r\n\r\n")[0].replace("\r\n", " ")
    html = Shown(body(written(letter), "html")).text.strip().partition("\n")[0]

    assert first == html
    assert 30 <= len(first) <= 100
    assert not first.startswith("Hello")


@each_follow_up
def test_a_follow_up_has_one_thing_to_do_apart_from_what_a_warning_asks(letter):
    html = body(written(letter), "html")
    text_of_it = re.sub(
        '<p class="asked".*?</p>|<blockquote.*?</blockquote>',
        "",
        html.partition("</h1>")[2].partition('class="small"')[0],
        flags=re.DOTALL,
    )

    assert text_of_it.count("<a ") == 1
    assert text_of_it.count('class="button"') == 1


@each_edition
def test_no_two_emails_of_a_campaign_have_the_same_subject(edition):
    subjects = sorted(str(parsed(written(letter))["Subject"]) for letter in letters_of(edition))

    assert all(one != other for one, other in pairwise(subjects))


@each_letter
def test_html_and_plain_text_say_the_same_words(letter):
    email = written(letter)
    plain = re.sub(r"https?://\S+", "", body(email, "plain"))
    plain = re.sub(r"^ *(> ?|- |\d+\. )", "", plain, flags=re.MULTILINE)

    assert words(plain) == words(Shown(body(email, "html")).text)


def words(shown: str) -> list[str]:
    return re.findall(r"[\w@.+’-]*\w", shown)


@each_letter_to_leads
def test_everything_can_be_read_without_pictures(letter):
    assert not re.search(r"<img|background=|url\(", body(written(letter), "html"))
