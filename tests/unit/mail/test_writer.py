"""Every email of a lead, as the bytes that SES is given."""

import re
from dataclasses import replace
from datetime import timedelta

import pytest

from chalicelib import services
from chalicelib.content.links import Action
from chalicelib.content.markdown import read_prose
from chalicelib.leads.lead import EmailId, EmailKind
from chalicelib.mail.writer import EmailWriter
from tests.letters import (
    ALERT,
    ALL,
    GUIDE,
    LINKS,
    MISSED,
    NOON,
    STEPS,
    Hrefs,
    body,
    each_email,
    each_email_to_leads,
    each_follow_up,
    lead,
    named,
    parsed,
    sample_writer,
)


@pytest.fixture(scope="module")
def writer() -> EmailWriter:
    return sample_writer()


@each_email
def test_every_byte_is_ascii_and_no_line_is_too_long(writer, email_id):
    raw = writer.write(lead("آمنہ خان", "سلام"), email_id, NOON).raw

    assert raw.isascii()
    assert max(map(len, raw.split(b"\r\n"))) <= 998


@each_email
def test_no_line_of_a_body_is_wider_than_mail_recommends(writer, email_id):
    body_lines = writer.write(lead(message="x" * 2000), email_id, NOON).raw.partition(b"\r\n\r\n")[2].split(b"\r\n")

    assert max(map(len, body_lines)) <= 78


@each_email
def test_an_email_written_twice_is_the_same_to_the_byte(writer, email_id):
    assert writer.write(lead(), email_id, NOON).raw == writer.write(lead(), email_id, NOON).raw


def test_no_two_emails_have_the_same_id(writer):
    later = NOON + timedelta(seconds=1)
    written = [writer.write(lead(), email_id, at) for email_id in ALL for at in (NOON, later)]

    assert len({parsed(email)["Message-ID"] for email in written}) == 2 * len(ALL)


@each_email
def test_an_id_says_nothing_of_anybody(writer, email_id):
    assert re.fullmatch(r"<[0-9a-f]{32}@clinic\.test>", parsed(writer.write(lead(), email_id, NOON))["Message-ID"])


@each_email
def test_an_email_says_coarsely_which_one_it_is(writer, email_id):
    email = writer.write(lead(), email_id, NOON)

    assert (email.topic, email.language) == (named(email_id), "en")


@each_email
def test_lines_end_as_mail_demands(writer, email_id):
    raw = writer.write(lead(), email_id, NOON).raw

    assert raw.count(b"\n") == raw.count(b"\r\n")


@each_email
def test_the_plain_text_comes_before_the_html(writer, email_id):
    parts = [part.get_content_type() for part in parsed(writer.write(lead(), email_id, NOON)).walk()]

    assert parts.index("text/plain") < parts.index("text/html")


@each_email
def test_every_link_of_the_html_stands_in_the_plain_text(writer, email_id):
    email = writer.write(lead(), email_id, NOON)
    plain = body(email, "plain")

    assert all(
        href.split(":", 1)[-1] in plain or href == "tel:+923095885076" for href in Hrefs(body(email, "html")).found
    )


@each_email
def test_no_template_is_left_unfilled(writer, email_id):
    email = writer.write(lead(), email_id, NOON)

    assert not re.search(r"{{|}}|{%|None|Undefined", body(email, "plain") + body(email, "html"))


@each_email
def test_nobodys_holiday_notice_is_asked_for(writer, email_id):
    assert parsed(writer.write(lead(), email_id, NOON))["Auto-Submitted"] == "auto-generated"


@each_email
def test_the_date_is_that_of_sending(writer, email_id):
    assert parsed(writer.write(lead(), email_id, NOON))["Date"].datetime == NOON


@each_email_to_leads
def test_mail_to_leads_comes_from_the_clinic_and_answers_go_to_its_inbox(writer, email_id):
    message = parsed(writer.write(lead(), email_id, NOON))

    assert message["From"] == "Aspire Wellness <guide@clinic.test>"
    assert message["Reply-To"] == "Aspire Wellness <front-desk@clinic.test>"


@each_email_to_leads
def test_mail_to_leads_names_the_address_the_reason_and_the_way_out(writer, email_id):
    plain = " ".join(body(writer.write(lead(), email_id, NOON), "plain").split())

    assert services.clinic().address in plain
    assert "You get this email because" in plain
    assert "This is information, not a diagnosis." in plain
    assert LINKS.signed(Action.UNSUBSCRIBE, "lead1") in plain


@each_email_to_leads
def test_a_subject_fits_a_phone(writer, email_id):
    assert 10 <= len(parsed(writer.write(lead(), email_id, NOON))["Subject"]) <= 50


@each_email_to_leads
def test_the_html_is_light(writer, email_id, record_property):
    size = len(body(writer.write(lead(), email_id, NOON), "html").encode())
    record_property("measured", f"HTML, {named(email_id)}: {size / 1024:.1f} KB (at most 60)")

    assert size <= 60 * 1024


@each_follow_up
def test_a_follow_up_can_be_stopped_with_one_click(writer, email_id):
    raw = writer.write(lead(), email_id, NOON).raw
    url = LINKS.signed(Action.UNSUBSCRIBE, "lead1").encode()

    assert b"\r\nList-Unsubscribe: <" + url + b">\r\n" in raw
    assert b"\r\nList-Unsubscribe-Post: List-Unsubscribe=One-Click\r\n" in raw


@each_follow_up
def test_a_follow_up_names_its_list(writer, email_id):
    assert (
        parsed(writer.write(lead(), email_id, NOON))["List-Id"] == "Aspire Wellness follow-ups <follow-ups.clinic.test>"
    )


@each_follow_up
def test_a_follow_up_is_short(writer, email_id):
    words = body(writer.write(lead(), email_id, NOON), "plain").partition("--------")[0].split()

    assert len(words) < 250


@pytest.mark.parametrize("email_id", [ALERT, GUIDE], ids=named)
def test_mail_that_was_asked_for_is_no_list_mail(writer, email_id):
    assert parsed(writer.write(lead(), email_id, NOON))["List-Unsubscribe"] is None


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
    ("reference", "words"), [("unreachable", "may not arrive"), ("e1", "may not have reached you")]
)
def test_a_notice_tells_the_clinic_whom_to_call_and_why(writer, reference, words):
    email = writer.write(lead(), EmailId(EmailKind.NOTICE, reference), NOON)

    plain = " ".join(body(email, "plain").split())
    assert email.recipient == "front-desk@clinic.test"
    assert plain.startswith("+923001234567: ")
    assert words in plain


@pytest.mark.parametrize("email_id", [ALERT, MISSED], ids=named)
def test_the_clinic_reads_what_the_person_wrote(writer, email_id):
    email = writer.write(lead(message="My neck.\nIs Tuesday possible?"), email_id, NOON)

    assert "> My neck.\r\n> Is Tuesday possible?" in body(email, "plain")


def test_the_alert_offers_every_outcome(writer):
    plain = body(writer.write(lead(), ALERT, NOON), "plain")

    assert re.findall(r"mark=(\w+)", plain) == ["contacted", "booked", "attended", "not_interested"]


def test_the_language_of_the_person_decides_the_text(writer):
    urdu = replace(
        writer,
        texts={("ur", "guide"): read_prose('+++\nsubject = "رہنما"\npreview = "سلام"\n+++\nسلام {{ name }}\n')},
        guide_pdfs={"ur": b"%PDF"},
    )
    asked = lead("آمنہ خان")
    reader = replace(asked, enquiries=(replace(asked.enquiries[0], language="ur"),))

    message = urdu.write(reader, GUIDE, NOON)
    assert parsed(message)["Subject"] == "رہنما"
    assert 'dir="rtl"' in body(message, "html")
    assert message.raw.isascii()
