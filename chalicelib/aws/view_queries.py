"""Queries of the one index that all lists stand in."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Filter:
    """A condition on what a query finds, with the names and the values in it."""

    condition: str
    names: Mapping[str, str]
    values: Mapping[str, str]


def query_of(
    view: str, keys: str, values: Mapping[str, str], page: str, filters: Sequence[Filter] = ()
) -> dict[str, Any]:
    """What boto3's `query` is given to read a list from that page on. `keys` is a condition on `#key`, "" for all."""
    names, texts = {"#view": "view"} | ({"#key": "key"} if keys else {}), {":view": str(view), **values}
    for one in filters:
        names |= one.names
        texts |= one.values
    key, _, entry_id = page.rpartition("/")
    start = {"id": entry_id, "view": str(view), "key": key}
    return {
        "IndexName": "views",
        "KeyConditionExpression": f"#view = :view AND {keys}" if keys else "#view = :view",
        "ExpressionAttributeNames": names,
        "ExpressionAttributeValues": _attributes(texts),
        **({"FilterExpression": " AND ".join(one.condition for one in filters)} if filters else {}),
        **({"ExclusiveStartKey": _attributes(start)} if all(start.values()) else {}),
    }


def _attributes(texts: Mapping[str, str]) -> dict[str, Any]:
    return {name: {"S": text} for name, text in texts.items()}
