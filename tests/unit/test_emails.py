"""Every email of a lead, as the bytes that SES is given."""

import re
import tomllib
from dataclasses import replace
from datetime import UTC, datetime
from email import message_from_bytes, policy
from email.message import EmailMessage
from email.utils import getaddresses
from functools import cache
from html.parser import HTMLParser

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from chalicelib import wiring
from chalicelib.attribution import Touch, read_touch
from chalicelib.changes import new_lead
from chalicelib.emails import Addresses, Email, EmailWriter
from chalicelib.enquiry import Form, check
from chalicelib.lead import Consent, Contact, DeliveryId, Enquiry, Kind, Lead, Purpose
from chalicelib.links import Action, Links
from chalicelib.pages import template_environment
from chalicelib.prose import read_prose

NOON = datetime(2026, 3, 2, 7, 0, tzinfo=UTC)
LINKS = Links("https://guide.clinic.test", ("a signing key that is long enough.",))
STEPS = [step["id"] for step in tomllib.loads((wiring.TEMPLATES / "sequence.toml").read_text())["steps"]]
ALERT, GUIDE = DeliveryId(Kind.ALERT, "e1"), DeliveryId(Kind.GUIDE, "e1")
FOLLOW_UPS = [DeliveryId(Kind.FOLLOW_UP, step) for step in STEPS]
TO_LEADS = [GUIDE, *FOLLOW_UPS]
ALL = [ALERT, *TO_LEADS]


def named(delivery: DeliveryId) -> str:
    return delivery.reference if delivery.kind is Kind.FOLLOW_UP else delivery.kind.value


each_email = pytest.mark.parametrize("delivery", ALL, ids=named)
each_email_to_leads = pytest.mark.parametrize("delivery", TO_LEADS, ids=named)
each_follow_up = pytest.mark.parametrize("delivery", FOLLOW_UPS, ids=named)


@pytest.fixture(scope="module")
def writer() -> EmailWriter:
    return module_writer()


@cache
def module_writer() -> EmailWriter:
    texts = {("en", path.stem): path for path in wiring.TEMPLATES.glob("emails/en/*.md")}
    return EmailWriter(
        clinic=wiring.clinic(),
        links=LINKS,
        addresses=Addresses("guide@clinic.test", "enquiries@clinic.test", "front-desk@clinic.test"),
        texts={key: read_prose(path.read_text(encoding="utf-8")) for key, path in texts.items()},
        guide_pdfs={"en": b"%PDF-1.7 a guide"},
        layouts=template_environment(wiring.TEMPLATES),
        styles=tomllib.loads((wiring.TEMPLATES / "emails/styles.toml").read_text()),
    )


def lead(name: str = "Amina Khan", message: str = "", **touch: str) -> Lead:
    contact = Contact(name, "amina@example.com", "+923001234567")
    consents = (Consent(Purpose.FOLLOW_UPS, "Yes", NOON),)
    return new_lead(
        "lead1", Enquiry("e1", NOON, contact, "en", message, guide=True, consents=consents, touch=Touch(**touch))
    )


def parsed(email: Email) -> EmailMessage:
    return message_from_bytes(email.raw, policy=policy.default)


def body(email: Email, kind: str) -> str:
    part = parsed(email).get_body((kind,))
    assert part
    return part.get_content()


class Hrefs(HTMLParser):
    def __init__(self, html: str) -> None:
        super().__init__()
        self.found: set[str] = set()
        self.feed(html)

    def handle_starttag(self, tag, attrs):
        self.found |= {value for name, value in attrs if name == "href"}


@each_email
def test_every_byte_is_ascii_and_no_line_is_too_long(writer, delivery):
    raw = writer.write(lead("آمنہ خان", "سلام"), delivery, NOON).raw

    assert raw.isascii()
    assert max(map(len, raw.split(b"\r\n"))) <= 998


@each_email
def test_lines_end_as_mail_demands(writer, delivery):
    raw = writer.write(lead(), delivery, NOON).raw

    assert raw.count(b"\n") == raw.count(b"\r\n")


@each_email
def test_the_plain_text_comes_before_the_html(writer, delivery):
    parts = [part.get_content_type() for part in parsed(writer.write(lead(), delivery, NOON)).walk()]

    assert parts.index("text/plain") < parts.index("text/html")


@each_email
def test_every_link_of_the_html_stands_in_the_plain_text(writer, delivery):
    email = writer.write(lead(), delivery, NOON)
    plain = body(email, "plain")

    assert all(
        href.removeprefix("tel:") in plain or href == "tel:+923095885076" for href in Hrefs(body(email, "html")).found
    )


@each_email
def test_no_template_is_left_unfilled(writer, delivery):
    email = writer.write(lead(), delivery, NOON)

    assert not re.search(r"{{|}}|{%|None|Undefined", body(email, "plain") + body(email, "html"))


@each_email
def test_nobodys_holiday_notice_is_asked_for(writer, delivery):
    assert parsed(writer.write(lead(), delivery, NOON))["Auto-Submitted"] == "auto-generated"


@each_email
def test_the_date_is_that_of_sending(writer, delivery):
    assert parsed(writer.write(lead(), delivery, NOON))["Date"].datetime == NOON


@each_email_to_leads
def test_mail_to_leads_comes_from_the_clinic_and_answers_go_to_its_inbox(writer, delivery):
    message = parsed(writer.write(lead(), delivery, NOON))

    assert message["From"] == "Aspire Wellness <guide@clinic.test>"
    assert message["Reply-To"] == "Aspire Wellness <front-desk@clinic.test>"


@each_email_to_leads
def test_mail_to_leads_names_the_address_the_reason_and_the_way_out(writer, delivery):
    plain = " ".join(body(writer.write(lead(), delivery, NOON), "plain").split())

    assert wiring.clinic().address in plain
    assert "You get this email because" in plain
    assert "This is information, not a diagnosis." in plain
    assert LINKS.signed(Action.UNSUBSCRIBE, "lead1") in plain


@each_email_to_leads
def test_a_subject_fits_a_phone(writer, delivery):
    assert 10 <= len(parsed(writer.write(lead(), delivery, NOON))["Subject"]) <= 50


@each_email_to_leads
def test_the_html_is_light(writer, delivery):
    assert len(body(writer.write(lead(), delivery, NOON), "html").encode()) <= 60 * 1024


@each_follow_up
def test_a_follow_up_can_be_stopped_with_one_click(writer, delivery):
    raw = writer.write(lead(), delivery, NOON).raw
    url = LINKS.signed(Action.UNSUBSCRIBE, "lead1").encode()

    assert b"\r\nList-Unsubscribe: <" + url + b">\r\n" in raw
    assert b"\r\nList-Unsubscribe-Post: List-Unsubscribe=One-Click\r\n" in raw


@each_follow_up
def test_a_follow_up_names_its_list(writer, delivery):
    assert (
        parsed(writer.write(lead(), delivery, NOON))["List-Id"] == "Aspire Wellness follow-ups <follow-ups.clinic.test>"
    )


@each_follow_up
def test_a_follow_up_is_short(writer, delivery):
    words = body(writer.write(lead(), delivery, NOON), "plain").partition("--------")[0].split()

    assert len(words) < 250


@pytest.mark.parametrize("delivery", [ALERT, GUIDE], ids=named)
def test_mail_that_was_asked_for_is_no_list_mail(writer, delivery):
    assert parsed(writer.write(lead(), delivery, NOON))["List-Unsubscribe"] is None


def test_every_step_of_the_sequence_has_its_text(writer):
    assert all(("en", step) in writer.texts for step in STEPS)


def test_the_guide_is_attached_under_a_plain_name(writer):
    [attached] = parsed(writer.write(lead(), GUIDE, NOON)).iter_attachments()

    assert attached.get_filename() == "aspire-wellness-dry-needling-guide.pdf"


def test_the_alert_comes_from_an_identity_of_its_own(writer):
    email = writer.write(lead(), ALERT, NOON)

    assert (email.sender, parsed(email)["From"]) == (
        "enquiries@clinic.test",
        "Aspire Wellness enquiries <enquiries@clinic.test>",
    )


def test_the_subject_of_the_alert_is_who_and_which_campaign(writer):
    assert parsed(writer.write(lead(utm_campaign="spring"), ALERT, NOON))["Subject"] == "Amina Khan · spring"


def test_a_very_long_campaign_leaves_a_readable_subject(writer):
    assert len(parsed(writer.write(lead(utm_campaign="x" * 500), ALERT, NOON))["Subject"]) < 80


@pytest.mark.parametrize(
    ("reference", "words"), [("unreachable", "does not arrive"), ("e1", "may not have reached you")]
)
def test_a_notice_tells_the_clinic_whom_to_call_and_why(writer, reference, words):
    email = writer.write(lead(), DeliveryId(Kind.NOTICE, reference), NOON)

    plain = " ".join(body(email, "plain").split())
    assert email.recipient == "front-desk@clinic.test"
    assert plain.startswith("+923001234567: ")
    assert words in plain


def test_the_alert_offers_every_outcome(writer):
    plain = body(writer.write(lead(), ALERT, NOON), "plain")

    assert re.findall(r"mark=(\w+)", plain) == ["contacted", "booked", "attended", "not_interested"]


HOSTILE = [
    '"><script>alert(1)</script>',
    "=cmd|' /C calc'!A0",
    "[click](https://evil.example)",
    "![x](https://evil.example/x.png)",
    "`**_~~#>-+1.|",
    "{{ 7 * 7 }} {% raw %}",
    "&amp;&#60;b&#62;",
    "😀" * 80,
    "a\\",
]


@pytest.mark.parametrize("typed", HOSTILE)
def test_a_hostile_message_reaches_the_inbox_as_the_characters_typed(writer, typed):
    email = writer.write(lead(message=typed), ALERT, NOON)

    assert typed in body(email, "plain")
    assert not set(re.findall(r"<(\w+)", body(email, "html"))) & {"script", "img", "b", "code", "del"}
    assert not [href for href in Hrefs(body(email, "html")).found if "evil" in href]


@pytest.mark.parametrize("typed", HOSTILE)
def test_a_hostile_name_breaks_no_header(writer, typed):
    message = parsed(writer.write(lead(name=typed), ALERT, NOON))

    assert message["Reply-To"].addresses[0].addr_spec == "amina@example.com"
    assert message["Subject"].startswith(typed.split()[0][:20])
    assert message["Bcc"] is None


@given(st.text(max_size=80))
def test_whatever_the_name_there_is_one_address_to_answer(typed):
    contact, _ = check(Form(name=typed, email="amina@example.com", phone="0300 1234567"), "PK")
    assume(contact is not None)
    message = parsed(module_writer().write(lead(name=contact.name), ALERT, NOON))

    assert [one.addr_spec for one in message["Reply-To"].addresses] == ["amina@example.com"]


LONG_NAMES = [
    "Amina Khan, payments@evil.example, and all the rest of the family in Karachi PK",
    "Dr. Syeda Fatima Zahra Bukhari-Gilani, wife of Col. (Retd.) Syed Ali Raza Shah",
    '"Amina" "Bibi" "Khan" "of" "the" "Khans" of Karachi, Lahore, and Peshawar; too',
]


@pytest.mark.parametrize("name", LONG_NAMES)
@pytest.mark.parametrize(("delivery", "header"), [(ALERT, "Reply-To"), (GUIDE, "To")])
def test_a_long_name_with_many_signs_makes_no_second_address(writer, name, delivery, header):
    raw = writer.write(lead(name=name), delivery, NOON).raw
    value = message_from_bytes(raw)[header]

    assert [address for _, address in getaddresses([value])] == ["amina@example.com"]


@given(st.builds(read_touch, st.text(max_size=300), st.text(max_size=300)))
def test_an_alert_can_be_written_wherever_the_visitor_came_from(touch):
    asked = lead()
    from_there = replace(asked, enquiries=(replace(asked.enquiries[0], touch=touch),))

    assert module_writer().write(from_there, ALERT, NOON).raw


def test_a_line_break_in_a_name_can_make_no_header(writer):
    with pytest.raises(ValueError, match=r"newline|linefeed"):
        writer.write(lead(name="Amina\r\nBcc: all@example.com"), ALERT, NOON)


def test_the_language_of_the_person_decides_the_text(writer):
    urdu = replace(
        writer,
        texts={("ur", "guide"): read_prose('+++\nsubject = "رہنما"\n+++\nسلام {{ name }}\n')},
        guide_pdfs={"ur": b"%PDF"},
    )
    asked = lead("آمنہ خان")
    reader = replace(asked, enquiries=(replace(asked.enquiries[0], language="ur"),))

    message = urdu.write(reader, GUIDE, NOON)
    assert parsed(message)["Subject"] == "رہنما"
    assert 'dir="rtl"' in body(message, "html")
    assert message.raw.isascii()
