"""moto made quick keeps DynamoDB's promises, those that the service relies on."""

import boto3
import pytest
from botocore.exceptions import ClientError

KEY = {"id": {"S": "lead1"}}

VALUES = {
    "map": {"M": {"list": {"L": [{"N": "1.5"}, {"NULL": True}, {"BOOL": False}, {"M": {}}, {"L": []}]}}},
    "bytes": {"B": b"\x00\xff"},
    "sets": {"M": {"strings": {"SS": ["a", "b"]}, "numbers": {"NS": ["1", "2"]}}},
}


def given_back(site, values: dict[str, object]) -> dict[str, object]:
    client, table = boto3.client("dynamodb"), site.cloud.environment["LEADS_TABLE"]
    client.put_item(TableName=table, Item={**KEY, **values})
    return client.get_item(TableName=table, Key=KEY)["Item"]


def test_a_value_of_each_type_comes_back_as_it_was_put(site):
    assert given_back(site, VALUES) == {**KEY, **VALUES}


def test_an_item_that_is_too_large_is_refused(site):
    with pytest.raises(ClientError, match="Item size has exceeded"):
        given_back(site, {"list": {"L": [{"S": "y" * 405_000}]}})


def test_a_transaction_that_is_cancelled_changes_nothing(site):
    client, table = boto3.client("dynamodb"), site.cloud.environment["LEADS_TABLE"]
    client.put_item(TableName=table, Item={**KEY, "spent": {"N": "1"}})
    spend = {
        "TableName": table,
        "Key": KEY,
        "UpdateExpression": "ADD spent :one",
        "ExpressionAttributeValues": {":one": {"N": "1"}},
    }
    other = {"TableName": table, "Item": {"id": {"S": "lead2"}}}
    refused = {"TableName": table, "Key": {"id": {"S": "lead3"}}, "ConditionExpression": "attribute_exists(id)"}

    with pytest.raises(client.exceptions.TransactionCanceledException):
        client.transact_write_items(TransactItems=[{"Update": spend}, {"Put": other}, {"ConditionCheck": refused}])

    assert client.scan(TableName=table)["Items"] == [{**KEY, "spent": {"N": "1"}}]
