"""Somebody has called or come in, and is typed in at the console."""

import re
from datetime import timedelta

import pytest

from chalicelib.leads.forms.contact import MAX_LENGTHS
from chalicelib.leads.outcome import Outcome
from chalicelib.services import current
from tests.conftest import NOON, lead_of, mail_to
from tests.desk import INBOX, ZARA, Desk, form_with

SAID = {"name": "Amina Khan", "phone": "0300 1234567", "message": "A stiff neck", "way": "walk-in", "answer": "yes"}


@pytest.fixture
def desk(site) -> Desk:
    return Desk(site).come_in(ZARA)


def enter(desk: Desk, **changes: str):
    return desk.press("/clinic/new", "Enter", **{**SAID, **changes})


def test_who_came_in_is_a_lead_who_was_called(desk):
    page = enter(desk, email="amina@example.com").text

    assert lead_of("amina@example.com").outcome is Outcome.CALLED
    assert "Enquiry of Amina Khan, typed in by Dr. Zara" in page


def test_who_gave_no_email_is_known_by_their_phone(desk):
    page = enter(desk).text

    lead = current().store.load(current().lead_id_of("tel:+923001234567"))
    assert lead.enquiries[0].message == "A stiff neck"
    assert "A stiff neck" in page


def test_a_message_in_urdu_may_be_as_long_as_its_field(desk):
    message = "ن" * MAX_LENGTHS["message"]
    enter(desk, email="amina@example.com", message=message)

    assert lead_of("amina@example.com").enquiries[0].message == message


def test_nobody_is_alerted_of_what_they_typed_themselves(site, desk):
    enter(desk, email="amina@example.com")

    assert mail_to(site, INBOX) == []


@pytest.mark.parametrize("guide", ["yes", ""])
def test_who_wants_the_follow_ups_gets_the_guide_with_the_button_for_them(site, desk, guide):
    enter(desk, email="amina@example.com", guide=guide, follow_ups="yes")

    [guide] = mail_to(site, "amina@example.com")
    assert "Yes, send me the follow-ups" in guide.message.get_body(("plain",)).get_content()


@pytest.mark.parametrize("ticked", ["guide", "follow_ups"])
def test_that_their_inbox_gets_no_more_guides_today_is_said(site, desk, ticked):
    first = enter(desk, email="amina@example.com", guide="yes").text
    site.clock.move_to(NOON + timedelta(hours=1))
    second = enter(desk, email="amina@example.com", **{ticked: "yes"}).text
    third = enter(desk, email="amina@example.com").text

    told = ["The guide was not sent" in page for page in (first, second, third)]
    assert told == [False, True, False]
    assert len(mail_to(site, "amina@example.com")) == 1


def test_that_another_spelling_of_their_inbox_had_the_guide_today_is_said(site, desk):
    enter(desk, email="amina.khan@gmail.com", guide="yes")
    site.functions.settle()
    told = enter(desk, email="aminakhan@gmail.com", guide="yes").text

    assert "The guide was not sent" in told
    assert mail_to(site, "aminakhan@gmail.com") == []


def test_that_their_inbox_takes_no_email_is_said(site, desk):
    enter(desk, email="amina@example.com", guide="yes")
    [guide] = mail_to(site, "amina@example.com")
    site.cloud.mail.bounce(guide)
    site.functions.settle()
    site.clock.move_to(NOON + timedelta(days=2))
    told = enter(desk.come_in(ZARA), email="amina@example.com", guide="yes").text

    assert "The guide was not sent" in told


def test_what_was_typed_stays_with_a_word_beside_what_is_wrong(desk):
    answer = enter(desk, phone="12", name="Amina <b>", guide="yes")

    assert answer.status_code == 422
    assert 'value="Amina &lt;b&gt;"' in answer.text
    for field in ("name", "phone", "email"):
        assert re.search(f'id="{field}-fault">[^<]', answer.text)


def test_without_their_yes_nothing_is_kept(desk):
    answer = enter(desk, email="amina@example.com", answer="")

    assert (answer.status_code, lead_of("amina@example.com")) == (422, None)


def test_a_walk_in_who_writes_later_is_another_with_the_same_phone(site, desk):
    enter(desk)
    page = enter(desk, email="amina@example.com", message="Again").text

    assert "Amina Khan, with the same phone" in page


def test_the_same_form_twice_is_one_enquiry_and_one_call(desk):
    form = form_with(desk.get("/clinic/new").text, "Enter") | SAID | {"email": "amina@example.com"}
    for _ in range(2):
        desk.post("/clinic/new", form)

    lead = lead_of("amina@example.com")
    assert (len(lead.enquiries), len(lead.outcomes)) == (1, 1)
