"""What the front desk is shown of how to reach a person."""

import re
from dataclasses import replace
from datetime import timedelta
from email import message_from_bytes
from email.policy import default
from urllib.parse import unquote

import pytest

from chalicelib.leads.attempt import EmailId, EmailKind
from chalicelib.leads.changes import set_outcome
from chalicelib.leads.lead import Lead
from chalicelib.leads.outcome import Outcome
from tests.letters import ALERT, MISSED, NOON, OWNER_ALERT, SECOND_ALERT, Hrefs, body, lead, named, written


def with_extension() -> Lead:
    asking = lead()
    [enquiry] = asking.enquiries
    called = replace(enquiry.contact, phone="+922135890123;ext=204")
    return replace(asking, enquiries=(replace(enquiry, contact=called),))


@pytest.mark.parametrize("kind", ["html", "plain"])
def test_an_extension_stands_beside_the_number(kind: str):
    assert "(021) 35890123 ext 204" in body(written(ALERT, with_extension()), kind)


def test_one_tap_dials_the_extension_too():
    assert "tel:+922135890123;ext=204" in Hrefs(body(written(ALERT, with_extension()), "html")).found


def test_a_chat_is_opened_with_the_number_alone():
    [chat] = [href for href in Hrefs(body(written(ALERT, with_extension()), "html")).found if "wa.me" in href]

    assert chat.startswith("https://wa.me/922135890123?text=")


def test_a_chat_is_opened_with_a_greeting_of_the_clinics_typed_in():
    [chat] = [href for href in Hrefs(body(written(ALERT), "html")).found if "wa.me" in href]

    assert unquote(chat.partition("text=")[2]).startswith("Hello, this is Riverside Clinic.")


def twice(outcome: Outcome | None = None, **changes: str) -> Lead:
    """A person whose second enquiry comes two days later, after the first one had that outcome."""
    asking = lead()
    if outcome:
        asking = set_outcome(asking, "e1", outcome, NOON)
    [first] = asking.enquiries
    second = replace(first, id="e2", at=NOON + timedelta(days=2), contact=replace(first.contact, **changes))
    return replace(asking, enquiries=(first, second))


SECOND = EmailId(EmailKind.ALERT, "e2")


def alert_of(who: Lead, email_id: EmailId = SECOND) -> str:
    return " ".join(body(written(email_id, who), "plain").split())


def test_a_returning_persons_alert_says_what_came_of_the_earlier_enquiry():
    assert "Asked on Monday 2 March too: booked." in alert_of(twice(Outcome.BOOKED))


def test_it_says_so_if_nobody_has_said_anything():
    assert "Asked on Monday 2 March too: new." in alert_of(twice())


def test_a_second_person_with_the_same_address_is_kept_apart_by_name_and_number():
    alert = alert_of(twice(name="Bilal Khan", phone="+923007654321"))

    assert "Bilal Khan, 0300 7654321" in alert
    assert "too: new, as Amina Khan, 0300 1234567." in alert


def test_the_first_alert_knows_nothing_of_the_second_enquiry():
    assert "Bilal" not in alert_of(twice(name="Bilal Khan"), ALERT)


def test_each_alert_links_its_own_enquiry():
    links = [Hrefs(body(written(one, twice()), "html")).found for one in (ALERT, SECOND)]

    assert [sorted(href.split(".")[-2] for href in found if "mark=booked" in href) for found in links] == [
        ["e1"],
        ["e2"],
    ]


def test_the_message_stands_in_the_alert_once():
    asked = body(written(ALERT, lead(message="Is Tuesday possible?")), "plain")

    assert asked.count("Is Tuesday possible?") == 1


def test_the_name_and_the_number_are_the_first_words():
    assert alert_of(lead(), ALERT).startswith("Amina Khan, 0300 1234567, on Monday 2 March, 12:00")


@pytest.mark.parametrize("email_id", [ALERT, SECOND_ALERT, OWNER_ALERT, MISSED], ids=named)
def test_the_front_desk_is_told_in_which_language_a_person_expects_its_call(email_id):
    assert "Please call in Urdu." in body(written(email_id, lead(language="ur")), "plain")


def test_of_the_front_desks_own_language_nothing_is_said():
    assert "Please call in" not in body(written(ALERT), "plain")


def test_an_alert_about_somebody_who_reads_another_language_stays_in_the_clinics():
    assert '<html lang="en" dir="ltr">' in body(written(ALERT, lead(language="ur")), "html")


URDU = lead(name="آمنہ \N{RIGHT-TO-LEFT MARK}خان", message="کیا منگل کو آ سکتی ہوں؟\n۰۳۰۰ ۱۲۳۴۵۶۷", language="ur")


def test_a_question_in_urdu_runs_from_right_to_left_in_an_alert_that_does_not():
    assert re.search(r'<p dir="auto"[^>]*>کیا منگل کو آ سکتی ہوں؟', body(written(ALERT, URDU), "html"))


@pytest.mark.parametrize("kind", ["html", "plain"])
def test_a_name_in_urdu_reaches_the_front_desk_letter_by_letter(kind):
    assert "آمنہ" in body(written(ALERT, URDU), kind)


def test_the_number_of_a_person_with_a_name_in_urdu_stays_whole_in_the_subject():
    message = message_from_bytes(written(ALERT, URDU).raw, policy=default)

    assert "0300\N{NO-BREAK SPACE}1234567" in message["Subject"]
