import re
import tomllib
from html import unescape
from itertools import pairwise

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from jinja2 import UndefinedError

from chalicelib.content.markdown import Prose, escape_markdown, quote, read_prose, to_html, to_plain

SOURCE = """+++
subject = "For {{ name }}"
title = "A letter"
+++
Hello {{ name }},

this is *it*.
"""
SIGNED = "https://guide.example.com/unsubscribe/mzxw6ytboi2gk43uojuw4zzanf.QvONccUqxjsf52x96c8jEo42VnMhjwXJbBsBDwrgMcg"

markdown_like = st.text(st.sampled_from(" \t\n\\`*_{}[]()#+-.!|<>&;:/'\"~^=$@%?,01ahp\u0622\u200c\u00a0"))
typed_texts = st.text() | markdown_like
words = st.text(st.characters(categories=["L", "N"]), min_size=1, max_size=72)


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


def test_a_quote_keeps_the_lines_of_whoever_wrote_it():
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


def test_markup_written_in_a_text_is_shown_and_not_obeyed():
    html = to_html("<b onclick=x>Hello</b>\n\n<script>alert(1)</script>")

    assert tags(html) == ["<p>", "</p>", "<p>", "</p>"]


@pytest.mark.parametrize(
    "url",
    [
        "javascript:alert(1)",
        "JavaScript:alert(1)",
        "java&#115;cript:alert(1)",
        "&#1;javascript:alert(1)",
        "vbscript:x",
        "data:text/html,x",
    ],
)
def test_a_link_that_would_run_a_script_leads_nowhere(url: str):
    assert to_html(f"[press]({url})") == '<p><a href="#harmful-link">press</a></p>\n'


def test_a_value_that_would_run_a_script_leads_nowhere():
    html = to_html(fill("[press]({{ url }})", url="javascript:alert(1)"))

    assert html == '<p><a href="#harmful-link">press</a></p>\n'


def test_a_picture_that_would_run_a_script_shows_nothing():
    assert 'src="#harmful-link"' in to_html("![look](javascript:alert(1))")


@pytest.mark.parametrize("url", ["https://guide.example.com/a_b-c.d", "tel:+923001234567", "mailto:desk@example.com"])
def test_a_value_may_be_the_address_of_a_link(url: str):
    assert to_html(fill("[press]({{ url }})", url=url)) == f'<p><a href="{url}">press</a></p>\n'


def test_the_address_of_a_link_is_escaped_in_html():
    html = to_html(fill("[press]({{ url }})", url='https://guide.example.com/?a=1&b="'))

    assert 'href="https://guide.example.com/?a=1&amp;b=%22"' in html


def test_a_link_titled_button_has_the_class_of_a_button_on_a_page():
    html = to_html('[Open](https://guide.example.com "button")')

    assert html == '<p><a class="button" href="https://guide.example.com">Open</a></p>\n'


BUTTON_STYLES = {
    "a": "color:teal",
    "p": "margin:1px",
    "button-colour": "#000001",
    "button": "border-radius:6px",
    "button-link": "padding:14px",
    "button-gap": "line-height:18px",
}


def test_a_link_titled_button_is_a_coloured_cell_in_an_email():
    html = to_html('[Open](https://guide.example.com "button")', BUTTON_STYLES)

    assert html == (
        '<table role="presentation" cellpadding="0" cellspacing="0" border="0">'
        '<tr><td class="button" bgcolor="#000001" style="background-color:#000001;border-radius:6px">'
        '<a style="padding:14px" href="https://guide.example.com">Open</a></td></tr>'
        '<tr><td style="line-height:18px">&nbsp;</td></tr></table>\n'
    )


def test_a_link_titled_button_within_a_paragraph_is_no_cell():
    html = to_html('Please [open](https://guide.example.com "button") it.', BUTTON_STYLES)

    assert tags(html)[0] == '<p style="margin:1px">' and "<table" not in html


def test_a_quote_on_a_page_is_left_as_it_is():
    assert to_html("> Hello") == "<blockquote>\n<p>Hello</p>\n</blockquote>\n"


def test_the_line_beside_a_quote_ends_with_its_words_in_an_email():
    html = to_html("> Hello\n>\n> you", {"p": "margin:1px", "last-p": "margin:0", "blockquote": "padding:2px"})

    assert html == (
        '<blockquote style="padding:2px">\n'
        '<p dir="auto" style="margin:1px">Hello</p>\n<p dir="auto" style="margin:0">you</p>\n</blockquote>\n'
    )


def test_any_other_link_has_the_style_of_a_link_in_an_email():
    html = to_html("[Open](https://guide.example.com)", BUTTON_STYLES)

    assert html == '<p style="margin:1px"><a style="color:teal" href="https://guide.example.com">Open</a></p>\n'


@pytest.mark.parametrize(
    ("tag", "markdown"),
    [
        ("p", "Hello"),
        ("h2", "## Hello"),
        ("ul", "- Hello"),
        ("ol", "1. Hello"),
        ("li", "- Hello"),
        ("blockquote", "> Hello"),
        ("table", "| Hello |\n| --- |\n| you |"),
        ("th", "| Hello |\n| --- |\n| you |"),
        ("td", "| Hello |\n| --- |\n| you |"),
    ],
)
def test_each_tag_of_an_email_has_its_style_inline(tag: str, markdown: str):
    assert re.findall(r'<(\w+) style="margin:0">', to_html(markdown, {tag: "margin:0"})) == [tag]


def test_a_tag_without_a_style_stays_bare():
    assert to_html("Hello *you*", {"h2": "margin:0"}) == "<p>Hello <em>you</em></p>\n"


def test_a_style_may_hold_quotation_marks():
    assert to_html("Hello", {"p": 'font-family:"Noto"'}) == '<p style="font-family:&#34;Noto&#34;">Hello</p>\n'


def test_a_page_has_no_inline_style():
    assert "style=" not in to_html("## Hello\n\n- you\n\n| a |\n| --- |\n| b |")


def test_a_table_becomes_a_table():
    html = to_html("| For | Sessions |\n| --- | --- |\n| Neck | 1 to 3 |")

    assert re.sub(r"\s", "", html) == (
        "<table><thead><tr><th>For</th><th>Sessions</th></tr></thead>"
        "<tbody><tr><td>Neck</td><td>1to3</td></tr></tbody></table>"
    )


def test_plain_text_ends_with_one_line_feed():
    assert to_plain("\n\nHello\n\n\n") == "Hello\n"


def test_plain_text_has_no_marks_of_emphasis():
    assert to_plain("**What it is.** *Dry* means `nothing` injected.") == "What it is. Dry means nothing injected.\n"


def test_plain_text_has_the_signs_and_not_their_entities():
    assert to_plain("5 < 6 & “dry”") == "5 < 6 & “dry”\n"


def test_lines_of_one_paragraph_are_joined_in_plain_text():
    assert to_plain("Hello\nyou") == "Hello you\n"


def test_a_hard_break_stays_one_in_plain_text():
    assert to_plain("Hello  \nyou") == "Hello\nyou\n"


def test_paragraphs_stay_apart_in_plain_text():
    assert to_plain("Hello\n\nyou") == "Hello\n\nyou\n"


def test_a_heading_is_underlined_in_plain_text():
    assert to_plain("## Hello you\n\nText") == "Hello you\n---------\n\nText\n"


def test_a_list_keeps_its_bullets_in_plain_text():
    assert to_plain("Drink:\n\n- water\n- tea\n\nRest.") == "Drink:\n\n- water\n- tea\n\nRest.\n"


def test_a_list_keeps_its_numbers_in_plain_text():
    assert to_plain("1. Sit\n2. Rest") == "1. Sit\n2. Rest\n"


def test_a_list_within_a_list_is_indented_in_plain_text():
    assert to_plain("- drink\n  - water\n  - tea\n- rest") == "- drink\n  - water\n  - tea\n- rest\n"


def test_a_long_list_item_hangs_in_plain_text():
    plain = to_plain("- " + "needle " * 25)

    assert [line[:3] for line in plain.splitlines()] == ["- n", "  n", "  n"]


def test_a_long_numbered_item_hangs_in_plain_text():
    plain = to_plain("1. " + "needle " * 25)

    assert [line[:4] for line in plain.splitlines()] == ["1. n", "   n", "   n"]


def test_a_block_quote_is_marked_on_every_line_in_plain_text():
    plain = to_plain("> " + "needle " * 25)

    assert [line[:3] for line in plain.splitlines()] == ["> n", "> n", "> n"]


def test_a_table_stands_row_by_row_in_plain_text():
    plain = to_plain("| For | Sessions |\n| --- | --- |\n| Neck | 1 to 3 |\n| Back | 4 to 8 |\n\nAsk us.")

    assert plain == "For | Sessions\nNeck | 1 to 3\nBack | 4 to 8\n\nAsk us.\n"


def test_a_link_is_followed_by_its_address_in_plain_text():
    assert to_plain("[Our site](https://clinic.example.com) helps.") == "Our site: https://clinic.example.com helps.\n"


def test_a_button_is_followed_by_its_address_in_plain_text():
    plain = to_plain(fill('[Stop]({{ url }} "button")', url="https://guide.example.com/a_b?mark=booked"))

    assert plain == "Stop: https://guide.example.com/a_b?mark=booked\n"


@pytest.mark.parametrize(
    ("markdown", "plain"),
    [
        ("<https://clinic.example.com>", "https://clinic.example.com\n"),
        ("[desk@example.com](mailto:desk@example.com)", "desk@example.com\n"),
        ("[+923001234567](tel:+923001234567)", "+923001234567\n"),
        ("[Call +923001234567](tel:+923001234567)", "Call +923001234567\n"),
    ],
)
def test_a_link_whose_words_end_with_its_address_is_written_once_in_plain_text(markdown: str, plain: str):
    assert to_plain(markdown) == plain


def test_a_number_to_call_is_written_without_its_scheme_in_plain_text():
    assert to_plain("[our phone](tel:+923001234567)") == "our phone: +923001234567\n"


def test_a_number_to_call_that_stands_in_the_words_is_not_written_again():
    assert to_plain("[Call 0300 1234567](tel:+923001234567)") == "Call 0300 1234567\n"


@pytest.mark.parametrize(("last_word", "lines"), [("n" * 35, 1), ("n" * 36, 2)])
def test_a_line_of_72_columns_is_full(last_word: str, lines: int):
    assert len(to_plain("n" * 36 + " " + last_word).splitlines()) == lines


@given(st.lists(words, min_size=1))
def test_no_line_of_a_paragraph_is_wider_than_72_columns(typed: list[str]):
    plain = to_plain(fill("{{ typed }}", typed=" ".join(typed)))

    assert max(map(len, plain.splitlines())) <= 72


@given(st.lists(words, min_size=1))
def test_a_paragraph_breaks_only_where_the_next_word_would_not_fit(typed: list[str]):
    lines = to_plain(fill("{{ typed }}", typed=" ".join(typed))).splitlines()

    assert all(len(f"{line} {below.split()[0]}") > 72 for line, below in pairwise(lines))


def test_a_long_address_is_never_broken():
    assert to_plain(f"You can stop these emails whenever you like: [stop]({SIGNED})").split()[-1] == SIGNED


def test_a_line_never_breaks_at_a_hyphen():
    assert "long-term" in to_plain("needle " * 9 + "now long-term pain").split()
