"""A posted form, read field by field."""

from contextlib import suppress
from dataclasses import asdict
from urllib.parse import urlencode

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chalicelib.leads.forms.form import (
    FIELD_NAMES,
    MAX_BODY_BYTES,
    URL_ENCODED,
    Form,
    MalformedForm,
    Page,
    Posted,
    Refusal,
    read_form,
)
from tests.forms import TYPED_FIELDS, form


def read(body: bytes) -> Form:
    return read_form(Posted(URL_ENCODED, body, page=""))


def test_a_sent_form_is_read_field_by_field():
    sent = {
        "campaign": "knots",
        "language": "ur",
        "name": "Amina Khan",
        "email": "amina@example.com",
        "phone": "0300 1234567",
        "message": "My neck is stiff.",
        "guide": "yes",
        "follow_ups": "yes",
        "page": "contact",
        "subject": "Buy now",
        "token": "5f2c",
        "landing": "/?gclid=x1",
        "referrer": "https://search.example/",
    }

    assert read(urlencode(sent).encode()) == Form(**sent)


def test_a_field_that_was_not_sent_is_blank():
    blank = dict.fromkeys(FIELD_NAMES, "")

    assert asdict(read(b"page=contact")) == {**blank, "page": "contact"}


def test_a_form_that_does_not_say_its_page_is_that_of_the_landing_page():
    assert read(b"name=Amina").page == Page.LANDING


def test_a_field_that_was_left_blank_is_blank():
    assert read(b"name=Amina&message=") == Form(name="Amina")


def test_percent_encoded_urdu_is_read_as_urdu():
    assert read("name=%D8%A2%D9%85%D9%86%DB%81+خان".encode()).name == "آمنہ خان"


def test_the_line_breaks_of_browsers_become_line_feeds():
    assert read(b"message=My+neck%0D%0Aand+my+back%0D%0A").message == "My neck\nand my back\n"


def test_the_longest_form_that_a_visitor_can_send_fits_into_the_limit():
    landing = "/?utm_campaign=".ljust(4096 - len("%DA%AF"), "x") + "%DA%AF"
    longest = Form(
        campaign="c" * 64,
        language="ur",
        name="گ" * 80,
        email="گ" * 254,
        phone="گ" * 32,
        message="گ" * 2000,
        guide="yes",
        follow_ups="yes",
        page="contact",
        token="5" * 64,
        landing=landing,
        referrer=landing,
    )

    assert len(urlencode({name: getattr(longest, name) for name in FIELD_NAMES})) <= MAX_BODY_BYTES


@pytest.mark.parametrize(
    "body",
    [
        b"name=Amina&colour=red",
        b"name=Amina&name=Bina",
        b"name=Amina&name=Amina",
        b"name=Amina&Name=Amina",
        b"name=%D8",
        b"name=\xd8",
        b"name",
        b"name=Amina&&phone=1",
        b'{"name": "Amina"}',
        b"&".join(b"name=Amina" for _ in range(1000)),
    ],
)
def test_what_no_browser_makes_of_our_form_is_malformed(body: bytes):
    with pytest.raises(MalformedForm):
        read(body)


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("page", "elsewhere"),
        ("page", ""),
        ("page", "../error"),
        ("guide", "no"),
        ("follow_ups", "on"),
    ],
)
def test_a_form_whose_hidden_fields_were_changed_is_malformed(field: str, value: str):
    with pytest.raises(MalformedForm):
        read(urlencode({"name": "Amina", field: value}).encode())


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("page", "landing"),
        ("page", "contact"),
        ("guide", "yes"),
        ("follow_ups", "yes"),
        ("landing", "/" * 4096),
        ("referrer", "/" * 4096),
        ("token", "1772434800.H9AuIYmhxES9qoMMSd1FNr57NEhi3JWasCMplRg8xfI"),
        ("token", ""),
    ],
)
def test_a_hidden_field_may_hold_what_our_pages_put_there(field: str, value: str):
    assert getattr(read(urlencode({field: value}).encode()), field) == value


@given(st.binary() | st.text().map(str.encode) | st.text(st.sampled_from("name=&%Fage+;")).map(str.encode))
def test_whatever_bytes_are_sent_they_are_a_form_or_malformed(body: bytes):
    with suppress(MalformedForm):
        assert isinstance(read(body), Form)


@given(st.fixed_dictionaries({}, optional=dict.fromkeys(TYPED_FIELDS, st.text())))
def test_whatever_is_typed_is_kept_as_typed(typed: dict[str, str]):
    kept = {name: text.replace("\r\n", "\n") for name, text in typed.items()}

    assert read(urlencode({"page": "contact", **typed}).encode()) == Form(page=Page.CONTACT, **kept)


def test_who_fills_in_the_landing_page_wants_the_guide():
    assert form(page=Page.LANDING).wants_guide


def test_who_fills_in_the_contact_page_does_not_want_the_guide():
    assert not form(page=Page.CONTACT).wants_guide


def test_who_ticks_the_box_on_the_contact_page_wants_the_guide():
    assert form(page=Page.CONTACT, guide="yes").wants_guide


def test_nobody_wants_follow_ups_who_did_not_tick_the_box():
    assert not form().wants_follow_ups


def test_who_ticks_the_box_wants_follow_ups():
    assert form(follow_ups="yes").wants_follow_ups


@pytest.mark.parametrize("content_type", ["", "application/json", "multipart/form-data", "text/plain"])
def test_what_is_not_url_encoded_is_of_the_wrong_type(content_type: str):
    with pytest.raises(MalformedForm) as refused:
        read_form(Posted(content_type, b"name=Amina", page=""))

    assert refused.value.refusal is Refusal.WRONG_TYPE


@pytest.mark.parametrize("content_type", [URL_ENCODED, URL_ENCODED.upper(), f"{URL_ENCODED}; charset=utf-8"])
def test_what_is_url_encoded_is_read_however_its_type_is_written(content_type: str):
    assert read_form(Posted(content_type, b"name=Amina", page="")).name == "Amina"


def test_a_body_of_the_limit_is_read():
    assert read(b"message=" + b"x" * (MAX_BODY_BYTES - len(b"message="))).message.startswith("x")


def test_a_body_beyond_the_limit_is_too_large():
    with pytest.raises(MalformedForm) as refused:
        read(b"message=" + b"x" * MAX_BODY_BYTES)

    assert refused.value.refusal is Refusal.TOO_LARGE
