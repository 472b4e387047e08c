"""The email that tells the front desk how the last week was."""

from datetime import timedelta

import pytest

from chalicelib.leads.changes import new_lead, set_outcome
from chalicelib.leads.outcome import Outcome
from chalicelib.services import current
from local.events import scheduled_event
from tests.conftest import NOON
from tests.integration.test_morning import OPENING
from tests.leads import enquiry

DAY = timedelta(days=1)
MONDAY = OPENING + 6 * DAY
"""The one after NOON, as the clinic opens."""


@pytest.fixture
def asked(site):
    """In the week of NOON two people asked, and one of them booked, and one in the week before."""
    for number, days in enumerate((0, 1, -5)):
        lead = new_lead(f"lead-{number}", enquiry(at=NOON + days * DAY))
        booked = set_outcome(lead, "e1", Outcome.BOOKED, NOON + timedelta(minutes=20))
        current().leads.save(lead if number else booked)
    return site


def at(site, moment) -> list:
    site.clock.move_to(moment)
    site.functions._invoke("chalicelib.entrypoints.workers.digest", scheduled_event(moment))
    return [email for email in site.cloud.mail.emails if email.tags.get("kind") == ["weekly"]]


def text(email) -> str:
    return email.message.get_body(("plain",)).get_content()


def test_it_tells_the_last_week_beside_the_week_before(asked):
    [email] = at(asked, MONDAY)

    assert email.message["Subject"] == "Last week: 2 enquiries, 1 booked"
    for line in ("Enquiries | 2 | 1", "Half called within | 20 min | -", "Booked so far | 1 | 0"):
        assert line in text(email)


def test_it_draws_the_weeks_where_no_picture_is_fetched(asked):
    html = at(asked, MONDAY)[0].message.get_body(("html",)).get_content()

    assert html.count('bgcolor="#0f6b5c"') == 1 and html.count('bgcolor="#a9cdc4"') == 2
    assert "<img" not in html and "<svg" not in html


@pytest.mark.parametrize(
    ("moment", "emails"),
    [(MONDAY - timedelta(minutes=1), 0), (MONDAY, 1), (MONDAY + timedelta(hours=1), 0), (MONDAY + DAY, 0)],
    ids=["before opening", "at opening", "later", "on Tuesday"],
)
def test_it_comes_as_the_week_begins(asked, moment, emails):
    assert len(at(asked, moment)) == emails


def test_it_comes_once_however_often_the_schedule_runs(asked):
    assert [len(at(asked, MONDAY + timedelta(minutes=5 * run))) for run in range(3)] == [1, 1, 1]


def test_after_a_week_without_enquiries_there_is_none(asked):
    assert at(asked, MONDAY + 7 * DAY) == []


def test_it_has_nothing_of_a_person(asked):
    [email] = at(asked, MONDAY)

    assert "Amina" not in text(email) and "lead-" not in text(email)
