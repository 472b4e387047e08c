"""The clinic is reminded of an enquiry of which nobody has said anything."""

from dataclasses import replace
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest

from chalicelib.leads.attempt import Attempt, EmailId, EmailKind, Result
from chalicelib.leads.caps import Caps
from chalicelib.leads.changes import enquire, erase, set_outcome, undo_outcome
from chalicelib.leads.lead import Lead
from chalicelib.leads.mailing.sending import claim, lapse, settle
from chalicelib.leads.outcome import MARKS, Outcome
from chalicelib.leads.owed.plan import next_email
from chalicelib.leads.owed.reminders import reminders
from chalicelib.leads.owed.sequence import Rules, SendingWindow
from chalicelib.leads.staff.desk import block
from tests.leads import NOW, enquiry, lead

HOUR, DAY = timedelta(hours=1), timedelta(days=1)
WINDOW = SendingWindow(
    time(10),
    time(19),
    ZoneInfo("Asia/Karachi"),
    frozenset({"Monday", "Tuesday", "Wednesday"}),
    frozenset({date(2026, 3, 3)}),
)
RULES = Rules({}, WINDOW, timedelta(hours=20), Caps(), WINDOW.hours, tells_owner=True)
SECOND, OWNER = EmailId(EmailKind.SECOND_ALERT, "e1"), EmailId(EmailKind.OWNER_ALERT, "e1")


def sent(asking: Lead, email_id: EmailId, at: datetime, result: Result = Result.SENT) -> Lead:
    attempt_id = f"{email_id.kind} {email_id.reference}"
    return settle(claim(asking, Attempt(attempt_id, email_id, at, at)), attempt_id, result)


def told(at: datetime = NOW) -> Lead:
    return sent(lead(), EmailId(EmailKind.ALERT, "e1"), at)


def due(asking: Lead, rules: Rules = RULES) -> dict[EmailId, datetime]:
    return dict(reminders(asking, rules))


def there(written: str) -> datetime:
    return datetime.fromisoformat(written).replace(tzinfo=WINDOW.zone)


# 2 March 2026 is a Monday, the 3rd a holiday, and from Thursday to Sunday the clinic is closed.
TIMES = [
    pytest.param("2026-03-02 11:00", "2026-03-02 12:00", "2026-03-04 10:00", id="before a holiday"),
    pytest.param("2026-03-02 02:00", "2026-03-02 11:00", "2026-03-04 10:00", id="at night"),
    pytest.param("2026-03-04 11:00", "2026-03-04 12:00", "2026-03-09 10:00", id="before days on which it is closed"),
    pytest.param("2026-03-05 11:00", "2026-03-09 11:00", "2026-03-10 11:00", id="on a day on which it is closed"),
]


def test_nobody_is_told_again_of_a_person_whom_the_desk_has_blocked():
    assert due(block(told(), NOW, "Zara")) == {}


@pytest.mark.parametrize(("at", "second", "owner"), TIMES)
def test_the_desk_is_told_again_after_an_open_hour_and_the_owner_after_a_day(at: str, second: str, owner: str):
    assert due(told(there(at))) == {SECOND: there(second), OWNER: there(owner)}


def test_an_owner_who_is_not_named_is_told_nothing():
    assert due(told(), replace(RULES, tells_owner=False)).keys() == {SECOND}


def test_the_hour_begins_when_the_desk_was_told_and_not_when_the_enquiry_came():
    assert due(told(NOW + 3 * HOUR))[SECOND] == NOW + 4 * HOUR


def test_it_begins_with_a_notice_where_the_alert_may_not_have_come():
    in_doubt = sent(lead(), EmailId(EmailKind.ALERT, "e1"), NOW, Result.IN_DOUBT)

    assert due(sent(in_doubt, EmailId(EmailKind.NOTICE, "e1"), NOW + HOUR))[SECOND] == NOW + 2 * HOUR


def test_who_was_not_told_is_not_reminded():
    assert due(lead()) == {}


@pytest.mark.parametrize("outcome", MARKS)
def test_whatever_was_said_no_reminder_follows(outcome: Outcome):
    assert due(set_outcome(told(), "e1", outcome, NOW + HOUR)) == {}


def test_what_was_said_by_a_slip_has_been_seen():
    assert due(undo_outcome(set_outcome(told(), "e1", Outcome.BOOKED, NOW), "e1", NOW, NOW + HOUR)) == {}


def test_of_who_asks_twice_the_desk_is_reminded_of_what_they_asked_last():
    twice = enquire(told(), enquiry("e2", NOW + HOUR), Caps())

    assert {one.reference for one in due(sent(twice, EmailId(EmailKind.ALERT, "e2"), NOW + HOUR))} == {"e2"}


def test_of_who_was_erased_nobody_is_reminded():
    assert due(erase(told(), NOW)) == {}


def next_of(asking: Lead, at: datetime) -> EmailId | None:
    planned = next_email(replace(asking, standing="bounced"), RULES, at)
    return planned.email_id if planned and planned.at <= at else None


@pytest.mark.parametrize("result", [Result.SENT, Result.IN_DOUBT, Result.FAILED])
def test_each_reminder_is_tried_once(result: Result):
    told_twice = sent(told(), SECOND, NOW + HOUR, result)

    assert SECOND not in {next_of(told_twice, NOW + days * DAY) for days in range(10)}


def test_a_reminder_whose_worker_died_is_not_sent_again():
    died = claim(told(), Attempt("a9", SECOND, NOW + HOUR, NOW + HOUR))

    assert next_of(lapse(died, NOW + 2 * HOUR), NOW + 2 * HOUR) != SECOND
