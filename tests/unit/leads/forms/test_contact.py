"""How to reach a person, as they typed it."""

import re

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from chalicelib.leads.enquiry import Contact
from chalicelib.leads.forms.contact import check, tidied
from chalicelib.leads.forms.fault import Fault
from chalicelib.leads.forms.form import Form
from tests.forms import TYPED_FIELDS, form

AMINA = Contact("Amina Khan", "amina@example.com", "+923001234567")
CONTROLS = ["\x00", "\x08", "\x1b", "\x1f", "\x7f", "\x9f", "\ud83d"]
MARKS = [chr(code) for code in (0xAD, 0x61C, 0x200B, 0x200E, 0x200F, *range(0x202A, 0x202F), 0x2060, 0xFEFF)]
MARKS += [chr(code) for code in range(0x2066, 0x206A)]
BREAKS = ["\n", "\r\n", "\r", "\t", "\v", "\f", "\x85", "\u2028", "\u2029"]

mobile_numbers = st.integers(min_value=3000000000, max_value=3499999999).map("0{}".format)
phone_like = st.text(st.sampled_from("+0123456789 ()-.;,/*#extl:=\u06f0\uff0b"))
email_like = (
    st.emails() | st.text(st.sampled_from('a.@-_xn"<>[]():1 \u00fc\u0622\u200d')) | st.text().map("a@{}.test".format)
)


def faults(**changes: str) -> dict[str, Fault]:
    return dict(check(tidied(form(**changes)), "PK")[1])


def contact(**changes: str) -> Contact | None:
    return check(tidied(form(**changes)), "PK")[0]


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


@pytest.mark.parametrize("field", ["name", "email", "phone"])
@pytest.mark.parametrize("blank", ["", " ", "\u00a0", "\t\n"], ids=code_points)
def test_a_required_field_left_blank_is_missing(field: str, blank: str):
    assert faults(**{field: blank}) == {field: Fault.MISSING}


def test_a_message_may_be_left_out():
    assert faults(message="") == {}


@pytest.mark.parametrize(("field", "limit"), [("name", 80), ("email", 254), ("phone", 80), ("message", 2000)])
def test_a_field_longer_than_its_limit_is_too_long(field: str, limit: int):
    assert faults(**{field: "گ" * (limit + 1)}) == {field: Fault.TOO_LONG}


@pytest.mark.parametrize("typed", ["Office: +92-21-35890123 ext. 2045", "Tel: +92 (0)21 3589 0123, ext. 2045"])
def test_a_number_as_a_signature_writes_it_fits_with_its_extension(typed: str):
    assert contact(phone=typed).phone == "+922135890123;ext=2045"


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
@pytest.mark.parametrize("control", CONTROLS, ids=code_points)
def test_what_cannot_be_a_slip_is_refused_in_every_field(field: str, control: str):
    assert faults(**{field: within(getattr(form(), field), control)}) == {field: Fault.UNPRINTABLE}


@pytest.mark.parametrize("field", ["name", "email", "phone"])
@pytest.mark.parametrize("mark", MARKS, ids=code_points)
@pytest.mark.parametrize(
    "where", ["{mark}{typed}{mark}", "{typed[0]}{mark}{typed[1]}{mark}{rest}"], ids=["around", "in"]
)
def test_an_invisible_mark_that_was_pasted_changes_nothing(field: str, mark: str, where: str):
    typed = getattr(form(), field)

    assert contact(**{field: where.format(mark=mark, typed=typed, rest=typed[2:])}) == AMINA


@pytest.mark.parametrize("field", ["email", "phone"])
@pytest.mark.parametrize("joiner", ["\u200c", "\u200d", "\ufe0f"], ids=code_points)
def test_in_an_address_and_a_number_no_joiner_means_anything(field: str, joiner: str):
    assert contact(**{field: within(getattr(form(), field), joiner)}) == AMINA


@pytest.mark.parametrize("field", ["name", "email", "phone"])
@pytest.mark.parametrize("pasted", BREAKS, ids=code_points)
def test_a_break_around_a_single_line_changes_nothing(field: str, pasted: str):
    assert contact(**{field: f"{pasted}{getattr(form(), field)}{pasted}"}) == AMINA


@pytest.mark.parametrize("pasted", BREAKS, ids=code_points)
def test_a_break_within_a_name_is_a_space(pasted: str):
    assert contact(name=f"Amina{pasted}Khan") == AMINA


@pytest.mark.parametrize("pasted", BREAKS, ids=code_points)
def test_a_break_within_a_phone_number_changes_nothing(pasted: str):
    assert contact(phone=f"0300{pasted}1234567") == AMINA


@pytest.mark.parametrize("pasted", [one for one in BREAKS if one != "\t"], ids=code_points)
def test_a_break_in_a_message_is_a_line_feed(pasted: str):
    assert tidied(form(message=f"My neck{pasted}is stiff.")).message == "My neck\nis stiff."


def test_a_message_may_have_several_lines_and_tabs():
    assert faults(message="My neck:\n\n\tthree weeks now.") == {}


@pytest.mark.parametrize("name", ["<b>Amina</b>", "Amina <amina@example.com>", "Amina >", "< Amina"])
def test_markup_is_refused_in_a_name(name: str):
    assert faults(name=name) == {"name": Fault.INVALID}


def test_markup_is_accepted_in_a_message():
    assert faults(message="Pain <b>here</b>, 5 > 3 days a week") == {}


def test_every_fault_is_reported_at_once():
    assert faults(name="<b>", email="", phone="12345", message="x" * 2001) == {
        "name": Fault.INVALID,
        "email": Fault.MISSING,
        "phone": Fault.TOO_SHORT,
        "message": Fault.TOO_LONG,
    }


@pytest.mark.parametrize("field", TYPED_FIELDS)
def test_a_form_with_a_fault_gives_no_contact(field: str):
    assert contact(**{field: "\x00"}) is None


@settings(deadline=None)
@given(st.text(), st.text() | email_like, st.text() | phone_like, st.text())
def test_whatever_is_typed_gives_either_a_contact_or_faults(name: str, email: str, phone: str, message: str):
    who, found = check(tidied(Form(name=name, email=email, phone=phone, message=message)), "PK")

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
        "Call ۰۳۰۰۱۲۳۴۵۶۷",
        "\u200d",
        "...",
        "12",
    ],
)
def test_what_is_no_name_is_refused_as_one(name: str):
    assert faults(name=name) == {"name": Fault.INVALID}


@pytest.mark.parametrize("name", ["\u200b", "\u3164", "\u115f\u1160", "\u2066\u2069"], ids=code_points)
def test_a_name_that_nobody_can_see_is_missing(name: str):
    assert faults(name=name) == {"name": Fault.MISSING}


@pytest.mark.parametrize("name", ["Dr. Amina Khan", "O’Neill-Khan, Amina (Mrs)", "آمنہ خان", "李", "Henry 8"])
def test_a_name_may_be_written_in_many_ways(name: str):
    assert faults(name=name) == {}
