import re
import tomllib
from html import unescape

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from jinja2 import UndefinedError

from chalicelib.content.markdown import to_html
from chalicelib.content.plain_text import to_plain
from chalicelib.content.prose import Prose, escape_markdown, quote, read_prose, sections

SOURCE = """+++
subject = "For {{ name }}"
title = "A letter"
+++
Hello {{ name }},

this is *it*.
"""

markdown_like = st.text(st.sampled_from(" \t\n\\`*_{}[]()#+-.!|<>&;:/'\"~^=$@%?,01ahp\u0622\u200c\u00a0"))
typed_texts = st.text() | markdown_like


def fill(markdown: str, **values: object) -> str:
    return Prose({}, markdown).fill(values)


def tags(html: str) -> list[str]:
    return re.findall(r"<[^>]*>", html)


def test_the_front_matter_is_read_as_toml():
    assert read_prose(SOURCE).matter == {"subject": "For {{ name }}", "title": "A letter"}


def test_the_text_is_all_that_comes_after_the_front_matter():
    assert read_prose(SOURCE).markdown == "Hello {{ name }},\n\nthis is *it*.\n"


def test_a_line_of_plus_signs_in_the_text_belongs_to_the_text():
    assert read_prose("+++\n+++\nabove\n\n+++\nbelow").markdown == "above\n\n+++\nbelow"


@pytest.mark.parametrize("source", ["", "Hello", "+++\nsubject = 'x'\nHello"])
def test_a_text_without_front_matter_is_an_error(source: str):
    with pytest.raises(ValueError, match="unpack"):
        read_prose(source)


def test_front_matter_that_does_not_come_first_is_an_error():
    with pytest.raises(ValueError, match=r"starts with a line of \+\+\+"):
        read_prose("Hello\n+++\n+++\nHello")


def test_front_matter_that_is_not_toml_is_an_error():
    with pytest.raises(tomllib.TOMLDecodeError):
        read_prose("+++\nsubject: x\n+++\nHello")


def test_values_stand_where_the_text_names_them():
    assert read_prose(SOURCE).fill({"name": "Amina"}) == "Hello Amina,\n\nthis is *it*."


def test_a_value_that_is_not_there_is_an_error():
    with pytest.raises(UndefinedError, match="name"):
        read_prose(SOURCE).fill({})


def test_a_line_of_front_matter_stays_one_line():
    assert read_prose(SOURCE).fill_line("subject", {"name": "Amina\r\nBcc: x"}) == "For Amina Bcc: x"


def test_a_line_of_front_matter_takes_values_as_they_are():
    assert read_prose(SOURCE).fill_line("subject", {"name": "*Amina* & <co>"}) == "For *Amina* & <co>"


def test_a_value_missing_from_a_line_of_front_matter_is_an_error():
    with pytest.raises(UndefinedError, match="name"):
        read_prose(SOURCE).fill_line("subject", {})


def test_a_value_is_never_read_as_a_template():
    assert to_plain(fill("{{ name }}", name="{{ 7 * 7 }}{% raw %}")) == "{{ 7 * 7 }}{% raw %}\n"


def test_a_value_of_several_lines_becomes_one():
    assert fill("- {{ name }}", name="Amina\n\n- Bina") == r"- Amina \- Bina"


def test_what_the_text_itself_says_is_not_escaped():
    assert fill("**{{ name }}** _here_", name="Amina") == "**Amina** _here_"


def test_a_line_that_only_decides_leaves_no_line_behind():
    assert fill("- a\n{% if False %}\n- b\n{% endif %}\n- c") == "- a\n- c"


@pytest.mark.parametrize("sign", "!\"#$%&'()*+,-./:;<=>?@[\\]^_`{|}~")
def test_every_sign_that_markdown_knows_is_escaped(sign: str):
    assert escape_markdown(f"a{sign}b") == f"a\\{sign}b"


@pytest.mark.parametrize(
    "typed",
    [
        "# Amina",
        "1. Amina",
        "- Amina",
        "    Amina",
        "**Amina**",
        "`Amina`",
        "[Amina](https://elsewhere.example)",
        "![Amina](https://elsewhere.example)",
        "<https://elsewhere.example>",
        "<script>alert(1)</script>",
        "&lt;b&gt; &amp; &#65;",
        "Amina\\",
        "> Amina",
        "| Amina |",
        "---",
    ],
)
def test_what_somebody_typed_comes_out_as_typed(typed: str):
    assert to_plain(fill("{{ name }}", name=typed)) == typed.strip() + "\n"


@given(typed_texts)
def test_whatever_was_typed_comes_out_in_the_same_words_as_plain_text(typed: str):
    assert to_plain(fill("{{ typed }}", typed=typed)).split() == typed.split()


@given(typed_texts)
def test_whatever_was_typed_is_nothing_but_a_paragraph_in_html(typed: str):
    assume(typed.split())

    assert tags(to_html(fill("{{ typed }}", typed=typed))) == ["<p>", "</p>"]


@given(markdown_like)
def test_whatever_was_typed_comes_out_in_the_same_words_in_html(typed: str):
    text = re.sub(r"<[^>]*>", "", to_html(fill("{{ typed }}", typed=typed)))

    assert unescape(text).split() == typed.split()


@given(typed_texts)
def test_whatever_was_typed_stays_within_its_list_item(typed: str):
    plain = to_plain(fill("- first: {{ typed }}\n- second", typed=typed))

    assert plain.split() == ["-", "first:", *typed.split(), "-", "second"]


def test_a_quote_keeps_the_lines_of_the_person_who_wrote_it():
    assert to_plain(fill("{{ typed | quote }}", typed="My neck\nand my back.")) == "> My neck\n> and my back.\n"


def test_a_quote_keeps_its_paragraphs():
    html = to_html(quote("My neck.\n\nAnd my back."))

    assert html == "<blockquote>\n<p>My neck.</p>\n<p>And my back.</p>\n</blockquote>\n"


def test_a_quote_does_not_run_into_the_text_around_it():
    html = to_html(fill("Before\n\n{{ typed | quote }}\n\nAfter", typed="> My neck\n# My back"))

    assert html == ("<p>Before</p>\n<blockquote>\n<p>&gt; My neck<br />\n# My back</p>\n</blockquote>\n<p>After</p>\n")


@given(typed_texts)
def test_whatever_is_quoted_is_nothing_but_paragraphs_and_lines(typed: str):
    quoted = set(tags(to_html(fill("{{ typed | quote }}", typed=typed))))

    assert quoted <= {"<blockquote>", "</blockquote>", "<p>", "</p>", "<br />"}


def test_a_text_is_parted_at_its_headings_of_the_second_level():
    assert sections("## A\n\nSo.\n\n### B\n\n## C\n") == [("A", "\n\nSo.\n\n### B\n\n"), ("C", "\n")]


def test_words_before_the_first_heading_are_an_error():
    with pytest.raises(ValueError, match="starts with a heading of the second level"):
        sections("Welcome.\n\n## A\n")
