"""How to reach a person, as they typed it."""

import re

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from chalicelib.leads.contact import Fault, check
from chalicelib.leads.enquiry import Contact
from chalicelib.leads.form import Form
from tests.forms import TYPED_FIELDS, form

AMINA = Contact("Amina Khan", "amina@example.com", "+923001234567")
BIDI_CONTROLS = [chr(code) for code in (*range(0x202A, 0x202F), *range(0x2066, 0x206A))]
HIDDEN_CHARACTERS = ["\x00", "\x1b", "\x7f", "\x85", "\u2028", "\u2029", *BIDI_CONTROLS]

mobile_numbers = st.integers(min_value=3000000000, max_value=3499999999).map("0{}".format)
phone_like = st.text(st.sampled_from("+0123456789 ()-.;,/*#extl:=\u06f0\uff0b"))
email_like = (
    st.emails() | st.text(st.sampled_from('a.@-_xn"<>[]():1 \u00fc\u0622\u200d')) | st.text().map("a@{}.test".format)
)


def faults(**changes: str) -> dict[str, Fault]:
    return dict(check(form(**changes), "PK")[1])


def contact(**changes: str) -> Contact | None:
    return check(form(**changes), "PK")[0]


def within(text: str, hidden: str) -> str:
    return text[:3] + hidden + text[3:]


def code_points(text: str) -> str:
    return " ".join(f"U+{ord(c):04X}" for c in text)


def test_a_good_form_gives_a_contact():
    assert contact() == Contact("Amina Khan", "amina@example.com", "+923001234567")


def test_a_good_form_has_no_fault():
    assert faults() == {}


def test_white_space_in_a_name_is_put_in_order():
    assert contact(name="  Amina   Bibi Khan ").name == "Amina Bibi Khan"


@pytest.mark.parametrize(
    ("typed", "email"),
    [
        (" amina@example.com ", "amina@example.com"),
        ("Amina@Example.COM", "Amina@example.com"),
        ("amina.khan+neck@mail.example.com", "amina.khan+neck@mail.example.com"),
        ("amina@clinic.test", "amina@clinic.test"),
        ("amina@bücher.test", "amina@xn--bcher-kva.test"),
        ("o'neil_99@example.com", "o'neil_99@example.com"),
    ],
)
def test_an_email_address_is_kept_in_its_ascii_form(typed: str, email: str):
    assert contact(email=typed).email == email


@pytest.mark.parametrize(
    "typed",
    [
        "amina",
        "amina@",
        "@example.com",
        "amina@example",
        "amina@localhost",
        "amina@@example.com",
        "amina@example..com",
        ".amina@example.com",
        "amina@-example.com",
        "amina khan@example.com",
        "Amina <amina@example.com>",
        "amina@example.com, bina@example.com",
        "amina@example.com;bina@example.com",
        '"amina"@example.com',
        "amina@[192.0.2.1]",
        "آمنہ@example.com",
    ],
)
def test_what_is_not_one_plain_ascii_mailbox_is_an_invalid_email_address(typed: str):
    assert faults(email=typed) == {"email": Fault.INVALID}


@pytest.mark.parametrize(
    ("typed", "phone"),
    [
        ("0300 1234567", "+923001234567"),
        ("03001234567", "+923001234567"),
        ("0300-1234567", "+923001234567"),
        ("+92 300 1234567", "+923001234567"),
        ("+92 (0)300 1234567", "+923001234567"),
        ("00923001234567", "+923001234567"),
        ("923001234567", "+923001234567"),
        ("۰۳۰۰ ۱۲۳۴۵۶۷", "+923001234567"),
        ("021 35630000", "+922135630000"),
        ("+44 20 7946 0958", "+442079460958"),
        ("0044 20 7946 0958", "+442079460958"),
        ("+971 50 123 4567", "+971501234567"),
        ("+1 (202) 555-0123", "+12025550123"),
    ],
)
def test_a_phone_number_is_kept_in_e164(typed: str, phone: str):
    assert contact(phone=typed).phone == phone


def test_a_phone_number_without_a_country_code_belongs_to_the_country_of_the_clinic():
    who, _ = check(form(phone="020 7946 0958"), "GB")

    assert who.phone == "+442079460958"


@pytest.mark.parametrize("typed", ["12345", "0300 123456", "0300 12345678", "+92", "+999 300 1234567", "call me", "-"])
def test_what_is_not_a_phone_number_is_invalid(typed: str):
    assert faults(phone=typed) == {"phone": Fault.INVALID}


@pytest.mark.parametrize("field", ["name", "email", "phone"])
@pytest.mark.parametrize("blank", ["", " ", "\u00a0", "\t\n"], ids=code_points)
def test_a_required_field_left_blank_is_missing(field: str, blank: str):
    assert faults(**{field: blank}) == {field: Fault.MISSING}


def test_a_message_may_be_left_out():
    assert faults(message="") == {}


@pytest.mark.parametrize(("field", "limit"), [("name", 80), ("email", 254), ("phone", 32), ("message", 2000)])
def test_a_field_longer_than_its_limit_is_too_long(field: str, limit: int):
    assert faults(**{field: "گ" * (limit + 1)}) == {field: Fault.TOO_LONG}


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("name", "گ" * 80),
        ("email", f"{'a' * 64}@{'b' * 63}.{'b' * 63}.{'b' * 56}.test"),
        ("phone", "0300 1234567".rjust(32)),
        ("message", "گ" * 2000),
    ],
)
def test_a_field_as_long_as_its_limit_is_accepted(field: str, value: str):
    assert faults(**{field: value}) == {}


@pytest.mark.parametrize("field", TYPED_FIELDS)
@pytest.mark.parametrize("hidden", HIDDEN_CHARACTERS, ids=code_points)
def test_a_hidden_character_is_refused_in_every_field(field: str, hidden: str):
    assert faults(**{field: within(getattr(form(), field), hidden)}) == {field: Fault.UNPRINTABLE}


@pytest.mark.parametrize("field", ["name", "email", "phone"])
@pytest.mark.parametrize("line_break", ["\n", "\r", "\r\n", "\t"], ids=code_points)
def test_a_line_break_or_tab_is_refused_in_a_single_line(field: str, line_break: str):
    assert faults(**{field: within(getattr(form(), field), line_break)}) == {field: Fault.UNPRINTABLE}


@pytest.mark.parametrize("field", ["name", "email", "phone"])
def test_a_line_break_at_the_end_of_a_single_line_is_refused(field: str):
    assert faults(**{field: getattr(form(), field) + "\r\n"}) == {field: Fault.UNPRINTABLE}


def test_a_header_cannot_be_smuggled_in_behind_an_email_address():
    assert faults(email="amina@example.com\r\nBcc: bina@example.com") == {"email": Fault.UNPRINTABLE}


def test_a_message_may_have_several_lines_and_tabs():
    assert faults(message="My neck:\n\n\tthree weeks now.") == {}


def test_a_carriage_return_by_itself_is_refused_in_a_message():
    assert faults(message="My neck\ris stiff.") == {"message": Fault.UNPRINTABLE}


@pytest.mark.parametrize("field", ["name", "message"])
@pytest.mark.parametrize("mark", ["\u200c", "\u200d", "\u200e", "\u200f"], ids=code_points)
def test_the_joiners_and_marks_of_urdu_are_accepted(field: str, mark: str):
    assert faults(**{field: within("آمنہ خان", mark)}) == {}


@pytest.mark.parametrize("name", ["<b>Amina</b>", "Amina <amina@example.com>", "Amina >", "< Amina"])
def test_markup_is_refused_in_a_name(name: str):
    assert faults(name=name) == {"name": Fault.INVALID}


def test_markup_is_accepted_in_a_message():
    assert faults(message="Pain <b>here</b>, 5 > 3 days a week") == {}


def test_every_fault_is_reported_at_once():
    assert faults(name="<b>", email="", phone="12345", message="x" * 2001) == {
        "name": Fault.INVALID,
        "email": Fault.MISSING,
        "phone": Fault.INVALID,
        "message": Fault.TOO_LONG,
    }


@pytest.mark.parametrize("field", TYPED_FIELDS)
def test_a_form_with_a_fault_gives_no_contact(field: str):
    assert contact(**{field: "\x00"}) is None


@settings(deadline=None)
@given(st.text(), st.text() | email_like, st.text() | phone_like, st.text())
def test_whatever_is_typed_gives_either_a_contact_or_faults(name: str, email: str, phone: str, message: str):
    who, found = check(Form(name=name, email=email, phone=phone, message=message), "PK")

    assert (who is None) == bool(found)


@settings(deadline=None)
@given(st.emails(), mobile_numbers)
def test_every_contact_has_an_ascii_email_and_an_e164_phone(email: str, phone: str):
    who = contact(email=email, phone=phone)
    assume(who)

    assert re.fullmatch(r"[!-~]+@[a-z0-9.-]+ \+923[0-9]{9}", f"{who.email} {who.phone}")


@pytest.mark.parametrize(
    "name",
    [
        "https://evil.example/you-won",
        "www.evil.example",
        "WWW.evil.example",
        "amina@example.com",
        "Call 03001234567",
        "\u200b",
        "...",
        "12",
    ],
)
def test_what_is_no_name_is_refused_as_one(name: str):
    assert faults(name=name) == {"name": Fault.INVALID}


@pytest.mark.parametrize("name", ["Dr. Amina Khan", "O’Neill-Khan, Amina (Mrs)", "آمنہ خان", "李", "Henry 8"])
def test_a_name_may_be_written_in_many_ways(name: str):
    assert faults(name=name) == {}
