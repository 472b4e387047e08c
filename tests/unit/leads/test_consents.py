"""Follow-ups that begin once the person says so from their own inbox."""

from dataclasses import replace
from datetime import timedelta

import pytest

from chalicelib.leads.caps import Caps
from chalicelib.leads.changes import enquire, erase, new_lead, set_outcome, start, unsubscribe, worsen
from chalicelib.leads.enquiry import Consent, Purpose
from chalicelib.leads.lead import Lead, Standing
from chalicelib.leads.outcome import Outcome
from chalicelib.leads.quarantine import release
from tests.clinic import CAMPAIGN
from tests.leads import FOLLOW_UPS, NOW, enquiry, lead

LATER, MUCH_LATER = NOW + timedelta(days=2), NOW + timedelta(days=4)
TO_CONFIRM = replace(FOLLOW_UPS, purpose=Purpose.FOLLOW_UPS_ONCE_CONFIRMED)


def to_confirm() -> Lead:
    return new_lead("lead-1", enquiry(consents=(TO_CONFIRM,)))


def ticked_again(who: Lead, at=LATER) -> Lead:
    return enquire(who, enquiry(f"e-{at:%d}", at, consents=(replace(FOLLOW_UPS, at=at),)), Caps())


def stopped() -> Lead:
    return unsubscribe(lead(), NOW + timedelta(days=1))


def test_a_consent_to_be_confirmed_owes_no_follow_ups():
    assert not to_confirm().may_get_follow_ups


def test_once_confirmed_it_does():
    assert start(to_confirm(), CAMPAIGN, LATER).may_get_follow_ups


def test_their_day_0_is_that_of_the_press():
    assert start(to_confirm(), CAMPAIGN, LATER).follow_ups_agreed_at == {CAMPAIGN: LATER}


def test_pressing_twice_changes_nothing_more():
    once = start(to_confirm(), CAMPAIGN, LATER)

    assert start(once, CAMPAIGN, MUCH_LATER) == once


def test_the_press_is_a_consent_in_the_same_words():
    assert start(to_confirm(), CAMPAIGN, LATER).consents[-1] == replace(FOLLOW_UPS, at=LATER)


def test_a_person_who_ticked_no_box_has_nothing_to_confirm():
    asked = new_lead("lead-1", enquiry(consents=()))

    assert start(asked, CAMPAIGN, LATER) == asked


def test_a_person_whose_follow_ups_run_has_nothing_to_confirm():
    assert lead().awaits_confirmation(CAMPAIGN) is None


def test_a_box_ticked_with_the_address_of_a_person_who_unsubscribed_starts_nothing():
    again = ticked_again(stopped())

    assert (again.standing, again.may_get_follow_ups) == (Standing.UNSUBSCRIBED, False)


def test_but_it_waits_for_that_person_to_confirm_it():
    assert ticked_again(stopped()).awaits_confirmation(CAMPAIGN)


def test_confirmed_it_starts_them_again():
    back = start(ticked_again(stopped()), CAMPAIGN, MUCH_LATER)

    assert (back.standing, back.standing_since, back.may_get_follow_ups) == (Standing.ACTIVE, MUCH_LATER, True)


def test_the_sequence_goes_on_where_it_was():
    assert start(ticked_again(stopped()), CAMPAIGN, MUCH_LATER).follow_ups_agreed_at == {CAMPAIGN: NOW}


def test_another_campaign_stays_stopped():
    both = enquire(lead(), enquiry("e2", campaign="backs", consents=(replace(FOLLOW_UPS, campaign="backs"),)), Caps())
    back = start(ticked_again(unsubscribe(both, NOW)), CAMPAIGN, MUCH_LATER)

    assert set(back.follow_ups_agreed_at) == {CAMPAIGN}


def test_the_button_of_an_older_email_starts_nothing_after_they_unsubscribed_again():
    again = unsubscribe(start(ticked_again(stopped()), CAMPAIGN, MUCH_LATER), MUCH_LATER + timedelta(days=1))

    assert start(again, CAMPAIGN, MUCH_LATER + timedelta(days=2)) == again


def test_a_box_ticked_once_more_after_that_waits_once_more():
    again = unsubscribe(start(ticked_again(stopped()), CAMPAIGN, MUCH_LATER), MUCH_LATER + timedelta(days=1))

    assert ticked_again(again, MUCH_LATER + timedelta(days=3)).awaits_confirmation(CAMPAIGN)


@pytest.mark.parametrize("standing", [Standing.BOUNCED, Standing.COMPLAINED])
def test_an_address_that_is_no_good_has_no_way_back(standing):
    bad = worsen(ticked_again(stopped()), standing, LATER)

    assert start(bad, CAMPAIGN, MUCH_LATER) == bad


def test_a_person_who_has_booked_is_offered_no_follow_ups():
    assert set_outcome(to_confirm(), "e1", Outcome.BOOKED, LATER).awaits_confirmation(CAMPAIGN) is None


def test_an_erased_person_who_asks_again_confirms_too():
    assert ticked_again(erase(lead(), NOW)).awaits_confirmation(CAMPAIGN)


def test_only_the_latest_consent_to_be_confirmed_is_kept():
    twice = ticked_again(ticked_again(stopped()), MUCH_LATER)

    assert [one.at for one in twice.consents if one.purpose is Purpose.FOLLOW_UPS_ONCE_CONFIRMED] == [MUCH_LATER]


@pytest.mark.parametrize("wording", [FOLLOW_UPS.wording, "The same in another language"])
def test_an_older_one_out_of_quarantine_does_not_hide_it(wording):
    older = replace(FOLLOW_UPS, at=NOW, wording=wording)
    again = release(ticked_again(stopped()), enquiry("e-held", NOW, consents=(older,)), Caps())

    assert start(again, CAMPAIGN, MUCH_LATER).may_get_follow_ups


def test_what_was_agreed_to_before_all_was_stopped_stays_stopped_though_it_comes_out_of_quarantine_later():
    before = enquiry("e-held", NOW, campaign="backs", consents=(replace(FOLLOW_UPS, campaign="backs"),))
    back = start(ticked_again(stopped()), CAMPAIGN, MUCH_LATER)

    assert set(release(back, before, Caps()).follow_ups_agreed_at) == {CAMPAIGN}


def asked_without_guide(who: Lead, **changes: object) -> Lead:
    """From the page on which the guide has a box of its own, which stays empty."""
    ticked = enquiry("e2", LATER, guide=False, consents=(replace(FOLLOW_UPS, at=LATER),))
    return enquire(who, replace(ticked, **changes), Caps())


def test_a_consent_to_be_confirmed_owes_the_guide_whose_email_has_the_button():
    assert asked_without_guide(stopped()).enquiries[-1].guide


def test_a_consent_that_counts_at_once_owes_none():
    assert not asked_without_guide(lead()).enquiries[-1].guide


def test_an_enquiry_without_the_box_owes_none_for_what_waits_from_before():
    assert not asked_without_guide(to_confirm(), consents=()).enquiries[-1].guide


def test_a_person_whose_follow_ups_run_is_owed_none_by_ticking_the_box_once_more():
    running = start(to_confirm(), CAMPAIGN, NOW)

    assert not asked_without_guide(running, consents=(replace(TO_CONFIRM, at=LATER),)).enquiries[-1].guide


def test_a_consent_to_the_enquiry_is_not_one_to_follow_ups():
    assert not Consent(Purpose.ENQUIRY, CAMPAIGN, "You ask us to answer you.", NOW).is_to_follow_ups
