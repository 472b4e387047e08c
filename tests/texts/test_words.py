"""The texts as writing: how hard they are to read, and that HTML and plain text say the same."""

import re
from itertools import pairwise

import pytest
from readability import getmeasures

from tests.letters import Shown, body, parsed
from tests.texts.shipped import (
    EDITIONS,
    TO_LEADS,
    each_edition,
    each_follow_up,
    each_letter,
    each_letter_to_leads,
    guide_as_plain_text,
    letters_of,
    written,
)

HARDEST = 7.0
"""The school grade of people of 12 to 13. Kincaid et al., 1975; medical words count as hard."""

TEXTS = {
    **{f"{letter.edition.folder}/emails/{letter.name}.md": letter.text for letter in TO_LEADS},
    **{f"{edition.folder}/guide.md": guide_as_plain_text(edition) for edition in EDITIONS},
}

IN_ENGLISH = [
    name for edition in EDITIONS if edition.language == "en" for name in TEXTS if name.startswith(edition.folder + "/")
]
"""The measure knows no other language of ours."""

each_text = pytest.mark.parametrize("name", TEXTS)


def sentences(plain: str) -> list[str]:
    """Each sentence, its words between spaces. Headings, and items that are no sentence, would only flatter."""
    blocks = re.split(r"\n\s*\n|\n(?=- |\d+\. )", re.sub(r"\r|https?://\S+", "", plain))
    found = (one for block in blocks for one in re.findall(r"[^.?!]+[.?!]", " ".join(block.split())))
    spelt = (" ".join(re.findall(r"[^\W\d_]+(?:[’'-][^\W\d_]+)*", one)) for one in found)
    return [one for one in spelt if one]


@pytest.mark.parametrize("name", IN_ENGLISH)
def test_a_text_is_easy_to_read(name, record_property):
    grade = getmeasures("\n".join(sentences(TEXTS[name])), lang="en")["readability grades"]["Kincaid"]
    record_property("measured", f"Flesch-Kincaid, {name}: grade {grade:.1f} (at most {HARDEST})")

    assert grade <= HARDEST


@each_text
def test_a_text_does_not_shout(name):
    assert "!" not in TEXTS[name]


HYPE = "best|100|amazing|miracle|guaranteed?|cures?|painless|proven|act now|limited offer|for free|discount"


@each_text
def test_a_text_promises_nothing(name):
    honest = r"not a cure|nobody can guarantee|best (supports|support)|its best"
    hype = re.findall(
        rf"\b(?:{HYPE})\b", re.sub(honest, "", " ".join(TEXTS[name].split()), flags=re.IGNORECASE), re.IGNORECASE
    )

    assert hype == []


@each_text
def test_no_text_says_what_the_reader_suffers_from(name):
    ailments = "pain|ache|headache|migraine|sciatica|neck|back|shoulder|knee|injury|condition|stiffness|muscle knots?"
    said = re.findall(
        rf"\byour (?:\w+ )?(?:{ailments})\b|\byou (?:have|suffer|are in|feel) (?:\w+ )?(?:{ailments})\b",
        " ".join(TEXTS[name].split()),
        re.IGNORECASE,
    )

    assert said == []


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
