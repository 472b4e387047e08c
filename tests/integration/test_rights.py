"""What a person may ask of the clinic: all that is kept of them, and that it is erased."""

import json

import pytest

from chalicelib.leads.enquiry import Suspicion
from chalicelib.leads.lead import Standing
from chalicelib.leads.quarantine import held
from chalicelib.services import current
from tests.conftest import NOON
from tests.desk import ZARA, Desk, form_with
from tests.integration.test_people import page_of
from tests.integration.test_queue import asks, fresh
from tests.leads import enquiry


@pytest.fixture
def desk(site) -> Desk:
    return Desk(site).come_in(ZARA)


@pytest.fixture
def amina(desk):
    lead = asks("Amina Khan", message="Is it safe?")
    suspect = enquiry("e2", NOON, message="Buy now")
    current().leads.save(held(lead.id, suspect, Suspicion.TRAP))
    return lead


@pytest.mark.parametrize(
    "told", ["Amina Khan", "amina.khan@example.com", "Is it safe?", "Send me six emails", "Buy now"]
)
def test_all_that_is_known_stands_on_one_page(desk, amina, told):
    assert told in desk.press(page_of(amina), "Show all that is known").text


def test_all_that_is_known_is_a_file_for_machines(desk, amina):
    answer = desk.press(page_of(amina), "The same as a file (JSON)")
    known = json.loads(answer.text)

    assert answer.headers["Content-Disposition"] == f'attachment; filename="{amina.id}.json"'
    assert known["enquiries"][0]["contact"]["name"] == "Amina Khan"
    assert known["quarantine"][0]["enquiry"]["message"] == "Buy now"
    assert known.keys() >= {"consents", "first_touch", "acts"}
    assert not known.keys() & {"written", "revision", "due", "schema"}


def test_it_is_kept_who_took_it(desk, amina):
    desk.press(page_of(amina), "Show all that is known")

    assert [(act.kind.value, act.by) for act in fresh(amina).acts] == [("exported", "Dr. Zara")]


def test_erasing_is_asked_twice(desk, amina):
    page = f"{page_of(amina)}/erase"
    assert "It cannot be taken back" in desk.get(page).text
    answer = desk.post(page, form_with(desk.get(page).text, "Erase"))

    assert (answer.status_code, fresh(amina).contact.name) == (422, "Amina Khan")
    assert "Please tick the box first." in answer.text


def test_a_person_is_erased_but_for_the_opt_out(desk, amina):
    page = desk.press(f"{page_of(amina)}/erase", "Erase", sure="yes").text

    assert (fresh(amina).enquiries, fresh(amina).standing) == ((), Standing.UNSUBSCRIBED)
    assert "The person is erased." in page and "Amina" not in page
    assert current().store.load(held(amina.id, enquiry("e2"), Suspicion.TRAP).id) is None


def test_the_log_says_who_had_a_person_erased(desk, amina, caplog):
    caplog.set_level("INFO")
    desk.press(f"{page_of(amina)}/erase", "Erase", sure="yes")

    [record] = [one for one in caplog.records if one.message == "a person was erased"]
    assert (record.lead, record.staff in current().door.staff) == (amina.id, True)


def test_who_was_erased_has_no_page_any_more(desk, amina):
    desk.press(f"{page_of(amina)}/erase", "Erase", sure="yes")

    assert desk.get(page_of(amina)).status_code == 404
    assert "Amina" not in desk.get("/clinic").text
