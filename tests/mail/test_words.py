"""The texts as writing: how hard they are to read, and that HTML and plain text say the same."""

import re
from itertools import pairwise

import pytest
from readability import getmeasures

from chalicelib import services
from chalicelib.content.markdown import read_prose, to_plain
from tests.letters import TO_LEADS, Shown, body, each_email, each_email_to_leads, each_follow_up, named, parsed, written

HARDEST = 7.0
"""The school grade of people of 12 to 13. Kincaid et al., 1975; medical words count as hard."""

TEXTS = [*map(named, TO_LEADS), "the guide"]


def text(name: str) -> str:
    if name == "the guide":
        markdown = read_prose((services.TEMPLATES / "guide/en.md").read_text(encoding="utf-8"))
        return to_plain(markdown.fill({"clinic": services.clinic()}))
    email_id = next(email_id for email_id in TO_LEADS if named(email_id) == name)
    return body(written(email_id), "plain").partition("--------")[0]


def sentences(plain: str) -> list[str]:
    """Each sentence, its words between spaces. Headings, and items that are no sentence, would only flatter."""
    blocks = re.split(r"\n\s*\n|\n(?=- |\d+\. )", re.sub(r"\r|https?://\S+", "", plain))
    found = (one for block in blocks for one in re.findall(r"[^.?!]+[.?!]", " ".join(block.split())))
    spelt = (" ".join(re.findall(r"[^\W\d_]+(?:[’'-][^\W\d_]+)*", one)) for one in found)
    return [one for one in spelt if one]


@pytest.mark.parametrize("name", TEXTS)
def test_a_text_is_easy_to_read(name, record_property):
    grade = getmeasures("\n".join(sentences(text(name))), lang="en")["readability grades"]["Kincaid"]
    record_property("measured", f"Flesch-Kincaid, {name}: grade {grade:.1f} (at most {HARDEST})")

    assert grade <= HARDEST


@pytest.mark.parametrize("name", TEXTS)
def test_a_text_does_not_shout(name):
    assert "!" not in text(name)


HYPE = "best|100|amazing|miracle|guaranteed?|cures?|painless|proven|act now|limited offer|for free|discount"


@pytest.mark.parametrize("name", TEXTS)
def test_a_text_promises_nothing(name):
    honest = r"not a cure|nobody can guarantee|best (supports|support)|its best"
    hype = re.findall(
        rf"\b(?:{HYPE})\b", re.sub(honest, "", " ".join(text(name).split()), flags=re.IGNORECASE), re.IGNORECASE
    )

    assert hype == []


@pytest.mark.parametrize("name", TEXTS)
def test_no_text_says_what_the_reader_suffers_from(name):
    ailments = "pain|ache|headache|migraine|sciatica|neck|back|shoulder|knee|injury|condition|stiffness|muscle knots?"
    said = re.findall(
        rf"\byour (?:\w+ )?(?:{ailments})\b|\byou (?:have|suffer|are in|feel) (?:\w+ )?(?:{ailments})\b",
        text(name),
        re.IGNORECASE,
    )

    assert said == []


@each_email
def test_the_first_words_are_worth_showing_in_an_inbox(email_id):
    first = body(written(email_id), "plain").strip().partition("\r\n\r\n")[0].replace("\r\n", " ")
    html = Shown(body(written(email_id), "html")).text.strip().partition("\n")[0]

    assert first == html
    assert 30 <= len(first) <= 100
    assert not first.startswith("Hello")


@each_follow_up
def test_a_follow_up_has_one_thing_to_do(email_id):
    html = body(written(email_id), "html")
    text_of_it = html.partition("</h1>")[2].partition('class="small"')[0]

    assert text_of_it.count("<a ") == 1
    assert text_of_it.count('class="button"') == 1


def test_no_two_follow_ups_have_the_same_subject():
    subjects = sorted(str(parsed(written(email_id))["Subject"]) for email_id in TO_LEADS)

    assert all(one != other for one, other in pairwise(subjects))


def test_the_last_follow_up_says_goodbye():
    assert "Goodbye" in text(TEXTS[-2])


@each_email
def test_html_and_plain_text_say_the_same_words(email_id):
    email = written(email_id)
    plain = re.sub(r"https?://\S+", "", body(email, "plain"))
    plain = re.sub(r"^ *(> ?|- |\d+\. )", "", plain, flags=re.MULTILINE)

    assert words(plain) == words(Shown(body(email, "html")).text)


def words(shown: str) -> list[str]:
    return re.findall(r"[\w@.+’-]*\w", shown)


@each_email_to_leads
def test_everything_can_be_read_without_pictures(email_id):
    assert not re.search(r"<img|background=|url\(", body(written(email_id), "html"))
