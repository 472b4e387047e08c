"""A guide that came back is sent again, at spaced times, until it arrives or is given up."""

from dataclasses import replace
from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest

from chalicelib.leads.attempt import LEASE, UNREACHABLE, Attempt, Delivery, EmailId, EmailKind, EndedAttempt, Result
from chalicelib.leads.caps import Caps
from chalicelib.leads.changes import enquire
from chalicelib.leads.lead import Lead
from chalicelib.leads.mailing.sending import claim, lapse, record_event, settle
from chalicelib.leads.owed.plan import is_guide_lost, next_email, unreached
from chalicelib.leads.owed.sequence import Rules, SendingWindow
from chalicelib.leads.tries import GUIDE_AGAIN_AFTER, is_concluded
from tests.clinic import CAMPAIGN
from tests.leads import GUIDE, NOW, attempt, called, enquiry, event, lead

HOUR, DAY = timedelta(hours=1), timedelta(days=1)
WINDOW = SendingWindow(time(10), time(19), ZoneInfo("Asia/Karachi"))
RULES = Rules({CAMPAIGN: ()}, WINDOW, timedelta(hours=20), Caps(), WINDOW.hours)
CAME_BACK = [Delivery.SOFT_BOUNCED, Delivery.REFUSED]
TRIES = len(GUIDE_AGAIN_AFTER) + 1


def told() -> Lead:
    """A lead whose alert has gone, and who was called."""
    return sent(lead(), EmailId(EmailKind.ALERT, "e1"), NOW, Delivery.DELIVERED)


def sent(before: Lead, email_id: EmailId, at: datetime, delivery: Delivery, result: Result = Result.SENT) -> Lead:
    """That lead, with one more email that was sent then, and of which SES has told half an hour later."""
    name = f"{email_id.reference} {at}"
    ended = settle(claim(before, Attempt(name, email_id, at, at)), name, result, name)
    news = event(result, delivery, name, message_id=name, kind=email_id.kind, at=at + HOUR / 2)
    return called(record_event(ended, news), email_id, at)


def bounced(times: int, delivery: Delivery = Delivery.SOFT_BOUNCED) -> Lead:
    """A lead whose guide came back so often, half an hour after each time it went."""
    after = told()
    for _ in range(times):
        after = sent(after, GUIDE, guide_at(after), delivery)
    return after


def guide_at(before: Lead) -> datetime:
    planned = next_email(before, RULES, NOW)
    assert planned is not None
    assert planned.email_id.kind is EmailKind.GUIDE
    return planned.at


@pytest.mark.parametrize("delivery", CAME_BACK)
@pytest.mark.parametrize(("times", "wait"), [(1, 4 * HOUR), (2, DAY), (3, 3 * DAY)])
def test_a_guide_that_came_back_goes_again_after(times: int, wait: timedelta, delivery: Delivery):
    before, after = bounced(times - 1, delivery), bounced(times, delivery)

    assert guide_at(after) == guide_at(before) + HOUR / 2 + wait


def test_its_new_time_is_its_own_time():
    assert next_email(bounced(1), RULES, NOW).planned_at == guide_at(bounced(1))


@pytest.mark.parametrize("delivery", CAME_BACK)
def test_a_guide_that_came_back_at_its_last_try_is_given_up_and_the_clinic_told(delivery: Delivery):
    assert next_email(bounced(TRIES, delivery), RULES, NOW).email_id == UNREACHABLE


def test_a_guide_that_arrived_at_its_second_try_is_not_sent_again():
    assert next_email(sent(bounced(1), GUIDE, NOW + DAY, Delivery.DELIVERED), RULES, NOW) is None


def test_a_second_try_of_which_nothing_is_known_yet_is_not_repeated():
    assert next_email(sent(bounced(1), GUIDE, NOW + DAY, Delivery.UNKNOWN), RULES, NOW) is None


def test_a_holiday_notice_for_a_guide_that_arrived_sends_no_other():
    attempt = bounced(1).attempts[-1].attempt
    arrived = record_event(bounced(1), event(Result.SENT, Delivery.DELIVERED, attempt.id))

    assert next_email(arrived, RULES, NOW) is None


def test_a_guide_that_came_back_before_that_was_dated_is_not_sent_again():
    before = bounced(1)
    undated = replace(before, attempts=(*before.attempts[:-1], replace(before.attempts[-1], bounced_at=None)))

    assert next_email(undated, RULES, NOW) is None


def test_a_person_who_asks_again_waits_no_longer_for_a_guide_that_came_back():
    asked = NOW + 2 * HOUR
    again = enquire(bounced(1), enquiry("e2", asked), Caps())
    alerted = sent(again, EmailId(EmailKind.ALERT, "e2"), asked, Delivery.DELIVERED)

    assert (guide_at(alerted), next_email(alerted, RULES, NOW).email_id) == (asked, GUIDE)


def test_asking_again_before_the_guide_came_back_changes_nothing():
    asked = NOW + HOUR / 4
    again = sent(
        enquire(bounced(1), enquiry("e2", asked), Caps()), EmailId(EmailKind.ALERT, "e2"), asked, Delivery.UNKNOWN
    )

    assert guide_at(again) == guide_at(bounced(1))


@pytest.mark.parametrize("kind", [EmailKind.ALERT, EmailKind.FOLLOW_UP])
@pytest.mark.parametrize("delivery", CAME_BACK)
def test_of_no_other_email_is_a_bounce_worth_a_repetition(kind: EmailKind, delivery: Delivery):
    email_id = EmailId(kind, "e1")

    assert is_concluded(sent(lead(), email_id, NOW, delivery), email_id)


def test_a_guide_that_came_back_between_two_doubts_is_given_up():
    doubtful = lapse(claim(told(), Attempt("a1", GUIDE, NOW, NOW)), NOW + LEASE)
    back = sent(doubtful, GUIDE, NOW + HOUR, Delivery.SOFT_BOUNCED)
    again = lapse(claim(back, Attempt("a3", GUIDE, NOW, NOW + DAY)), NOW + DAY + LEASE)

    assert next_email(again, RULES, NOW).email_id == UNREACHABLE


def asks_again(before: Lead, at: datetime) -> bool:
    """Whether a person of that lead who asks again then is owed another guide."""
    return enquire(before, enquiry("e2", at), Caps()).enquiries[-1].guide


def test_a_guide_that_was_given_up_uses_nothing_of_the_cap():
    assert asks_again(bounced(TRIES), NOW + HOUR)


def test_a_guide_that_ses_rejected_uses_nothing_of_the_cap():
    assert asks_again(sent(told(), GUIDE, NOW, Delivery.UNKNOWN, Result.FAILED), NOW + HOUR)


def test_a_guide_that_is_tried_again_counts_as_one_on_its_way():
    assert not asks_again(bounced(1), NOW + HOUR)


def test_a_guide_that_did_not_go_yet_counts():
    assert not asks_again(told(), NOW + HOUR)


def test_a_guide_of_which_nothing_is_known_counts():
    assert not asks_again(sent(told(), GUIDE, NOW, Delivery.UNKNOWN), NOW + HOUR)


def test_a_guide_twice_in_doubt_counts_for_it_may_have_arrived():
    doubtful = told()
    for number in range(2):
        at = NOW + number * HOUR
        doubtful = lapse(claim(doubtful, Attempt(f"a{number}", GUIDE, at, at)), at + LEASE)

    assert not asks_again(doubtful, NOW + 2 * HOUR)


@pytest.mark.parametrize(
    ("result", "delivery"), [(Result.FAILED, Delivery.UNKNOWN), (Result.SENT, Delivery.HARD_BOUNCED)]
)
def test_the_clinic_phones_who_was_not_reached_and_not_who_asked_after_them(result: Result, delivery: Delivery):
    ended = EndedAttempt(attempt(), result, "ses-1", delivery)
    two = lead(enquiries=(enquiry(), enquiry("e2", NOW + HOUR)), attempts=(ended,))

    assert unreached(two).id == "e1"


@pytest.mark.parametrize(
    ("delivery", "lost"),
    [
        (Delivery.DELIVERED, False),
        (Delivery.UNKNOWN, False),
        (Delivery.SOFT_BOUNCED, True),
        (Delivery.HARD_BOUNCED, True),
    ],
)
def test_a_guide_that_came_back_has_not_reached_them(delivery: Delivery, lost: bool):
    ended = EndedAttempt(attempt(), Result.SENT, "ses-1", delivery, NOW)

    assert is_guide_lost(lead(attempts=(ended,)), enquiry()) is lost


def test_a_guide_that_could_not_go_has_not_reached_them():
    assert is_guide_lost(lead(), enquiry())


def test_no_guide_is_lost_where_none_was_asked_for():
    assert not is_guide_lost(lead(), enquiry(guide=False))


def test_where_every_guide_arrived_the_clinic_phones_who_asked_last():
    assert unreached(lead(enquiries=(enquiry(), enquiry("e2")))).id == "e2"
