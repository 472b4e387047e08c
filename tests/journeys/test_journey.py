"""From the form to the last follow-up, through the real handlers on the embedded AWS."""

import re
from datetime import timedelta
from email.message import EmailMessage
from itertools import pairwise
from urllib.parse import urlencode
from zoneinfo import ZoneInfo

import pytest

from chalicelib.leads.enquiry import Purpose
from chalicelib.leads.lead import Standing
from chalicelib.leads.outcome import Outcome
from tests.conftest import NOON, lead_of, mail_to, subjects_to
from tests.visitor import FORM, hidden_fields, path_of

AMINA = FORM["email"]
DESK = "front-desk@clinic.test"
OWNER = "owner@clinic.test"
DAY = timedelta(days=1)
FOLLOW_UPS = [
    "What happens in a session",
    "Who it suits",
    "Does it hurt?",
    "How many sessions, and the price",
    "The first two days",
    "Our last email",
]


def html(message: EmailMessage) -> str:
    part = message.get_body(("html",))
    assert part
    return part.get_content()


def plain(message: EmailMessage) -> str:
    part = message.get_body(("plain",))
    assert part
    return part.get_content()


def link(message: EmailMessage, action: str) -> str:
    found = re.search(rf"http://\S+/{action}/[^\s?]+", plain(message))
    assert found
    return found[0]


def test_a_sent_form_is_answered_with_thanks(visitor):
    answer = visitor.send()

    assert (answer.status_code, "<h1>Thank you, we have it</h1>" in answer.text) == (200, True)


def test_a_sent_form_is_a_stored_lead(visitor):
    visitor.send()

    lead = lead_of(AMINA)
    assert lead
    assert (lead.contact.name, lead.contact.phone) == ("Amina Khan", "+923001234567")


def test_the_consent_is_kept_in_its_very_words(visitor):
    page = visitor.get("/").text
    visitor.send()

    consent = next(one for one in lead_of(AMINA).consents if one.purpose is Purpose.FOLLOW_UPS)
    assert (consent.wording in page, consent.at) == (True, NOON)


def test_the_lead_gets_the_guide_once(site, visitor):
    visitor.send()

    assert subjects_to(site, AMINA) == ["Your guide to muscle knots"]


def test_the_guide_comes_as_a_pdf(site, visitor):
    visitor.send()

    [attached] = mail_to(site, AMINA)[0].message.iter_attachments()
    assert (attached.get_content_type(), attached.get_content()[:5]) == ("application/pdf", b"%PDF-")


def test_the_guide_email_links_the_web_version(site, visitor):
    visitor.send()

    page = visitor.get(path_of(link(mail_to(site, AMINA)[0].message, "guide")))
    assert (page.status_code, "What a knot is" in page.text) == (200, True)


def test_the_front_desk_is_told_once(site, visitor):
    visitor.send("/?utm_source=meta&utm_campaign=spring")

    assert subjects_to(site, DESK) == ["Amina Khan · 0300 1234567 · spring"]


def test_the_alert_calls_and_writes_in_one_tap(site, visitor):
    visitor.send()

    alert = html(mail_to(site, DESK)[0].message)
    assert 'href="tel:+923001234567"' in alert
    assert 'href="https://wa.me/923001234567?text=' in alert


def test_a_reply_to_the_alert_goes_to_the_lead(site, visitor):
    visitor.send()

    assert mail_to(site, DESK)[0].message["Reply-To"] == "Amina Khan <amina@example.com>"


def test_the_alert_starts_with_name_and_phone(site, visitor):
    visitor.send()

    assert plain(mail_to(site, DESK)[0].message).startswith("Amina Khan, 0300 1234567, on Monday 2 March, 12:00")


def test_the_alert_says_where_the_lead_came_from(site, visitor):
    visitor.send("/?utm_source=meta&utm_campaign=spring&utm_content=video")

    assert "Came from: meta, campaign spring, ad video" in plain(mail_to(site, DESK)[0].message)


def test_a_question_from_the_contact_page_reaches_the_front_desk_without_a_guide(site, visitor):
    visitor.send("/contact")

    assert (len(mail_to(site, DESK)), mail_to(site, AMINA)) == (1, [])


def test_the_contact_page_sends_the_guide_too_if_asked(site, visitor):
    visitor.send("/contact", guide="yes")

    assert subjects_to(site, AMINA) == ["Your guide to muscle knots"]


def test_every_follow_up_comes_once_in_order_and_then_nothing_is_owed(site, visitor):
    visitor.send()
    site.functions.settle()
    site.functions.advance(30 * DAY)

    assert subjects_to(site, AMINA)[1:] == FOLLOW_UPS
    assert lead_of(AMINA).due_at is None


def test_follow_ups_come_on_their_days(site, visitor):
    visitor.send()
    site.functions.settle()
    site.functions.advance(30 * DAY)

    assert [(email.at - NOON).days for email in mail_to(site, AMINA)[1:]] == [2, 5, 9, 13, 17, 21]


@pytest.mark.parametrize("hour", [0, 9, 13, 18])
def test_follow_ups_keep_to_the_window_and_the_gap_whenever_the_form_was_sent(site, visitor, hour):
    site.clock.move_to(NOON + timedelta(hours=hour))
    visitor.send()
    site.functions.settle()
    site.functions.advance(30 * DAY)

    times = [email.at for email in mail_to(site, AMINA)[1:]]
    assert len(times) == len(FOLLOW_UPS)
    assert all(10 <= at.astimezone(ZoneInfo("Asia/Karachi")).hour < 19 for at in times)
    assert all(later - earlier >= timedelta(hours=20) for earlier, later in pairwise(times))


def test_without_consent_there_is_no_follow_up(site, visitor):
    visitor.send(follow_ups="")
    site.functions.settle()
    site.functions.advance(30 * DAY)

    assert subjects_to(site, AMINA) == ["Your guide to muscle knots"]


def test_the_unsubscribe_button_stops_all_follow_ups(site, visitor):
    visitor.send()
    site.functions.settle()
    site.functions.advance(3 * DAY)
    visitor.press(link(mail_to(site, AMINA)[-1].message, "unsubscribe"))
    site.functions.advance(30 * DAY)

    assert subjects_to(site, AMINA)[1:] == FOLLOW_UPS[:1]


def one_click(site, visitor) -> str:
    visitor.send()
    site.functions.settle()
    site.functions.advance(3 * DAY)
    header = str(mail_to(site, AMINA)[-1].message["List-Unsubscribe"])
    assert mail_to(site, AMINA)[-1].message["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    return path_of(header.strip("<>"))


@pytest.mark.parametrize(
    "request_",
    [
        pytest.param({"data": {"List-Unsubscribe": "One-Click"}}, id="urlencoded"),
        pytest.param(
            {"data": {"List-Unsubscribe": "One-Click"}, "content_type": "multipart/form-data"}, id="multipart"
        ),
        pytest.param({"data": b""}, id="no body and no type"),
        pytest.param({"data": b"\xff\xfe{", "content_type": "application/json"}, id="nonsense"),
    ],
)
def test_a_mail_client_may_unsubscribe_with_one_click(site, visitor, request_):
    answer = visitor.post(one_click(site, visitor), **request_)

    assert (answer.status_code, lead_of(AMINA).standing) == (200, Standing.UNSUBSCRIBED)


@pytest.mark.parametrize("method", ["GET", "HEAD"])
def test_looking_at_the_unsubscribe_link_changes_nothing(site, visitor, method):
    path = one_click(site, visitor)
    before = lead_of(AMINA)
    visitor.open(path, method)

    assert lead_of(AMINA) == before


def test_an_unsubscribed_person_may_ask_for_the_guide_again(site, visitor):
    visitor.post(one_click(site, visitor))
    visitor.send()
    site.functions.settle()
    site.functions.advance(30 * DAY)

    assert subjects_to(site, AMINA).count("Your guide to muscle knots") == 2
    assert subjects_to(site, AMINA)[1:-1] == FOLLOW_UPS[:1]


def test_asking_again_is_a_new_enquiry_of_the_same_lead(site, visitor):
    visitor.send()
    visitor.send(email="AMINA@example.com", message="And on Friday?")

    assert [enquiry.message for enquiry in lead_of(AMINA).enquiries] == ["Is Tuesday possible?", "And on Friday?"]


def test_asking_again_alerts_the_front_desk_again(site, visitor):
    visitor.send()
    visitor.send(message="And on Friday?")

    assert len(mail_to(site, DESK)) == 2
    assert "Amina Khan, 0300 1234567, back on" in plain(mail_to(site, DESK)[1].message)


def test_the_guide_comes_again_after_a_day_but_not_before(site, visitor):
    visitor.send()
    visitor.send()
    site.functions.settle()
    site.functions.advance(DAY)
    visitor.send()

    assert subjects_to(site, AMINA).count("Your guide to muscle knots") == 2


def test_asking_again_does_not_restart_the_sequence(site, visitor):
    visitor.send()
    site.functions.settle()
    site.functions.advance(6 * DAY)
    visitor.send()
    site.functions.settle()
    site.functions.advance(30 * DAY)

    follow_ups = [subject for subject in subjects_to(site, AMINA) if subject in FOLLOW_UPS]
    assert follow_ups == FOLLOW_UPS


def test_a_double_click_is_one_enquiry(site, visitor):
    rendered = visitor.rendered("/")
    answers = [visitor.send(rendered=rendered) for _ in range(2)]

    assert [answer.status_code for answer in answers] == [200, 200]
    assert (len(lead_of(AMINA).enquiries), len(mail_to(site, DESK))) == (1, 1)


AD = {
    "utm_source": "meta",
    "utm_medium": "paid",
    "utm_campaign": "Spring 2026",
    "utm_term": "muscle knots",
    "utm_content": "Video/A",
    "gclid": "Cj0KCQiA_AbC-dEf",
    "gbraid": "0AAAA-bRaId",
    "wbraid": "ClcKEAiA_WbRaId",
    "fbclid": "IwAR0_FbClId-AbC",
    "msclkid": "a1B2c3D4",
}


def test_the_ad_is_remembered_verbatim_without_javascript(visitor):
    visitor.send(f"/?{urlencode(AD)}")

    touch = lead_of(AMINA).first_touch
    assert {name: getattr(touch, name) for name in AD} == AD
    assert touch.landing_path == "/"


def test_the_ad_is_remembered_through_a_form_sent_back_for_correction(visitor):
    refused = visitor.send("/?gclid=AbC", email="amina@")
    visitor.send(rendered=hidden_fields(refused.text))

    assert lead_of(AMINA).first_touch.gclid == "AbC"


def test_the_ad_is_remembered_by_someone_who_walks_to_the_contact_page(site, visitor):
    visitor.send(rendered=visitor.rendered("/contact", Referer=f"{site.url}/?gclid=AbC"))

    touch = lead_of(AMINA).first_touch
    assert (touch.gclid, touch.landing_path) == ("AbC", "/")


def test_first_and_last_touch_are_kept_apart(visitor):
    visitor.send("/?utm_source=meta")
    visitor.send("/?utm_source=google")

    lead = lead_of(AMINA)
    assert (lead.first_touch.utm_source, lead.last_touch.utm_source) == ("meta", "google")


def test_an_outcome_is_one_button_away_from_the_alert(site, visitor):
    visitor.send()
    url = link(mail_to(site, DESK)[0].message, "outcome")
    answer = visitor.post(path_of(url), {"mark": "booked"})

    assert (answer.status_code, lead_of(AMINA).outcome) == (200, Outcome.BOOKED)


@pytest.mark.parametrize("mark", ["booked", "attended", "not_interested"])
def test_a_closing_outcome_stops_the_follow_ups(site, visitor, mark):
    visitor.send()
    visitor.post(path_of(link(mail_to(site, DESK)[0].message, "outcome")), {"mark": mark})
    site.functions.advance(30 * DAY)

    assert subjects_to(site, AMINA) == ["Your guide to muscle knots"]


def undo_in(page: str) -> dict[str, str]:
    return {"undo": re.findall(r'name="undo" value="([^"]+)"', page)[0]}


def test_an_outcome_marked_by_a_slip_of_the_thumb_is_taken_back_and_the_follow_ups_go_on(site, visitor):
    visitor.send()
    path = path_of(link(mail_to(site, DESK)[0].message, "outcome"))
    undone = visitor.post(path, undo_in(visitor.post(path, {"mark": "booked"}).text))
    site.functions.advance(30 * DAY)

    assert "Follow-up emails go on." in undone.text
    assert len(subjects_to(site, AMINA)) == 7


@pytest.mark.parametrize("undo", ["", "yesterday", "2026-03-02T07:00:00"])
def test_a_made_up_undo_changes_nothing(site, visitor, undo):
    visitor.send()
    path = path_of(link(mail_to(site, DESK)[0].message, "outcome"))
    visitor.post(path, {"mark": "booked"})
    visitor.post(path, {"undo": undo})

    assert lead_of(AMINA).outcome is Outcome.BOOKED


def two_people(site, visitor) -> list[str]:
    """The links in the alerts of a couple with one address."""
    visitor.send(message="My shoulder.")
    visitor.send(name="Bilal Khan", phone="0300 7654321", message="My knee.")
    return [path_of(link(email.message, "outcome")) for email in mail_to(site, DESK)]


def test_each_alert_opens_its_own_enquiry(site, visitor):
    pages = [visitor.get(path).text for path in two_people(site, visitor)]

    for page, own, others in zip(pages, ("Amina Khan", "Bilal Khan"), ("Bilal", "Amina"), strict=True):
        assert f"<h1>{own}</h1>" in page
        assert others not in page


def test_what_is_said_of_one_enquiry_is_not_shown_as_the_others(site, visitor):
    first, second = two_people(site, visitor)
    visitor.post(first, {"mark": "booked"})

    assert "Now: new." in visitor.get(second).text


def test_the_page_shows_the_message_the_number_and_when_it_came(site, visitor):
    page = visitor.get(two_people(site, visitor)[0]).text

    assert all(words in page for words in ("My shoulder.", "Call 0300 1234567", "Sent on Monday 2 March, 12:00"))


def test_it_has_nothing_that_is_for_visitors(site, visitor):
    assert "<footer" not in visitor.get(two_people(site, visitor)[0]).text


@pytest.mark.parametrize("method", ["GET", "HEAD"])
def test_opening_an_outcome_link_changes_nothing(site, visitor, method):
    visitor.send()
    url = link(mail_to(site, DESK)[0].message, "outcome")
    before = lead_of(AMINA)
    visitor.open(f"{path_of(url)}?mark=booked", method)

    assert lead_of(AMINA) == before


@pytest.mark.parametrize(("event", "standing"), [("bounce", Standing.BOUNCED), ("complain", Standing.COMPLAINED)])
def test_a_bounce_or_complaint_stops_all_mail_to_the_address(site, visitor, event, standing):
    visitor.send()
    getattr(site.cloud.mail, event)(mail_to(site, AMINA)[0])
    site.functions.settle()
    site.functions.advance(2 * DAY)
    visitor.send()
    site.functions.advance(30 * DAY)

    assert (len(mail_to(site, AMINA)), lead_of(AMINA).standing) == (1, standing)


def test_who_is_not_called_is_brought_to_the_desk_once_more_and_then_to_the_owner(site, visitor):
    visitor.send()
    site.functions.advance(5 * DAY)

    assert [email.message["Subject"].partition(":")[0] for email in mail_to(site, DESK)[1:]] == ["Still waiting"]
    assert [email.message["Subject"].partition(":")[0] for email in mail_to(site, OWNER)] == ["Nobody has called"]


def test_whom_the_desk_has_called_it_is_not_reminded_of(site, visitor):
    visitor.send()
    visitor.post(path_of(link(mail_to(site, DESK)[0].message, "outcome")), {"mark": "no_answer"})
    site.functions.advance(5 * DAY)

    assert (len(mail_to(site, DESK)), mail_to(site, OWNER)) == (1, [])


def test_a_bounce_of_the_alert_says_nothing_about_the_lead(site, visitor):
    visitor.send()
    site.cloud.mail.bounce(mail_to(site, DESK)[0])
    site.functions.settle()

    assert lead_of(AMINA).standing is Standing.ACTIVE
