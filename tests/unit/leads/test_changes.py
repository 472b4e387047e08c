from dataclasses import replace
from datetime import timedelta

import pytest

from chalicelib.leads.attempt import EmailId, EmailKind, Result
from chalicelib.leads.attribution import Touch
from chalicelib.leads.caps import ENQUIRIES_KEPT, ENQUIRIES_WAITING, Caps
from chalicelib.leads.changes import enquire, erase, is_full, new_lead, set_outcome, unsubscribe, worsen
from chalicelib.leads.lead import Lead, Standing
from chalicelib.leads.mailing.sending import claim, settle
from chalicelib.leads.outcome import Outcome
from tests.clinic import CAMPAIGN
from tests.leads import AMINA, FOLLOW_UPS, NOW, asked_at, attempt, enquiry, lead


def test_a_second_enquiry_is_added_to_the_lead():
    assert [one.id for one in enquire(lead(), enquiry("e2"), Caps()).enquiries] == ["e1", "e2"]


def test_the_same_enquiry_twice_changes_nothing():
    assert enquire(lead(), enquiry(), Caps()) == lead()


def test_the_contact_is_the_one_of_the_latest_enquiry():
    moved = enquire(lead(), enquiry("e2", contact=replace(AMINA, phone="+442079460958")), Caps())

    assert moved.contact.phone == "+442079460958"


def test_the_first_touch_stays_when_another_ad_brings_the_person_back():
    returned = enquire(lead(), enquiry("e2", touch=Touch(utm_source="google")), Caps())

    assert (returned.first_touch.utm_source, returned.last_touch.utm_source) == ("meta", "google")


def test_a_guide_asked_for_again_within_24_hours_is_not_owed():
    again = enquire(asked_at(timedelta(hours=23, minutes=59)), enquiry("again"), Caps())

    assert not again.enquiries[-1].guide


def test_a_guide_asked_for_again_after_24_hours_is_owed():
    assert enquire(asked_at(timedelta(hours=24)), enquiry("again"), Caps()).enquiries[-1].guide


def test_a_fourth_guide_within_30_days_is_not_owed():
    thrice = asked_at(timedelta(days=29), timedelta(days=20), timedelta(days=10))

    assert not enquire(thrice, enquiry("again"), Caps()).enquiries[-1].guide


def test_a_guide_older_than_30_days_makes_room_for_another():
    thrice = asked_at(timedelta(days=30), timedelta(days=20), timedelta(days=10))

    assert enquire(thrice, enquiry("again"), Caps()).enquiries[-1].guide


def test_an_enquiry_whose_guide_is_capped_is_still_kept():
    assert (
        enquire(lead(), enquiry("e2", message="One more question"), Caps()).enquiries[-1].message == "One more question"
    )


def test_an_enquiry_that_did_not_want_the_guide_does_not_count_towards_its_cap():
    asked = new_lead("lead-1", enquiry("e0", guide=False))

    assert enquire(asked, enquiry("e1"), Caps()).enquiries[-1].guide


def test_agreeing_to_the_same_words_again_does_not_move_day_zero():
    later = NOW + timedelta(days=4)
    again = enquire(lead(), enquiry("e2", later, consents=(replace(FOLLOW_UPS, at=later),)), Caps())

    assert again.follow_ups_agreed_at == {CAMPAIGN: NOW}


def test_agreeing_to_new_words_is_recorded_beside_the_old():
    changed = replace(FOLLOW_UPS, wording="Send me seven emails.")
    again = enquire(lead(), enquiry("e2", consents=(changed,)), Caps())

    assert again.consents == (FOLLOW_UPS, changed)


def test_agreeing_with_the_second_enquiry_starts_the_sequence_then():
    later = NOW + timedelta(days=4)
    silent = new_lead("lead-1", enquiry("e1", consents=()))
    agreed = enquire(silent, enquiry("e2", later, consents=(replace(FOLLOW_UPS, at=later),)), Caps())

    assert agreed.follow_ups_agreed_at == {CAMPAIGN: later}


def test_old_enquiries_are_forgotten_once_the_clinic_was_told():
    many = lead(enquiries=tuple(enquiry(f"e{n}", NOW - timedelta(days=99 - n)) for n in range(ENQUIRIES_KEPT)))
    told = settle(claim(many, attempt(EmailId(EmailKind.ALERT, "e0"))), "a1", Result.SENT, "ses-1")

    assert "e0" not in [one.id for one in enquire(told, enquiry("new"), Caps()).enquiries]


def test_no_enquiry_is_forgotten_before_the_clinic_was_told():
    waiting = lead(enquiries=tuple(enquiry(f"e{n}", NOW - timedelta(days=99 - n)) for n in range(ENQUIRIES_KEPT - 1)))

    assert "e0" in [one.id for one in enquire(waiting, enquiry("new"), Caps()).enquiries]


@pytest.mark.parametrize(("waiting", "full"), [(ENQUIRIES_WAITING - 1, False), (ENQUIRIES_WAITING, True)])
def test_there_is_room_for_so_many_enquiries_that_the_clinic_was_not_told_of(waiting: int, full: bool):
    assert is_full(lead(enquiries=tuple(enquiry(f"e{n}") for n in range(waiting))), NOW) is full


def uncalled(number: int) -> Lead:
    """With so many enquiries that the clinic was told of and has said nothing about."""
    asked = lead(enquiries=tuple(enquiry(f"e{n}") for n in range(number)))
    for n in range(number):
        told = attempt(EmailId(EmailKind.ALERT, f"e{n}"), f"a{n}")
        asked = settle(claim(asked, told), f"a{n}", Result.SENT, f"ses-{n}")
    return asked


@pytest.mark.parametrize(("after", "full"), [(timedelta(days=6), True), (timedelta(days=7), False)])
def test_there_is_no_room_for_more_while_so_many_of_the_last_week_wait_for_a_call(after: timedelta, full: bool):
    assert is_full(uncalled(ENQUIRIES_WAITING), NOW + after) is full


def test_what_the_clinic_has_said_something_about_takes_no_room():
    called = set_outcome(uncalled(ENQUIRIES_WAITING), "e1", Outcome.CALLED, NOW)

    assert not is_full(called, NOW)


def test_junk_in_a_persons_name_pushes_out_nothing_that_waits_for_a_call():
    asked = uncalled(1)
    for number in range(ENQUIRIES_KEPT + 1):
        junk = enquiry(f"junk{number}", NOW + timedelta(minutes=number), guide=False)
        asked = set_outcome(enquire(asked, junk, Caps()), junk.id, Outcome.NOT_INTERESTED, NOW)
        told = attempt(EmailId(EmailKind.ALERT, junk.id), junk.id)
        asked = settle(claim(asked, told), junk.id, Result.SENT)

    assert asked.has("e0")


def test_erasing_leaves_nothing_of_the_person():
    sent = settle(claim(lead(), attempt()), "a1", Result.SENT, "ses-1")
    erased = erase(set_outcome(sent, "e1", Outcome.BOOKED, NOW), NOW)

    assert erased == Lead(
        id="lead-1", enquiries=(), first_touch=Touch(), standing=Standing.UNSUBSCRIBED, standing_since=NOW
    )


@pytest.mark.parametrize("standing", [Standing.BOUNCED, Standing.COMPLAINED])
def test_erasing_does_not_forget_that_an_address_must_not_be_written_to(standing: Standing):
    assert erase(worsen(lead(), standing, NOW), NOW).standing is standing


def test_an_erased_person_who_comes_back_may_get_the_guide_but_no_follow_ups():
    back = enquire(erase(lead(), NOW), enquiry("e2", touch=Touch(utm_source="google")), Caps())

    assert (back.may_get_guide, back.may_get_follow_ups) == (True, False)
    assert back.first_touch.utm_source == "google"


def test_erasing_takes_an_open_attempt_along():
    assert erase(claim(lead(), attempt()), NOW).open_attempt is None


@pytest.mark.parametrize("worse", list(Standing)[1:])
def test_a_standing_gets_worse(worse: Standing):
    assert worsen(lead(), worse, NOW).standing is worse


@pytest.mark.parametrize("standing", list(Standing))
@pytest.mark.parametrize("news", list(Standing))
def test_a_standing_never_gets_better(standing: Standing, news: Standing):
    ranks = list(Standing)
    moved = worsen(lead(standing=standing), news, NOW)

    assert ranks.index(moved.standing) == max(ranks.index(standing), ranks.index(news))


def test_unsubscribing_twice_keeps_the_time_of_the_first():
    once = unsubscribe(lead(), NOW)

    assert unsubscribe(once, NOW + timedelta(days=1)) == once


def test_an_unsubscribed_person_may_still_get_the_guide():
    assert unsubscribe(lead(), NOW).may_get_guide


@pytest.mark.parametrize("standing", [Standing.BOUNCED, Standing.COMPLAINED])
def test_an_address_that_bounced_or_complained_gets_no_guide(standing: Standing):
    assert not worsen(lead(), standing, NOW).may_get_guide


def test_someone_who_agreed_may_get_follow_ups():
    assert lead().may_get_follow_ups


def test_someone_who_did_not_agree_gets_no_follow_ups():
    assert not lead(consents=()).may_get_follow_ups


@pytest.mark.parametrize("standing", list(Standing)[1:])
def test_follow_ups_go_only_to_active_leads(standing: Standing):
    assert not worsen(lead(), standing, NOW).may_get_follow_ups


def test_agreeing_again_after_unsubscribing_does_not_start_follow_ups_again():
    assert not enquire(unsubscribe(lead(), NOW), enquiry("e2", NOW + timedelta(days=2)), Caps()).may_get_follow_ups


def test_an_enquiry_that_is_not_there_is_an_error():
    with pytest.raises(KeyError, match="gone"):
        lead().enquiry("gone")
