import re

import phonenumbers
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from phonenumbers import PhoneNumberFormat, PhoneNumberType

from chalicelib.leads.forms.fault import Fault, Faulty
from chalicelib.leads.forms.phone import dialled, fewest_digits, is_country, read_phone

SWITCHBOARD = "+922135890123"
ORDINARY = (PhoneNumberType.MOBILE, PhoneNumberType.FIXED_LINE, PhoneNumberType.VOIP)


def fault(typed: str) -> Fault:
    with pytest.raises(Faulty) as refused:
        read_phone(typed, "PK")
    return refused.value.fault


def examples(kind: int) -> list[str]:
    """A number of that kind of each country that has such numbers, in E.164."""
    found = (phonenumbers.example_number_for_type(country, kind) for country in sorted(phonenumbers.SUPPORTED_REGIONS))
    return [phonenumbers.format_number(number, PhoneNumberFormat.E164) for number in found if number]


@pytest.mark.parametrize(
    ("typed", "phone"),
    [
        ("0300 1234567", "+923001234567"),
        ("03001234567", "+923001234567"),
        ("0300-1234567", "+923001234567"),
        ("0300-1234567.", "+923001234567"),
        ("Tel: 0300 1234567", "+923001234567"),
        ("+92 300 1234567", "+923001234567"),
        ("+92 (0)300 1234567", "+923001234567"),
        ("00923001234567", "+923001234567"),
        ("923001234567", "+923001234567"),
        ("tel:+923001234567", "+923001234567"),
        ("۰۳۰۰ ۱۲۳۴۵۶۷", "+923001234567"),
        ("٠٣٠٠١٢٣٤٥٦٧", "+923001234567"),
        ("０３００１２３４５６７", "+923001234567"),
        ("021 35630000", "+922135630000"),
        ("021 111 234 567", "+9221111234567"),
        ("+44 20 7946 0958", "+442079460958"),
        ("0044 20 7946 0958", "+442079460958"),
        ("+971 50 123 4567", "+971501234567"),
        ("+1 (202) 555-0123", "+12025550123"),
        ("+54 11 15 2345-6789", "+5491123456789"),
    ],
)
def test_a_phone_number_is_kept_in_e164(typed: str, phone: str):
    assert read_phone(typed, "PK") == phone


def test_a_phone_number_without_a_country_code_belongs_to_the_country_of_the_clinic():
    assert read_phone("020 7946 0958", "GB") == "+442079460958"


@pytest.mark.parametrize(
    "typed", ["0300 12345678", "+999 300 1234567", "call me", "-", "0300 12345", "0300 1234567 / 0300 7654321"]
)
def test_what_is_not_a_phone_number_is_invalid(typed: str):
    assert fault(typed) is Fault.INVALID


@pytest.mark.parametrize("typed", ["15", "1122", "12345", "3589012", "۳۵۸۹۰۱۲", "+92"])
def test_a_number_that_misses_digits_is_too_short(typed: str):
    assert fault(typed) is Fault.TOO_SHORT


@pytest.mark.parametrize(
    "typed",
    [
        "021-35890123 ext 204",
        "021 35890123 x204",
        "021 35890123 X 204",
        "021 35890123 Ext. 204",
        "021 35890123, extn 204",
        "021 35890123 extension: 204",
        "02135890123x204",
        "021 35890123 #204",
        "021 35890123,,204#",
        "+92 21 35890123;ext=204",
        "tel:+92-21-35890123;ext=204",
        "۰۲۱ ۳۵۸۹۰۱۲۳ ext ۲۰۴",
    ],
)
def test_an_extension_is_kept_with_its_number(typed: str):
    assert read_phone(typed, "PK") == f"{SWITCHBOARD};ext=204"


@pytest.mark.parametrize("extension", ["1", "0", "007", "1234567"])
def test_an_extension_keeps_each_of_its_digits(extension: str):
    assert read_phone(f"021 35890123 ext {extension}", "PK") == f"{SWITCHBOARD};ext={extension}"


@pytest.mark.parametrize(
    "typed",
    [
        "021-35890123 ext. no. 204",
        "021 35890123 local 204",
        "021 35890123 / x204",
        "021 35890123 p204",
        "021 35890123 e 20",
        "021 35890123 x",
        "021 35890123 ext 204 Mon-Fri",
        "0300 1234567 (WhatsApp)",
        "0300 1234567 or",
        "۰۳۰۰ ۱۲۳۴۵۶۷ واٹس ایپ",
        "1-800-FLOWERS",
    ],
)
def test_what_is_not_understood_behind_a_number_is_sent_back_and_never_cut(typed: str):
    assert fault(typed) is Fault.UNCLEAR


def test_a_letter_between_digits_does_not_join_them_to_another_number():
    with pytest.raises(Faulty):
        read_phone("030 123456 a 12", "DE")


@pytest.mark.parametrize("typed", ["021 35890123 (204)", "021-35890123-204", "021 35890123/204", "021 35890123 * 204"])
def test_an_extension_without_a_word_is_sent_back_and_never_cut(typed: str):
    assert fault(typed) is Fault.INVALID


@pytest.mark.parametrize("kind", ORDINARY)
def test_the_ordinary_numbers_of_every_country_are_taken_as_they_are(kind: int):
    ordinary = [number for number in examples(kind) if phonenumbers.number_type(phonenumbers.parse(number)) in ORDINARY]

    assert [read_phone(number, "PK") for number in ordinary] == ordinary


@pytest.mark.parametrize("kind", ["PREMIUM_RATE", "SHARED_COST", "PERSONAL_NUMBER", "PAGER", "VOICEMAIL"])
def test_the_numbers_of_every_country_that_cost_or_reach_nobody_are_sent_back(kind: str):
    assert {fault(number) for number in examples(getattr(PhoneNumberType, kind))} == {Fault.COSTLY}


@pytest.mark.parametrize(
    "typed",
    [
        pytest.param("0900 12345", id="premium rate in Pakistan"),
        pytest.param("+44 909 879 0000", id="premium rate in Britain"),
        pytest.param("+44 871 234 5678", id="a service in Britain"),
        pytest.param("+44 70 1234 5678", id="a number for life in Britain"),
        pytest.param("+1 900 234 5678", id="premium rate in America"),
        pytest.param("+979 123456789", id="premium rate of the world"),
        pytest.param("+808 12345678", id="shared cost of the world"),
        pytest.param("+870 772 001 234", id="Inmarsat"),
        pytest.param("+881 6 316 00000", id="Iridium"),
        pytest.param("+882 16 51234567", id="Thuraya"),
    ],
)
def test_a_number_that_costs_is_sent_back(typed: str):
    assert fault(typed) is Fault.COSTLY


@settings(deadline=None)
@given(st.text(st.sampled_from("+0123456789 ()-.;,/*#extl:=\u06f0\uff0b")) | st.text())
def test_whatever_is_typed_is_a_number_with_or_without_an_extension_or_a_fault(typed: str):
    try:
        phone = read_phone(typed, "PK")
    except Faulty:
        return
    assert re.fullmatch(r"\+[0-9]{5,15}(;ext=[0-9]{1,20})?", phone)


@pytest.mark.parametrize(
    ("typed", "country", "number"),
    [
        ("0300 7654321", "PK", "+923007654321"),
        ("020 7946 0011", "GB", "+442079460011"),
        ("+44 20 7946 0011", "PK", "+442079460011"),
        ("0845 123 4567", "GB", "+448451234567"),
        ("020 7946 0011", "PK", ""),
        ("0300 1234567", "UK", ""),
        ("call me", "GB", ""),
    ],
)
def test_a_number_is_dialled_as_its_country_does_or_not_at_all(typed: str, country: str, number: str):
    assert dialled(typed, country) == number


@pytest.mark.parametrize(("code", "known"), [("GB", True), ("NP", True), ("XK", True), ("UK", False), ("EU", False)])
def test_two_letters_are_a_country_or_not(code: str, known: bool):
    assert is_country(code) is known


def shortest(country: str) -> int:
    """The fewest digits of a phone there, with the zero or whatever else is dialled before it, as the library knows."""
    known = phonenumbers.PhoneMetadata.metadata_for_region(country)
    kinds = [kind for kind in (known.fixed_line, known.mobile) if kind]
    lengths = [length for kind in kinds for length in kind.possible_length if length > 0]
    return min(lengths) + len(known.national_prefix or "")


@pytest.mark.parametrize("country", sorted(phonenumbers.SUPPORTED_REGIONS))
def test_so_few_digits_may_a_number_have_in(country: str):
    assert fewest_digits(country) == min(shortest(country), 8)
