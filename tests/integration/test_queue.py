"""The queue of the front desk, from a browser without JavaScript."""

from datetime import timedelta

import pytest

from chalicelib.content.links import Action
from chalicelib.leads.changes import enquire, new_lead
from chalicelib.leads.enquiry import Contact
from chalicelib.leads.lead import Lead
from chalicelib.leads.outcome import Outcome
from chalicelib.services import current
from tests.conftest import NOON
from tests.desk import INBOX, ZARA, Desk, form_with
from tests.leads import enquiry


@pytest.fixture
def desk(site) -> Desk:
    return Desk(site).come_in(ZARA)


def asks(name: str, minutes_ago: int = 10, **changes: object) -> Lead:
    """Somebody who wrote so long ago."""
    first = name.lower().partition(" ")[0]
    contact = changes.pop("contact", None) or contact_of(name)
    asked = enquiry(f"e-{first}", NOON - timedelta(minutes=minutes_ago), contact=contact, **changes)
    return current().leads.save(new_lead(current().lead_id_of(contact.email), asked))


def contact_of(name: str) -> Contact:
    number = sum(map(ord, name)) % 10_000
    return Contact(name, f"{name.lower().replace(' ', '.')}@example.com", f"+92300123{number:04}")


def fresh(lead: Lead) -> Lead:
    return current().store.load(lead.id)


def next_page(shown: str) -> str:
    return shown.partition('href="?page=')[2].partition('"')[0]


def test_who_has_waited_longest_comes_first(desk):
    asks("Amina Khan", 10)
    asks("Bilal Ahmed", 125)
    page = desk.get("/clinic").text

    assert page.index("Bilal Ahmed") < page.index("Amina Khan")
    assert "Waiting for 2 h 5 min" in page and "Waiting for 10 min" in page


def test_a_card_shows_what_they_wrote_and_where_they_came_from(desk):
    asks("Amina Khan", message="Is it <b>safe</b>?\nAnd when?")
    page = desk.get("/clinic").text

    assert "Is it &lt;b&gt;safe&lt;/b&gt;?<br>And when?" in page
    assert "meta" in page


def test_a_person_is_called_and_written_to_in_one_tap(desk):
    lead = asks("Amina Khan")
    page = desk.get("/clinic").text

    assert f'href="tel:{lead.contact.phone}"' in page
    assert f'href="https://wa.me/{lead.contact.phone[1:]}?text=' in page


@pytest.mark.parametrize(
    ("button", "outcome"),
    [
        ("No answer", Outcome.NO_ANSWER),
        ("Called", Outcome.CALLED),
        ("Booked", Outcome.BOOKED),
        ("Not interested", Outcome.NOT_INTERESTED),
    ],
)
def test_the_outcome_is_the_next_tap_and_says_who_noted_it(desk, button, outcome):
    lead = asks("Amina Khan")
    page = desk.press("/clinic", button).text

    [mark] = fresh(lead).outcomes
    assert (mark.outcome, mark.by) == (outcome, "Dr. Zara")
    assert 'role="status"' in page and f"Amina Khan: {outcome}." in page


def test_who_was_called_is_gone_from_the_queue(desk):
    asks("Amina Khan")

    assert "Nobody waits for a call now." in desk.press("/clinic", "Called").text


def test_who_did_not_answer_comes_back_later(desk):
    asks("Amina Khan")
    page = desk.press("/clinic", "No answer").text

    assert "At Monday 2 March, 14:00" in page


def test_a_slip_of_the_thumb_is_taken_back_where_it_is_told(desk):
    lead = asks("Amina Khan")
    told = desk.press("/clinic", "Booked")
    form = form_with(told.text, "Take “booked” back")
    page = desk.http.get("/clinic").text
    assert "Waiting for" not in page
    desk.post(form.pop("action"), form)

    assert fresh(lead).outcome is Outcome.NEW
    assert fresh(lead).outcomes[0].undone_by == "Dr. Zara"
    assert "Waiting for 10 min" in desk.get("/clinic").text


def test_a_call_at_a_time_they_asked_for_waits_for_that_time(desk):
    lead = asks("Amina Khan")
    page = desk.press("/clinic", "Mark as to be called back", for_at="2026-03-02T15:30").text

    assert fresh(lead).outcome is Outcome.CALL_BACK
    assert "At Monday 2 March, 15:30" in page


def test_a_time_that_is_none_is_sent_back_beside_its_field(desk):
    lead = asks("Amina Khan")
    answer = desk.press("/clinic", "Mark as to be called back", for_at="half past <three>")

    assert (answer.status_code, fresh(lead).outcomes) == (422, ())
    assert "half past &lt;three&gt;" in answer.text
    assert "Please write the day and the time" in answer.text


def test_after_three_calls_in_vain_a_text_is_offered(desk):
    lead = asks("Amina Khan")
    for days in range(3):
        desk.site.clock.move_to(NOON + timedelta(days=days))
        desk.come_in(ZARA).press("/clinic" if days < 1 else f"/clinic/leads/{lead.id}", "No answer")
    desk.site.clock.move_to(NOON + timedelta(days=3))

    assert "we%20have%20tried%20to%20call%20you" in desk.come_in().get("/clinic").text


def test_a_queue_of_many_goes_on_on_the_next_page(desk, monkeypatch):
    monkeypatch.setattr("chalicelib.entrypoints.clinic.queue.CALLS_SHOWN", 2)
    for number, name in enumerate(("Amina", "Bilal", "Chand")):
        asks(f"{name} Khan", 30 - number)
    page = desk.get("/clinic").text
    assert "Chand Khan" not in page

    assert "Chand Khan" in desk.get(f"/clinic?page={next_page(page)}").text


def test_a_press_on_a_later_page_leads_back_to_that_page(desk, monkeypatch):
    monkeypatch.setattr("chalicelib.entrypoints.clinic.queue.CALLS_SHOWN", 2)
    for number, name in enumerate(("Amina", "Bilal", "Chand", "Daud")):
        asks(f"{name} Khan", 30 - number)
    older = next_page(desk.get("/clinic").text)
    page = desk.press(f"/clinic?page={older}", "Called").text

    assert "Chand Khan: called." in page and "Daud Khan" in page
    assert "Amina Khan" not in page


def test_a_later_page_that_was_worked_off_says_nothing_of_who_waits_on_others(desk, monkeypatch):
    monkeypatch.setattr("chalicelib.entrypoints.clinic.queue.CALLS_SHOWN", 2)
    for number, name in enumerate(("Amina", "Bilal", "Chand")):
        asks(f"{name} Khan", 30 - number)
    older = next_page(desk.get("/clinic").text)
    page = desk.press(f"/clinic?page={older}", "Called").text

    assert "There is nobody further." in page and "Nobody waits for a call now." not in page


def test_each_of_a_family_with_one_address_is_called(desk):
    amina = asks("Amina Khan", 60)
    other = enquiry("e2", NOON - timedelta(minutes=5), contact=contact_of("Hamid Khan"))
    current().leads.save(enquire(fresh(amina), other, current().leads.rules.caps))
    page = desk.get("/clinic").text

    assert "Amina Khan" in page and "Hamid Khan" in page


@pytest.mark.parametrize("lead_id", ["staff-x", "nobody", "a" * 26, "..", "%00"])
def test_what_is_said_of_nobody_is_said_of_nobody(desk, lead_id):
    key = current().links.token(Action.CONSOLE, current().links.name(Action.SESSION, desk.cookie)[-32:])

    assert desk.post(f"/clinic/leads/{lead_id}/outcome", {"mark": "booked", "key": key}).status_code == 404


def test_the_staff_of_the_inbox_act_under_their_own_name(site):
    lead = asks("Amina Khan")
    Desk(site).come_in(INBOX).press("/clinic", "Called")

    assert fresh(lead).outcomes[0].by == "Front desk"


def test_what_no_button_says_is_no_outcome(desk):
    amina = asks("Amina Khan")
    form = form_with(desk.get("/clinic").text, "Called")

    assert desk.post(form["action"], {**form, "mark": "adored"}).status_code == 400
    assert fresh(amina).outcomes == ()
