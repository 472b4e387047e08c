"""One person at the console: what is shown, and what the buttons do."""

from dataclasses import replace
from datetime import timedelta

import pytest

from chalicelib.content.links import Action
from chalicelib.leads.acts import Act, ActKind
from chalicelib.leads.attempt import Attempt, Result, follow_up_id
from chalicelib.leads.changes import enquire
from chalicelib.leads.enquiry import Contact
from chalicelib.leads.mailing.sending import claim, settle
from chalicelib.leads.outcome import Outcome, OutcomeMark
from chalicelib.services import current
from tests.clinic import CAMPAIGN
from tests.conftest import NOON, mail_to
from tests.desk import ZARA, Desk, form_with
from tests.integration.test_queue import asks, contact_of, fresh
from tests.leads import enquiry


@pytest.fixture
def desk(site) -> Desk:
    return Desk(site).come_in(ZARA)


@pytest.fixture
def amina(desk):
    return asks("Amina Khan", message="Is it safe?")


def page_of(lead) -> str:
    return f"/clinic/leads/{lead.id}"


def test_a_person_is_shown_with_all_that_is_known(desk, amina):
    page = desk.get(page_of(amina)).text

    for told in ("Amina Khan", "amina.khan@example.com", "Is it safe?", "utm_source: meta", "“Send me six emails.”"):
        assert told in page


def test_a_person_with_four_hundred_events_opens(desk, amina):
    marks = (OutcomeMark("e-amina", Outcome.NO_ANSWER, NOON - timedelta(minutes=n), by=ZARA) for n in range(350))
    notes = (Act(ActKind.NOTED, NOON, ZARA, f"{n} " + "x" * 490) for n in range(50))
    current().leads.save(replace(fresh(amina), outcomes=tuple(reversed([*marks])), acts=tuple(notes)))
    page = desk.get(page_of(amina))

    assert page.status_code == 200
    assert page.text.count("<li") >= 400


@pytest.mark.parametrize("lead_id", ["nobody", "a" * 26, "staff-x", "digest"])
def test_there_is_no_page_of_what_is_no_person(desk, lead_id):
    assert desk.get(f"/clinic/leads/{lead_id}").status_code == 404


def test_a_note_is_kept_with_who_wrote_it(desk, amina):
    page = desk.press(page_of(amina), "Keep the note", note="Comes by <bus>.").text

    assert fresh(amina).acts[0].by == "Dr. Zara"
    assert "Comes by &lt;bus&gt;." in page and "The note is kept." in page


def test_follow_ups_are_paused_and_go_on(desk, amina):
    desk.press(page_of(amina), "Pause the follow-up emails")
    assert fresh(amina).is_paused

    desk.press(page_of(amina), "Let the follow-up emails go on")
    assert not fresh(amina).is_paused


@pytest.fixture
def last(amina):
    """Amina, who has had the last of the follow-ups."""
    step = follow_up_id(CAMPAIGN, current().leads.rules.sequences[CAMPAIGN][-1].id)
    sent = claim(fresh(amina), Attempt("a1", step, NOON + timedelta(days=60), NOON))
    return current().leads.save(settle(sent, "a1", Result.SENT, "ses-1"))


def test_of_follow_ups_that_are_over_it_is_not_said_that_they_go_on(desk, last):
    page = desk.press(page_of(last), "No answer").text

    assert "No follow-up email will be sent." in page and "go on" not in page


def test_nor_is_it_behind_the_link_of_an_alert(desk, last):
    link = f"/outcome/{current().links.token(Action.OUTCOME, f'{last.id}.e-amina')}"
    page = desk.post(link, {"mark": "no_answer"}).text

    assert "No follow-up email will be sent." in page and "go on" not in page


def test_follow_ups_that_are_over_are_not_offered_to_be_paused(desk, last):
    assert "Pause the follow-up emails" not in desk.get(page_of(last)).text


def test_once_follow_ups_are_over_a_pause_that_ends_brings_none(desk, amina):
    desk.press(page_of(amina), "Pause the follow-up emails")
    desk.press(page_of(amina), "Booked")
    page = desk.press(page_of(amina), "Let the follow-up emails go on").text

    assert "No longer paused, but no follow-up email is planned." in page


def test_a_person_is_blocked_and_unblocked(desk, amina):
    desk.press(page_of(amina), "Block")
    assert fresh(amina).is_blocked
    assert "Amina Khan" not in desk.get("/clinic").text

    desk.press(page_of(amina), "Unblock")
    assert not fresh(amina).is_blocked


def test_the_guide_is_sent_again_at_once(site):
    amina = asks("Amina Khan")
    current().wakeups.wake("at-once", [amina.id])
    assert len(mail_to(site, amina.contact.email)) == 1
    site.clock.move_to(NOON + timedelta(minutes=5))
    Desk(site).come_in().press(page_of(amina), "Send the guide (again)")

    assert len(mail_to(site, amina.contact.email)) == 2


def test_a_guide_that_the_inbox_gets_no_more_of_is_not_sent_and_said_not_to_be(site):
    amina = asks("Amina Khan")
    current().wakeups.wake("at-once", [amina.id])
    assert len(mail_to(site, amina.contact.email)) == 1
    site.clock.move_to(NOON + timedelta(minutes=5))
    again = enquiry("e-again", NOON + timedelta(minutes=5), contact=amina.contact)
    lead = current().leads.save(enquire(fresh(amina), again, current().leads.rules.caps))
    page = Desk(site).come_in().press(page_of(lead), "Send the guide (again)").text

    assert "The guide was not sent" in page and "on its way" not in page
    assert len(mail_to(site, amina.contact.email)) == 1


def test_an_outcome_noted_at_a_person_leads_back_to_them(desk, amina):
    page = desk.press(page_of(amina), "Attended").text

    assert fresh(amina).outcome is Outcome.ATTENDED
    assert "Amina Khan: attended." in page and "Is it safe?" in page


def test_who_has_the_same_phone_is_another_person_one_tap_away(desk, amina):
    other = asks("Hamid Khan", contact=Contact("Hamid", "h@example.com", amina.contact.phone))

    assert f'href="/clinic/leads/{other.id}">Hamid, with the same phone' in desk.get(page_of(amina)).text


def test_of_two_with_one_address_each_has_what_was_said_of_them(desk, amina):
    hamid = enquiry("e2", NOON - timedelta(minutes=5), contact=contact_of("Hamid Khan"))
    current().leads.save(enquire(fresh(amina), hamid, current().leads.rules.caps))
    desk.press(f"{page_of(amina)}?enquiry=e-amina", "Booked")

    assert [fresh(amina).outcome_of(one).value for one in ("e-amina", "e2")] == ["booked", "new"]


def test_no_button_does_what_is_not_asked_of_it(desk, amina):
    form = form_with(desk.get(page_of(amina)).text, "Block")

    assert desk.post(form["action"], {**form, "do": "erase"}).status_code == 400
    assert fresh(amina).acts == ()
