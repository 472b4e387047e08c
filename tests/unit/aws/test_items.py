"""Values as items of DynamoDB's, beside what boto3 makes of them."""

import pytest
from boto3.dynamodb.types import TypeDeserializer, TypeSerializer

from chalicelib.aws.items import _as_attribute, _as_value

VALUES = [
    None,
    True,
    False,
    0,
    -3,
    10**20,
    "",
    "Ayesha é \U0001f642",
    [],
    ["a", 1, None, [True]],
    {},
    {"a": {"b": [{"c": "d"}]}, "e": 1},
]


@pytest.mark.parametrize("value", VALUES, ids=repr)
def test_a_value_is_written_as_boto3_writes_it(value):
    assert _as_attribute(value) == TypeSerializer().serialize(value)


@pytest.mark.parametrize("value", VALUES, ids=repr)
def test_what_boto3_has_written_is_read_as_it_was(value):
    assert _as_value(TypeSerializer().serialize(value)) == value


@pytest.mark.parametrize("value", VALUES, ids=repr)
def test_boto3_reads_what_was_written(value):
    assert TypeDeserializer().deserialize(_as_attribute(value)) == value


def test_a_tuple_is_a_list():
    assert _as_attribute(("a",)) == {"L": [{"S": "a"}]}


@pytest.mark.parametrize("value", [1.5, b"bytes", {"a"}], ids=repr)
def test_what_no_lead_has_is_not_written(value):
    with pytest.raises(TypeError, match="an item holds no"):
        _as_attribute(value)


@pytest.mark.parametrize("attribute", [{"B": b"bytes"}, {"SS": ["a"]}], ids=repr)
def test_what_no_lead_has_is_not_read(attribute):
    with pytest.raises(TypeError, match="an item of ours holds no"):
        _as_value(attribute)
