from dataclasses import replace
from datetime import timedelta

import pytest

from chalicelib import wiring
from chalicelib.attribution import Touch
from chalicelib.lead import (
    Attempt,
    Consent,
    Contact,
    Delivery,
    DeliveryId,
    Enquiry,
    Kind,
    Lead,
    Outcome,
    OutcomeMark,
    Purpose,
    Result,
    Standing,
)
from chalicelib.ports import Conflict, Due, Lane
from chalicelib.store import SHARDS
from tests.conftest import NOON

pytestmark = pytest.mark.usefixtures("site")


def lead(lead_id: str = "lead-1", **changes: object) -> Lead:
    contact = Contact("آمنہ خان", "amina@example.com", "+923001234567")
    consents = (Consent(Purpose.FOLLOW_UPS, "Send me six emails.", NOON),)
    touch = Touch(landing_path="/", gclid="AbC")
    enquiry = Enquiry("e1", NOON, contact, "en", "Line one\nline two", guide=True, consents=consents, touch=touch)
    attempt = Attempt("a1", DeliveryId(Kind.ALERT, "e1"), NOON, NOON + timedelta(microseconds=1))
    whole = Lead(
        id=lead_id,
        enquiries=(enquiry,),
        first_touch=touch,
        consents=consents,
        deliveries=(Delivery(attempt, Result.SENT, "ses-1"),),
        attempt=replace(attempt, id="a2", delivery=DeliveryId(Kind.GUIDE, "e1")),
        held_until=NOON,
        standing=Standing.UNSUBSCRIBED,
        standing_since=NOON,
        outcomes=(OutcomeMark(Outcome.NOT_INTERESTED, NOON),),
        due_at=NOON,
    )
    return replace(whole, **changes)


def store():
    return wiring.desk().store


def test_a_lead_comes_back_as_it_was_saved():
    saved = store().save(lead(), Lane.AT_ONCE)

    assert store().load("lead-1") == saved


def test_an_unknown_lead_is_none():
    assert store().load("nobody") is None


def test_each_save_counts_the_revision_up():
    once = store().save(lead(), Lane.AT_ONCE)

    assert (once.revision, store().save(once, Lane.AT_ONCE).revision) == (1, 2)


def test_a_new_lead_conflicts_with_one_that_is_there():
    store().save(lead(), Lane.AT_ONCE)

    with pytest.raises(Conflict):
        store().save(lead(), Lane.AT_ONCE)


def test_a_save_conflicts_with_one_made_since_the_load():
    loaded = store().save(lead(), Lane.AT_ONCE)
    store().save(loaded, Lane.AT_ONCE)

    with pytest.raises(Conflict):
        store().save(loaded, Lane.AT_ONCE)


def test_a_save_conflicts_with_a_deletion():
    with pytest.raises(Conflict):
        store().save(lead(revision=3), Lane.AT_ONCE)


def test_what_is_due_is_found_with_its_lane():
    store().save(lead(due_at=NOON), Lane.FOLLOW_UPS)

    assert list(store().due(NOON)) == [Due("lead-1", Lane.FOLLOW_UPS, NOON)]


def test_what_is_due_later_is_not_found():
    store().save(lead(due_at=NOON + timedelta(microseconds=1)), Lane.AT_ONCE)

    assert list(store().due(NOON)) == []


def test_a_lead_owed_nothing_leaves_the_index():
    saved = store().save(lead(), Lane.AT_ONCE)
    store().save(replace(saved, due_at=None), Lane.AT_ONCE)

    assert list(store().due(NOON + timedelta(days=999))) == []


def test_due_leads_are_found_in_every_shard():
    ids = {f"lead-{number}" for number in range(10 * SHARDS)}
    for lead_id in ids:
        store().save(lead(lead_id), Lane.AT_ONCE)

    assert {due.lead_id for due in store().due(NOON)} == ids
