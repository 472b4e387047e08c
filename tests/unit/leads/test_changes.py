from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chalicelib.leads.attribution import Touch
from chalicelib.leads.changes import (
    ENQUIRIES_KEPT,
    ENQUIRIES_WAITING,
    MAX_SOFT_BOUNCES,
    TooManyEnquiries,
    claim,
    enquire,
    erase,
    lapse,
    new_lead,
    record_event,
    set_outcome,
    settle,
    unsubscribe,
    withdraw,
    worsen,
)
from chalicelib.leads.feedback import MailEvent
from chalicelib.leads.lead import (
    LEASE,
    Attempt,
    Consent,
    Contact,
    Delivery,
    EmailId,
    EmailKind,
    Enquiry,
    Lead,
    Outcome,
    Purpose,
    Result,
    Standing,
)

NOW = datetime(2026, 3, 2, 6, 0, tzinfo=UTC)
AMINA = Contact("Amina Khan", "amina@example.com", "+923001234567")
FOLLOW_UPS = Consent(Purpose.FOLLOW_UPS, "Send me six emails.", NOW)


def enquiry(enquiry_id: str = "e1", at: datetime = NOW, **changes: object) -> Enquiry:
    first = Enquiry(enquiry_id, at, AMINA, "en", "", guide=True, consents=(FOLLOW_UPS,), touch=Touch(utm_source="meta"))
    return replace(first, **changes)


def lead(**changes: object) -> Lead:
    return replace(new_lead("lead-1", enquiry()), **changes)


GUIDE = EmailId(EmailKind.GUIDE, "e1")


def attempt(email_id: EmailId = GUIDE, attempt_id: str = "a1") -> Attempt:
    return Attempt(attempt_id, email_id, planned_at=NOW, claimed_at=NOW)


def event(
    result: Result | None = Result.SENT,
    delivery: Delivery = Delivery.UNKNOWN,
    attempt_id: str = "a1",
    **changes: object,
) -> MailEvent:
    return replace(MailEvent("lead-1", attempt_id, "ses-1", False, result, delivery, NOW), **changes)


def emailed(*deliveries: Delivery) -> Lead:
    """A lead that got one email after another, each with its fate."""
    reader = lead()
    for number, delivery in enumerate(deliveries):
        attempt_id = f"a{number}"
        at = NOW + timedelta(days=number)
        mailed = Attempt(attempt_id, EmailId(EmailKind.FOLLOW_UP, f"step{number}"), at, at)
        reader = settle(claim(reader, mailed), attempt_id, Result.SENT, f"ses-{number}")
        reader = record_event(reader, event(delivery=delivery, attempt_id=attempt_id, message_id=f"ses-{number}"))
    return reader


def asked_at(*ages: timedelta) -> Lead:
    asking = new_lead("lead-1", enquiry("e0", NOW - ages[0]))
    for number, age in enumerate(ages[1:], 1):
        asking = enquire(asking, enquiry(f"e{number}", NOW - age))
    return asking


def test_a_second_enquiry_is_added_to_the_lead():
    assert [one.id for one in enquire(lead(), enquiry("e2")).enquiries] == ["e1", "e2"]


def test_the_same_enquiry_twice_changes_nothing():
    assert enquire(lead(), enquiry()) == lead()


def test_the_contact_is_the_one_of_the_latest_enquiry():
    moved = enquire(lead(), enquiry("e2", contact=replace(AMINA, phone="+442079460958")))

    assert moved.contact.phone == "+442079460958"


def test_the_first_touch_stays_when_another_ad_brings_the_person_back():
    returned = enquire(lead(), enquiry("e2", touch=Touch(utm_source="google")))

    assert (returned.first_touch.utm_source, returned.last_touch.utm_source) == ("meta", "google")


def test_a_guide_asked_for_again_within_24_hours_is_not_owed():
    again = enquire(asked_at(timedelta(hours=23, minutes=59)), enquiry("again"))

    assert not again.enquiries[-1].guide


def test_a_guide_asked_for_again_after_24_hours_is_owed():
    assert enquire(asked_at(timedelta(hours=24)), enquiry("again")).enquiries[-1].guide


def test_a_fourth_guide_within_30_days_is_not_owed():
    thrice = asked_at(timedelta(days=29), timedelta(days=20), timedelta(days=10))

    assert not enquire(thrice, enquiry("again")).enquiries[-1].guide


def test_a_guide_older_than_30_days_makes_room_for_another():
    thrice = asked_at(timedelta(days=30), timedelta(days=20), timedelta(days=10))

    assert enquire(thrice, enquiry("again")).enquiries[-1].guide


def test_an_enquiry_whose_guide_is_capped_is_still_kept():
    assert enquire(lead(), enquiry("e2", message="One more question")).enquiries[-1].message == "One more question"


def test_an_enquiry_that_did_not_want_the_guide_does_not_count_towards_its_cap():
    asked = new_lead("lead-1", enquiry("e0", guide=False))

    assert enquire(asked, enquiry("e1")).enquiries[-1].guide


def test_agreeing_to_the_same_words_again_does_not_move_day_zero():
    later = NOW + timedelta(days=4)
    again = enquire(lead(), enquiry("e2", later, consents=(replace(FOLLOW_UPS, at=later),)))

    assert again.follow_ups_agreed_at == NOW


def test_agreeing_to_new_words_is_recorded_beside_the_old():
    changed = replace(FOLLOW_UPS, wording="Send me seven emails.")
    again = enquire(lead(), enquiry("e2", consents=(changed,)))

    assert again.consents == (FOLLOW_UPS, changed)


def test_agreeing_with_the_second_enquiry_starts_the_sequence_then():
    later = NOW + timedelta(days=4)
    silent = new_lead("lead-1", enquiry("e1", consents=()))
    agreed = enquire(silent, enquiry("e2", later, consents=(replace(FOLLOW_UPS, at=later),)))

    assert agreed.follow_ups_agreed_at == later


def test_old_enquiries_are_forgotten_once_the_clinic_was_told():
    many = lead(enquiries=tuple(enquiry(f"e{n}", NOW - timedelta(days=99 - n)) for n in range(ENQUIRIES_KEPT)))
    told = settle(claim(many, attempt(EmailId(EmailKind.ALERT, "e0"))), "a1", Result.SENT, "ses-1")

    assert "e0" not in [one.id for one in enquire(told, enquiry("new")).enquiries]


def test_no_enquiry_is_forgotten_before_the_clinic_was_told():
    waiting = lead(enquiries=tuple(enquiry(f"e{n}", NOW - timedelta(days=99 - n)) for n in range(ENQUIRIES_KEPT - 1)))

    assert "e0" in [one.id for one in enquire(waiting, enquiry("new")).enquiries]


def test_no_more_enquiries_are_taken_while_many_wait_to_be_read():
    waiting = lead(enquiries=tuple(enquiry(f"e{n}") for n in range(ENQUIRIES_WAITING)))

    with pytest.raises(TooManyEnquiries):
        enquire(waiting, enquiry("new"))


def test_claiming_ends_a_wait():
    assert claim(lead(deferred_until=NOW), attempt()).deferred_until is None


def test_a_claim_opens_an_attempt():
    assert claim(lead(), attempt()).open_attempt == attempt()


def test_a_second_claim_is_refused_while_one_is_open():
    with pytest.raises(ValueError, match="open"):
        claim(claim(lead(), attempt()), attempt(attempt_id="a2"))


def test_a_settled_attempt_becomes_a_delivery():
    sent = settle(claim(lead(), attempt()), "a1", Result.SENT, "ses-1")

    assert (sent.open_attempt, sent.attempts[0].result, sent.attempts[0].message_id) == (None, Result.SENT, "ses-1")


def test_settling_an_attempt_that_is_not_open_changes_nothing():
    assert settle(lead(), "a1", Result.SENT, "ses-1") == lead()


def test_a_held_attempt_leaves_no_trace_but_the_wait():
    held = withdraw(claim(lead(), attempt()), "a1", NOW + timedelta(minutes=5))

    assert held == lead(deferred_until=NOW + timedelta(minutes=5))


def test_an_attempt_is_left_alone_until_its_lease_ends():
    claimed = claim(lead(), attempt())

    assert lapse(claimed, NOW + LEASE - timedelta(seconds=1)) == claimed


def test_an_attempt_whose_lease_ended_is_in_doubt():
    assert lapse(claim(lead(), attempt()), NOW + LEASE).attempts[0].result is Result.IN_DOUBT


def test_an_event_settles_an_attempt_before_the_worker_does():
    assert record_event(claim(lead(), attempt()), event()).attempts[0].result is Result.SENT


def test_the_worker_that_comes_after_the_event_changes_nothing():
    confirmed = record_event(claim(lead(), attempt()), event())

    assert settle(confirmed, "a1", Result.SENT, "ses-1") == confirmed


def test_an_event_clears_a_doubt():
    doubtful = lapse(claim(lead(), attempt()), NOW + LEASE)

    assert record_event(doubtful, event()).attempts[0].result is Result.SENT


def test_an_event_of_an_unknown_attempt_changes_nothing():
    assert record_event(lead(), event(attempt_id="a9")) == lead()


def test_an_event_without_an_attempt_finds_its_email_by_the_message_id():
    sent = settle(claim(lead(), attempt()), "a1", Result.SENT, "ses-1")

    assert (
        record_event(sent, event(delivery=Delivery.DELIVERED, attempt_id="")).attempts[0].delivery is Delivery.DELIVERED
    )


def test_an_event_of_which_nothing_is_known_changes_nothing():
    claimed = claim(lead(), attempt())

    assert record_event(claimed, event(result=None)) == claimed


def test_a_rejection_that_comes_late_undoes_a_sent_email():
    sent = settle(claim(lead(), attempt()), "a1", Result.SENT, "ses-1")

    assert record_event(sent, event(Result.FAILED)).attempts[0].result is Result.FAILED


EVENTS = [
    event(),
    event(delivery=Delivery.DELIVERED),
    event(delivery=Delivery.SOFT_BOUNCED),
    event(delivery=Delivery.HARD_BOUNCED),
    event(delivery=Delivery.COMPLAINED),
    event(Result.TOO_HEAVY),
    event(Result.FAILED),
    event(None),
]


@pytest.mark.parametrize("start", ["open", "settled", "in doubt"])
@given(st.lists(st.sampled_from(EVENTS), max_size=5), st.randoms())
def test_events_mean_the_same_in_any_order_and_however_often_they_come(start, events, random):
    leads = {
        "open": claim(lead(), attempt()),
        "settled": settle(claim(lead(), attempt()), "a1", Result.SENT, "ses-1"),
        "in doubt": lapse(claim(lead(), attempt()), NOW + LEASE),
    }
    shuffled = [*events, *events[:2]]
    random.shuffle(shuffled)

    in_order, out_of_order = leads[start], leads[start]
    for one in events:
        in_order = record_event(in_order, one)
    for one in shuffled:
        out_of_order = record_event(out_of_order, one)

    assert out_of_order == in_order


@pytest.mark.parametrize(
    ("delivery", "standing"), [(Delivery.HARD_BOUNCED, Standing.BOUNCED), (Delivery.COMPLAINED, Standing.COMPLAINED)]
)
def test_a_hard_bounce_or_complaint_changes_the_standing(delivery: Delivery, standing: Standing):
    assert record_event(lead(), event(delivery=delivery)).standing is standing


@pytest.mark.parametrize("delivery", [Delivery.HARD_BOUNCED, Delivery.SOFT_BOUNCED, Delivery.COMPLAINED])
def test_what_becomes_of_an_email_to_the_clinic_says_nothing_about_the_person(delivery: Delivery):
    told = claim(lead(), attempt(EmailId(EmailKind.ALERT, "e1")))

    assert record_event(told, event(delivery=delivery, is_for_clinic=True)).standing is Standing.ACTIVE


def test_soft_bounces_in_a_row_end_at_a_dead_address():
    assert emailed(*[Delivery.SOFT_BOUNCED] * MAX_SOFT_BOUNCES).standing is Standing.BOUNCED


def test_fewer_soft_bounces_change_nothing():
    assert emailed(*[Delivery.SOFT_BOUNCED] * (MAX_SOFT_BOUNCES - 1)).standing is Standing.ACTIVE


def test_a_delivery_resets_the_count_of_soft_bounces():
    deliveries = [Delivery.SOFT_BOUNCED] * (MAX_SOFT_BOUNCES - 1)

    assert emailed(*deliveries, Delivery.DELIVERED, *deliveries).standing is Standing.ACTIVE


def test_a_soft_bounce_reported_twice_counts_once():
    once = emailed(Delivery.SOFT_BOUNCED)

    assert (
        record_event(once, event(delivery=Delivery.SOFT_BOUNCED, attempt_id="a0", message_id="ses-0")).soft_bounces == 1
    )


def test_erasing_leaves_nothing_of_the_person():
    sent = settle(claim(lead(), attempt()), "a1", Result.SENT, "ses-1")
    erased = erase(set_outcome(sent, Outcome.BOOKED, NOW), NOW)

    assert erased == Lead(
        id="lead-1", enquiries=(), first_touch=Touch(), standing=Standing.UNSUBSCRIBED, standing_since=NOW
    )


@pytest.mark.parametrize("standing", [Standing.BOUNCED, Standing.COMPLAINED])
def test_erasing_does_not_forget_that_an_address_must_not_be_written_to(standing: Standing):
    assert erase(worsen(lead(), standing, NOW), NOW).standing is standing


def test_an_erased_person_who_comes_back_may_get_the_guide_but_no_follow_ups():
    back = enquire(erase(lead(), NOW), enquiry("e2", touch=Touch(utm_source="google")))

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


@pytest.mark.parametrize("outcome", [Outcome.BOOKED, Outcome.ATTENDED, Outcome.NOT_INTERESTED])
def test_a_closing_outcome_stops_follow_ups(outcome: Outcome):
    assert not set_outcome(lead(), outcome, NOW).may_get_follow_ups


def test_being_contacted_does_not_stop_follow_ups():
    assert set_outcome(lead(), Outcome.CONTACTED, NOW).may_get_follow_ups


def test_correcting_a_closing_outcome_does_not_start_follow_ups_again():
    corrected = set_outcome(set_outcome(lead(), Outcome.BOOKED, NOW), Outcome.CONTACTED, NOW)

    assert (corrected.outcome, corrected.may_get_follow_ups) == (Outcome.CONTACTED, False)


def test_agreeing_again_after_unsubscribing_does_not_start_follow_ups_again():
    assert not enquire(unsubscribe(lead(), NOW), enquiry("e2", NOW + timedelta(days=2))).may_get_follow_ups


def test_the_same_outcome_twice_is_noted_once():
    assert len(set_outcome(set_outcome(lead(), Outcome.BOOKED, NOW), Outcome.BOOKED, NOW).outcomes) == 1
