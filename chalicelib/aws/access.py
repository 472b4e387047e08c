"""Links that sign in and sessions, in DynamoDB: items that go by themselves when their time is over."""

from datetime import datetime
from typing import TYPE_CHECKING, Any

from chalicelib.aws.calls import calling
from chalicelib.aws.clients import client
from chalicelib.aws.dynamodb import IN_TIME
from chalicelib.leads.staff.access import Session, Sessions, SignIn
from chalicelib.leads.views.entry import sortable
from chalicelib.use_cases.failures import Conflict

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient

SIGN_IN = "sign-in."
"""How the id of a link begins. The web function may delete only what has a full stop in its id: no lead."""

SESSIONS = "staff-"
"""How the id of the sessions of one of the staff begins."""


class DynamoAccess:
    """A `ports.Access`."""

    def __init__(self, client: "DynamoDBClient", table: str) -> None:
        self._client = client
        self._table = table

    def keep(self, sign_in: SignIn) -> None:
        values = {
            "id": {"S": f"{SIGN_IN}{sign_in.id}"},
            "staff_id": {"S": sign_in.staff_id},
            "page": {"S": sign_in.page},
            "until": {"S": sortable(sign_in.until)},
            "expires_at": _seconds(sign_in.until),
        }
        with calling("keep"):
            self._client.put_item(TableName=self._table, Item=values, ConditionExpression="attribute_not_exists(id)")

    def find(self, sign_in_id: str) -> SignIn | None:
        item = self._get(f"{SIGN_IN}{sign_in_id}")
        return _sign_in(item) if item else None

    def take(self, sign_in_id: str) -> SignIn | None:
        with calling("take"):
            try:
                answer = self._client.delete_item(
                    TableName=self._table,
                    Key={"id": {"S": f"{SIGN_IN}{sign_in_id}"}},
                    ConditionExpression="attribute_exists(id)",
                    ReturnValues="ALL_OLD",
                )
            except self._client.exceptions.ConditionalCheckFailedException:
                return None
        return _sign_in(answer["Attributes"])

    def sessions_of(self, staff_id: str) -> Sessions:
        item = self._get(f"{SESSIONS}{staff_id}")
        if not item:
            return Sessions(staff_id)
        kept = tuple(Session(one["M"]["id"]["S"], _moment(one["M"])) for one in item["sessions"]["L"])
        return Sessions(staff_id, kept, int(item["revision"]["N"]))

    def save(self, sessions: Sessions) -> None:
        kept = [{"M": {"id": {"S": one.id}, "until": {"S": sortable(one.until)}}} for one in sessions.sessions]
        values: dict[str, Any] = {
            "id": {"S": f"{SESSIONS}{sessions.staff_id}"},
            "sessions": {"L": kept},
            "revision": {"N": str(sessions.revision + 1)},
        }
        if sessions.expires_at:
            values["expires_at"] = _seconds(sessions.expires_at)
        read = {":read": {"N": str(sessions.revision)}}
        with calling("save"):
            try:
                self._client.put_item(
                    TableName=self._table,
                    Item=values,
                    ConditionExpression="attribute_not_exists(id) OR revision = :read",
                    ExpressionAttributeValues=read,
                )
            except self._client.exceptions.ConditionalCheckFailedException as error:
                raise Conflict(sessions.staff_id) from error

    def _get(self, item_id: str) -> Any:
        with calling("find"):
            answer = self._client.get_item(TableName=self._table, Key={"id": {"S": item_id}}, ConsistentRead=True)
        return answer.get("Item")


def connect(table: str) -> DynamoAccess:
    """What is kept of them in that table, found through the standard chain."""
    return DynamoAccess(client("dynamodb", IN_TIME), table)


def _sign_in(item: Any) -> SignIn:
    return SignIn(item["id"]["S"].removeprefix(SIGN_IN), item["staff_id"]["S"], item["page"]["S"], _moment(item))


def _moment(item: Any) -> datetime:
    return datetime.fromisoformat(item["until"]["S"])


def _seconds(at: datetime) -> dict[str, str]:
    return {"N": str(int(at.timestamp()))}
