"""moto as it is, only quicker: half of the time of the integration tests went into what comes to nothing."""

from functools import cache

import pytest
from botocore.model import Shape
from moto import backends
from moto.core import responses
from moto.core.serialize import BaseJSONSerializer
from moto.dynamodb.exceptions import ItemSizeTooLarge
from moto.dynamodb.models.dynamo_type import DynamoType, Item, LimitedSizeDict
from moto.sqs import models as sqs

HEAVIEST_ITEM = 405_000
"""Bytes; moto's own bound."""


def quicken(monkeypatch: pytest.MonkeyPatch) -> None:
    """Spare moto what takes half of its time and comes to nothing: at each request it reads its own folder, looks
    through its own classes and spells the names of what a queue has; it copies a value of DynamoDB once for each level
    that it lies deep, asks it for each of ten types by a dozen names, and weighs an item anew for each attribute."""
    modules = frozenset(backends.list_of_moto_modules())
    monkeypatch.setattr(backends, "list_of_moto_modules", lambda: modules)
    monkeypatch.setattr(responses, "method_names_from_class", cache(responses.method_names_from_class))
    monkeypatch.setattr(sqs, "camelcase_to_underscores", cache(sqs.camelcase_to_underscores))
    serialize, regular_json = BaseJSONSerializer._serialize_type_structure, DynamoType.to_regular_json

    def serialized(self: BaseJSONSerializer, into: dict[str, object], value: object, shape: Shape, key: str) -> None:
        if shape.name != "AttributeValue" or not isinstance(value, dict):
            serialize(self, into, value, shape, key)
            return
        into[key] = {}
        for name, typed in value.items():
            self._serialize(into[key], typed, shape.members[name], name)

    def as_regular_json(self: DynamoType) -> dict[str, object]:
        match self.type:
            case "M":
                return {"M": {name: as_regular_json(value) for name, value in self.value.items()}}
            case "L":
                return {"L": [as_regular_json(value) for value in self.value]}
        return regular_json(self)

    monkeypatch.setattr(BaseJSONSerializer, "_serialize_type_structure", serialized)
    monkeypatch.setattr(DynamoType, "to_regular_json", as_regular_json)
    monkeypatch.setattr(Item, "__init__", _make_item)


def _make_item(self: Item, hash_key: DynamoType, range_key: DynamoType | None, attrs: dict[str, object]) -> None:
    self.hash_key, self.range_key, self.attrs = hash_key, range_key, LimitedSizeDict()
    for name, value in attrs.items():
        dict.__setitem__(self.attrs, name, DynamoType(value))
    if sum(len(name.encode()) + value.size() for name, value in self.attrs.items()) > HEAVIEST_ITEM:
        raise ItemSizeTooLarge
