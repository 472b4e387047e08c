"""moto as it is, only quicker: half of the time of the integration tests went into what comes to nothing."""

import json
import pickle
from collections.abc import Callable, Iterator
from copy import deepcopy
from functools import cache, lru_cache, partial, partialmethod
from typing import Any

import pytest
from botocore.model import Shape
from moto import backends
from moto.backends import get_backend
from moto.core import responses
from moto.core.serialize import BaseJSONSerializer
from moto.dynamodb.comparisons import ConditionExpressionParser, Op
from moto.dynamodb.exceptions import ItemSizeTooLarge
from moto.dynamodb.models import DynamoDBBackend, Table
from moto.dynamodb.models.dynamo_type import DynamoType, Item, LimitedSizeDict
from moto.dynamodb.parsing import validators
from moto.dynamodb.parsing.ast_nodes import DepthFirstTraverser, Node, NoneExistingPath
from moto.dynamodb.parsing.expressions import UpdateExpressionParser
from moto.dynamodb.parsing.validators import (
    ActionCountValidator,
    OverlappingPathsValidator,
    UpdateExpressionValidator,
    UpdateHashRangeKeyValidator,
)
from moto.sns.models import Subscription
from moto.sqs import models as sqs

from local.events import ACCOUNT, REGION

Items = dict[DynamoType, Item]

OF_THE_EXPRESSION = (ActionCountValidator, OverlappingPathsValidator, UpdateHashRangeKeyValidator)
"""What is checked of an expression whatever its values are."""

HEAVIEST_ITEM = 405_000
"""Bytes; moto's own bound."""


def quicken(monkeypatch: pytest.MonkeyPatch) -> None:
    """Spare moto what takes half of its time and comes to nothing: at each request it reads its own folder, looks
    through its own classes and spells the names of what a queue has; it copies a value of DynamoDB once for each level
    that it lies deep, asks it for each of ten types by a dozen names, and weighs an item anew for each attribute; it
    reads each condition and each update letter by letter, though all are the same few, and looks in each update for
    what is not in it; it makes a certificate for each message of a topic, whose signature nobody checks."""
    modules = frozenset(backends.list_of_moto_modules())
    monkeypatch.setattr(backends, "list_of_moto_modules", lambda: modules)
    monkeypatch.setattr(responses, "method_names_from_class", cache(responses.method_names_from_class))
    monkeypatch.setattr(responses, "gen_amzn_requestid_long", lambda _: "no-request-has-its-own")
    monkeypatch.setattr(Subscription, "get_post_data", _unsigned)
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
    monkeypatch.setattr(Item, "__deepcopy__", _copied_item)
    monkeypatch.setattr(DynamoDBBackend, "update_item", _changing_a_copy(DynamoDBBackend.update_item))
    read_word = cache(partial(ConditionExpressionParser._lex_one_node, ConditionExpressionParser))
    monkeypatch.setattr(ConditionExpressionParser, "_lex_one_node", staticmethod(read_word))
    monkeypatch.setattr(DepthFirstTraverser, "traverse", _traverse)
    monkeypatch.setattr(ConditionExpressionParser, "parse", _parse_condition)
    monkeypatch.setattr(UpdateExpressionParser, "make", cache(partial(_made, UpdateExpressionParser.make)))
    monkeypatch.setattr(validators, "deepcopy", _copied_tree)
    monkeypatch.setattr(UpdateExpressionValidator, "validate", partialmethod(_validate, set()))


def _unsigned(self: Subscription, message: str, message_id: str, *_: object, **_others: object) -> dict[str, object]:
    return {"Type": "Notification", "MessageId": message_id, "TopicArn": self.topic.arn, "Message": message}


def _make_item(self: Item, hash_key: DynamoType, range_key: DynamoType | None, attrs: dict[str, object]) -> None:
    self.hash_key, self.range_key, self.attrs = hash_key, range_key, LimitedSizeDict()
    for name, value in attrs.items():
        dict.__setitem__(self.attrs, name, DynamoType(value))
    # Written as JSON, nothing is lighter than it is.
    if len(json.dumps(attrs)) > HEAVIEST_ITEM and sum(map(_weight, self.attrs, self.attrs.values())) > HEAVIEST_ITEM:
        raise ItemSizeTooLarge


def _weight(name: str, value: DynamoType) -> int:
    return len(name.encode()) + value.size()


def _traverse(self: DepthFirstTraverser, node: Node) -> Node:
    self.nodes_to_be_processed = cache(self.nodes_to_be_processed)
    return self.traverse_node_recursively(node)


def _made(make: Callable[[str], Node], expression: str) -> Node:
    """A tree that knows which kinds of nodes it will have: of others than it has, validation makes but one."""
    tree = make(expression)
    tree.expression, tree.pickled = expression, pickle.dumps(tree)
    tree.kinds = {type(node) for node in _nodes(tree)} | {NoneExistingPath}
    return tree


def _nodes(tree: Node) -> Iterator[Node]:
    yield tree
    for child in tree.children or []:
        if isinstance(child, Node):
            yield from _nodes(child)


def _copied_tree(value: Any) -> Any:
    """Of what is validated, a tree alone is as it was made."""
    if not isinstance(value, Node):
        return deepcopy(value)
    tree = pickle.loads(value.pickled)  # noqa: S301 - pickled above
    tree.expression, tree.kinds = value.expression, value.kinds
    return tree


def _parse_condition(self: ConditionExpressionParser) -> Op:
    asked = self.condition_expression, self.expression_attribute_names, self.expression_attribute_values
    condition, names, values = _condition(json.dumps(asked))
    self.expr_attr_names_found, self.expr_attr_values_found = list(names), list(values)
    return condition


@lru_cache(maxsize=10_000)
def _condition(asked: str, parse: Any = ConditionExpressionParser.parse) -> tuple[Op, tuple[str, ...], tuple[str, ...]]:
    parser = ConditionExpressionParser(*json.loads(asked))
    return parse(parser), tuple(parser.expr_attr_names_found), tuple(parser.expr_attr_values_found)


def _validate(self: UpdateExpressionValidator, known: set[tuple[str, str]]) -> Node:
    """An expression that was found in order with these names and for these keys once is in order with any values."""
    tree, kinds = self.node_to_validate, self.node_to_validate.kinds
    asked = tree.expression, repr((self.expression_attribute_names, self.table.table_key_attrs))
    for processor in self.processors:
        is_known = asked in known and isinstance(processor, OF_THE_EXPRESSION)
        if not is_known and any(issubclass(kind, processor.nodes_to_be_processed()) for kind in kinds):
            tree = processor.traverse(tree)
    known.add(asked)
    return tree


def _copied_item(self: Item, _memo: dict[int, object]) -> Item:
    """Shares the values: an update puts new ones into an item, and changes none."""
    copied: Item = object.__new__(Item)
    copied.hash_key, copied.range_key, copied.attrs = self.hash_key, self.range_key, LimitedSizeDict()
    dict.update(copied.attrs, self.attrs)
    return copied


def _changing_a_copy(update_item: Callable[..., Item]) -> Callable[..., Item]:
    """So that what `items_of` told of stays as it was."""

    def updated(self: DynamoDBBackend, table_name: str, key: dict[str, dict[str, object]], **how: object) -> Item:
        table = self.get_table(table_name)
        name = DynamoType(key[table.hash_key_attr])
        if not table.has_range_key and name in table.items:
            table.items[name] = deepcopy(table.items[name])
        return update_item(self, table_name, key, **how)

    return updated


def items_of(table: str) -> Items:
    """What a table holds now, past its API."""
    return dict(_table(table).items)


def put_back(table: str, items: Items) -> None:
    """Let a table hold these items and no others, past its API."""
    held = _table(table).items
    held.clear()
    held.update(items)


def _table(name: str) -> Table:
    table: Table = get_backend("dynamodb")[ACCOUNT][REGION].tables[name]
    return table


def waiting_in(queue: str) -> list[str]:
    """The bodies of all messages that wait in the queue of that ARN."""
    return [message.body for message in _queue(queue).messages]


def taken_from(queue: str) -> list[str]:
    """The bodies of all messages that wait in the queue of that ARN, which has none of them any more."""
    bodies = waiting_in(queue)
    _queue(queue)._messages = []
    return bodies


def _queue(arn: str) -> sqs.Queue:
    queue: sqs.Queue = get_backend("sqs")[ACCOUNT][REGION].get_queue(arn.rpartition(":")[2])
    return queue
