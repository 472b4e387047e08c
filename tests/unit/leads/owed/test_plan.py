from dataclasses import replace
from datetime import UTC, datetime, time, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chalicelib.leads.attempt import LEASE, UNREACHABLE, Attempt, EmailId, EmailKind, Result, follow_up_id
from chalicelib.leads.attribution import Touch
from chalicelib.leads.caps import Caps
from chalicelib.leads.changes import enquire, erase, new_lead, set_outcome, unsubscribe, worsen
from chalicelib.leads.enquiry import Consent, Contact, Enquiry, Purpose
from chalicelib.leads.lead import Lead, Standing
from chalicelib.leads.mailing.sending import claim, defer_guide, lapse, settle, withdraw
from chalicelib.leads.outcome import Outcome
from chalicelib.leads.owed.hours import WEEKDAYS
from chalicelib.leads.owed.plan import next_due, next_email, owes_follow_ups
from chalicelib.leads.owed.sequence import Rules, SendingWindow, Step
from tests.clinic import CAMPAIGN
from tests.leads import called

KARACHI = ZoneInfo("Asia/Karachi")
NOON = datetime(2026, 3, 2, 12, 0, tzinfo=KARACHI).astimezone(UTC)
DAY = timedelta(days=1)
WINDOW = SendingWindow(time(10), time(19), KARACHI)


def sequence(*days: int, **renamed: str) -> Rules:
    """Rules with one campaign, whose steps are called by their day."""
    steps = [Step(renamed.get(f"day{day}", f"day{day}"), timedelta(days=day)) for day in days]
    return Rules({CAMPAIGN: tuple(steps)}, WINDOW, timedelta(hours=20), Caps(), WINDOW.hours)


SEQUENCE = sequence(2, 5, 9)


def enquiry(enquiry_id: str = "e1", at: datetime = NOON, *, agreed: bool = True, guide: bool = True) -> Enquiry:
    consents = (Consent(Purpose.FOLLOW_UPS, CAMPAIGN, "Yes", at),) if agreed else ()
    contact = Contact("Amina Khan", "amina@example.com", "+923001234567")
    return Enquiry(enquiry_id, at, CAMPAIGN, "en", contact, "", guide, consents, Touch())


def attempted(lead: Lead, kind: EmailKind, reference: str, at: datetime, result: Result = Result.SENT) -> Lead:
    """With that attempt. The front desk calls the person at once, so that no reminder is owed."""
    email_id = follow_up_id(CAMPAIGN, reference) if kind is EmailKind.FOLLOW_UP else EmailId(kind, reference)
    planned = next_email(lead, SEQUENCE, at)
    planned_at = planned.planned_at if planned and planned.email_id == email_id else at
    attempt_id = f"{kind}-{reference}-{at}"
    claimed = claim(lead, Attempt(attempt_id, email_id, planned_at, at))
    return called(settle(claimed, attempt_id, result, "ses"), email_id, at)


def served(at: datetime = NOON, *, agreed: bool = True) -> Lead:
    lead = new_lead("lead-1", enquiry(at=at, agreed=agreed))
    return attempted(attempted(lead, EmailKind.ALERT, "e1", at), EmailKind.GUIDE, "e1", at)


def live_through(lead: Lead, rules: Rules, now: datetime) -> list[tuple[EmailId, datetime]]:
    """Everything sent from `now` on, by a worker that looks whenever the lead is due."""
    sent: list[tuple[EmailId, datetime]] = []
    while (due := next_due(lead, rules, now)) is not None:
        now = max(now, due.at)
        planned = next_email(lead, rules, now)
        if planned and planned.at <= now:
            attempt = Attempt(f"a{len(sent)}", planned.email_id, planned.planned_at, now)
            lead = called(settle(claim(lead, attempt), attempt.id, Result.SENT, "ses"), planned.email_id, now)
            sent.append((planned.email_id, now))
    return sent


def due_at(lead: Lead, rules: Rules, now: datetime) -> datetime | None:
    due = next_due(lead, rules, now)
    return due.at if due else None


def steps_sent(lead: Lead, rules: Rules, now: datetime) -> list[tuple[str, datetime]]:
    return [(email_id.reference.removeprefix(f"{CAMPAIGN}/"), at) for email_id, at in live_through(lead, rules, now)]


def attempts(lead: Lead, rules: Rules, now: datetime) -> list[EmailId]:
    return [email_id for email_id, _ in live_through(lead, rules, now)]


def test_the_alert_is_the_first_email_of_a_new_lead():
    planned = next_email(new_lead("lead-1", enquiry()), SEQUENCE, NOON)

    assert planned and planned.email_id == EmailId(EmailKind.ALERT, "e1")


def test_the_guide_follows_the_alert_at_once():
    told = attempted(new_lead("lead-1", enquiry()), EmailKind.ALERT, "e1", NOON)
    planned = next_email(told, SEQUENCE, NOON)

    assert planned and (planned.email_id, planned.at) == (EmailId(EmailKind.GUIDE, "e1"), NOON)


@pytest.mark.parametrize("hour", range(24))
def test_the_guide_and_the_alert_go_at_any_hour(hour: int):
    at = NOON + timedelta(hours=hour)

    assert due_at(new_lead("lead-1", enquiry(at=at)), SEQUENCE, at) == at


def test_someone_who_only_asks_a_question_is_owed_the_alert_alone():
    asked = attempted(new_lead("lead-1", enquiry(agreed=False, guide=False)), EmailKind.ALERT, "e1", NOON)

    assert next_email(asked, SEQUENCE, NOON) is None


def test_a_second_enquiry_is_owed_an_alert_of_its_own():
    again = enquire(served(), enquiry("e2", NOON + DAY), Caps())
    planned = next_email(again, SEQUENCE, NOON + DAY)

    assert planned and planned.email_id == EmailId(EmailKind.ALERT, "e2")


def test_a_first_follow_up_waits_for_its_day():
    assert due_at(served(), SEQUENCE, NOON) == NOON + 2 * DAY


def test_without_consent_nothing_is_owed_after_the_guide():
    assert due_at(served(agreed=False), SEQUENCE, NOON) is None


@pytest.mark.parametrize(
    ("hour", "expected"),
    [
        pytest.param(time(3, 0), time(10, 0), id="night waits for the morning"),
        pytest.param(time(9, 59), time(10, 0), id="a minute early waits"),
        pytest.param(time(10, 0), time(10, 0), id="opening time is inside"),
        pytest.param(time(18, 59), time(18, 59), id="a minute before closing is inside"),
        pytest.param(time(19, 0), time(10, 0), id="closing time is outside"),
        pytest.param(time(23, 30), time(10, 0), id="late evening is due in the morning of the step's day"),
    ],
)
def test_follow_ups_keep_to_the_sending_window(hour: time, expected: time):
    asked_at = datetime.combine(NOON.date(), hour, KARACHI).astimezone(UTC)

    assert due_at(served(asked_at), SEQUENCE, asked_at) == datetime.combine(
        asked_at.astimezone(KARACHI).date() + 2 * DAY, expected, KARACHI
    )


@given(st.datetimes(datetime(2026, 1, 1), datetime(2028, 1, 1), timezones=st.just(UTC)))  # noqa: DTZ001
def test_the_window_never_opens_before_it_is_asked_and_always_opens_inside(at: datetime):
    opened = WINDOW.next_open(at)

    assert opened >= at
    assert time(10) <= opened.astimezone(KARACHI).time() < time(19)


def test_each_follow_up_comes_once_in_order_and_then_the_sequence_ends():
    assert steps_sent(served(), SEQUENCE, NOON) == [
        ("day2", NOON + 2 * DAY),
        ("day5", NOON + 5 * DAY),
        ("day9", NOON + 9 * DAY),
    ]


def test_a_follow_up_overdue_at_night_is_due_in_the_morning():
    midnight = datetime(2026, 3, 8, 0, 0, tzinfo=KARACHI).astimezone(UTC)

    assert due_at(served(), SEQUENCE, midnight) == midnight + timedelta(hours=10)


def test_after_an_outage_late_steps_slide_and_keep_their_distance():
    assert steps_sent(served(), SEQUENCE, NOON + 20 * DAY) == [
        ("day2", NOON + 20 * DAY),
        ("day5", NOON + 23 * DAY),
        ("day9", NOON + 27 * DAY),
    ]


def test_two_steps_of_one_day_keep_the_minimum_gap():
    plan = replace(SEQUENCE, sequences={CAMPAIGN: (Step("a", 2 * DAY), Step("b", 2 * DAY))})

    sent = steps_sent(served(), plan, NOON)

    assert [at for _, at in sent] == [NOON + 2 * DAY, datetime(2026, 3, 5, 10, 0, tzinfo=KARACHI)]


@given(
    days=st.lists(st.integers(0, 30), min_size=1, max_size=8, unique=True),
    asked_at=st.datetimes(datetime(2026, 1, 1), datetime(2026, 12, 31), timezones=st.just(UTC)),  # noqa: DTZ001
    outage=st.timedeltas(timedelta(), 40 * DAY),
)
def test_whatever_the_plan_and_the_outage_each_step_comes_once_apart_and_in_hours(days, asked_at, outage):
    plan = sequence(*sorted(days))
    sent = steps_sent(served(asked_at), plan, asked_at + outage)

    assert [step for step, _ in sent] == [step.id for step in plan.sequences[CAMPAIGN]]
    assert all(later - earlier >= plan.minimum_gap for (_, earlier), (_, later) in pairwise(sent))
    assert all(time(10) <= at.astimezone(KARACHI).time() < time(19) for _, at in sent)


def test_a_step_inserted_ahead_is_sent_in_its_place():
    reached = attempted(served(), EmailKind.FOLLOW_UP, "day2", NOON + 2 * DAY)

    assert [step for step, _ in steps_sent(reached, sequence(2, 4, 5, 9), NOON + 2 * DAY)] == ["day4", "day5", "day9"]


def test_a_step_inserted_behind_is_not_sent():
    reached = attempted(served(), EmailKind.FOLLOW_UP, "day2", NOON + 2 * DAY)

    assert [step for step, _ in steps_sent(reached, sequence(1, 2, 5, 9), NOON + 2 * DAY)] == ["day5", "day9"]


def test_a_removed_step_is_skipped():
    reached = attempted(served(), EmailKind.FOLLOW_UP, "day2", NOON + 2 * DAY)

    assert [step for step, _ in steps_sent(reached, sequence(2, 9), NOON + 2 * DAY)] == ["day9"]


def test_removing_the_step_a_lead_had_last_sends_nothing_twice():
    reached = attempted(served(), EmailKind.FOLLOW_UP, "day2", NOON + 2 * DAY)

    assert [step for step, _ in steps_sent(reached, sequence(5, 9), NOON + 2 * DAY)] == ["day5", "day9"]


def test_a_step_that_was_sent_and_then_moved_later_is_not_sent_again():
    reached = attempted(served(), EmailKind.FOLLOW_UP, "day2", NOON + 2 * DAY)
    moved = sequence(5, 9, 12, day12="day2")

    assert [step for step, _ in steps_sent(reached, moved, NOON + 2 * DAY)] == ["day5", "day9"]


def test_shortening_the_sequence_drops_nothing_that_lies_ahead():
    reached = attempted(served(), EmailKind.FOLLOW_UP, "day2", NOON + 2 * DAY)
    reached = attempted(reached, EmailKind.FOLLOW_UP, "day5", NOON + 5 * DAY)
    shorter = sequence(1, 2, 3, day1="day2", day2="day5", day3="day9")

    assert [step for step, _ in steps_sent(reached, shorter, NOON + 5 * DAY)] == ["day9"]


def test_a_late_lead_gets_the_step_that_was_overdue_next_and_skips_none():
    late = attempted(served(), EmailKind.FOLLOW_UP, "day2", NOON + 8 * DAY)

    assert [step for step, _ in steps_sent(late, SEQUENCE, NOON + 8 * DAY)] == ["day5", "day9"]


@pytest.mark.parametrize("standing", list(Standing)[1:])
def test_a_worse_standing_ends_the_follow_ups(standing: Standing):
    sent = attempts(worsen(served(), standing, NOON), SEQUENCE, NOON)

    assert not [email_id for email_id in sent if email_id.kind is EmailKind.FOLLOW_UP]


def test_the_clinic_is_told_once_that_email_does_not_arrive():
    assert attempts(worsen(served(), Standing.BOUNCED, NOON), SEQUENCE, NOON) == [UNREACHABLE]


def test_the_clinic_is_told_once_that_a_guide_was_rejected():
    told = attempted(new_lead("lead-1", enquiry(agreed=False)), EmailKind.ALERT, "e1", NOON)
    rejected = attempted(told, EmailKind.GUIDE, "e1", NOON, Result.FAILED)

    assert attempts(rejected, SEQUENCE, NOON) == [UNREACHABLE]


def test_a_complaint_is_no_reason_to_phone():
    assert attempts(worsen(served(), Standing.COMPLAINED, NOON), SEQUENCE, NOON) == []


def test_follow_ups_are_ahead_until_the_last_one_is_sent():
    reader, ahead = served(), []
    for days in (2, 5, 9):
        ahead.append(owes_follow_ups(reader, SEQUENCE, NOON + days * DAY))
        reader = attempted(reader, EmailKind.FOLLOW_UP, f"day{days}", NOON + days * DAY)

    assert [*ahead, owes_follow_ups(reader, SEQUENCE, NOON + 10 * DAY)] == [True, True, True, False]


def test_no_follow_ups_are_ahead_of_who_asked_for_none():
    assert not owes_follow_ups(served(agreed=False), SEQUENCE, NOON)


def test_an_erased_lead_is_owed_nothing():
    assert due_at(erase(worsen(served(), Standing.BOUNCED, NOON), NOON), SEQUENCE, NOON) is None


def test_a_guide_too_heavy_is_sent_once_more():
    heavy = attempted(
        attempted(new_lead("lead-1", enquiry(agreed=False)), EmailKind.ALERT, "e1", NOON),
        EmailKind.GUIDE,
        "e1",
        NOON,
        Result.TOO_HEAVY,
    )

    assert attempts(heavy, SEQUENCE, NOON) == [EmailId(EmailKind.GUIDE, "e1")]


def test_a_guide_too_heavy_even_without_its_pdf_is_given_up_and_the_clinic_told():
    heavy = attempted(new_lead("lead-1", enquiry(agreed=False)), EmailKind.ALERT, "e1", NOON)
    for minute in range(2):
        heavy = attempted(heavy, EmailKind.GUIDE, "e1", NOON + timedelta(minutes=minute), Result.TOO_HEAVY)

    assert attempts(heavy, SEQUENCE, NOON) == [UNREACHABLE]


def test_a_postponed_guide_does_not_hold_up_an_alert():
    lead = defer_guide(new_lead("lead-1", enquiry(agreed=False)), NOON + timedelta(hours=1))

    assert live_through(lead, SEQUENCE, NOON) == [
        (EmailId(EmailKind.ALERT, "e1"), NOON),
        (EmailId(EmailKind.GUIDE, "e1"), NOON + timedelta(hours=1)),
    ]


def test_an_alert_goes_before_a_guide_that_waits_since_before_it():
    lead = attempted(new_lead("lead-1", enquiry()), EmailKind.ALERT, "e1", NOON)
    later = NOON + DAY
    deferred = withdraw(claim(lead, Attempt("a", EmailId(EmailKind.GUIDE, "e1"), NOON, NOON)), "a", later)
    lead = enquire(deferred, enquiry("e2", later), Caps())

    assert next_email(lead, SEQUENCE, later).email_id == EmailId(EmailKind.ALERT, "e2")


def test_follow_ups_wait_for_a_weekday_of_the_clinic():
    weekdays = replace(SEQUENCE, window=replace(WINDOW, weekdays=frozenset(WEEKDAYS[:5])))

    assert [f"{at:%A}" for _, at in steps_sent(served(), weekdays, NOON)] == ["Wednesday", "Monday", "Friday"]


def test_follow_ups_wait_for_the_end_of_the_holidays():
    away = frozenset({(NOON + day * DAY).date() for day in (2, 3)})
    holidays = replace(SEQUENCE, window=replace(WINDOW, holidays=away))

    assert due_at(served(), holidays, NOON) == datetime(2026, 3, 6, 10, 0, tzinfo=KARACHI)


def test_booking_ends_the_follow_ups():
    assert due_at(set_outcome(served(), served().enquiries[-1].id, Outcome.BOOKED, NOON), SEQUENCE, NOON) is None


def test_an_unsubscribed_person_who_asks_again_gets_the_guide_and_nothing_more():
    again = enquire(unsubscribe(served(), NOON), enquiry("e2", NOON + 3 * DAY), Caps())

    assert attempts(again, SEQUENCE, NOON + 3 * DAY) == [EmailId(EmailKind.ALERT, "e2"), EmailId(EmailKind.GUIDE, "e2")]


def test_an_open_attempt_is_looked_at_when_its_lease_ends():
    lead = new_lead("lead-1", enquiry())
    claimed = claim(lead, Attempt("a1", EmailId(EmailKind.ALERT, "e1"), NOON, NOON))

    assert due_at(claimed, SEQUENCE, NOON) == NOON + LEASE


def test_a_held_lead_is_due_when_the_hold_ends():
    lead = new_lead("lead-1", enquiry())
    claimed = claim(lead, Attempt("a1", EmailId(EmailKind.ALERT, "e1"), NOON, NOON))
    deferred = withdraw(claimed, "a1", NOON + timedelta(minutes=5))

    assert due_at(deferred, SEQUENCE, NOON) == NOON + timedelta(minutes=5)


def test_a_hold_that_ended_delays_nothing():
    lead = replace(new_lead("lead-1", enquiry()), deferred_until=NOON + timedelta(minutes=5))
    planned = next_email(lead, SEQUENCE, NOON + timedelta(minutes=5))

    assert planned and planned.at <= NOON + timedelta(minutes=5)


def doubted(lead: Lead, kind: EmailKind, reference: str, at: datetime) -> Lead:
    email_id = follow_up_id(CAMPAIGN, reference) if kind is EmailKind.FOLLOW_UP else EmailId(kind, reference)
    claimed = claim(lead, Attempt(f"a-{at}", email_id, at, at))
    return lapse(claimed, at + LEASE)


@pytest.mark.parametrize("kind", [EmailKind.ALERT, EmailKind.GUIDE])
def test_a_guide_or_alert_in_doubt_is_sent_once_more(kind: EmailKind):
    lead = doubted(new_lead("lead-1", enquiry()), kind, "e1", NOON)

    assert attempts(lead, SEQUENCE, NOON + LEASE).count(EmailId(kind, "e1")) == 1


@pytest.mark.parametrize("kind", [EmailKind.ALERT, EmailKind.GUIDE])
def test_a_guide_or_alert_twice_in_doubt_is_given_up(kind: EmailKind):
    other = EmailKind.GUIDE if kind is EmailKind.ALERT else EmailKind.ALERT
    lead = attempted(new_lead("lead-1", enquiry(agreed=False)), other, "e1", NOON)
    lead = doubted(doubted(lead, kind, "e1", NOON), kind, "e1", NOON + LEASE)

    assert EmailId(kind, "e1") not in attempts(lead, SEQUENCE, NOON + 2 * LEASE)


def test_the_clinic_gets_word_of_an_enquiry_whose_alert_was_given_up():
    lead = attempted(new_lead("lead-1", enquiry(agreed=False)), EmailKind.GUIDE, "e1", NOON)
    lead = doubted(doubted(lead, EmailKind.ALERT, "e1", NOON), EmailKind.ALERT, "e1", NOON + LEASE)

    assert attempts(lead, SEQUENCE, NOON + 2 * LEASE) == [EmailId(EmailKind.NOTICE, "e1")]


def test_the_clinic_gets_word_of_an_enquiry_whose_alert_was_rejected():
    lead = attempted(new_lead("lead-1", enquiry(agreed=False)), EmailKind.GUIDE, "e1", NOON)
    lead = attempted(lead, EmailKind.ALERT, "e1", NOON, Result.FAILED)

    assert attempts(lead, SEQUENCE, NOON) == [EmailId(EmailKind.NOTICE, "e1")]


def test_the_clinic_is_asked_to_phone_when_a_guide_was_given_up():
    lead = attempted(new_lead("lead-1", enquiry(agreed=False)), EmailKind.ALERT, "e1", NOON)
    lead = doubted(doubted(lead, EmailKind.GUIDE, "e1", NOON), EmailKind.GUIDE, "e1", NOON + LEASE)

    assert attempts(lead, SEQUENCE, NOON + 2 * LEASE) == [UNREACHABLE]


def test_a_follow_up_in_doubt_is_never_sent_again():
    lead = doubted(served(), EmailKind.FOLLOW_UP, "day2", NOON + 2 * DAY)

    assert [step for step, _ in steps_sent(lead, SEQUENCE, NOON + 3 * DAY)] == ["day5", "day9"]


def test_a_failed_follow_up_does_not_stop_the_next():
    lead = attempted(served(), EmailKind.FOLLOW_UP, "day2", NOON + 2 * DAY, Result.FAILED)

    assert [step for step, _ in steps_sent(lead, SEQUENCE, NOON + 2 * DAY)] == ["day5", "day9"]
