import pytest

from chalicelib.content.guide import Guide, read_guide
from tests.clinic import templates

MATTER = '+++\ntitle = "Title"\nsubtitle = "Subtitle"\ndescription = "Description"\n+++\n'
DRAWINGS = {"muscle": '<svg viewBox="0 0 8 8"><path d="M0 0"/></svg>'}


def read(text: str, matter: str = MATTER) -> Guide:
    return read_guide(matter + text, DRAWINGS, templates().clinic, templates().languages["en"])


def body(text: str) -> str:
    return str(read("## A chapter\n\n" + text).chapters[0].body).strip()


def test_each_heading_of_the_second_level_begins_a_numbered_chapter():
    chapters = read("## How it works\n\nSo.\n\n## Safety\n\n### Risks\n").chapters

    assert [(chapter.number, chapter.title) for chapter in chapters] == [(1, "How it works"), (2, "Safety")]


def test_a_chapter_holds_what_stands_under_its_heading():
    assert [chapter.body for chapter in read("## A\n\nSo.\n\n## B\n\n### C\n").chapters] == [
        "<p>So.</p>\n",
        "<h3>C</h3>\n",
    ]


def test_a_chapter_is_addressed_by_its_title():
    assert read("## A session, step by step\n").chapters[0].id == "a-session-step-by-step"


def test_the_clinic_is_named_in_the_guide_as_its_facts_have_it():
    assert body("{{ clinic.name }}") == f"<p>{templates().clinic.name}</p>"


def test_text_before_the_first_chapter_is_an_error():
    with pytest.raises(ValueError, match="heading of the second level"):
        read("Welcome.\n\n## A chapter\n")


def test_a_picture_in_the_guide_is_its_drawing():
    assert "<svg" in body("![A band](muscle.svg)")


def test_a_drawing_that_is_not_there_is_an_error():
    with pytest.raises(KeyError):
        body("![A bone](bone.svg)")


def test_the_words_in_a_drawing_are_those_of_the_guides_front_matter():
    source = MATTER.replace("+++\n", "", 1).replace("+++\n", '[labels]\nskin = "Skin"\n+++\n')
    drawings = {"muscle": "<svg><text>{skin}</text></svg>"}

    text, clinic, language = (
        f"+++\n{source}## A\n\n![A band](muscle.svg)\n",
        templates().clinic,
        templates().languages["en"],
    )
    [chapter] = read_guide(text, drawings, clinic, language).chapters
    assert "<text>Skin</text>" in chapter.body


def test_a_guide_has_a_title_a_subtitle_and_a_description():
    guide = read("## A chapter\n")

    assert (guide.title, guide.subtitle, guide.description) == ("Title", "Subtitle", "Description")


CHECK = """
[[checked]]
chapter = "Safety"
what = "the risks"
source = "A public body"
on = 2026-11-25
"""
TOLD = "## Safety\n\n{% for one in checked %}{{ one.what }}: {{ one.source }}, {{ one.on }}{{ one.url }}{% endfor %}\n"


def read_with(matter: str, text: str) -> Guide:
    return read(text, MATTER.removesuffix("+++\n") + matter + "+++\n")


def test_a_guide_tells_what_was_checked_against_which_source_and_when():
    [chapter] = read_with(CHECK, TOLD).chapters

    assert chapter.body == "<p>the risks: A public body, 25 November 2026</p>\n"


def test_a_source_may_have_an_address():
    [chapter] = read_with(CHECK + 'url = "https://example.org"\n', TOLD).chapters

    assert "https://example.org" in chapter.body


def test_a_check_of_a_chapter_that_is_gone_is_an_error():
    with pytest.raises(ValueError, match="there is no chapter Safety to be checked"):
        read_with(CHECK, "## Risks\n")


REVIEWED = "## Safety\n\n{% if review %}{{ review.by }}, {{ review.on }}{% else %}Nobody{% endif %}\n"


def test_a_guide_tells_who_reviewed_it_and_when():
    [chapter] = read_with('[review]\nby = "Dr Khan"\non = 2026-12-01\n', REVIEWED).chapters

    assert chapter.body == "<p>Dr Khan, 1 December 2026</p>\n"


def test_a_guide_that_nobody_has_reviewed_tells_of_no_review():
    assert read(REVIEWED).chapters[0].body == "<p>Nobody</p>\n"


@pytest.mark.parametrize(
    ("matter", "complaint"),
    [
        (CHECK.replace("on = ", "at = "), r"its front matter: at is not known under \[\[checked\]\]"),
        (CHECK.replace('what = "the risks"\n', ""), r"its front matter: what is missing under \[\[checked\]\]"),
        (CHECK + 'url = "example.org"\n', r'url under \[\[checked\]\] has "example.org", not an address like'),
        ('[review]\nby = "Dr Khan"\n', r"its front matter: on is missing under \[review\]"),
        ('[review]\nby = ""\non = 2026-12-01\n', r'by under \[review\] has "", not a text'),
    ],
)
def test_a_slip_in_what_a_guide_tells_of_itself_is_named(matter: str, complaint: str):
    with pytest.raises(ValueError, match=complaint):
        read_with(matter, "## Safety\n")


def test_a_chapter_may_have_an_address_that_is_not_its_title():
    [chapter] = read_with('[addresses]\nSafety = "risks"\n', "## Safety\n\nRest.\n").chapters

    assert chapter.id == "risks"


def test_an_address_of_a_chapter_that_is_gone_is_an_error():
    with pytest.raises(ValueError, match="there is no chapter Safety to have an address"):
        read_with('[addresses]\nSafety = "risks"\n', "## Rest\n\nRest.\n")
