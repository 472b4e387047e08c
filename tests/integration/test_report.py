"""The report in the console."""

from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import HealthCheck, Phase, example, given, settings

from chalicelib.leads.attribution import Touch
from chalicelib.leads.changes import new_lead, set_outcome
from chalicelib.leads.figures.report import report
from chalicelib.leads.figures.spend import read_spending
from chalicelib.leads.outcome import Outcome
from chalicelib.leads.variant import Variant, Version
from chalicelib.leads.views.views import views_of
from chalicelib.services import current
from tests.clinic import templates
from tests.conftest import NOON
from tests.desk import Desk
from tests.integration.conftest import delete_items
from tests.leads import enquiry
from tests.reports import naive_report, people, told_of

RULES = templates().rules


@pytest.fixture
def desk(site) -> Desk:
    """Two people came by ads, and one of them booked; a third came long ago."""
    for number, (source, days) in enumerate({"<b>meta": 1, "google": 2, "old": 60}.items()):
        lead = new_lead(f"lead-{number}", enquiry(at=NOON - timedelta(days=days), touch=Touch(utm_source=source)))
        booked = set_outcome(lead, "e1", Outcome.BOOKED, NOON - timedelta(days=days) + timedelta(minutes=9))
        current().leads.save(booked if source == "google" else lead)
    return Desk(site).come_in()


def test_it_tells_how_many_of_the_last_weeks_came_how_far(desk):
    page = desk.get("/clinic/report").text

    assert "Enquiries: 2." in page
    assert "Booked: 1, 50 % (between 9 % and 91 %)" in page


def test_it_looks_further_back_when_asked_to(desk):
    assert "Enquiries: 3." in desk.get("/clinic/report?weeks=13").text


@pytest.mark.parametrize("weeks", [4, 13, 52])
def test_its_picture_has_a_column_for_each_week_also_where_nobody_asked(desk, weeks):
    _, _, picture = desk.get(f"/clinic/report?weeks={weeks}").text.partition("<h2>Week by week</h2>")

    assert picture.partition("</svg>")[0].count("<rect") == 2 * weeks


def test_it_says_how_soon_people_were_called(desk):
    assert "Half of those called were called within 9 min, nine in ten within 9 min." in desk.get("/clinic/report").text


def test_while_nobody_is_called_yet_it_says_so_and_tells_no_wait(site):
    current().leads.save(new_lead("lead-1", enquiry(at=NOON)))
    page = Desk(site).come_in().get("/clinic/report").text

    assert ("Nobody who sent a form has been called yet." in page, "Half of those called" in page) == (True, False)


def test_it_says_of_few_people_that_they_are_few(desk):
    assert "These are few people" in desk.get("/clinic/report").text


def test_of_each_row_it_tells_how_many_book_or_that_they_are_too_few(desk):
    for number in range(30):
        current().leads.save(new_lead(f"lead-m{number}", enquiry(at=NOON, touch=Touch(utm_source="tiktok"))))
    page = desk.get("/clinic/report").text

    assert ">tiktok</th><td>30</td><td>0</td><td>0</td><td>0</td><td>0</td><td>0–11 %</td>" in page
    assert ">google</th><td>1</td><td>0</td><td>1</td><td>1</td><td>0</td><td>too few</td>" in page


def test_what_a_stranger_wrote_into_an_address_is_shown_as_text(desk):
    assert "&lt;b&gt;meta" in desk.get("/clinic/report").text


def test_it_tells_what_a_booking_has_cost_by_the_file_of_the_ad_platform(desk):
    told = b"Day,Campaign,Cost,Currency\n2026-02-28,Search,4000,PKR\n2026-02-27,Search,500,PKR\n"
    for _ in range(2):
        current().spending.keep(read_spending(told).spent)

    assert "<td>PKR 4,500</td><td>PKR 4,500</td><td>PKR 4,500</td>" in desk.get("/clinic/report").text


def test_without_money_told_there_is_no_word_of_costs(desk):
    assert "Per booking" not in desk.get("/clinic/report").text


@pytest.mark.parametrize("by", ["page", "source", "campaign", "creative", "week"])
def test_each_table_comes_as_a_file(desk, by):
    answer = desk.get(f"/clinic/report?csv={by}")

    assert answer.headers["Content-Type"] == "text/csv; charset=utf-8"
    assert answer.text.startswith(f"\ufeff{by},enquired,reached,called,booked,attended,")


def test_how_far_they_came_comes_as_a_file(desk):
    told = desk.get("/clinic/report?csv=funnel").text

    assert told.splitlines()[0] == "\ufeffstep,people,of 100,at least,at most"
    assert "booked,1,50,9,91" in told


def test_when_outcomes_were_noted_comes_as_a_file(desk):
    header, booked = desk.get("/clinic/report?csv=hours").text.splitlines()

    assert header == "\ufeffhour,outcome,times"
    assert booked == "12:00,booked,1"


@pytest.mark.parametrize("name", ["funnel", "hours"])
def test_each_file_is_one_tap_away_from_what_it_tells(desk, name):
    assert f"csv={name}" in desk.get("/clinic/report").text


def test_where_nobody_has_asked_it_says_so(site):
    assert "Nobody has asked" in Desk(site).come_in().get("/clinic/report").text


def tried(site, version: Version, count: int, booked: int) -> None:
    """So many people met that version, and so many of these booked."""
    variant = Variant("headline-1234abcd", version)
    for number in range(count):
        lead = new_lead(f"lead-{version}-{number}", enquiry(at=NOON - timedelta(days=1), variant=variant))
        current().leads.save(set_outcome(lead, "e1", Outcome.BOOKED, NOON) if number < booked else lead)


def test_of_what_is_tried_there_is_no_verdict_as_long_as_it_may_be_chance(site):
    tried(site, Version.A, 3, 1)
    tried(site, Version.B, 2, 2)
    page = Desk(site).come_in().get("/clinic/report").text

    assert "<td>3</td><td>1</td>" in page and "<td>2</td><td>2</td>" in page
    assert "No verdict yet" in page


def test_of_what_is_tried_the_better_version_is_told(site):
    tried(site, Version.A, 12, 0)
    tried(site, Version.B, 12, 11)

    page = Desk(site).come_in().get("/clinic/report").text

    assert "The second brings between 62 % and 100 % of all bookings" in page
    assert "The second brings more bookings" in page


def test_without_a_test_there_is_no_word_of_one(desk):
    assert "two versions" not in desk.get("/clinic/report").text


@settings(
    max_examples=6, deadline=None, suppress_health_check=list(HealthCheck), phases=[Phase.explicit, Phase.generate]
)
@given(leads=people())
@example(leads=[set_outcome(new_lead("lead-1", enquiry()), "e1", Outcome.SPAM, NOON)])
def test_what_the_table_has_counted_is_what_a_naive_count_of_all_leads_says(moto_store, leads):
    for lead in leads:
        asked = replace(lead, outcomes=())
        saved = moto_store.save(asked, views=views_of(asked, RULES))
        later = replace(lead, written=saved.written, revision=saved.revision)
        moto_store.save(later, views=views_of(later, RULES))
    told = report(moto_store.lists.counts("2026-W01", "2026-W53"))
    delete_items(moto_store._client, moto_store._table)

    assert told_of(told) == naive_report(leads)
