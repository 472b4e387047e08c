"""The email on what to do after a session: who it goes to, when, and that it goes once."""

from dataclasses import replace
from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest

from chalicelib.leads.attempt import Attempt, Delivery, EmailId, EmailKind, Result, follow_up_id
from chalicelib.leads.caps import Caps
from chalicelib.leads.changes import enquire, erase, set_outcome, undo_outcome, worsen
from chalicelib.leads.lead import Lead, Queue, Standing
from chalicelib.leads.mailing.mailbox import Mailbox, turn_away
from chalicelib.leads.mailing.sending import claim, record_event, settle
from chalicelib.leads.outcome import Outcome
from chalicelib.leads.owed.aftercare import WITHIN, aftercare_id, has_aftercare, visit_in
from chalicelib.leads.owed.plan import Planned, next_due, next_email
from chalicelib.leads.owed.sequence import Rules, SendingWindow, Step
from tests.clinic import CAMPAIGN
from tests.leads import AMINA, NOW, enquiry, event, lead

HOUR, DAY = timedelta(hours=1), timedelta(days=1)
AFTERCARE = aftercare_id(CAMPAIGN)
STEPS = (Step("day2", 2 * DAY), Step("after", 17 * DAY, is_aftercare=True), Step("last", 21 * DAY))
WINDOW = SendingWindow(time(10), time(19), ZoneInfo("Asia/Karachi"))
RULES = Rules({CAMPAIGN: STEPS}, WINDOW, timedelta(hours=20), Caps(), WINDOW.hours, aftercare=frozenset({CAMPAIGN}))


def mailed(to: Lead, email_id: EmailId, at: datetime, result: Result = Result.SENT) -> Lead:
    attempt_id = f"{email_id.kind}-{email_id.reference}"
    return settle(claim(to, Attempt(attempt_id, email_id, at, at)), attempt_id, result, f"ses-{attempt_id}")


def served(**changes: object) -> Lead:
    """A person who got all that they are owed at once."""
    asked = lead(**changes)
    for kind in (EmailKind.ALERT, EmailKind.GUIDE):
        for one in asked.enquiries:
            asked = mailed(asked, EmailId(kind, one.id), NOW)
    return asked


def booked(at: datetime = NOW, **changes: object) -> Lead:
    return set_outcome(served(**changes), "e1", Outcome.BOOKED, at)


def owed(to: Lead, now: datetime = NOW) -> Planned | None:
    planned = next_email(to, RULES, now)
    return planned if planned and planned.email_id.kind is EmailKind.AFTERCARE else None


@pytest.mark.parametrize("outcome", Outcome)
def test_it_is_owed_to_people_who_have_a_visit_or_had_one(outcome):
    has_visit = outcome in (Outcome.BOOKED, Outcome.ATTENDED)

    assert (owed(set_outcome(served(), "e1", outcome, NOW)) is not None) is has_visit


@pytest.mark.parametrize("call", [Outcome.NO_ANSWER, Outcome.CALL_BACK])
def test_a_visit_is_still_one_after_a_call_that_settles_nothing(call):
    assert owed(set_outcome(booked(), "e1", call, NOW + HOUR / 2)).at == NOW + HOUR


def test_it_is_not_owed_to_a_person_without_an_email_address():
    came_in = replace(AMINA, email="")

    assert owed(booked(enquiries=(enquiry(contact=came_in, guide=False),))) is None


def test_it_goes_an_hour_after_the_mark():
    assert owed(booked()) == Planned(AFTERCARE, NOW + HOUR, NOW + HOUR)


def test_it_goes_at_night_too():
    at_night = datetime(2026, 3, 2, 20, 0, tzinfo=UTC)

    assert owed(booked(at_night)).at == at_night + HOUR


def test_it_goes_through_the_queue_that_no_follow_up_holds_up():
    assert next_due(booked(), RULES, NOW).queue is Queue.AT_ONCE


def test_it_needs_no_consent_to_follow_ups():
    assert owed(booked(enquiries=(enquiry(consents=()),), consents=()))


@pytest.mark.parametrize(
    ("standing", "is_owed"),
    [(Standing.ACTIVE, True), (Standing.UNSUBSCRIBED, True), (Standing.BOUNCED, False), (Standing.COMPLAINED, False)],
)
def test_it_goes_to_people_who_unsubscribed_and_to_no_address_that_is_no_good(standing, is_owed):
    assert (owed(worsen(booked(), standing, NOW)) is not None) is is_owed


def test_a_mark_that_was_taken_back_owes_nothing():
    assert owed(undo_outcome(booked(), "e1", NOW, NOW + HOUR / 2)) is None


def test_a_mark_that_was_corrected_owes_nothing():
    assert owed(set_outcome(booked(), "e1", Outcome.NOT_INTERESTED, NOW + HOUR / 2)) is None


def test_a_mark_that_follows_another_one_starts_the_hour_anew():
    assert owed(set_outcome(booked(), "e1", Outcome.ATTENDED, NOW + HOUR / 2)).at == NOW + 1.5 * HOUR


@pytest.mark.parametrize("result", [Result.SENT, Result.IN_DOUBT, Result.FAILED])
def test_it_is_tried_once_however_that_ended(result):
    attended = set_outcome(mailed(booked(), AFTERCARE, NOW + HOUR, result), "e1", Outcome.ATTENDED, NOW + DAY)

    assert owed(attended, NOW + 2 * DAY) is None


def test_it_is_one_for_all_enquiries_of_a_campaign():
    again = served(enquiries=(enquiry(), enquiry("e2", NOW + HOUR)))
    first = mailed(set_outcome(again, "e1", Outcome.BOOKED, NOW), AFTERCARE, NOW + HOUR)

    assert owed(set_outcome(first, "e2", Outcome.BOOKED, NOW + DAY), NOW + DAY) is None


def test_a_campaign_without_a_text_sends_none():
    assert next_email(booked(), replace(RULES, aftercare=frozenset()), NOW + HOUR) is None


def test_a_text_that_is_written_later_is_sent_to_nobody_whose_visit_is_long_past():
    assert owed(booked(), NOW + WITHIN) is None


def test_after_a_person_was_erased_nothing_is_owed():
    assert owed(erase(booked(), NOW)) is None


def test_a_mailbox_that_complained_under_another_spelling_gets_none():
    shut = Mailbox("mailbox-1", standing=Standing.COMPLAINED)

    assert owed(turn_away(booked(), AFTERCARE.reference, shut, NOW)) is None


def test_of_two_people_with_one_address_it_is_about_the_one_with_the_visit():
    bilal = replace(AMINA, name="Bilal Khan", phone="+923007654321")
    both = enquire(served(), enquiry("e2", NOW + HOUR, contact=bilal), Caps())

    assert visit_in(set_outcome(both, "e1", Outcome.BOOKED, NOW + DAY), CAMPAIGN).enquiry.contact == AMINA


def test_a_person_who_asks_again_is_owed_it_for_the_visit_all_the_same():
    again = enquire(booked(), enquiry("e2", NOW + HOUR / 2), Caps())
    told = mailed(mailed(again, EmailId(EmailKind.ALERT, "e2"), NOW + HOUR / 2), EmailId(EmailKind.GUIDE, "e2"), NOW)

    assert owed(told).at == NOW + HOUR


def after_a_correction(aftercare: Result | None) -> EmailId | None:
    """The follow-up on day 17, of somebody who was booked on day 2, which was corrected on day 4."""
    reader = set_outcome(mailed(served(), follow_up_id(CAMPAIGN, "day2"), NOW + 2 * DAY), "e1", Outcome.BOOKED, NOW)
    reader = mailed(reader, AFTERCARE, NOW + HOUR, aftercare) if aftercare else reader
    corrected = set_outcome(reader, "e1", Outcome.CALLED, NOW + 4 * DAY)
    planned = next_email(corrected, RULES, NOW + 17 * DAY)
    return planned and planned.email_id


def test_who_got_it_does_not_get_the_follow_up_that_says_the_same():
    assert after_a_correction(Result.SENT) == follow_up_id(CAMPAIGN, "last")


@pytest.mark.parametrize("result", [None, Result.IN_DOUBT, Result.FAILED])
def test_who_may_not_have_got_it_gets_that_follow_up(result):
    assert after_a_correction(result) == follow_up_id(CAMPAIGN, "after")


@pytest.mark.parametrize(
    ("delivery", "has_it"),
    [(Delivery.UNKNOWN, True), (Delivery.DELIVERED, True), (Delivery.SOFT_BOUNCED, False), (Delivery.REFUSED, False)],
)
def test_one_that_came_back_was_not_got(delivery, has_it):
    sent = mailed(booked(), AFTERCARE, NOW + HOUR)
    told = event(delivery=delivery, attempt_id="aftercare-knots", message_id="ses-aftercare-knots", kind=AFTERCARE.kind)

    assert has_aftercare(record_event(sent, told), CAMPAIGN) is has_it


def test_a_hard_bounce_of_it_ends_all_mail():
    sent = mailed(booked(), AFTERCARE, NOW + HOUR)
    told = event(delivery=Delivery.HARD_BOUNCED, attempt_id="aftercare-knots", message_id="", kind=AFTERCARE.kind)

    assert record_event(sent, told).standing is Standing.BOUNCED
