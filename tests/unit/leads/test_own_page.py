"""What people change on the page of their own."""

from dataclasses import replace
from datetime import timedelta
from itertools import pairwise

import pytest

from chalicelib.leads.attempt import Delivery, EmailKind
from chalicelib.leads.caps import Caps
from chalicelib.leads.changes import enquire, erase, opt_out, unsubscribe, worsen
from chalicelib.leads.enquiry import LanguageChoice, Purpose
from chalicelib.leads.lead import Standing
from chalicelib.leads.owed.retention import let_go
from chalicelib.leads.own_page import ask_for_own_data, has_stopped_all, slow_down, speak, speed_up
from tests.clinic import CAMPAIGN, STEPS, templates
from tests.leads import FOLLOW_UPS, NOW, emailed, enquiry, lead
from tests.unit.leads.owed.test_plan import DAY, NOON, SEQUENCE, attempted, sequence, served, steps_sent

WEEK = 7 * DAY
DENSE = sequence(1, 2, 3, 5, 9)


def gaps(sent):
    return [later - earlier for (_, earlier), (_, later) in pairwise(sent)]


def test_who_wants_fewer_gets_one_follow_up_a_week():
    assert min(gaps(steps_sent(slow_down(served(), NOON), DENSE, NOON))) >= WEEK


def test_who_wants_fewer_loses_none():
    assert [step for step, _ in steps_sent(slow_down(served(), NOON), DENSE, NOON)] == [
        "day1",
        "day2",
        "day3",
        "day5",
        "day9",
    ]


def test_who_wants_fewer_waits_no_longer_than_the_plan_where_that_is_slower_still():
    slow = sequence(2, 30)

    assert steps_sent(slow_down(served(), NOON), slow, NOON) == steps_sent(served(), slow, NOON)


def test_the_first_follow_up_comes_when_it_would():
    assert steps_sent(slow_down(served(), NOON), SEQUENCE, NOON)[0] == steps_sent(served(), SEQUENCE, NOON)[0]


def test_the_week_holds_between_one_follow_up_of_before_and_the_next():
    reached = slow_down(attempted(served(), EmailKind.FOLLOW_UP, "day2", NOON + 2 * DAY), NOON + 3 * DAY)

    assert steps_sent(reached, SEQUENCE, NOON + 3 * DAY)[0] == ("day5", NOON + 9 * DAY)


def test_as_planned_again_is_as_planned():
    assert speed_up(slow_down(served(), NOON)) == served()


def test_wanting_fewer_twice_is_wanting_them_once():
    assert slow_down(slow_down(lead(), NOW), NOW + DAY) == slow_down(lead(), NOW)


def test_the_plan_of_the_clinic_is_slowed_down_too():
    fewer = slow_down(served(), NOON)

    sent = [at for email_id, at in steps_sent(fewer, templates().rules, NOON) if email_id in STEPS]
    assert min(later - earlier for earlier, later in pairwise(sent)) >= WEEK


def test_what_comes_next_is_in_the_language_that_was_chosen():
    assert speak(lead(), "ur", NOW + DAY).language == "ur"


def test_who_asks_in_another_language_later_is_answered_in_that():
    chosen = speak(lead(), "ur", NOW + DAY)

    assert enquire(chosen, enquiry("e2", NOW + 2 * DAY), Caps()).language == "en"


def test_a_choice_counts_for_all_campaigns_that_they_have_asked_in():
    both = enquire(lead(), enquiry("e2", NOW + DAY, campaign="backs"), Caps())
    chosen = speak(both, "ur", NOW + 2 * DAY)

    assert (chosen.language_in("knots"), chosen.language_in("backs")) == ("ur", "ur")


def test_choosing_the_language_that_we_write_in_changes_nothing():
    assert speak(lead(), "en", NOW + DAY) == lead()


def test_who_asked_in_two_languages_can_have_all_in_the_latter():
    both = enquire(lead(), enquiry("e2", NOW + DAY, campaign="backs", language="ur"), Caps())

    assert speak(both, "ur", NOW + 2 * DAY).language_choice == LanguageChoice("ur", NOW + 2 * DAY)


@pytest.mark.parametrize(("later", "at"), [(timedelta(hours=23, minutes=59), NOW), (DAY, NOW + DAY)])
def test_what_is_kept_is_asked_for_once_a_day_at_most(later, at):
    assert ask_for_own_data(ask_for_own_data(lead(), NOW), NOW + later).own_data_asked_at == at


def test_of_an_erased_person_there_is_nothing_to_ask_for_or_to_speak():
    gone = erase(lead(), NOW)

    assert speak(ask_for_own_data(gone, NOW), "ur", NOW) == gone


def test_asking_daily_for_a_year_does_not_make_the_lead_grow():
    asking = emailed(Delivery.DELIVERED)
    for day in range(365):
        asking = ask_for_own_data(asking, NOW + day * DAY)
        asked = replace(asking, own_data_asked_at=NOW + day * DAY)
        asking = attempted(asked, EmailKind.OWN_DATA, asked.own_data_asked_at.isoformat(), NOW + day * DAY)

    assert len(asking.attempts) == 2


def test_erasing_forgets_what_was_chosen():
    chosen = ask_for_own_data(speak(slow_down(lead(), NOW), "ur", NOW + DAY), NOW + DAY)
    gone = erase(chosen, NOW + DAY)

    assert (gone.weekly_since, gone.language_choice, gone.own_data_asked_at) == (None, None, None)


def test_unsubscribing_keeps_the_pace_for_who_starts_again():
    assert unsubscribe(slow_down(lead(), NOW), NOW).weekly_since == NOW


@pytest.mark.parametrize(
    "stopped",
    [
        unsubscribe(lead(), NOW),
        erase(lead(), NOW),
        opt_out(lead(), CAMPAIGN, NOW),
        worsen(lead(), Standing.BOUNCED, NOW),
        worsen(lead(), Standing.COMPLAINED, NOW),
    ],
    ids=["unsubscribed", "erased", "each campaign stopped", "bounced", "complained"],
)
def test_who_has_stopped_all_has_nothing_left_to_stop(stopped):
    assert has_stopped_all(stopped)


def asked_again(campaign, purpose):
    """Of somebody who had stopped the only emails that they got."""
    consent = replace(FOLLOW_UPS, campaign=campaign, purpose=purpose, at=NOW + DAY)
    again = enquiry("e2", NOW + DAY, campaign=campaign, consents=(consent,))
    return enquire(opt_out(lead(), CAMPAIGN, NOW), again, Caps())


@pytest.mark.parametrize(
    "getting",
    [
        lead(),
        lead(consents=()),
        let_go(lead(), NOW + DAY),
        asked_again("backs", Purpose.FOLLOW_UPS),
        asked_again("backs", Purpose.FOLLOW_UPS_ONCE_CONFIRMED),
        asked_again(CAMPAIGN, Purpose.FOLLOW_UPS),
    ],
    ids=["gets them", "asked for none", "let go", "of another campaign", "to be confirmed", "of the same again"],
)
def test_whom_follow_ups_may_still_reach_has_something_to_stop(getting):
    assert not has_stopped_all(getting)
