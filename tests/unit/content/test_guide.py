import pytest

from chalicelib import services
from chalicelib.content.guide import Guide, read_guide

MATTER = '+++\ntitle = "Title"\nsubtitle = "Subtitle"\ndescription = "Description"\n+++\n'
DRAWINGS = {"muscle": '<svg viewBox="0 0 8 8"><path d="M0 0"/></svg>'}


def read(text: str) -> Guide:
    return read_guide(MATTER + text, DRAWINGS, services.clinic())


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
    assert body("{{ clinic.name }}") == f"<p>{services.clinic().name}</p>"


def test_text_before_the_first_chapter_is_an_error():
    with pytest.raises(ValueError, match="chapter"):
        read("Welcome.\n\n## A chapter\n")


def test_a_drawing_that_stands_alone_is_a_figure():
    assert body("![A band](muscle.svg)") == (
        '<figure><svg viewBox="0 0 8 8" role="img"><title>A band</title><path d="M0 0"/></svg></figure>'
    )


def test_a_drawing_in_a_text_stays_in_it():
    assert "<p>See <svg" in body("See ![A band](muscle.svg)")


def test_the_words_for_a_drawing_are_escaped():
    assert "<title>&lt;b&gt; &amp; &quot;c&quot;</title>" in body('![<b> & "c"](muscle.svg)')


def test_a_drawing_that_is_not_there_is_an_error():
    with pytest.raises(KeyError):
        body("![A bone](bone.svg)")


@pytest.mark.parametrize("path", [*services.TEMPLATES.glob("guide/drawings/*.svg")], ids=lambda path: path.stem)
def test_a_drawing_has_no_style_that_the_pages_policy_would_forbid(path):
    drawing = path.read_text(encoding="utf-8")

    assert "style" not in drawing
    assert "<script" not in drawing


@pytest.mark.parametrize("path", [*services.TEMPLATES.glob("guide/*.md")], ids=lambda path: path.stem)
def test_no_two_chapters_of_a_guide_have_one_address(path):
    ids = [chapter.id for chapter in services.guide(path.stem).chapters]

    assert len(ids) == len(set(ids)) > 0
