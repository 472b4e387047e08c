"""moto's transactions, only quicker. For each item of one moto copies the whole table, to have it back should another
item be refused; to have back what is written is enough."""

import copy
from functools import wraps
from types import SimpleNamespace
from typing import Any

from moto.dynamodb import models
from moto.dynamodb.models import DynamoDBBackend
from moto.dynamodb.models.dynamo_type import DynamoType

_models: Any = models
_backend: Any = DynamoDBBackend
_transact = DynamoDBBackend.transact_write_items


def quicken() -> None:
    """Let transactions cost what they write, however much there is."""
    # The name `copy` of moto's module: of what it copies there, only a table is as good as its own copy.
    _models.copy = SimpleNamespace(copy=copy.copy, deepcopy=_copied)
    _backend.transact_write_items = _transact_write_items


def _copied(value: Any) -> Any:
    return value if isinstance(value, _models.Table) else copy.deepcopy(value)


@wraps(_transact)
def _transact_write_items(self: DynamoDBBackend, transact_items: list[dict[str, Any]]) -> None:
    before = [_stored(self, operation) for item in transact_items for operation in item.values()]
    try:
        _transact(self, transact_items)
    except Exception:
        for items, key, stored in before:
            items.pop(key, None)
            if stored is not None:
                items[key] = stored
        raise


def _stored(backend: DynamoDBBackend, operation: dict[str, Any]) -> tuple[Any, Any, Any]:
    """Where an item is, and what it was before."""
    table = backend.get_table(operation["TableName"])
    key = DynamoType((operation.get("Key") or operation["Item"])[table.hash_key_attr])
    return table.items, key, copy.deepcopy(table.items.get(key))
