"""The page on which the front desk says what came of an enquiry."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from chalicelib.leads.outcome import Outcome
from chalicelib.services import current
from tests.conftest import NOON, lead_of
from tests.visitor import FORM, path_of

KARACHI = ZoneInfo("Asia/Karachi")


def path() -> str:
    lead = lead_of(FORM["email"])
    return path_of(current().links.signed("outcome", f"{lead.id}.{lead.enquiries[-1].id}"))


def mark():
    return lead_of(FORM["email"]).outcomes[-1]


def test_a_call_at_a_time_of_the_clinics_clock_is_noted(site, visitor):
    visitor.send()
    answer = visitor.post(path(), {"mark": "call_back", "for_at": "2026-03-04T16:30"})

    assert mark().for_at == datetime(2026, 3, 4, 16, 30, tzinfo=KARACHI)
    assert "To be called again: Wednesday 4 March, 16:30." in answer.text


@pytest.mark.parametrize("mark_name", ["no_show", "cancelled", "attended", "spam"])
def test_every_other_outcome_is_said_there_too(site, visitor, mark_name):
    visitor.send()
    visitor.post(path(), {"mark": mark_name})

    assert mark().outcome is Outcome[mark_name.upper()]


def test_a_visit_may_be_booked_for_a_time(site, visitor):
    visitor.send()
    answer = visitor.post(path(), {"mark": "booked", "for_at": "2026-03-05T11:00"})

    assert "Saved: booked, Thursday 5 March, 11:00." in answer.text


WRONG = [
    pytest.param("call_back", "", "Please say when they want to be called.", id="a call without a time"),
    pytest.param("call_back", "tomorrow at 3", "Please write the day and the time like", id="words"),
    pytest.param("booked", "2026-02-30T10:00", "Please write the day and the time like", id="a day that never comes"),
    pytest.param("booked", "2025-03-05T11:00", "This time has passed", id="last year"),
]


@pytest.mark.parametrize(("mark_name", "typed", "told"), WRONG)
def test_what_is_wrong_with_a_time_is_told_beside_it(site, visitor, mark_name, typed, told):
    visitor.send()
    answer = visitor.post(path(), {"mark": mark_name, "for_at": typed})

    assert (answer.status_code, told in answer.text, lead_of(FORM["email"]).outcomes) == (422, True, ())


def test_what_was_typed_is_kept_and_is_no_html(site, visitor):
    visitor.send()
    page = visitor.post(path(), {"mark": "booked", "for_at": 'at 3"><b>'}).text

    assert 'value="at 3&#34;&gt;&lt;b&gt;"' in page


def test_after_the_third_call_without_an_answer_the_page_offers_a_text(site, visitor):
    visitor.send()
    offered = []
    for hours in range(3):
        site.clock.move_to(NOON + timedelta(hours=2 * hours))
        offered.append("have%20tried%20to%20call%20you" in visitor.post(path(), {"mark": "no_answer"}).text)

    assert offered == [False, False, True]


def test_who_did_not_answer_comes_back_in_two_hours(site, visitor):
    visitor.send()

    assert "To be called again: Monday 2 March, 14:00." in visitor.post(path(), {"mark": "no_answer"}).text


def test_once_a_visit_is_booked_the_page_asks_about_the_visit_first(site, visitor):
    visitor.send()
    visitor.post(path(), {"mark": "booked"})
    page = visitor.get(path()).text

    assert page.index("Mark as attended") < page.index("Mark as called")
