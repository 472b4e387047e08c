"""Leads in DynamoDB: one item per person, and sparse indexes of those that are due and those with suspects."""

import zlib
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

import cattrs
from boto3.dynamodb.types import TypeDeserializer, TypeSerializer
from botocore.config import Config
from botocore.exceptions import BotoCoreError, ClientError

from chalicelib.leads.lead import Lead, Suspect
from chalicelib.use_cases.ports import Budget, Conflict, Due, Exhausted, Queue, Suspected, Unavailable

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient
    from mypy_boto3_dynamodb.type_defs import UpdateTypeDef

IN_TIME = Config(connect_timeout=1, read_timeout=3, retries={"mode": "standard", "total_max_attempts": 3})
"""A visitor who is waiting gets an answer before the web function's own time is up, whatever DynamoDB does."""

SHARDS = 4
"""Partitions of the due index, each good for 1,000 writes a second."""


def _sortable(at: datetime) -> str:
    return at.astimezone(UTC).isoformat(timespec="microseconds")


_ITEMS = cattrs.Converter(omit_if_default=True)
_ITEMS.register_unstructure_hook(datetime, _sortable)
_ITEMS.register_structure_hook(datetime, lambda text, _: datetime.fromisoformat(text))

_DIGEST: Any = {"id": {"S": "digest"}}
"""The one item that is no lead and never expires: until when the clinic was told of suspects."""

_NEW = "attribute_not_exists(id)"
_UNCHANGED = "revision = :read_revision"
_NOT_SPENT = "attribute_not_exists(spent) OR spent < :limit"


class DynamoStore:
    """A `ports.Store` and `ports.Suspects`. Times are ISO 8601 in UTC with microseconds, so that their order is that of
    the strings."""

    def __init__(self, client: "DynamoDBClient", table: str) -> None:
        self._client = client
        self._table = table

    def load(self, lead_id: str) -> Lead | None:
        try:
            answer = self._client.get_item(TableName=self._table, Key={"id": {"S": lead_id}}, ConsistentRead=True)
        except (BotoCoreError, ClientError) as error:
            raise Unavailable(f"load: {error}") from error
        return to_lead(answer["Item"]) if "Item" in answer else None

    def save(self, lead: Lead, queue: Queue, budget: Budget | None = None) -> Lead:
        saved = replace(lead, revision=lead.revision + 1)
        put: Any = {"TableName": self._table, "Item": to_item(saved, queue), **_if_unchanged(lead)}
        try:
            if budget is None:
                self._client.put_item(**put)
            else:
                self._client.transact_write_items(TransactItems=[{"Put": put}, {"Update": self._spend(budget)}])
        except self._client.exceptions.ConditionalCheckFailedException as error:
            raise Conflict(lead.id) from error
        except self._client.exceptions.TransactionCanceledException as error:
            raise _cancelled(error) from error
        except (BotoCoreError, ClientError) as error:
            raise Unavailable(f"save: {error}") from error
        return saved

    def _spend(self, budget: Budget) -> "UpdateTypeDef":
        return {
            "TableName": self._table,
            "Key": {"id": {"S": f"budget-{budget.name}"}},
            "UpdateExpression": "ADD spent :one SET expires_at = :expires_at",
            "ConditionExpression": _NOT_SPENT,
            "ExpressionAttributeValues": {
                ":one": {"N": "1"},
                ":limit": {"N": str(budget.limit)},
                ":expires_at": {"N": str(int(budget.expires_at.timestamp()))},
            },
        }

    def due(self, now: datetime) -> Iterator[Due]:
        pages = self._client.get_paginator("query")
        for shard in range(SHARDS):
            try:
                for page in pages.paginate(
                    TableName=self._table,
                    IndexName="due",
                    KeyConditionExpression="due_shard = :shard AND due_at <= :now",
                    ExpressionAttributeValues={":shard": {"S": str(shard)}, ":now": {"S": _sortable(now)}},
                ):
                    for item in page["Items"]:
                        due_at = datetime.fromisoformat(item["due_at"]["S"])
                        yield Due(item["id"]["S"], Queue(item["queue"]["S"]), due_at)
            except (BotoCoreError, ClientError) as error:
                raise Unavailable(f"due: {error}") from error

    def between(self, since: datetime, until: datetime, most: int) -> list[Suspected]:
        period = {":since": {"S": _sortable(since)}, ":until": {"S": _sortable(until)}}
        found: list[Suspected] = []
        try:
            for page in self._client.get_paginator("query").paginate(
                TableName=self._table,
                IndexName="suspects",
                KeyConditionExpression="suspects = :all AND suspected_at BETWEEN :since AND :until",
                ExpressionAttributeValues={":all": {"S": "all"}, **period},
                ScanIndexForward=False,
                PaginationConfig={"PageSize": most},
            ):
                found += [suspected for item in page["Items"] for suspected in _suspected(item)]
                if len(found) >= most:
                    break
        except (BotoCoreError, ClientError) as error:
            raise Unavailable(f"between: {error}") from error
        return sorted(found, key=lambda one: one.suspect.enquiry.at, reverse=True)[:most]

    def digest_sent_through(self) -> datetime | None:
        try:
            answer = self._client.get_item(TableName=self._table, Key=_DIGEST, ConsistentRead=True)
        except (BotoCoreError, ClientError) as error:
            raise Unavailable(f"told_until: {error}") from error
        return datetime.fromisoformat(answer["Item"]["digest_sent_through"]["S"]) if "Item" in answer else None

    def note_digest_sent(self, at: datetime) -> None:
        try:
            self._client.put_item(TableName=self._table, Item={**_DIGEST, "digest_sent_through": {"S": _sortable(at)}})
        except (BotoCoreError, ClientError) as error:
            raise Unavailable(f"tell_until: {error}") from error

    def spend(self, budget: Budget) -> None:
        try:
            self._client.update_item(**self._spend(budget))
        except self._client.exceptions.ConditionalCheckFailedException as error:
            raise Exhausted from error
        except (BotoCoreError, ClientError) as error:
            raise Unavailable(f"spend: {error}") from error


def _suspected(item: dict[str, Any]) -> list[Suspected]:
    quarantine = _ITEMS.structure(TypeDeserializer().deserialize(item["quarantine"]), tuple[Suspect, ...])
    return [Suspected(item["id"]["S"], suspect) for suspect in quarantine]


def _if_unchanged(lead: Lead) -> dict[str, Any]:
    if not lead.revision:
        return {"ConditionExpression": _NEW}
    read_revision = {":read_revision": {"N": str(lead.revision)}}
    return {"ConditionExpression": _UNCHANGED, "ExpressionAttributeValues": read_revision}


def _cancelled(error: ClientError) -> Exception:
    """Why a transaction did not happen: the lead comes first, then the budget."""
    of_lead, of_budget = (reason["Code"] for reason in error.response["CancellationReasons"])
    if of_lead == "None" and of_budget == "ConditionalCheckFailed":
        return Exhausted()
    # Two transactions on one item at once cancel each other: as good as somebody else's save.
    if of_lead == "ConditionalCheckFailed" or "TransactionConflict" in (of_lead, of_budget):
        return Conflict(of_lead, of_budget)
    return Unavailable(f"save: {of_lead}, {of_budget}")


def to_item(lead: Lead, queue: Queue) -> dict[str, Any]:
    """The lead as an item. Only one that is owed something carries the keys of the due index, only one with suspects
    those of theirs."""
    item = _ITEMS.unstructure(lead)
    if lead.due_at is not None:
        item |= {"due_shard": str(zlib.crc32(lead.id.encode()) % SHARDS), "queue": queue.value}
    if lead.quarantine:
        item |= {"suspects": "all", "suspected_at": _sortable(lead.quarantine[-1].enquiry.at)}
    if lead.expires_at is not None:
        item["expires_at"] = int(lead.expires_at.timestamp())
    serialize = TypeSerializer().serialize
    return {name: serialize(value) for name, value in item.items()}


def to_lead(item: dict[str, Any]) -> Lead:
    deserialize = TypeDeserializer().deserialize
    return _ITEMS.structure({name: deserialize(value) for name, value in item.items()}, Lead)
