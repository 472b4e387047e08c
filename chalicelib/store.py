"""Leads in DynamoDB: one item per person, and a sparse index of those that are due."""

import zlib
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

import cattrs
from boto3.dynamodb.types import TypeDeserializer, TypeSerializer
from botocore.exceptions import BotoCoreError, ClientError

from chalicelib.lead import Lead
from chalicelib.ports import Conflict, Due, Lane, Unavailable

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient

SHARDS = 4
"""Partitions of the due index, each good for 1,000 writes a second."""


def _sortable(at: datetime) -> str:
    return at.astimezone(UTC).isoformat(timespec="microseconds")


_ITEMS = cattrs.Converter(omit_if_default=True)
_ITEMS.register_unstructure_hook(datetime, _sortable)
_ITEMS.register_structure_hook(datetime, lambda text, _: datetime.fromisoformat(text))

_NEW = "attribute_not_exists(id)"
_UNCHANGED = "revision = :read_revision"


class DynamoStore:
    """A `ports.Store`. Times are ISO 8601 in UTC with microseconds, so that their order is that of the strings."""

    def __init__(self, client: "DynamoDBClient", table: str) -> None:
        self._client = client
        self._table = table

    def load(self, lead_id: str) -> Lead | None:
        try:
            answer = self._client.get_item(TableName=self._table, Key={"id": {"S": lead_id}}, ConsistentRead=True)
        except (BotoCoreError, ClientError) as error:
            raise Unavailable(f"load: {error}") from error
        return _lead(answer["Item"]) if "Item" in answer else None

    def save(self, lead: Lead, lane: Lane) -> Lead:
        saved = replace(lead, revision=lead.revision + 1)
        condition: dict[str, Any] = {"ConditionExpression": _NEW}
        if lead.revision:
            read_revision = {":read_revision": {"N": str(lead.revision)}}
            condition = {"ConditionExpression": _UNCHANGED, "ExpressionAttributeValues": read_revision}
        try:
            self._client.put_item(TableName=self._table, Item=_item(saved, lane), **condition)
        except self._client.exceptions.ConditionalCheckFailedException as error:
            raise Conflict(lead.id) from error
        except (BotoCoreError, ClientError) as error:
            raise Unavailable(f"save: {error}") from error
        return saved

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
                        yield Due(item["id"]["S"], Lane(item["lane"]["S"]))
            except (BotoCoreError, ClientError) as error:
                raise Unavailable(f"due: {error}") from error


def _item(lead: Lead, lane: Lane) -> dict[str, Any]:
    """The lead as an item. Only one that is owed something carries the keys of the due index."""
    item = _ITEMS.unstructure(lead)
    if lead.due_at is not None:
        item |= {"due_shard": str(zlib.crc32(lead.id.encode()) % SHARDS), "lane": lane.value}
    serialize = TypeSerializer().serialize
    return {name: serialize(value) for name, value in item.items()}


def _lead(item: dict[str, Any]) -> Lead:
    deserialize = TypeDeserializer().deserialize
    return _ITEMS.structure({name: deserialize(value) for name, value in item.items()}, Lead)
