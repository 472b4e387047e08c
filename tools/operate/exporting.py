"""Write all leads into a file: `make export STAGE=prod FILE=leads.jsonl`. TABLE names one that was kept when
its stage was taken away.

A lead is a line of JSON (https://jsonlines.org), as the table has it but for what the table alone needs. The first line
says of which shape they are, and with which key their ids were made. An erased person is a line too: their id, and that
follow-ups are stopped. `make import` takes it all in again.
"""

import json
import os
import sys
from collections.abc import Iterable, Iterator
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING, Any

import boto3

from chalicelib.aws.dynamodb import KEY
from chalicelib.aws.items import to_lead, to_values
from chalicelib.aws.schema import SCHEMA
from chalicelib.content.links import is_lead_id
from tools.operate.ending import ending
from tools.operate.running import running, told

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient

OF_THE_TABLE = frozenset({"written", "revision", "due", "due_at", "due_shard", "queue", "schema"})
"""What a lead is stored with so that it is found and kept, and is derived anew wherever it is saved."""


def exported(items: Iterable[dict[str, Any]]) -> Iterator[dict[str, Any]]:
    """The lines of a file of these items."""
    for item in items:
        if is_lead_id(item["id"]["S"]):
            values = to_values(to_lead(item))
            yield {name: value for name, value in values.items() if name not in OF_THE_TABLE}


def items_of(table: str, client: "DynamoDBClient") -> Iterator[dict[str, Any]]:
    for page in client.get_paginator("scan").paginate(TableName=table, ConsistentRead=True):
        yield from page["Items"]


def head_of(table: str, client: "DynamoDBClient") -> dict[str, Any]:
    """The first line. A table in which nothing was ever stored has no key."""
    key = client.get_item(TableName=table, Key={"id": {"S": KEY}}).get("Item", {})
    return {"schema": SCHEMA, "key": key["fingerprint"]["S"] if key else ""}


def _table() -> "tuple[str, DynamoDBClient]":
    """The table to read, and DynamoDB where it is."""
    if kept := os.environ.get("TABLE"):
        return kept, boto3.client("dynamodb", region_name=told("export", "FILE").region)
    return running("export", "FILE").settings.leads_table, boto3.client("dynamodb")


def write(path: Path, table: str, client: "DynamoDBClient") -> int:
    """Write the file; how many leads are in it. One that is there stays until the new one is whole. Raises ClientError
    or OSError."""
    head, count = head_of(table, client), -1
    begun = path.with_name(f"{path.name}.part")
    # It is all that is known of people, so nobody else on this machine may read it.
    begun.touch(mode=0o600)
    begun.chmod(0o600)
    try:
        with begun.open("w", encoding="utf-8") as file:
            for line in chain([head], exported(items_of(table, client))):
                file.write(json.dumps(line, ensure_ascii=False) + "\n")
                count += 1
        begun.replace(path)
    finally:
        begun.unlink(missing_ok=True)
    return count


def main() -> None:
    table, client = _table()
    path = Path(os.environ["FILE"])
    with ending("export"):
        count = write(path, table, client)
    sys.stdout.write(f"{count:,} leads in {path}\n")


if __name__ == "__main__":
    main()
