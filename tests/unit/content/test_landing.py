import pytest

from chalicelib.content.landing import Landing, Question, Section, read_landing
from tests.clinic import templates

MATTER = """
title = "Knots"
description = "From {{ clinic.name }}"
drawing = "A needle & a knot"

[[questions]]
ask = "Does it hurt?"
answer = "A little."

[[questions]]
ask = "How long does it take?"
told_above = true
answer = "Half an hour."
"""
DRAWINGS = {
    "landing": '<svg viewBox="0 0 9 9"><path d="M9 9"/></svg>',
    "knot": '<svg viewBox="0 0 8 8"><path d="M0 0"/></svg>',
}


def read(markdown: str = "", matter: str = MATTER, drawings: dict[str, str] = DRAWINGS) -> Landing:
    return read_landing(f"+++{matter}+++\n{markdown}", drawings, templates().clinic, templates().languages["en"])


def section(markdown: str) -> Section:
    [only] = read(f"## A section\n\n{markdown}\n").sections
    return only


def body(markdown: str) -> str:
    return str(section(markdown).body).strip()


def test_the_short_words_are_known_by_their_names():
    assert read().words["title"] == "Knots"


def test_the_clinic_is_named_in_the_short_words_as_its_facts_have_it():
    assert read().words["description"] == "From Riverside Clinic"


def test_the_clinic_is_named_in_a_section_as_its_facts_have_it():
    assert body("Ask {{ clinic.name }}.") == '<p class="big">Ask Riverside Clinic.</p>'


def test_each_heading_of_the_second_level_begins_a_section():
    assert [one.title for one in read("## In a minute\n\nSo.\n\n## A session\n\nSo.\n").sections] == [
        "In a minute",
        "A session",
    ]


def test_words_before_the_first_section_are_an_error():
    with pytest.raises(ValueError, match="heading of the second level"):
        read("Welcome.\n\n## A section\n")


def test_the_questions_come_in_the_order_they_are_written_in():
    assert read().questions == (
        Question("Does it hurt?", "A little."),
        Question("How long does it take?", "Half an hour.", told_above=True),
    )


def test_the_clinic_is_named_in_a_question_and_its_answer_as_its_facts_have_it():
    asked = '\n[[questions]]\nask = "Who is {{ clinic.name }}?"\nanswer = "A clinic in {{ city }}."\n'

    assert read(matter=asked).questions == (Question("Who is Riverside Clinic?", "A clinic in Lahore."),)


def test_a_page_without_questions_is_an_error():
    with pytest.raises(KeyError, match="questions"):
        read(matter='\ntitle = "Knots"\n')


def test_a_misspelt_line_of_a_question_is_an_error():
    with pytest.raises(TypeError, match="anwser"):
        read(matter='\n[[questions]]\nask = "Does it hurt?"\nanwser = "A little."\n')


def test_the_first_paragraph_is_large_and_a_later_one_is_not():
    assert body("It is tight.\n\nIt lets go.") == '<p class="big">It is tight.</p>\n<p>It lets go.</p>'


def test_a_first_paragraph_that_begins_in_bold_is_a_figure_beside_the_title():
    found = section("**30** minutes\n\nMore or less.")

    assert found.figure == '<p class="figure"><strong>30</strong> minutes</p>\n'
    assert found.body == '<p class="big">More or less.</p>\n'


def test_a_section_without_such_a_paragraph_has_no_figure():
    assert section("About **30** minutes.").figure == ""


def test_a_later_paragraph_that_begins_in_bold_is_an_aside():
    assert body("- Necks\n\n**What research says.** Not much.").endswith(
        '<p class="aside"><strong>What research says.</strong> Not much.</p>'
    )


def test_a_quote_of_more_than_one_paragraph_is_a_box():
    assert body("So.\n\n> **Now:** pain.\n>\n> **Soon:** fever.").endswith(
        "<blockquote>\n<p><strong>Now:</strong> pain.</p>\n<p><strong>Soon:</strong> fever.</p>\n</blockquote>"
    )


def test_a_quote_is_a_warning():
    assert body("So.\n\n> Chest pain: *get* care.").endswith('<p class="aside warn">Chest pain: <em>get</em> care.</p>')


def test_terms_and_what_they_mean_are_a_grid():
    assert body("Twitch\n: It contracts.\n\nRelease\n: It lets go.").replace("\n", "") == (
        '<dl class="grid"><div><dt>Twitch</dt><dd>It contracts.</dd></div>'
        "<div><dt>Release</dt><dd>It lets go.</dd></div></dl>"
    )


@pytest.mark.parametrize(("terms", "name"), [(2, "grid"), (3, "grid three"), (4, "grid")])
def test_the_last_of_three_terms_is_as_wide_as_the_page(terms: int, name: str):
    assert f'<dl class="{name}">' in body("\n\n".join(f"Term {number}\n: So." for number in range(terms)))


def test_two_grids_of_a_section_are_each_as_wide_as_their_own_terms_ask():
    two, three = ("\n\n".join(f"Term {number}\n: So." for number in range(terms)) for terms in (2, 3))
    html = body(f"{two}\n\nAnd:\n\n{three}")

    assert (html.count('<dl class="grid">'), html.count('<dl class="grid three">')) == (1, 1)


def test_a_numbered_list_is_steps_and_tints_its_section():
    found = section("1. ### Assessment\n\n   Where it hurts.")

    assert found.is_tinted
    assert '<ol class="steps">\n<li><h3>Assessment</h3>' in found.body


@pytest.mark.parametrize("markdown", ["So.", "- Necks", "Twitch\n: It contracts."])
def test_a_section_without_steps_is_not_tinted(markdown: str):
    assert not section(markdown).is_tinted


def test_a_list_of_points_is_a_list_of_uses():
    assert body("- Necks\n- Backs").replace("\n", "") == '<ul class="uses"><li>Necks</li><li>Backs</li></ul>'


def test_a_table_is_a_count_whose_heads_are_those_of_its_columns():
    html = body("| For | Sessions |\n| --- | --- |\n| New | 1 to 3 |")

    assert html.startswith('<table class="count">')
    assert html.count('<th scope="col">') == 2


def test_a_range_in_a_table_is_dots():
    assert '<td>1 to 3 <svg class="dots"' in body(
        "| For | Sessions |\n| --- | --- |\n| New | 1 to 3 ![](range-1-3.svg) |"
    )


def test_a_picture_in_a_section_is_its_drawing():
    assert body("So.\n\n![A knot](knot.svg)").endswith(
        '<figure><svg viewBox="0 0 8 8" role="img"><title>A knot</title><path d="M0 0"/></svg></figure>'
    )


def test_a_drawing_that_is_not_there_is_an_error():
    with pytest.raises(KeyError, match="bone"):
        read("## A section\n\n![A bone](bone.svg)\n")


def test_what_a_section_says_is_escaped():
    assert body("<b> & {{ clinic.name }}") == '<p class="big">&lt;b&gt; &amp; Riverside Clinic</p>'


def test_the_drawing_at_the_top_says_in_words_what_it_shows():
    assert read().picture == (
        '<svg viewBox="0 0 9 9" role="img" aria-label="A needle &amp; a knot"><path d="M9 9"/></svg>'
    )


def test_a_page_may_do_without_a_drawing_at_its_top():
    assert read(drawings={}).picture == ""
