"""What ads have cost, kept beside the leads: an item for each platform and day, so that a file that is told twice, or
again with its latest days, counts once, and two that meet within a week both count."""

import json
from collections.abc import Iterable, Sequence
from dataclasses import asdict
from datetime import date
from decimal import Decimal
from itertools import groupby
from typing import TYPE_CHECKING, Any

from chalicelib.aws.calls import calling
from chalicelib.aws.clients import client
from chalicelib.aws.dynamodb import IN_TIME
from chalicelib.leads.figures.spend import Columns, Spent
from chalicelib.use_cases.failures import Unavailable

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient

SPENDING = "spending"
"""The view in which these items stand, and how their ids begin."""


COLUMNS = "spend-columns"
"""The same of what platforms call their columns."""

AT_ONCE = 25
"""Items that DynamoDB takes in one batch: two years of a platform would else be seven hundred calls."""

TRIES = 3
"""For items that DynamoDB does not get to because it is busy."""


class DynamoSpending:
    """A `ports.Spending`."""

    def __init__(self, client: "DynamoDBClient", table: str) -> None:
        self._client = client
        self._table = table

    def keep(self, spent: Iterable[Spent]) -> None:
        days = [list(ones) for _, ones in groupby(sorted(spent, key=_place), _place)]
        puts = [{"PutRequest": {"Item": _item(day)}} for day in days]
        for start in range(0, len(puts), AT_ONCE):
            self._write(puts[start : start + AT_ONCE])

    def _write(self, puts: Sequence[Any]) -> None:
        """All of them, in as many tries as it takes. They are no transaction: what is told again replaces itself."""
        for _ in range(TRIES):
            with calling("keep"):
                answer = self._client.batch_write_item(RequestItems={self._table: puts})
            puts = answer["UnprocessedItems"].get(self._table, [])
            if not puts:
                return
        raise Unavailable("keep", f"{len(puts)} days were not written")

    def between(self, first_week: str, last_week: str) -> tuple[Spent, ...]:
        pages = self._client.get_paginator("query").paginate(
            TableName=self._table,
            IndexName="views",
            KeyConditionExpression="#view = :view AND #key BETWEEN :first AND :last",
            ExpressionAttributeNames={"#view": "view", "#key": "key"},
            # A key goes on behind its week with "-", and "." comes right after that.
            ExpressionAttributeValues={
                ":view": {"S": SPENDING},
                ":first": {"S": first_week},
                ":last": {"S": f"{last_week}."},
            },
        )
        with calling("spending"):
            told = [one for page in pages for item in page["Items"] for one in json.loads(item["told"]["S"])]
        return tuple(_spent(**one) for one in told)

    def learn(self, columns: Columns) -> None:
        values = {"id": f"{COLUMNS}-{columns.source}", "view": COLUMNS, "key": columns.source}
        told = {**values, "told": json.dumps(asdict(columns))}
        with calling("learn"):
            self._client.put_item(TableName=self._table, Item={name: {"S": value} for name, value in told.items()})

    def learned(self) -> tuple[Columns, ...]:
        with calling("learned"):
            answer = self._client.query(
                TableName=self._table,
                IndexName="views",
                KeyConditionExpression="#view = :view",
                ExpressionAttributeNames={"#view": "view"},
                ExpressionAttributeValues={":view": {"S": COLUMNS}},
            )
        return tuple(Columns(**json.loads(item["told"]["S"])) for item in answer["Items"])


def _item(ones: Sequence[Spent]) -> Any:
    """What one platform's ads have cost on a day."""
    first, day = ones[0], ones[0].day.isoformat()
    told = json.dumps([{**asdict(one), "day": day, "amount": str(one.amount)} for one in ones])
    key = f"{first.week}-{day}-{first.source}"
    values = {"id": f"{SPENDING}-{key}", "view": SPENDING, "key": key, "told": told}
    return {name: {"S": value} for name, value in values.items()}


def connect(table: str) -> DynamoSpending:
    """The spending in that table, found through the standard chain."""
    return DynamoSpending(client("dynamodb", IN_TIME), table)


def _place(one: Spent) -> tuple[str, str]:
    return one.day.isoformat(), one.source


def _spent(day: str, amount: str, **names: str) -> Spent:
    return Spent(day=date.fromisoformat(day), amount=Decimal(amount), **names)
