"""What strangers type into the form, and what becomes of it in the clinic's inbox and in their own."""

import re
from dataclasses import fields, replace
from email import message_from_bytes
from email.utils import getaddresses

import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from chalicelib.leads.attribution import Touch, read_touch
from chalicelib.leads.enquiry import Suspect, Suspicion
from chalicelib.leads.forms.contact import check
from chalicelib.leads.forms.form import Form
from tests.letters import (
    ALERT,
    FOLLOW_UPS,
    GUIDE,
    NOON,
    Hrefs,
    Shown,
    body,
    each_email_to_the_clinic,
    lead,
    named,
    parsed,
    sample_writer,
    written,
)


@pytest.fixture(scope="module")
def writer():
    return sample_writer()


HARMLESS = [
    '"><script>alert(1)</script>',
    "=cmd|' /C calc'!A0",
    "[click](here)",
    "`**_~~#>-+1.|",
    "{{ 7 * 7 }} {% raw %}",
    "&amp;&#60;b&#62;",
    "😀" * 300,
    "a\\",
]
LINKS_OF_STRANGERS = [
    "https://evil.example/login?you=1",
    "[click](https://evil.example)",
    "![x](https://evil.example/x.png)",
    "<https://evil.example>",
    "www.evil.example",
    "evil.example",
    "boss@evil.example",
    "mailto:boss@evil.example",
    "\\\\evil.example\\share",
    "http://203.0.113.7/",
    "EVIL。EXAMPLE",
]
each_kind = pytest.mark.parametrize("email_id", [ALERT, GUIDE, FOLLOW_UPS[0]], ids=named)
NOT_PRINTABLE = ["Amina\r\nBcc: all@evil.example", "Amina \u202enahK", "Amina\x00\x1b[31m"]

# What Gmail, Outlook and Apple Mail make links of by themselves.
AUTOLINK = re.compile(
    r"""
    \w://                               # any scheme
    | [^\W\d][\w-]*[.。]\w*[^\W\d]     # a domain, "www." among them
    | (\d+\.){3}\d                     # an address of numbers
    | \w@\w | \b(mailto|tel|javascript):\S
    | \\\\\w                          # a network path
    """,
    re.VERBOSE | re.IGNORECASE,
)


def words_of_others(text: str) -> str:
    """The text without the addresses that are ours, or that the clinic needs."""
    return re.sub(r"https://(guide\.clinic\.test|wa\.me)/\S+|amina@example\.com", "", text)


@pytest.mark.parametrize("typed", HARMLESS)
def test_a_hostile_message_reaches_the_inbox_as_the_characters_typed(writer, typed):
    email = writer.write(lead(message=typed), ALERT, NOON)

    assert typed in body(email, "plain")
    assert not set(re.findall(r"<(\w+)", body(email, "html"))) & {"script", "img", "b", "code", "del"}


@pytest.mark.parametrize("typed", LINKS_OF_STRANGERS)
@pytest.mark.parametrize("kind", ["plain", "html"])
@each_email_to_the_clinic
def test_no_mail_client_makes_a_link_of_what_a_stranger_wrote(email_id, typed, kind):
    everywhere = {field.name: typed for field in fields(Touch)} | {"referrer": "https://" + typed}
    text = body(written(email_id, lead(name=typed, message=typed, **everywhere)), kind)
    shown = Shown(text).text if kind == "html" else text

    assert not AUTOLINK.search(words_of_others(shown))


@pytest.mark.parametrize("typed", LINKS_OF_STRANGERS)
@each_email_to_the_clinic
def test_no_subject_has_a_link_of_a_stranger(email_id, typed):
    subject = parsed(written(email_id, lead(name=typed, utm_campaign=typed)))["Subject"]

    assert not AUTOLINK.search(subject)


@pytest.mark.parametrize("typed", LINKS_OF_STRANGERS)
@pytest.mark.parametrize("email_id", [GUIDE, FOLLOW_UPS[0]], ids=named)
def test_no_greeting_has_a_link_of_a_stranger(email_id, typed):
    greeting = next(line for line in body(written(email_id, lead(name=typed)), "plain").splitlines() if "Hello" in line)

    assert not AUTOLINK.search(greeting)


def test_the_site_that_somebody_came_from_is_no_link_either():
    email = written(ALERT, lead(referrer="https://evil.example/page"))

    assert parsed(email)["Subject"] == "Amina Khan · 0300 1234567 · evil[.]example"
    assert "Came from: evil[.]example" in body(email, "plain")


@pytest.mark.parametrize("typed", LINKS_OF_STRANGERS)
def test_no_name_in_the_digest_is_a_link(writer, typed):
    suspect = Suspect(lead(name=typed).enquiries[0], Suspicion.TRAP)

    assert not AUTOLINK.search(words_of_others(body(writer.digest([suspect], NOON), "plain")))


@pytest.mark.parametrize("typed", LINKS_OF_STRANGERS)
def test_a_link_of_a_stranger_leads_nowhere(writer, typed):
    html = body(writer.write(lead(name=typed, message=typed, utm_campaign=typed), ALERT, NOON), "html")

    assert not [href for href in Hrefs(html).found if "evil" in href.lower()]


def test_a_broken_link_can_still_be_read(writer):
    plain = body(writer.write(lead(message="See https://evil.example/a?b"), ALERT, NOON), "plain")

    assert "See https[:]//evil[.]example/a?b" in plain


@pytest.mark.parametrize("email", ["www.evil.example/x@example.com", "a?bcc=boss@example.com"])
def test_an_address_made_to_look_like_a_link_is_no_link_to_tap(writer, email):
    message = writer.write(lead(email=email), ALERT, NOON)

    assert email not in body(message, "plain")
    assert "evil.example" not in Shown(body(message, "html")).text
    assert not [href for href in Hrefs(body(message, "html")).found if "bcc=" in href]


def test_the_person_is_one_tap_away(writer):
    hrefs = Hrefs(body(writer.write(lead(), ALERT, NOON), "html")).found

    assert {"tel:+923001234567", "mailto:amina@example.com"} <= hrefs
    assert any(href.startswith("https://wa.me/923001234567?text=") for href in hrefs)


@pytest.mark.parametrize("typed", [*HARMLESS, *LINKS_OF_STRANGERS, *NOT_PRINTABLE])
@each_kind
def test_a_hostile_name_or_ad_makes_no_header(email_id, typed):
    names = set(parsed(written(email_id)).keys())

    assert set(parsed(written(email_id, lead(name=typed, message=typed, utm_campaign=typed))).keys()) == names


@pytest.mark.parametrize("typed", [*HARMLESS, *LINKS_OF_STRANGERS, *NOT_PRINTABLE])
@each_kind
def test_hostile_bytes_are_mail_like_any_other(email_id, typed):
    raw = written(email_id, lead(name=typed, message=typed, utm_campaign=typed)).raw

    assert re.fullmatch(rb"[\t\r\n\x20-\x7e]*", raw)
    assert max(map(len, raw.split(b"\r\n"))) <= 998


@pytest.mark.parametrize("typed", NOT_PRINTABLE)
def test_what_cannot_be_printed_is_shown_to_be_something_else(writer, typed):
    email = writer.write(lead(name=typed, message=typed), ALERT, NOON)

    assert "Amina" in parsed(email)["Subject"]
    assert "Amina" in body(email, "plain")
    assert not re.search(r"[\u202e\x00\x1b]", parsed(email)["Subject"] + body(email, "plain") + body(email, "html"))


@pytest.mark.parametrize("typed", [*HARMLESS, *LINKS_OF_STRANGERS])
def test_a_hostile_name_leaves_one_address_to_answer(writer, typed):
    message = parsed(writer.write(lead(name=typed), ALERT, NOON))

    assert [one.addr_spec for one in message["Reply-To"].addresses] == ["amina@example.com"]


# Most of what is drawn is no name, and the form sends it back.
@settings(suppress_health_check=[HealthCheck.filter_too_much, HealthCheck.too_slow])
@given(st.text(max_size=80))
def test_whatever_the_name_there_is_one_address_to_answer(typed):
    contact, _ = check(Form(name=typed, email="amina@example.com", phone="0300 1234567"), "PK")
    assume(contact is not None)
    message = parsed(sample_writer().write(lead(name=contact.name), ALERT, NOON))

    assert [one.addr_spec for one in message["Reply-To"].addresses] == ["amina@example.com"]


LONG_NAMES = [
    "Amina Khan, payments@evil.example, and all the rest of the family in Karachi PK",
    "Dr. Syeda Fatima Zahra Bukhari-Gilani, wife of Col. (Retd.) Syed Ali Raza Shah",
    '"Amina" "Bibi" "Khan" "of" "the" "Khans" of Karachi, Lahore, and Peshawar; too',
]


@pytest.mark.parametrize("name", LONG_NAMES)
@pytest.mark.parametrize(("email_id", "header"), [(ALERT, "Reply-To"), (GUIDE, "To")])
def test_a_long_name_with_many_signs_makes_no_second_address(writer, name, email_id, header):
    raw = writer.write(lead(name=name), email_id, NOON).raw
    value = message_from_bytes(raw)[header]

    assert [address for _, address in getaddresses([value])] == ["amina@example.com"]


@given(st.builds(read_touch, st.text(max_size=300), st.text(max_size=300)))
def test_an_alert_can_be_written_wherever_the_visitor_came_from(touch):
    asked = lead()
    from_there = replace(asked, enquiries=(replace(asked.enquiries[0], touch=touch),))

    assert sample_writer().write(from_there, ALERT, NOON).raw
