"""Bring leads back from an earlier moment: `make restore STAGE=prod AT=2026-03-02T09:30:00Z`.

DynamoDB restores a table, as it was up to 35 days ago, only into a new one. From there each lead is merged into the
running table, which goes on working. Nothing is sent twice and nobody who unsubscribed is mailed: of what the running
table still knows, its word on sent mail and on stopping counts; of a person it knows nothing about any more, nobody can
say whether they have stopped since, so their follow-ups stay stopped.

https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/PointInTimeRecovery.html
"""

import os
import sys
from collections import Counter
from collections.abc import Callable, Hashable, Iterable, Iterator
from contextlib import suppress
from dataclasses import replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any, TypeVar

import boto3

from chalicelib.aws.dynamodb import DIGEST, KEY
from chalicelib.aws.items import to_lead
from chalicelib.aws.spending import COLUMNS, SPENDING
from chalicelib.aws.view_items import COUNTER
from chalicelib.aws.views import TOLD
from chalicelib.content.links import MAILBOX, is_lead_id
from chalicelib.leads.acts import kept
from chalicelib.leads.attempt import Attempt, EmailId, EmailKind, Result
from chalicelib.leads.changes import forgo_guide, unsubscribe, worsen
from chalicelib.leads.enquiry import Enquiry, LanguageChoice, OptOut, Purpose
from chalicelib.leads.lead import Lead, Standing
from chalicelib.leads.mailing.sending import claim, lapse, settle
from chalicelib.leads.owed.aftercare import aftercare_id, visit_in
from chalicelib.leads.quarantine import person_of
from chalicelib.leads.tries import is_concluded
from chalicelib.leads.written import Counted, Written
from chalicelib.use_cases.failures import Conflict
from chalicelib.use_cases.leads import Leads
from tools.operate.ending import ending
from tools.operate.running import running

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient
    from mypy_boto3_dynamodb.type_defs import WaiterConfigTypeDef

T = TypeVar("T")

LEFT, MENDED, BROUGHT_BACK = "left as they are", "mended", "brought back"

BESIDE_LEADS = (MAILBOX, DIGEST, KEY, TOLD, f"{SPENDING}-", f"{COLUMNS}-")
"""How the ids of items begin that are no leads and are brought back where they are missing. Everything else stays away:
what an hour long gone had spent, links that sign in and sessions, canaries, and what is written with each lead that is
brought back."""

PATIENCE: "WaiterConfigTypeDef" = {"Delay": 20, "MaxAttempts": 3 * 60 * 6}
"""How long DynamoDB may take, in tries so many seconds apart: hours, for a large table."""


def restore(table: str, at: datetime, client: "DynamoDBClient", leads: Leads) -> Counter[str]:
    """Merge what was in the table at that moment into it; how many items were left as they are, mended or brought
    back. The copy that DynamoDB makes for that goes again. Raises ClientError, or Unavailable for an item that a newer
    version wrote; then the copy stays, what was done until then is right, and doing it again goes on from there."""
    copy = f"{table}-at-{at:%Y%m%dT%H%M%SZ}"
    # The copy may be there, or on its way, from a time before that failed.
    with suppress(client.exceptions.TableAlreadyExistsException, client.exceptions.TableInUseException):
        client.restore_table_to_point_in_time(
            SourceTableName=table, TargetTableName=copy, RestoreDateTime=at, GlobalSecondaryIndexOverride=[]
        )
    client.get_waiter("table_exists").wait(TableName=copy, WaiterConfig=PATIENCE)
    done = merge_tables(copy, table, client, leads)
    client.delete_table(TableName=copy)
    # So that nobody who does it again at once waits for a copy that is about to go.
    client.get_waiter("table_not_exists").wait(TableName=copy)
    return done


def merge_tables(copy: str, table: str, client: "DynamoDBClient", leads: Leads) -> Counter[str]:
    """Bring each item of the copy into the table; what was done, counted. Raises ClientError or Unavailable."""
    done: Counter[str] = Counter()
    for item_id, item in _items(copy, client):
        # Before any lead: to count one of these makes a counter that is missing, and it would not come back.
        if item_id.startswith(COUNTER):
            done[_put_back(item, table, client)] += 1
    for item_id, item in _items(copy, client):
        if is_lead_id(item_id):
            done[_merge(to_lead(item), leads)] += 1
        elif item_id.startswith(BESIDE_LEADS):
            done[_put_back(item, table, client)] += 1
        elif is_lead_id(person_of(item_id)):
            done[_hold_again(item, table, client, leads)] += 1
    return done


def _items(copy: str, client: "DynamoDBClient") -> "Iterator[tuple[str, dict[str, Any]]]":
    for page in client.get_paginator("scan").paginate(TableName=copy, ConsistentRead=True):
        yield from ((item["id"]["S"], item) for item in page["Items"])


def _hold_again(item: "dict[str, Any]", table: str, client: "DynamoDBClient", leads: Leads) -> str:
    """Put a suspect back into quarantine, unless they were let in since, or erased."""
    suspect = to_lead(item)
    person = leads.store.load(person_of(suspect.id))
    if person is not None and any(_is_settled(person, one.enquiry) for one in suspect.quarantine):
        return LEFT
    return _put_back(item, table, client)


def _is_settled(person: Lead, enquiry: Enquiry) -> bool:
    is_erased = not person.enquiries and person.standing_since is not None and person.standing_since >= enquiry.at
    return is_erased or person.has(enquiry.id)


def _put_back(item: "dict[str, Any]", table: str, client: "DynamoDBClient") -> str:
    """Put an item where it is missing."""
    try:
        client.put_item(TableName=table, Item=item, ConditionExpression="attribute_not_exists(id)")
    except client.exceptions.ConditionalCheckFailedException:
        return LEFT
    return BROUGHT_BACK


def _merge(restored: Lead, leads: Leads) -> str:
    while True:
        current = leads.store.load(restored.id)
        lead = merged(restored, current, leads.clock())
        if lead == current:
            return LEFT
        with suppress(Conflict):
            leads.save(lead)
            return MENDED if current else BROUGHT_BACK


def merged(restored: Lead, current: Lead | None, now: datetime) -> Lead:
    """What is known of a person from now on, of what was known then and what is known now."""
    if current is None:
        return _quiet(restored, now)
    if not current.enquiries:
        # A tombstone: they were erased since, and stay so.
        return current
    then = restored
    known = replace(
        current,
        enquiries=_both(then.enquiries, current.enquiries, lambda one: one.id, lambda one: one.at),
        consents=_both(then.consents, current.consents, lambda one: one, lambda one: one.at),
        attempts=_both(then.attempts, current.attempts, lambda one: one.attempt.id, lambda one: one.attempt.claimed_at),
        opt_outs=_both(_still_out(then, current), current.opt_outs, lambda one: one.campaign, lambda one: one.at),
        outcomes=_both(then.outcomes, current.outcomes, lambda one: (one.enquiry_id, one.at), lambda one: one.at),
        acts=kept(_both(then.acts, current.acts, lambda one: one, lambda one: one.at)),
        weekly_since=current.weekly_since or then.weekly_since,
        language_choice=max(_chosen(then, current), key=lambda one: one.at, default=None),
        written=replace(current.written, counted=(*current.written.counted, *_counted_then(then, current))),
    )
    return known if _has_started_again(restored, current) else worsen(known, restored.standing, now)


def _quiet(lead: Lead, now: datetime) -> Lead:
    """A person that the running table knows nothing about any more. Their alert goes again if it had not gone by then,
    for no enquiry may go untold; their guide, if it was still to go, has gone since, and aftercare is no more than in
    doubt."""
    fresh = replace(lead, revision=0, written=Written(counted=lead.written.counted), own_data_asked_at=None)
    quiet = unsubscribe(lapse(fresh, now), now)
    for enquiry in quiet.enquiries:
        if not is_concluded(quiet, EmailId(EmailKind.GUIDE, enquiry.id)):
            quiet = forgo_guide(quiet, enquiry.id)
        aftercare = aftercare_id(enquiry.campaign)
        if visit_in(quiet, enquiry.campaign) and not is_concluded(quiet, aftercare):
            attempt = Attempt("restored", aftercare, planned_at=now, claimed_at=now)
            quiet = settle(claim(quiet, attempt), attempt.id, Result.IN_DOUBT)
    return quiet


def _counted_then(then: Lead, current: Lead) -> Iterable[Counted]:
    """As what those enquiries are counted, now as then, that are not kept any more."""
    return (counted for counted in then.written.counted if not current.has(counted.enquiry_id))


def _has_started_again(restored: Lead, current: Lead) -> bool:
    """Whether the person has asked for follow-ups anew since they had unsubscribed."""
    if restored.standing is not Standing.UNSUBSCRIBED or restored.standing_since is None:
        return False
    since = restored.standing_since
    return any(consent.purpose is Purpose.FOLLOW_UPS and consent.at > since for consent in current.consents)


def _still_out(restored: Lead, current: Lead) -> list[OptOut]:
    """The campaigns that the person had stopped by then and has not started again since."""
    started = {one.campaign: one.at for one in current.consents if one.purpose is Purpose.FOLLOW_UPS}
    return [one for one in restored.opt_outs if started.get(one.campaign, one.at) <= one.at]


def _chosen(restored: Lead, current: Lead) -> list[LanguageChoice]:
    """The languages that the person has chosen."""
    return [one for one in (restored.language_choice, current.language_choice) if one]


def _both(
    restored: Iterable[T], current: Iterable[T], name: Callable[[T], Hashable], at: Callable[[T], datetime]
) -> tuple[T, ...]:
    """What either knows, as the current one tells it, in the order of time."""
    by_name = {name(one): one for one in (*restored, *current)}
    return tuple(sorted(by_name.values(), key=at))


def main() -> None:
    services = running("restore", "AT")
    try:
        at = datetime.fromisoformat(os.environ["AT"])
    except ValueError:
        sys.exit("restore: AT is no time like 2026-03-02T09:30:00Z")
    if at.tzinfo is None:
        sys.exit("restore: AT needs its zone, like 2026-03-02T09:30:00Z")
    with ending("restore"):
        done = restore(services.settings.leads_table, at.astimezone(UTC), boto3.client("dynamodb"), services.leads)
    sys.stdout.write("".join(f"{number:,} {what}\n" for what, number in done.items()))


if __name__ == "__main__":
    main()
