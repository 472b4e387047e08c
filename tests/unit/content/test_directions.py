import pytest

from chalicelib.content.directions import kept_whole, set_apart
from chalicelib.content.language import Language

URDU = Language("ur", "rtl", {})
ENGLISH = Language("en", "ltr", {})
NBSP = "\N{NO-BREAK SPACE}"


def apart(run: str) -> str:
    return f'<bdi dir="ltr">{run}</bdi>'


def in_letters(run: str) -> str:
    return f'<bdi dir="ltr" lang="en">{run}</bdi>'


@pytest.mark.parametrize(
    ("html", "shown"),
    [
        ("<p>فون 0300 1234567 پر</p>", f"<p>فون {apart(f'0300{NBSP}1234567')} پر</p>"),
        ("<p>+92 300 1234567</p>", f"<p>{apart(f'+92{NBSP}300{NBSP}1234567')}</p>"),
        ("<p>(021) 35890123</p>", f"<p>{apart('(021) 35890123')}</p>"),
        ("<p>15–30 منٹ</p>", f"<p>{apart('15–30')} منٹ</p>"),
        ("<p>Rs 4,000۔</p>", f"<p>{in_letters('Rs 4,000')}۔</p>"),
        ("<p>(US$30–80)</p>", f"<p>({in_letters('US$30–80')})</p>"),
        ("<p>Karachi, Pakistan۔</p>", f"<p>{in_letters('Karachi, Pakistan')}۔</p>"),
        ("<em>Dry\nneedling.</em>", f"<em>{in_letters(chr(10).join(['Dry', 'needling.']))}</em>"),
        ("<p>Smith &amp; Sons ہیں</p>", f"<p>{in_letters('Smith &amp; Sons')} ہیں</p>"),
        ("<p>O&#39;Brien</p>", f"<p>{in_letters('O&#39;Brien')}</p>"),
    ],
    ids=[
        "phone",
        "with its country",
        "with its area",
        "from to",
        "rupees",
        "dollars",
        "place",
        "sentence",
        "and",
        "apostrophe",
    ],
)
def test_what_runs_from_left_to_right_is_set_apart_among_urdu(html, shown):
    assert set_apart(html, URDU, "en") == shown


@pytest.mark.parametrize(
    "html",
    [
        "<p>15 منٹ</p>",
        "<p>&lt;آپ&gt; &#39;</p>",
        '<a href="tel:+92 300 1234567" title="Call us">فون</a>',
        "<!--[if mso]><table><tr><td><![endif]-->",
        "<style>p{margin:0 1px}</style><script>let a = 1</script>",
        "<textarea>My knee 1 2</textarea>",
        "<title>Riverside Clinic</title>",
        "<svg><title>A needle</title><text>Skin</text></svg>",
        '<bdi dir="ltr">0300 1234567</bdi>',
        '<p dir="auto" style="margin:0">Is Tuesday possible?</p>',
    ],
    ids=["number", "entity", "attribute", "comment", "code", "typed", "title", "drawing", "apart already", "quote"],
)
def test_what_is_shown_right_as_it_is_stays_so(html):
    assert set_apart(html, URDU, "en") == html


def test_a_page_that_runs_from_left_to_right_stays_as_it_is():
    assert set_apart("<p>Call 0300 1234567</p>", ENGLISH, "en") == "<p>Call 0300 1234567</p>"


def test_a_name_in_urdu_is_set_apart_from_the_number_beside_it():
    assert set_apart("<h1>آمنہ خان, 0300 1234567</h1>", ENGLISH, "en") == "<h1><bdi>آمنہ خان</bdi>, 0300 1234567</h1>"


def test_what_a_person_wrote_runs_as_it_did():
    html = '<p dir="auto">کیا منگل؟ Thanks</p>'

    assert set_apart(html, ENGLISH, "en") == html


def test_a_number_beside_a_name_in_urdu_stays_whole_in_plain_text():
    assert kept_whole("آمنہ, 0300 1234567", ENGLISH) == "آمنہ, 0300\N{NO-BREAK SPACE}1234567"


def test_a_phone_number_stays_whole_in_plain_text():
    assert kept_whole("فون: 0300 1234567", URDU) == "فون: 0300\N{NO-BREAK SPACE}1234567"


def test_an_address_stands_on_a_line_of_its_own_in_plain_text():
    assert kept_whole("نقشہ: https://maps.example/a", URDU) == "نقشہ:\nhttps://maps.example/a"


def test_the_plain_text_of_another_direction_stays_as_it_is():
    assert kept_whole("Phone: 0300 1234567", ENGLISH) == "Phone: 0300 1234567"
