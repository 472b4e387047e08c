"""What Google Ads is told, from the index that each save keeps it in."""

from datetime import datetime
from typing import TYPE_CHECKING

from chalicelib.aws.calls import calling
from chalicelib.aws.clients import client
from chalicelib.aws.dynamodb import IN_TIME
from chalicelib.leads.exports.conversions import CLICK_COUNTS, Event
from chalicelib.leads.views.entries import TOLD
from chalicelib.leads.views.entry import sortable

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient


class DynamoConversions:
    """A `ports.Conversions`."""

    def __init__(self, client: "DynamoDBClient", table: str) -> None:
        self._client = client
        self._table = table

    def told(self, event: Event, now: datetime) -> list[str]:
        pages = self._client.get_paginator("query").paginate(
            TableName=self._table,
            IndexName="views",
            KeyConditionExpression="#view = :view AND #key BETWEEN :since AND :now",
            FilterExpression="#until > :now",
            ExpressionAttributeNames={"#view": "view", "#key": "key", "#until": "until"},
            ExpressionAttributeValues={
                ":view": {"S": TOLD[event].value},
                # Nothing is told before it was asked for, so what is older than this has a click that is too.
                ":since": {"S": sortable(now - CLICK_COUNTS)},
                ":now": {"S": sortable(now)},
            },
        )
        with calling("told"):
            return [item["row"]["S"] for page in pages for item in page["Items"]]


def connect(table: str) -> DynamoConversions:
    """The conversions in that table, found through the standard chain."""
    return DynamoConversions(client("dynamodb", IN_TIME), table)
