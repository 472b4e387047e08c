"""The email with which the front desk begins its day."""

from dataclasses import replace
from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest

from chalicelib.leads.changes import new_lead, worsen
from chalicelib.leads.lead import Standing
from chalicelib.leads.outcome import Outcome
from chalicelib.leads.owed.hours import Span
from chalicelib.mail.morning import Morning
from chalicelib.services import current
from chalicelib.use_cases import feedback
from chalicelib.use_cases.failures import Deferred, InDoubt
from chalicelib.use_cases.morning import MOST_TO_CALL
from local.events import scheduled_event
from tests.conftest import NOON, lead_of
from tests.leads import enquiry
from tests.visitor import FORM

KARACHI = ZoneInfo("Asia/Karachi")
HOUR = timedelta(hours=1)
OPENING = datetime(2026, 3, 3, 10, tzinfo=KARACHI)
"""Of the day after NOON."""


@pytest.fixture
def asked(site, visitor):
    """Somebody asked yesterday, and no worker has looked since."""
    visitor.send()
    return lead_of(FORM["email"])


def mark(lead, outcome: Outcome, **said: datetime) -> None:
    feedback.mark_outcome(lead.id, lead.enquiries[-1].id, outcome, leads=current().leads, **said)


def at(site, moment: datetime) -> list:
    """The emails to the front desk once the schedule has run then."""
    site.clock.move_to(moment)
    site.functions._invoke("chalicelib.entrypoints.workers.digest", scheduled_event(moment))
    return [email for email in site.cloud.mail.emails if email.tags["kind"] == ["morning"]]


def text(email) -> str:
    return " ".join(email.message.get_body(("plain",)).get_content().split())


def test_it_says_whom_to_call_with_links_to_call_and_to_say_what_came_of_it(site, asked):
    [email] = at(site, OPENING)

    assert "Amina Khan 0300 1234567" in text(email)
    assert "tel:+923001234567" in email.message.get_body(("html",)).get_content()
    assert current().links.signed("outcome", f"{asked.id}.{asked.enquiries[0].id}") in text(email)


def test_its_subject_says_how_many(site, asked):
    mark(asked, Outcome.NO_ANSWER)

    assert [one.message["Subject"] for one in at(site, OPENING)] == ["Today: 1 to call, something to look at"]


TIMES = [
    pytest.param(OPENING - timedelta(minutes=1), 0, id="before opening"),
    pytest.param(OPENING, 1, id="at opening"),
    pytest.param(OPENING + timedelta(minutes=59), 1, id="in the first hour"),
    pytest.param(OPENING + HOUR, 0, id="later"),
]


@pytest.mark.parametrize(("moment", "emails"), TIMES)
def test_it_comes_in_the_first_hour(site, asked, moment, emails):
    assert len(at(site, moment)) == emails


def test_it_comes_once_however_often_the_schedule_runs(site, asked):
    assert [len(at(site, OPENING + timedelta(minutes=5 * run))) for run in range(3)] == [1, 1, 1]


def test_it_comes_on_the_next_day_too(site, asked):
    at(site, OPENING)

    assert len(at(site, OPENING + timedelta(days=1))) == 2


def test_what_came_in_after_opening_makes_no_email_of_the_morning(site, visitor):
    site.clock.move_to(OPENING + timedelta(minutes=10))
    visitor.send()

    assert at(site, OPENING + timedelta(minutes=15)) == []


def test_a_day_without_news_has_none(site):
    assert at(site, OPENING) == []


def test_who_wants_to_be_called_later_today_is_in_it_with_the_time(site, asked):
    mark(asked, Outcome.CALL_BACK, for_at=OPENING + 6 * HOUR)

    assert "to be called back, Tuesday 3 March, 16:00" in text(at(site, OPENING)[0])


def test_who_wants_to_be_called_on_another_day_is_not(site, asked):
    mark(asked, Outcome.CALL_BACK, for_at=OPENING + timedelta(days=2))

    assert "To call today" not in text(at(site, OPENING)[0])


def test_it_tells_yesterdays_bookings_with_their_times(site, asked):
    site.clock.move_to(NOON + HOUR)
    mark(asked, Outcome.BOOKED, for_at=OPENING + timedelta(days=3))
    told = text(at(site, OPENING)[0])

    assert "Booked since Monday 2 March" in told
    assert "Amina Khan, for Friday 6 March, 10:00." in told


def test_a_booking_is_told_on_one_morning(site, asked):
    mark(asked, Outcome.BOOKED)
    at(site, OPENING)

    assert "Booked since" not in text(at(site, OPENING + timedelta(days=1))[-1])


VISITS = {
    OPENING - timedelta(hours=10, minutes=1): "0 today, 1 earlier to note.",
    OPENING - timedelta(hours=9, minutes=59): "1 today.",
    OPENING + timedelta(hours=13, minutes=59): "1 today.",
}


@pytest.mark.parametrize(("for_at", "told"), VISITS.items())
def test_it_tells_of_visits_of_today_and_of_the_day_before(site, asked, for_at, told):
    mark(asked, Outcome.BOOKED, for_at=for_at)

    assert f"/clinic/visits: {told}" in text(at(site, OPENING)[0])


@pytest.mark.parametrize("for_at", [OPENING - timedelta(days=2), OPENING + timedelta(hours=14, minutes=1)])
def test_it_tells_of_no_visit_of_another_day(site, asked, for_at):
    mark(asked, Outcome.BOOKED, for_at=for_at)

    assert "/clinic/visits" not in text(at(site, OPENING)[0])


def test_it_tells_of_no_visit_of_which_somebody_has_said_what_came_of_it(site, asked):
    mark(asked, Outcome.BOOKED, for_at=NOON)
    site.clock.move_to(NOON + HOUR)
    mark(asked, Outcome.ATTENDED)

    assert "/clinic/visits" not in text(at(site, OPENING)[0])


@pytest.mark.parametrize("counted", ["visits", "unsaid"])
def test_visits_alone_are_news(counted):
    assert not Morning(NOON, **{counted: 1}).is_quiet


def test_it_tells_of_mail_that_is_held_back(site, asked):
    assert "Mail to 1 person is late" in text(at(site, OPENING)[0])


def test_it_tells_of_a_night_in_quarantine_and_no_second_email_does(site, visitor):
    visitor.send(subject="Buy now")
    site_emails = at(site, OPENING)

    assert "In quarantine: 1 new enquiry" in text(site_emails[0])
    assert len(site.cloud.mail.emails) == 1


def test_it_tells_of_an_address_that_turned_out_dead(site, asked):
    current().leads.change(None, asked.id, lambda lead: worsen(lead, Standing.BOUNCED, NOON + HOUR))

    assert "No email reaches Amina Khan: 0300 1234567" in text(at(site, OPENING)[0])


def test_where_more_wait_than_fit_it_leads_to_all_of_them(site):
    for number in range(MOST_TO_CALL + 1):
        current().leads.save(new_lead(f"lead-{number}", enquiry(at=NOON)))
    [email] = at(site, OPENING)

    assert email.message["Subject"].startswith("Today: 4 and more to call")
    assert f'href="{current().settings.site_url}/clinic"' in email.message.get_body(("html",)).get_content()


def test_what_ses_did_not_take_goes_five_minutes_later(site, asked, monkeypatch):
    with monkeypatch.context() as patched:
        patched.setattr(type(current().mailer), "send", _raising(Deferred("busy", HOUR)))
        assert at(site, OPENING) == []

    assert len(at(site, OPENING + timedelta(minutes=5))) == 1


def test_what_is_in_doubt_is_not_sent_again(site, asked, monkeypatch):
    with monkeypatch.context() as patched:
        patched.setattr(type(current().mailer), "send", _raising(InDoubt("ReadTimeoutError")))
        at(site, OPENING)

    assert at(site, OPENING + timedelta(minutes=5)) == []


def _raising(failure: Exception):
    def send(*_):
        raise failure

    return send


def test_after_a_holiday_it_tells_of_all_since_it_last_opened(site, asked, monkeypatch):
    leads, holiday = current().leads, OPENING.date()
    closed = replace(leads.rules, hours=replace(leads.rules.hours, holidays=frozenset({holiday})))
    monkeypatch.setattr(current(), "leads", replace(leads, rules=closed))
    leads.change(None, asked.id, lambda lead: worsen(lead, Standing.BOUNCED, NOON + HOUR))

    assert "No email reaches Amina Khan" in text(at(site, OPENING + timedelta(days=1))[0])


def test_it_tells_of_all_since_opening_on_a_day_that_opened_earlier(site, asked, monkeypatch):
    leads, late = current().leads, (Span(time(15), time(18)),)
    differing = replace(leads.rules.hours, days={**leads.rules.hours.days, "Tuesday": late})
    monkeypatch.setattr(current(), "leads", replace(leads, rules=replace(leads.rules, hours=differing)))
    leads.change(None, asked.id, lambda lead: worsen(lead, Standing.BOUNCED, NOON + HOUR))

    assert "No email reaches Amina Khan" in text(at(site, OPENING + 5 * HOUR)[0])
