"""The made-up leads of `make run DEMO=1`, some days of them."""

from datetime import timedelta

import pytest

from chalicelib.leads.lead import Lead
from chalicelib.leads.outcome import Outcome
from chalicelib.services import current
from chalicelib.use_cases.desk import SHOWN
from chalicelib.use_cases.lists import Wanted
from local.demo.month import tell
from tests.conftest import NOON
from tests.desk import Desk
from tests.quick_moto import put_back

DAYS = 8


@pytest.fixture(scope="module")
def demo(running_site):
    running_site.functions.settle()
    running_site.clock.move_to(NOON)
    running_site.cloud.mail.emails.clear()
    put_back(running_site.cloud.environment["LEADS_TABLE"], {})
    tell(running_site, DAYS)
    yield running_site
    put_back(running_site.cloud.environment["LEADS_TABLE"], {})


@pytest.fixture
def leads(demo) -> list[Lead]:
    found = current().lists.newest(Wanted(), 100)
    return [one.lead for one in found.listed]


def test_a_week_has_some_dozens_of_leads(leads):
    assert 40 <= len(leads) <= 100


def test_they_come_from_several_ads_and_from_none(leads):
    assert {lead.first_touch.utm_source for lead in leads} >= {"google", "meta", ""}


def test_much_came_of_them_and_some_wait_for_a_call(leads):
    assert {lead.outcome for lead in leads} >= {Outcome.NEW, Outcome.CALLED, Outcome.BOOKED, Outcome.ATTENDED}


def test_nobody_of_them_can_be_written_to_or_called(leads):
    assert all(lead.contact.email.endswith("@example.com") for lead in leads)
    assert all(lead.contact.phone.startswith("+92300000") for lead in leads)


def test_nothing_of_the_month_is_overdue(demo):
    assert list(current().store.due(NOON - timedelta(minutes=1))) == []


def test_the_mailbox_shows_the_emails_of_the_last_days(demo):
    assert {email.message["Subject"] is None for email in demo.cloud.mail.emails} == {False}
    assert min(email.at for email in demo.cloud.mail.emails) >= NOON - timedelta(days=3)


@pytest.fixture
def desk(demo) -> Desk:
    return Desk(demo).come_in()


def test_who_waits_longest_stands_in_the_queue(desk, leads):
    waits = next(lead for lead in reversed(leads) if lead.outcome is Outcome.NEW)

    assert f"/clinic/leads/{waits.id}" in desk.get("/clinic").text


def test_the_latest_stand_in_the_list_of_all(desk, leads):
    page = desk.get("/clinic/leads").text

    assert [lead.id for lead in leads[:SHOWN] if f"/clinic/leads/{lead.id}" not in page] == []


def test_the_report_counts_all_but_spam_and_tells_what_they_cost(desk, leads):
    page = desk.get("/clinic/report").text

    assert f"Enquiries: {sum(lead.outcome is not Outcome.SPAM for lead in leads)}." in page
    assert "Per booking" in page
