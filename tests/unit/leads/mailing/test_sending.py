from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chalicelib.leads.attempt import LEASE, Delivery, EmailId, EmailKind, Result
from chalicelib.leads.caps import MAX_SOFT_BOUNCES
from chalicelib.leads.lead import Standing
from chalicelib.leads.mailing.sending import claim, lapse, record_event, settle, withdraw
from tests.leads import NOW, attempt, emailed, event, lead


def test_claiming_ends_a_wait():
    assert claim(lead(deferred_until=NOW), attempt()).deferred_until is None


def test_a_claim_opens_an_attempt():
    assert claim(lead(), attempt()).open_attempt == attempt()


def test_a_second_claim_is_refused_while_one_is_open():
    with pytest.raises(ValueError, match="open"):
        claim(claim(lead(), attempt()), attempt(attempt_id="a2"))


def test_a_settled_attempt_has_ended():
    sent = settle(claim(lead(), attempt()), "a1", Result.SENT, "ses-1")

    assert (sent.open_attempt, sent.attempts[0].result, sent.attempts[0].message_id) == (None, Result.SENT, "ses-1")


def test_settling_an_attempt_that_is_not_open_changes_nothing():
    assert settle(lead(), "a1", Result.SENT, "ses-1") == lead()


def test_withdrawing_an_attempt_that_is_not_open_changes_nothing():
    assert withdraw(lead(), "a1", NOW) == lead()


def test_a_withdrawn_attempt_leaves_no_trace_but_the_wait():
    withdrawn = withdraw(claim(lead(), attempt()), "a1", NOW + timedelta(minutes=5))

    assert withdrawn == lead(deferred_until=NOW + timedelta(minutes=5))


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
    event(delivery=Delivery.SOFT_BOUNCED, at=NOW + timedelta(hours=9)),
    event(delivery=Delivery.REFUSED),
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

    assert record_event(told, event(delivery=delivery, kind=EmailKind.ALERT)).standing is Standing.ACTIVE


def test_soft_bounces_in_a_row_end_at_a_dead_address():
    assert emailed(*[Delivery.SOFT_BOUNCED] * MAX_SOFT_BOUNCES).standing is Standing.BOUNCED


def test_fewer_soft_bounces_change_nothing():
    assert emailed(*[Delivery.SOFT_BOUNCED] * (MAX_SOFT_BOUNCES - 1)).standing is Standing.ACTIVE


def test_a_delivery_resets_the_count_of_soft_bounces():
    deliveries = [Delivery.SOFT_BOUNCED] * (MAX_SOFT_BOUNCES - 1)

    assert emailed(*deliveries, Delivery.DELIVERED, *deliveries).standing is Standing.ACTIVE


def test_a_refusal_that_is_our_own_affair_is_not_held_against_the_address():
    assert emailed(*[Delivery.REFUSED] * (MAX_SOFT_BOUNCES + 1)).standing is Standing.ACTIVE


def test_a_soft_bounce_reported_twice_counts_once():
    once = emailed(Delivery.SOFT_BOUNCED)

    assert (
        record_event(once, event(delivery=Delivery.SOFT_BOUNCED, attempt_id="a0", message_id="ses-0")).soft_bounces == 1
    )
