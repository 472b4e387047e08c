import re

import pytest

from chalicelib.content.markdown import to_html
from chalicelib.content.prose import Prose


def fill(markdown: str, **values: object) -> str:
    return Prose({}, markdown).fill(values)


def tags(html: str) -> list[str]:
    return re.findall(r"<[^>]*>", html)


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


def test_a_quote_on_a_page_is_left_as_it_is():
    assert to_html("> Hello") == "<blockquote>\n<p>Hello</p>\n</blockquote>\n"


def test_a_page_has_no_inline_style():
    assert "style=" not in to_html("## Hello\n\n- you\n\n| a |\n| --- |\n| b |")


def test_a_table_becomes_a_table():
    html = to_html("| For | Sessions |\n| --- | --- |\n| Neck | 1 to 3 |")

    assert re.sub(r"\s", "", html) == (
        "<table><thead><tr><th>For</th><th>Sessions</th></tr></thead>"
        "<tbody><tr><td>Neck</td><td>1to3</td></tr></tbody></table>"
    )
