"""What stands in the headers of an email, whatever a stranger typed, as parsers of two kinds read it: those that decode
before they take an address apart, and those that decode after it."""

from dataclasses import replace
from email import message_from_bytes, policy
from email.header import decode_header, make_header
from email.message import EmailMessage
from email.utils import getaddresses

import pytest
from hypothesis import HealthCheck, assume, example, given, settings
from hypothesis import strategies as st

from chalicelib.leads.attribution import Touch
from chalicelib.leads.forms.email_address import read_email
from chalicelib.leads.forms.fault import Faulty
from chalicelib.mail.mime import UnsafeHeaders, mailbox, new_message, sealed
from tests.letters import ALERT, ALL, GUIDE, NOON, OWNER, SENDERS, lead, named, sample_writer
from tools.preview.drafts import drafts

SECOND_ADDRESS = "=?utf-8?q?x=2C_zq=40zq=2Eexample=2C?="
ANOTHER_HEADER = "=?utf-8?q?x=0D=0ABcc=3A_zq=40zq=2Eexample?="
HOSTILE = [
    SECOND_ADDRESS,
    ANOTHER_HEADER,
    "=?utf-8?b?eCwgenFAenEuZXhhbXBsZSw=?=",
    "=?utf-8?q?=3D=3Futf-8=3Fq=3Fx=3D2C=5Fzq=3D40zq=3D2Eexample=3F=3D?=",
    "=?utf-8?q?To=3A_Win=3A_zq=2Eexample/win?=",
    f"Amina {SECOND_ADDRESS}",
    f"آمنہ {SECOND_ADDRESS}",
    "=?utf-8?q?broken",
    "=?",
    "?=",
    "=?x?y?z?=",
    'Amina" <zq@zq.example>, "',
    "Amina, zq@zq.example",
    "Amina\r\nBcc: zq@zq.example",
    "Amina\x0bBcc: zq@zq.example",
    "Amina\u2028Bcc: zq@zq.example",
]

encoded_words = st.builds(
    "=?{}?{}?{}?={}".format,
    st.sampled_from(["utf-8", "UTF-8", "iso-8859-1", "us-ascii", "utf-7", "x", ""]),
    st.sampled_from(["q", "Q", "b", "B", "x"]),
    st.one_of(
        st.sampled_from(["=2C", "=0D=0ABcc=3A_zq=40zq=2Eexample", "eCwgenFAenEuZXhhbXBsZSw=", "=3D=3F", "_", ""]),
        st.text(max_size=12),
    ),
    st.sampled_from(["", " ", "=?", ",", "\r\n "]),
)
typed_by_strangers = st.lists(st.one_of(encoded_words, st.text(max_size=10)), min_size=1, max_size=4).map("".join)


def every_email(typed: str, email: str = "amina@example.com"):
    """Each email, those to the front desk and its staff among them, with that in every field of it."""
    touch = Touch(**dict.fromkeys(Touch.__slots__, typed))
    asked = lead(name=typed, message=typed, email=email)
    asked = replace(asked, enquiries=(replace(asked.enquiries[0], touch=touch),), first_touch=touch)
    return drafts(sample_writer(), asked, NOON)


NAMES = {draft.name: set(message_from_bytes(draft.raw).keys()) for draft in every_email("Amina")}


def test_every_text_of_an_email_is_among_those_that_are_checked():
    assert {name.rpartition("/")[2] for _, name in sample_writer().composer.texts} == set(NAMES)


def check_headers(typed: str, email: str = "amina@example.com") -> None:
    addresses = {
        "To": {SENDERS.clinic_inbox, OWNER, email},
        "From": {SENDERS.mail_from, SENDERS.alert_from},
        "Reply-To": {SENDERS.clinic_inbox, email},
    }
    for draft in every_email(typed, email):
        plainly, decoding = message_from_bytes(draft.raw), draft.message

        assert sorted(plainly.keys()) == sorted(NAMES[draft.name])
        for header, known in addresses.items():
            if header in plainly:
                [[_, address]] = getaddresses([plainly[header]])
                [decoded] = decoding[header].addresses
                assert {address, decoded.addr_spec} <= known


@pytest.mark.parametrize("typed", HOSTILE)
def test_no_stranger_writes_an_address_or_a_header_into_an_email(typed):
    check_headers(typed)


@settings(max_examples=30)  # of twenty emails each
@given(typed_by_strangers)
@example(SECOND_ADDRESS * 4)
@example(ANOTHER_HEADER * 4)
def test_nor_with_encoded_words_nested_or_broken(typed):
    check_headers(typed)


@settings(max_examples=30, suppress_health_check=[HealthCheck.filter_too_much])
@given(st.text("!#$%&'*+/=?^_`{|}~-.abqz0", min_size=1, max_size=40))
@example("a?bcc=zq")
@example("x=2C_zq=40zq=2Eexample")
@example("?q?=3D=3F")
@example("{zq}|`~")
def test_whatever_address_the_form_takes_is_the_one_that_is_written_to(name):
    try:
        email = read_email(f"{name}@example.com")
    except Faulty:
        assume(False)
    check_headers("Amina", email)


@pytest.mark.parametrize("typed", HOSTILE)
def test_the_clinic_reads_a_hostile_name_as_it_was_typed(typed):
    raw = sample_writer().write(lead(name=typed), ALERT, NOON).raw
    subject = str(make_header(decode_header(message_from_bytes(raw)["Subject"].replace("\r\n", ""))))

    assert "zq@zq.example" not in subject
    if typed.startswith("=?utf-8"):
        assert subject.startswith("=?utf-8")


@pytest.mark.parametrize("email_id", ALL, ids=named)
def test_a_person_gets_mail_to_an_address_without_a_name(email_id):
    message = message_from_bytes(sample_writer().write(lead(name="Zq Wins"), email_id, NOON).raw)

    assert message["To"] in {"amina@example.com", SENDERS.clinic_inbox, OWNER}


def test_a_long_subject_is_folded_and_reads_as_one():
    message = new_message(("An enquiry of somebody " * 6).rstrip(), "text", "<p>text</p>")
    raw = sealed(message)

    assert max(map(len, raw.split(b"\r\n"))) <= 78
    assert message_from_bytes(raw, policy=policy.default)["Subject"] == ("An enquiry of somebody " * 6).rstrip()


def unsafe(header: str, value: str):
    message = new_message("Hello", "text", "<p>text</p>")
    message[header] = value
    return message


@pytest.mark.parametrize(
    ("header", "value"),
    [
        ("Reply-To", "amina@example.com, zq@zq.example"),
        ("To", "Amina <amina@example.com> <zq@zq.example>"),
        ("From", '"Amina, zq@zq.example" <amina@example.com>'),
        ("To", "=?utf-8?q?x=2Czq?=@example.com"),
        ("Reply-To", "Amina <x=?utf-8?q?=2Czq?=@example.com>"),
        ("To", ""),
        ("X", "1\r\nBcc: zq@zq.example"),
        ("X", "1\nBcc: zq@zq.example"),
        ("X", "1\rBcc: zq@zq.example"),
        ("X", "1\r\n\r\nBody"),
    ],
)
def test_an_email_with_headers_that_were_not_meant_does_not_go(header, value):
    with pytest.raises(UnsafeHeaders):
        sealed(unsafe(header, value))


def test_a_display_name_in_any_script_is_read_as_it_is():
    assert str(make_header(decode_header(mailbox("آمنہ خان", "a@example.com")))) == "آمنہ خان <a@example.com>"


def test_the_guide_goes_to_somebody_with_a_hostile_name():
    assert sample_writer().write(lead(name=SECOND_ADDRESS), GUIDE, NOON).recipient == "amina@example.com"


class Forger(EmailMessage):
    """Writes a header more than it has."""

    def as_bytes(self, **_: object) -> bytes:
        return b"Bcc: zq@zq.example\r\n" + super().as_bytes()


def test_an_email_whose_bytes_have_another_header_than_it_does_not_go():
    message = Forger()
    message["Subject"] = "Hello"

    with pytest.raises(UnsafeHeaders, match="other headers"):
        sealed(message)
