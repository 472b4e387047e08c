import re

import pytest

from chalicelib.mail.html import EmailHtml


def tags(html: str) -> list[str]:
    return re.findall(r"<[^>]*>", html)


BUTTON_STYLES = {
    "a": "color:teal",
    "p": "margin:1px",
    "button-colour": "#000001",
    "button": "border-radius:6px",
    "button-link": "padding:14px",
    "button-gap": "line-height:18px",
}


def test_a_link_titled_button_is_a_coloured_cell():
    html = EmailHtml(BUTTON_STYLES)('[Open](https://guide.example.com "button")')

    assert html == (
        '<table role="presentation" cellpadding="0" cellspacing="0" border="0">'
        '<tr><td class="button" bgcolor="#000001" style="background-color:#000001;border-radius:6px">'
        '<a style="padding:14px" href="https://guide.example.com">Open</a></td></tr>'
        '<tr><td style="line-height:18px">&nbsp;</td></tr></table>\n'
    )


def test_a_link_titled_button_within_a_paragraph_is_no_cell():
    html = EmailHtml(BUTTON_STYLES)('Please [open](https://guide.example.com "button") it.')

    assert tags(html)[0] == '<p style="margin:1px">' and "<table" not in html


def test_the_line_beside_a_quote_ends_with_its_words():
    html = EmailHtml({"p": "margin:1px", "last-p": "margin:0", "blockquote": "padding:2px"})("> Hello\n>\n> you")

    assert html == (
        '<blockquote style="padding:2px">\n'
        '<p dir="auto" style="margin:1px">Hello</p>\n<p dir="auto" style="margin:0">you</p>\n</blockquote>\n'
    )


def test_any_other_link_has_the_style_of_a_link():
    html = EmailHtml(BUTTON_STYLES)("[Open](https://guide.example.com)")

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
    assert re.findall(r'<(\w+) style="margin:0">', EmailHtml({tag: "margin:0"})(markdown)) == [tag]


def test_a_tag_without_a_style_stays_bare():
    assert EmailHtml({"h2": "margin:0"})("Hello *you*") == "<p>Hello <em>you</em></p>\n"


def test_a_style_may_hold_quotation_marks():
    assert EmailHtml({"p": 'font-family:"Noto"'})("Hello") == '<p style="font-family:&#34;Noto&#34;">Hello</p>\n'


BAR = {"bar-colours": "#000001 #000002", "bar": "line-height:14px"}


def test_a_bar_is_cells_of_a_colour_as_wide_as_they_are_told():
    html = EmailHtml(BAR)('![](20-60 "bar")')

    assert re.findall(r'width="(\d+)%"', html) == ["80", "25", "75"]
    assert re.findall(r'bgcolor="(.*?)"', html) == ["#000001", "#000002"]


def test_a_bar_of_nothing_is_nothing():
    assert "<table" not in EmailHtml(BAR)('![](0-0 "bar")')


@pytest.mark.parametrize("markdown", ["![a <b>](https://evil.example/x.png)", "![a <b>](x)"])
def test_no_picture_of_another_host_gets_into_an_email(markdown):
    assert EmailHtml(BAR)(markdown) == "<p>a &lt;b&gt;</p>\n"
