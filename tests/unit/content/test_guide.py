import pytest

from chalicelib.content.guide import Guide, read_guide
from tests.clinic import templates

MATTER = '+++\ntitle = "Title"\nsubtitle = "Subtitle"\ndescription = "Description"\n+++\n'
DRAWINGS = {"muscle": '<svg viewBox="0 0 8 8"><path d="M0 0"/></svg>'}


def read(text: str) -> Guide:
    return read_guide(MATTER + text, DRAWINGS, templates().clinic)


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

    [chapter] = read_guide(f"+++\n{source}## A\n\n![A band](muscle.svg)\n", drawings, templates().clinic).chapters
    assert "<text>Skin</text>" in chapter.body


def test_a_guide_has_a_title_a_subtitle_and_a_description():
    guide = read("## A chapter\n")

    assert (guide.title, guide.subtitle, guide.description) == ("Title", "Subtitle", "Description")
