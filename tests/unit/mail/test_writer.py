"""Every email of a lead, as the bytes that SES is given."""

import re
from dataclasses import replace
from datetime import timedelta

import pytest

from chalicelib.content.language import Language
from chalicelib.content.links import Action
from chalicelib.content.prose import read_prose
from chalicelib.leads.attempt import UNREACHABLE, Attempt, Delivery, EmailId, EmailKind, EndedAttempt, Result
from chalicelib.leads.canary import canary_address
from chalicelib.leads.changes import set_outcome
from chalicelib.leads.outcome import Outcome
from chalicelib.leads.own_page import speak
from chalicelib.leads.variant import Version
from chalicelib.mail.texts import language_of
from chalicelib.mail.writer import EmailWriter
from tests.clinic import CAMPAIGN, templates
from tests.letters import (
    AFTERCARE,
    ALERT,
    ALL,
    FOLLOW_UPS,
    GUIDE,
    LINKS,
    MISSED,
    NOON,
    OWN_DATA,
    TO_LEADS,
    Hrefs,
    Shown,
    body,
    each_email,
    each_email_to_leads,
    each_email_to_the_clinic,
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


CALLS = {"tel:+924235123456", "tel:+923001234567"}
"""Their numbers stand in the text as people read them."""


@each_email
def test_every_link_of_the_html_stands_in_the_plain_text(writer, email_id):
    email = writer.write(lead(), email_id, NOON)
    plain = body(email, "plain")

    assert all(href.split(":", 1)[-1] in plain or href in CALLS for href in Hrefs(body(email, "html")).found)


@each_email
def test_no_template_is_left_unfilled(writer, email_id):
    email = writer.write(lead(), email_id, NOON)

    assert not re.search(r"{{|}}|{%|None|Undefined", body(email, "plain") + body(email, "html"))


@each_email
def test_no_holiday_notice_is_asked_for(writer, email_id):
    assert parsed(writer.write(lead(), email_id, NOON))["Auto-Submitted"] == "auto-generated"


@each_email
def test_no_holiday_notice_of_exchange_is_asked_for_but_reports_of_bounces_are(writer, email_id):
    assert parsed(writer.write(lead(), email_id, NOON))["X-Auto-Response-Suppress"] == "OOF, AutoReply"


WHO_ASKED = "{} asked for these follow-up emails on Monday 2 March. If that was not you, stop them here."


@pytest.mark.parametrize("kind", ["plain", "html"])
@pytest.mark.parametrize(("name", "told"), [("Amina Khan", "Amina"), ("100% Off at zq.example", "Somebody")])
def test_the_first_follow_up_says_who_asked_for_it_and_when_and_how_to_stop(writer, kind, name, told):
    email = body(writer.write(lead(name=name), FOLLOW_UPS[0], NOON), kind)
    text = Shown(email).text if kind == "html" else email

    assert WHO_ASKED.format(told) in " ".join(text.split()).replace(" .", ".")
    assert text.index("asked for these") < text.index("Hello")


def test_no_follow_up_says_that_it_was_asked_for_with_a_guide_which_a_question_may_have_been_without(writer):
    assert "with our guide" not in body(writer.write(lead(), FOLLOW_UPS[0], NOON), "plain")


def test_it_names_who_agreed_and_not_who_came_after_them(writer):
    email = body(writer.write(asked_again_by("Zq Loser"), FOLLOW_UPS[0], NOON), "plain")

    assert WHO_ASKED.format("Amina") in " ".join(email.split())


@pytest.mark.parametrize("email_id", [ALERT, GUIDE], ids=named)
def test_no_other_email_says_so(writer, email_id):
    assert "asked for these" not in body(writer.write(lead(), email_id, NOON), "plain")


def test_nor_does_a_later_follow_up(writer):
    sent = EndedAttempt(Attempt("a1", FOLLOW_UPS[0], NOON, NOON), Result.SENT, "m1")
    email = writer.write(replace(lead(), attempts=(sent,)), FOLLOW_UPS[1], NOON)

    assert "asked for these" not in body(email, "plain")


def asked_again_by(name: str):
    """The lead after somebody sent another form with their address, under another name."""
    asked = lead()
    other = replace(asked.enquiries[0], id="e2", at=NOON + timedelta(days=2), contact=lead(name=name).contact)
    return replace(asked, enquiries=(*asked.enquiries, other))


@each_follow_up
def test_a_follow_up_greets_the_person_who_agreed_to_it(writer, email_id):
    assert "Hello Amina," in body(writer.write(asked_again_by("Zq Loser"), email_id, NOON), "plain")


def test_a_follow_up_to_somebody_whose_own_enquiry_is_forgotten_greets_without_a_name(writer):
    later = replace(asked_again_by("Zq Loser"), enquiries=asked_again_by("Zq Loser").enquiries[1:])

    assert "Hello," in body(writer.write(later, FOLLOW_UPS[0], NOON), "plain")


@each_email
def test_the_date_is_that_of_sending(writer, email_id):
    assert parsed(writer.write(lead(), email_id, NOON))["Date"].datetime == NOON


@each_email_to_leads
def test_mail_to_leads_comes_from_the_clinic_and_answers_go_to_its_inbox(writer, email_id):
    message = parsed(writer.write(lead(), email_id, NOON))

    assert message["From"] == "Riverside Clinic <guide@clinic.test>"
    assert message["Reply-To"] == "Riverside Clinic <front-desk@clinic.test>"


@each_email_to_leads
def test_mail_to_leads_names_the_address_and_the_reason(writer, email_id):
    plain = " ".join(body(writer.write(lead(), email_id, NOON), "plain").split())

    assert templates().clinic.address in plain
    assert re.search("You get this email (once, )?because", plain)
    assert "This is information, not a diagnosis." in plain


@each_email_to_leads
def test_mail_that_has_more_to_come_names_the_way_out(writer, email_id):
    plain = body(writer.write(lead(), email_id, NOON), "plain")

    assert (LINKS.signed(Action.UNSUBSCRIBE, "lead1") in plain) is (email_id not in (AFTERCARE, OWN_DATA))


@pytest.mark.parametrize("email_id", [GUIDE, AFTERCARE], ids=named)
def test_mail_that_comes_once_leads_to_the_page_of_their_own_too(writer, email_id):
    assert LINKS.signed(Action.OWN_PAGE, "lead1") in body(writer.write(lead(), email_id, NOON), "plain")


def test_the_link_to_what_is_kept_names_when_it_was_written(writer):
    plain = body(writer.write(lead(), OWN_DATA, NOON), "plain")

    assert LINKS.signed(Action.OWN_DATA, f"lead1.{int(NOON.timestamp())}") in plain


def test_the_link_to_what_is_kept_stands_in_no_other_email(writer):
    others = [body(writer.write(lead(), email_id, NOON), "plain") for email_id in TO_LEADS if email_id != OWN_DATA]

    assert not [plain for plain in others if f"/{Action.OWN_DATA}/" in plain]


def test_the_email_with_the_link_says_nothing_of_what_is_kept(writer):
    message = writer.write(lead("Amina Khan", message="Is Tuesday possible?"), OWN_DATA, NOON)

    assert not [told for told in ("Amina", "Tuesday", "1234567") if told in body(message, "plain")]


def test_the_link_to_what_is_kept_comes_though_its_campaign_is_gone(writer):
    assert writer.write(lead(campaign="gone"), OWN_DATA, NOON).language == "en"


def test_what_is_still_to_come_is_in_the_language_that_was_chosen(bilingual):
    chosen = speak(lead(), "ur", NOON + timedelta(hours=1))

    assert bilingual.write(chosen, GUIDE, NOON + timedelta(hours=2)).language == "ur"


@each_follow_up
def test_a_follow_up_can_be_stopped_with_one_click(writer, email_id):
    raw = writer.write(lead(), email_id, NOON).raw
    url = LINKS.signed(Action.UNSUBSCRIBE, "lead1").encode()

    assert b"\r\nList-Unsubscribe: <" + url + b">\r\n" in raw
    assert b"\r\nList-Unsubscribe-Post: List-Unsubscribe=One-Click\r\n" in raw


@each_follow_up
def test_a_follow_up_names_its_list(writer, email_id):
    named_list = parsed(writer.write(lead(), email_id, NOON))["List-Id"]

    assert named_list == "Riverside Clinic follow-ups <follow-ups.clinic.test>"


@pytest.mark.parametrize("email_id", [ALERT, GUIDE, AFTERCARE], ids=named)
def test_mail_that_is_no_marketing_is_no_list_mail(writer, email_id):
    message = parsed(writer.write(lead(), email_id, NOON))

    assert (message["List-Unsubscribe"], message["List-Id"]) == (None, None)


def test_aftercare_greets_the_one_of_two_people_with_one_address_who_has_the_visit(writer):
    couple = set_outcome(asked_again_by("Bilal Khan"), "e1", Outcome.BOOKED, NOON)

    assert "Hello Amina," in body(writer.write(couple, AFTERCARE, NOON), "plain")


def test_aftercare_speaks_the_language_in_which_the_one_with_the_visit_asked():
    asked = asked_again_by("Bilal Khan")
    couple = replace(asked, enquiries=(asked.enquiries[0], replace(asked.enquiries[1], language="ur")))

    assert language_of(set_outcome(couple, "e2", Outcome.BOOKED, NOON), AFTERCARE) == "ur"
    assert language_of(set_outcome(couple, "e1", Outcome.BOOKED, NOON), AFTERCARE) == "en"


@pytest.mark.parametrize("message", ["", "Is Tuesday possible?"])
def test_the_guide_acknowledges_a_question_where_there_was_one(writer, message):
    plain = " ".join(body(writer.write(lead(message=message), GUIDE, NOON), "plain").split())

    assert ("Your question has reached our front desk too." in plain) == bool(message)


def test_a_note_of_who_typed_the_enquiry_is_no_question_of_the_person(writer):
    asked = lead(message="Called about a stiff neck")
    typed = replace(asked, enquiries=(replace(asked.enquiries[0], typed_by="Dr. Zara"),))

    assert "Your question" not in body(writer.write(typed, GUIDE, NOON), "plain")


def test_the_guide_repeats_nothing_of_a_question_for_anybody_can_type_in_any_address(writer):
    email = writer.write(lead(message="Is Tuesday possible?"), GUIDE, NOON)

    assert "Tuesday possible" not in body(email, "plain") + body(email, "html")


def test_the_guide_is_attached_under_a_plain_name(writer):
    [attached] = parsed(writer.write(lead(), GUIDE, NOON)).iter_attachments()

    assert attached.get_filename() == "riverside-clinic-knots-guide.pdf"


@pytest.mark.parametrize(
    ("clinic", "filename"),
    [
        ("Aspire / Wellness", "aspire-wellness-knots-guide.pdf"),
        ('The "Back" Clinic; Ltd.\\', "the-back-clinic-ltd-knots-guide.pdf"),
        ("../../etc", "etc-knots-guide.pdf"),
        ("Rückenzentrum Zürich", "ruckenzentrum-zurich-knots-guide.pdf"),
        ("صحت کلینک", "knots-guide.pdf"),
        ("x" * 200, f"{'x' * 40}-knots-guide.pdf"),
    ],
)
def test_the_guide_has_a_short_plain_name_whatever_the_clinic_is_called(writer, clinic, filename):
    called = replace(writer, clinic=replace(writer.clinic, name=clinic))
    [attached] = parsed(called.write(lead(), GUIDE, NOON)).iter_attachments()

    assert attached.get_filename() == filename


def test_the_alert_comes_from_an_identity_of_its_own(writer):
    email = writer.write(lead(), ALERT, NOON)

    assert (email.sender, parsed(email)["From"]) == (
        "enquiries@clinic.test",
        "Riverside Clinic enquiries <enquiries@clinic.test>",
    )


def test_the_subject_of_the_alert_is_who_at_which_number_and_which_ad(writer):
    subject = parsed(writer.write(lead(utm_campaign="spring"), ALERT, NOON))["Subject"]

    assert subject == "Amina Khan · 0300 1234567 · spring"


def with_phone(lead, phone):
    enquiry = lead.enquiries[0]
    return replace(lead, enquiries=(replace(enquiry, contact=replace(enquiry.contact, phone=phone)),))


@each_email_to_the_clinic
def test_emails_about_two_people_of_one_name_are_never_folded_into_one(writer, email_id):
    namesakes = [with_phone(lead(), phone) for phone in ("+923001234567", "+923007654321")]

    assert len({parsed(writer.write(one, email_id, NOON))["Subject"] for one in namesakes}) == 2


def test_a_very_long_name_of_an_ad_leaves_a_readable_subject(writer):
    assert len(parsed(writer.write(lead(utm_campaign="x" * 500), ALERT, NOON))["Subject"]) < 80


@pytest.mark.parametrize(
    ("reference", "words"), [("unreachable", "may not arrive"), ("e1", "may not have reached you")]
)
def test_a_notice_tells_the_clinic_whom_to_call_and_why(writer, reference, words):
    email = writer.write(lead(), EmailId(EmailKind.NOTICE, reference), NOON)

    plain = " ".join(body(email, "plain").split())
    assert email.recipient == "front-desk@clinic.test"
    assert plain.startswith("0300 1234567: ")
    assert words in plain


def test_whom_the_guide_has_not_reached_the_clinic_offers_it_on_whatsapp(writer):
    assert "offer to send the guide on WhatsApp" in body(writer.write(lead(), UNREACHABLE, NOON), "plain")


def test_whom_the_guide_has_reached_the_clinic_offers_no_other(writer):
    sent = EndedAttempt(Attempt("a1", GUIDE, NOON, NOON), Result.SENT, "ses-1", Delivery.DELIVERED)
    plain = body(writer.write(replace(lead(), attempts=(sent,)), UNREACHABLE, NOON), "plain")

    assert ("comes back" in plain, "guide" in plain.replace("guide.clinic.test", "")) == (True, False)


@pytest.mark.parametrize("email_id", [ALERT, MISSED], ids=named)
def test_the_clinic_reads_what_the_person_wrote(writer, email_id):
    email = writer.write(lead(message="My neck.\nIs Tuesday possible?"), email_id, NOON)

    assert "> My neck.\r\n> Is Tuesday possible?" in body(email, "plain")


def test_the_alert_offers_every_outcome(writer):
    plain = body(writer.write(lead(), ALERT, NOON), "plain")

    assert re.findall(r"mark=(\w+)", plain) == ["no_answer", "called", "booked", "not_interested"]


@pytest.fixture
def bilingual(writer) -> EmailWriter:
    """In Urdu too, in whatever short words."""
    text = read_prose('+++\nsubject = "رہنما"\npreview = "سلام"\n+++\nسلام {{ name }} {{ guide_url }}\n')
    return replace(
        writer,
        campaigns={CAMPAIGN: replace(writer.campaigns[CAMPAIGN], languages=("en", "ur"))},
        languages={**writer.languages, "ur": Language("ur", "rtl", writer.languages["en"].words)},
        composer=replace(
            writer.composer,
            texts={**writer.composer.texts, ("ur", f"{CAMPAIGN}/guide"): text},
            to_html={**writer.composer.to_html, "ur": writer.composer.to_html["en"]},
        ),
        guide_pdfs={(CAMPAIGN, "ur", Version.A): b"%PDF"},
    )


def test_the_language_of_the_person_decides_the_text(bilingual):
    message = bilingual.write(lead("آمنہ خان", language="ur"), GUIDE, NOON)

    assert message.language == "ur"
    assert parsed(message)["Subject"] == "رہنما"
    assert 'dir="rtl"' in body(message, "html")
    assert message.raw.isascii()


def test_each_block_of_an_email_in_urdu_says_its_language_and_its_direction(bilingual):
    html = body(bilingual.write(lead(language="ur"), GUIDE, NOON), "html")
    blocks = re.findall(r'<td class="(?:card|small)"[^>]*>', html)

    assert len(blocks) == 2
    assert all('lang="ur" dir="rtl" align="right"' in block and "direction:rtl" in block for block in blocks)


def test_the_clinics_number_is_set_apart_in_an_email_in_urdu(bilingual):
    phone = templates().clinic.phone.replace(" ", "\N{NO-BREAK SPACE}")

    assert f'<bdi dir="ltr">{phone}</bdi>' in body(bilingual.write(lead(language="ur"), GUIDE, NOON), "html")


def test_the_clinics_number_stays_whole_in_the_plain_text_of_an_email_in_urdu(bilingual):
    phone = templates().clinic.phone.replace(" ", "\N{NO-BREAK SPACE}")

    assert phone in body(bilingual.write(lead(language="ur"), GUIDE, NOON), "plain")


def test_the_language_of_the_person_goes_with_them_through_the_links(bilingual):
    plain = body(bilingual.write(lead("آمنہ خان", language="ur"), GUIDE, NOON), "plain")

    assert LINKS.signed(Action.GUIDE, f"{CAMPAIGN}.lead1", "ur") in plain.replace("\r\n", "")
    assert LINKS.signed(Action.UNSUBSCRIBE, "lead1", "ur") in plain


def test_a_language_that_the_campaign_no_longer_speaks_gives_way_to_its_first_one(writer):
    message = writer.write(lead(language="ur"), GUIDE, NOON)

    assert (message.language, parsed(message)["Subject"]) == ("en", "Your guide to muscle knots")


def test_the_clinic_reads_its_own_language_whatever_the_person_speaks(bilingual):
    assert bilingual.write(lead("آمنہ خان", language="ur"), ALERT, NOON).language == "en"


def test_the_guide_is_that_of_the_campaign_the_person_asked_in(writer):
    backs = replace(writer.campaigns[CAMPAIGN], id="backs")
    text = read_prose('+++\nsubject = "Backs"\npreview = "Backs"\n+++\n{{ guide_url }}\n')
    other = replace(
        writer,
        campaigns={**writer.campaigns, "backs": backs},
        composer=replace(writer.composer, texts={**writer.composer.texts, ("en", "backs/guide"): text}),
        guide_pdfs={**writer.guide_pdfs, ("backs", "en", Version.A): b"%PDF of backs"},
    )
    message = parsed(other.write(lead(campaign="backs"), GUIDE, NOON))
    [attached] = message.iter_attachments()

    assert message["Subject"] == "Backs"
    assert attached.get_content() == b"%PDF of backs"
    assert LINKS.signed(Action.GUIDE, "backs.lead1") in message.get_body(("plain",)).get_content()


@each_email_to_the_clinic
def test_what_the_clinic_would_be_told_of_a_canary_goes_to_the_canary(email_id, writer):
    address = canary_address(NOON, "the key of lead ids, not a secret")
    email = writer.write(replace(lead(email=address), id="canary-1"), email_id, NOON)

    assert (email.recipient, parsed(email)["To"]) == (address, address)
