"""Who comes today, and whether they have come, from a browser without JavaScript."""

import re
from datetime import timedelta

import pytest

from chalicelib.leads.changes import erase
from chalicelib.leads.outcome import Outcome
from chalicelib.services import current
from chalicelib.use_cases import feedback
from tests.conftest import NOON
from tests.desk import ZARA, Desk, form_with
from tests.integration.test_queue import asks, fresh, next_page

PAGE = "/clinic/visits"
HOUR, DAY = timedelta(hours=1), timedelta(days=1)


@pytest.fixture
def desk(site) -> Desk:
    return Desk(site).come_in(ZARA)


def books(name: str, after: timedelta):
    """Somebody whose visit is so long after NOON."""
    lead = asks(name)
    feedback.mark_outcome(lead.id, lead.enquiries[0].id, Outcome.BOOKED, leads=current().leads, for_at=NOON + after)
    return fresh(lead)


def shown(page: str) -> dict[str, list[str]]:
    """Who stands under each heading."""
    parts = re.split(r"<h2[^>]*>(.*?)</h2>", page)[1:]
    named = [re.findall(r"<h3[^>]*><a[^>]*>(.*?)</a>", part) for part in parts[1::2]]
    return dict(zip(parts[::2], named, strict=True))


def test_those_of_today_come_in_the_order_of_their_times(desk):
    books("Amina Khan", 3 * HOUR)
    books("Bilal Ahmed", -2 * HOUR)

    assert shown(desk.get(PAGE).text) == {"Today": ["Bilal Ahmed", "Amina Khan"]}


def test_today_is_that_of_the_clinic_s_clock(desk):
    books("Amina Khan", 12 * HOUR - timedelta(minutes=1))
    books("Bilal Ahmed", 12 * HOUR + timedelta(minutes=1))

    assert shown(desk.get(PAGE).text) == {"Today": ["Amina Khan"], "The next seven days": ["Bilal Ahmed"]}


def test_of_those_before_the_latest_comes_first(desk):
    books("Amina Khan", -3 * DAY)
    books("Bilal Ahmed", -DAY)

    assert shown(desk.get(PAGE).text)["Did they come?"] == ["Bilal Ahmed", "Amina Khan"]


def test_a_visit_further_ahead_than_a_week_is_not_shown_yet(desk):
    books("Amina Khan", 9 * DAY)

    assert "Amina Khan" not in desk.get(PAGE).text


def test_a_card_tells_when_and_how_to_reach_them(desk):
    lead = books("Amina Khan", HOUR)
    page = desk.get(PAGE).text

    assert "Monday 2 March, 13:00" in page
    assert f'href="tel:{lead.contact.phone}"' in page


@pytest.mark.parametrize(
    ("button", "outcome"),
    [("Attended", Outcome.ATTENDED), ("No-show", Outcome.NO_SHOW), ("Cancelled", Outcome.CANCELLED)],
)
def test_what_came_of_it_is_one_tap_and_leads_back(desk, button, outcome):
    lead = books("Amina Khan", -HOUR)
    page = desk.press(PAGE, button).text

    assert (fresh(lead).outcome, fresh(lead).outcomes[-1].by) == (outcome, "Dr. Zara")
    assert f"Amina Khan: {outcome}." in page and "No visit is noted for today." in page


def test_who_was_called_about_it_in_vain_is_asked_for_the_visit_all_the_same(desk):
    lead = books("Amina Khan", -HOUR)
    feedback.mark_outcome(lead.id, lead.enquiries[0].id, Outcome.NO_ANSWER, leads=current().leads)
    desk.press(PAGE, "Attended")

    assert fresh(lead).outcome is Outcome.ATTENDED


def test_a_visit_is_put_off_to_another_day_where_it_stands(desk):
    lead = books("Amina Khan", HOUR)
    page = desk.press(PAGE, "Mark as booked", for_at="2026-03-04T11:00").text

    assert fresh(lead).outcomes[-1].for_at == NOON + 47 * HOUR
    assert shown(page) == {"Today": [], "The next seven days": ["Amina Khan"]}


def test_an_empty_time_takes_none_away(desk):
    books("Amina Khan", HOUR)

    assert shown(desk.press(PAGE, "Mark as booked").text) == {"Today": ["Amina Khan"]}


def test_who_was_called_about_it_still_has_it_and_gets_no_follow_ups(desk):
    lead = books("Amina Khan", HOUR)
    desk.press(f"/clinic/leads/{lead.id}", "Called")

    assert not fresh(lead).may_get_follow_ups
    assert shown(desk.get(PAGE).text) == {"Today": ["Amina Khan"]}


def test_the_queue_tells_of_the_visit_of_who_is_called_about_it(desk):
    lead = books("Amina Khan", DAY)
    feedback.mark_outcome(lead.id, lead.enquiries[0].id, Outcome.NO_ANSWER, leads=current().leads)

    assert "no answer · booked, Tuesday 3 March, 12:00" in " ".join(desk.get("/clinic").text.split())


def test_nobody_has_attended_a_visit_of_another_day_by_a_slip_of_the_thumb(desk):
    books("Amina Khan", DAY)
    page = desk.get(PAGE).text

    assert re.findall(r'name="mark" value="(\w+)"', page) == ["cancelled", "booked"]


def test_a_visit_at_midnight_stands_there_once(desk):
    books("Amina Khan", 12 * HOUR)

    assert shown(desk.get(PAGE).text) == {"Today": [], "The next seven days": ["Amina Khan"]}


def test_who_is_blocked_is_shown_as_blocked(desk):
    lead = books("Amina Khan", HOUR)
    desk.press(f"/clinic/leads/{lead.id}", "Block")

    assert "· blocked" in desk.get(PAGE).text


@pytest.mark.parametrize("page", [PAGE, "/clinic/leads/{}"])
def test_no_tap_takes_its_time_away(desk, page):
    lead = books("Amina Khan", HOUR)

    with pytest.raises(LookupError, match="Booked"):
        desk.press(page.format(lead.id), "Booked")


def test_a_slip_of_the_thumb_is_taken_back_where_it_is_told(desk):
    books("Amina Khan", -HOUR)
    form = form_with(desk.press(PAGE, "No-show").text, "Take “no-show” back")
    desk.post(form.pop("action"), form)

    assert shown(desk.get(PAGE).text) == {"Today": ["Amina Khan"]}


def test_of_many_before_the_others_are_on_the_next_page_and_a_press_there_leads_back_to_it(desk, monkeypatch):
    monkeypatch.setattr("chalicelib.entrypoints.clinic.visits.SHOWN", 1)
    for days, name in enumerate(("Amina Khan", "Bilal Ahmed", "Chand Khan"), 1):
        books(name, -days * DAY)
    older = next_page(desk.get(PAGE).text)
    assert shown(desk.get(f"{PAGE}?page={older}").text) == {"Did they come?": ["Bilal Ahmed"]}

    page = desk.press(f"{PAGE}?page={older}", "Attended").text
    assert shown(page)["Did they come?"] == ["Chand Khan"]


def test_a_person_who_was_erased_has_no_visit(desk):
    lead = books("Amina Khan", HOUR)
    current().leads.change(None, lead.id, lambda known: erase(known, NOON))

    assert "Amina Khan" not in desk.get(PAGE).text
