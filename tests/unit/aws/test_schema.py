"""Leads that other versions have written."""

import json
from dataclasses import fields, is_dataclass
from datetime import UTC, datetime, timedelta
from enum import Enum
from pathlib import Path
from typing import Any, get_args, get_type_hints

import pytest

from chalicelib.aws.items import to_item, to_lead
from chalicelib.aws.schema import SCHEMA, UPGRADES
from chalicelib.leads.attempt import Delivery, EmailKind, follow_up_id
from chalicelib.leads.lead import Due, Lead, Queue
from chalicelib.leads.outcome import Outcome
from chalicelib.use_cases.failures import Unavailable

EXAMPLES = Path(__file__).parents[2] / "payloads" / "items"
NOON = datetime(2026, 3, 2, 7, 0, tzinfo=UTC)


def example(schema: int) -> dict[str, Any]:
    item: dict[str, Any] = json.loads((EXAMPLES / f"schema-{schema}.json").read_text(encoding="utf-8"))
    return item


@pytest.fixture
def first():
    return to_lead(example(1))


@pytest.mark.parametrize("schema", range(1, SCHEMA))
def test_there_is_a_stored_example_of_each_schema_before_this_one(schema):
    assert to_lead(example(schema)).id == "lead1"


def test_each_upgrade_leads_to_the_next_schema():
    assert len(UPGRADES) == SCHEMA - 1


@pytest.mark.parametrize("schema", range(1, SCHEMA))
def test_an_upgraded_lead_is_stored_in_this_schema_and_reads_the_same(schema):
    upgraded = to_lead(example(schema))

    assert to_item(upgraded)["schema"] == {"N": str(SCHEMA)}
    assert to_lead(to_item(upgraded)) == upgraded


def test_enquiries_of_schema_1_are_of_the_campaign_there_was(first):
    assert [enquiry.campaign for enquiry in first.enquiries] == ["dry-needling"]
    assert [suspect.enquiry.campaign for suspect in first.quarantine] == ["dry-needling"]


def test_consents_of_schema_1_are_to_the_campaign_there_was(first):
    assert first.follow_ups_agreed_at == {"dry-needling": NOON}
    assert {consent.campaign for consent in first.enquiries[0].consents} == {"dry-needling"}


def test_follow_ups_of_schema_1_are_known_again(first):
    assert first.attempts[2].attempt.email_id == follow_up_id("dry-needling", "what-to-expect")
    assert first.open_attempt.email_id == follow_up_id("dry-needling", "is-it-for-you")


def test_what_was_sent_to_the_clinic_in_schema_1_keeps_its_reference(first):
    assert (first.attempts[0].attempt.email_id.kind, first.attempts[0].attempt.email_id.reference) == (
        EmailKind.ALERT,
        "e1",
    )


def test_what_ses_reported_in_schema_1_is_kept(first):
    assert [ended.delivery for ended in first.attempts] == [
        Delivery.DELIVERED,
        Delivery.SOFT_BOUNCED,
        Delivery.UNKNOWN,
    ]


def test_what_was_deferred_in_schema_1_stays_deferred(first):
    assert (first.deferred_until, first.guide_deferred_until) == (
        NOON + timedelta(days=5),
        NOON + timedelta(hours=1),
    )


def test_what_was_due_in_schema_1_stays_due(first):
    assert first.due == Due(NOON + timedelta(days=5, minutes=15, seconds=1), Queue.FOLLOW_UPS)


def test_a_lead_of_schema_1_that_is_owed_nothing_stays_so():
    waiting = ("attempt", "held_until", "guide_held_until", "due_at", "due_shard", "lane")
    finished = to_lead({name: value for name, value in example(1).items() if name not in waiting})

    assert (finished.open_attempt, finished.deferred_until, finished.guide_deferred_until, finished.due) == (None,) * 4


def test_a_lead_of_schema_1_of_which_nothing_was_said_has_no_outcome():
    silent = to_lead({name: value for name, value in example(1).items() if name != "outcomes"})

    assert silent.outcomes == ()


def test_what_was_said_of_a_lead_of_schema_2_is_said_of_the_enquiry_it_came_after(first):
    assert {mark.enquiry_id for mark in first.outcomes} <= {enquiry.id for enquiry in first.enquiries}


def test_who_was_contacted_in_schema_3_is_called():
    assert [mark.outcome for mark in to_lead(example(3)).outcomes] == [Outcome.CALLED]


def test_the_revision_of_schema_1_is_the_one_to_save_on(first):
    assert first.revision == 9


def shape(of: object) -> list[str]:
    """Each field of a lead, and of what it is made of, with its type."""
    found: dict[str, list[str]] = {}

    def look(part: object) -> None:
        if get_args(part):
            for inner in get_args(part):
                look(inner)
        elif isinstance(part, type) and issubclass(part, Enum):
            found[part.__name__] = [f"{part.__name__}.{member.name} = {member.value}" for member in part]
        elif is_dataclass(part) and part.__name__ not in found:
            types = get_type_hints(part)
            found[part.__name__] = [f"{part.__name__}.{one.name}: {types[one.name]}" for one in fields(part)]
            for inner in types.values():
                look(inner)

    look(of)
    return sorted(line for lines in found.values() for line in lines)


def test_a_change_of_the_shape_of_leads_needs_a_new_schema():
    written_down = EXAMPLES / f"shape-{SCHEMA}.txt"

    assert shape(Lead) == written_down.read_text().splitlines(), (
        "the shape of leads has changed: add an upgrade to chalicelib/aws/schema.py, a stored example of the shape "
        f"before, and the new shape beside {written_down.name}, or a rollback deletes what the new version wrote"
    )


def test_a_lead_of_a_newer_version_is_refused(first):
    newer = {**to_item(first), "schema": {"N": str(SCHEMA + 1)}}

    with pytest.raises(Unavailable, match=f"schema {SCHEMA + 1}, newer than {SCHEMA}"):
        to_lead(newer)
