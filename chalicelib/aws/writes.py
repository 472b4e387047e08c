"""What is written into the table, and on which condition, in DynamoDB's words."""

from dataclasses import replace
from typing import TYPE_CHECKING, Any, cast

from botocore.exceptions import ClientError

from chalicelib.aws.items import mailbox_to_item
from chalicelib.leads.caps import BOUNCES_ALLOWED, GUIDES_FOR_A_BOUNCE
from chalicelib.leads.mailing.mailbox import Mailbox
from chalicelib.use_cases.budget import Budget
from chalicelib.use_cases.failures import Conflict, Exhausted, Shut, Unavailable

if TYPE_CHECKING:
    from mypy_boto3_dynamodb.type_defs import UpdateTypeDef

BUDGET = "budget-"
"""How the id of a budget begins."""

_NEW = "attribute_not_exists(id)"
_UNCHANGED = "revision = :read_revision"
_NOT_SPENT = "(attribute_not_exists(spent) OR spent < :limit)"
_NOT_BOUNCING = "(attribute_not_exists(strain) OR strain < :allowed OR strain < spent)"
"""`strain` is what would have to be spent to make up for the bounces: a condition can compare, but not multiply."""


def put_of(table: str, item: dict[str, Any], revision: int) -> dict[str, Any]:
    """A put of that item, unless it is not any more as it was read: of that revision, or not there if that is 0."""
    return {"TableName": table, "Item": item, **_if_unchanged(revision)}


def put_of_mailbox(table: str, mailbox: Mailbox) -> dict[str, Any]:
    """The same of a mailbox."""
    saved = replace(mailbox, revision=mailbox.revision + 1)
    return put_of(table, mailbox_to_item(saved), mailbox.revision)


def check_of(table: str, mailbox_id: str) -> dict[str, Any]:
    """That nothing bad is known of a mailbox: what is as usual is not written into items."""
    key, condition = {"id": {"S": mailbox_id}}, "attribute_not_exists(standing)"
    return {"TableName": table, "Key": key, "ConditionExpression": condition}


def update_of(table: str, budget: Budget) -> "UpdateTypeDef":
    """An update that spends of a budget, or gives back, or notes a bounce. To spend, there has to be enough left."""
    strain = budget.bounces * GUIDES_FOR_A_BOUNCE
    values = {":spends": budget.spends, ":strain": strain, ":expires_at": int(budget.expires_at.timestamp())}
    update: Any = {
        "TableName": table,
        "Key": {"id": {"S": f"{BUDGET}{budget.name}"}},
        "UpdateExpression": "ADD spent :spends, strain :strain SET expires_at = :expires_at",
    }
    if budget.spends > 0:
        values |= {":limit": budget.limit, ":allowed": BOUNCES_ALLOWED * GUIDES_FOR_A_BOUNCE}
        update["ConditionExpression"] = f"{_NOT_SPENT} AND {_NOT_BOUNCING}"
    update["ExpressionAttributeValues"] = {name: {"N": str(value)} for name, value in values.items()}
    return cast("UpdateTypeDef", update)


def why_cancelled(error: ClientError, puts: int, *, is_checked: bool) -> Exception:
    """Why a transaction did not happen: what was put comes first, then the budgets, then the mailbox to be checked."""
    reasons = [reason["Code"] for reason in error.response["CancellationReasons"]]
    # Two transactions on one item at once cancel each other: as good as another's save.
    if "ConditionalCheckFailed" in reasons[:puts] or "TransactionConflict" in reasons:
        return Conflict(*reasons)
    if is_checked and reasons[-1] == "ConditionalCheckFailed":
        return Shut()
    if set(reasons) == {"None", "ConditionalCheckFailed"}:
        return Exhausted()
    return Unavailable("save", " and ".join(reasons))


def _if_unchanged(revision: int) -> dict[str, Any]:
    if not revision:
        return {"ConditionExpression": _NEW}
    read_revision = {":read_revision": {"N": str(revision)}}
    return {"ConditionExpression": _UNCHANGED, "ExpressionAttributeValues": read_revision}
