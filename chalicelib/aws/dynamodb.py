"""Leads in DynamoDB: one item per person, one per mailbox, and sparse indexes of what is due and of suspects."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from dataclasses import replace
from datetime import datetime
from heapq import merge
from typing import TYPE_CHECKING, Any

from botocore.config import Config
from botocore.exceptions import ClientError

from chalicelib.aws.calls import calling
from chalicelib.aws.clients import client
from chalicelib.aws.items import SHARDS, quarantine_of, to_item, to_lead, to_mailbox
from chalicelib.aws.view_items import changes_of
from chalicelib.aws.views import DynamoLists
from chalicelib.aws.writes import check_of, put_of, put_of_mailbox, update_of, why_cancelled
from chalicelib.leads.lead import Due, Lead, Queue
from chalicelib.leads.mailing.mailbox import Mailbox
from chalicelib.leads.views.entry import sortable
from chalicelib.leads.views.views import Views
from chalicelib.use_cases.budget import Budget
from chalicelib.use_cases.failures import Conflict, Exhausted, Unavailable
from chalicelib.use_cases.lists import Page, Suspected
from chalicelib.use_cases.ports import DueLead

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient

IN_TIME = Config(connect_timeout=1, read_timeout=3, retries={"mode": "standard", "total_max_attempts": 3})
"""A visitor who waits gets an answer before the web function's own time is up, even when DynamoDB gives none."""

DIGEST = "digest"
"""The id of an item that is no lead and never expires: through when suspects were told to the clinic."""

KEY = "lead-id-key"
"""The id of another: the fingerprint of the key that all ids in the table are made with."""

MOST_TURNS = 4
"""How often a write is made before it gives up: a transaction takes milliseconds."""


class DynamoStore:
    """A `ports.Store` and `lists.Suspects`."""

    def __init__(self, client: "DynamoDBClient", table: str) -> None:
        self._client = client
        self._table = table

    @property
    def lists(self) -> DynamoLists:
        """What the clinic looks at, in the same table."""
        return DynamoLists(self._client, self._table)

    def load(self, lead_id: str) -> Lead | None:
        item = self._get(lead_id, "load")
        return to_lead(item) if item else None

    def load_mailbox(self, mailbox_id: str) -> Mailbox:
        item = self._get(mailbox_id, "load_mailbox")
        return to_mailbox(item) if item else Mailbox(mailbox_id)

    def save(
        self,
        lead: Lead,
        budgets: Sequence[Budget] = (),
        mailbox: Mailbox | None = None,
        must_be_open: str = "",
        views: Views | None = None,
    ) -> Lead:
        written, changes = changes_of(lead, views, self._table) if views else (lead.written, [])
        saved = replace(lead, revision=lead.revision + 1, written=written)
        puts = [put_of(self._table, to_item(saved), lead.revision)]
        if mailbox is not None:
            puts.append(put_of_mailbox(self._table, mailbox))
        with calling("save"):
            try:
                if mailbox is None and not budgets and not must_be_open and not changes:
                    self._client.put_item(**puts[0])
                else:
                    writes: Any = [*({"Put": one} for one in puts), *changes]
                    writes += [{"Update": update_of(self._table, budget)} for budget in budgets]
                    writes += [{"ConditionCheck": check_of(self._table, must_be_open)}] if must_be_open else []
                    self._client.transact_write_items(TransactItems=writes)
            except self._faster_writes as error:
                raise Conflict(lead.id) from error
            except self._client.exceptions.TransactionCanceledException as error:
                raise why_cancelled(error, len(puts), is_checked=bool(must_be_open)) from error
        return saved

    def save_mailbox(self, mailbox: Mailbox) -> None:
        with calling("save_mailbox"):
            try:
                self._client.put_item(**put_of_mailbox(self._table, mailbox))
            except self._faster_writes as error:
                raise Conflict(mailbox.id) from error

    @property
    def _faster_writes(self) -> tuple[type[ClientError], ...]:
        """How DynamoDB says that another write was faster: it is done, or it is a transaction that is under way."""
        exceptions = self._client.exceptions
        return exceptions.ConditionalCheckFailedException, exceptions.TransactionConflictException

    def due(self, now: datetime, queue: Queue | None = None) -> Iterator[DueLead]:
        shards = [self._due_in(shard, now, queue) for shard in range(SHARDS)]
        return merge(*shards, key=lambda found: found.due.at)

    def _due_in(self, shard: int, now: datetime, queue: Queue | None) -> Iterator[DueLead]:
        """Page by page, as far as they are asked for."""
        values = {":shard": {"S": str(shard)}, ":now": {"S": sortable(now)}}
        of_queue: Any = {"FilterExpression": "queue = :queue"} if queue else {}
        if queue:
            values[":queue"] = {"S": queue.value}
        pages = self._client.get_paginator("query").paginate(
            TableName=self._table,
            IndexName="due",
            KeyConditionExpression="due_shard = :shard AND due_at <= :now",
            ExpressionAttributeValues=values,
            **of_queue,
        )
        with calling("due"):
            for page in pages:
                for item in page["Items"]:
                    due = Due(datetime.fromisoformat(item["due_at"]["S"]), Queue(item["queue"]["S"]))
                    yield DueLead(item["id"]["S"], due)

    def between(self, since: datetime, until: datetime, most: int, page: str = "") -> Page:
        period = {":since": {"S": sortable(since)}, ":until": {"S": sortable(until)}}
        start: Any = {"ExclusiveStartKey": _read_page(page)} if page else {}
        with calling("between"):
            answer = self._client.query(
                TableName=self._table,
                IndexName="suspects",
                KeyConditionExpression="suspects = :all AND suspected_at BETWEEN :since AND :until",
                ExpressionAttributeValues={":all": {"S": "all"}, **period},
                ScanIndexForward=False,
                Limit=most,
                **start,
            )
        found = [Suspected(item["id"]["S"], suspect) for item in answer["Items"] for suspect in quarantine_of(item)]
        latest_first = sorted(found, key=lambda one: one.suspect.enquiry.at, reverse=True)
        return Page(tuple(latest_first), _page_after(answer.get("LastEvaluatedKey")))

    def delete(self, lead_id: str) -> None:
        with calling("delete"):
            self._in_turn(lambda: self._client.delete_item(TableName=self._table, Key={"id": {"S": lead_id}}))

    def digest_sent_through(self) -> datetime | None:
        item = self._get(DIGEST, "digest_sent_through")
        return datetime.fromisoformat(item["sent_through"]["S"]) if item else None

    def note_digest_sent(self, through: datetime) -> None:
        item: Any = {"id": {"S": DIGEST}, "sent_through": {"S": sortable(through)}}
        with calling("note_digest_sent"):
            self._in_turn(lambda: self._client.put_item(TableName=self._table, Item=item))

    def spend(self, budget: Budget) -> None:
        with calling("spend"):
            try:
                self._in_turn(lambda: self._client.update_item(**update_of(self._table, budget)))
            except self._client.exceptions.ConditionalCheckFailedException as error:
                raise Exhausted from error

    def _in_turn(self, write: Callable[[], object]) -> None:
        """Make a write that depends on nothing that was read, again if a transaction on its item is under way."""
        for _ in range(MOST_TURNS - 1):
            with suppress(self._client.exceptions.TransactionConflictException):
                write()
                return
        write()

    def knows_key(self, fingerprint: str) -> bool:
        """Whether the fingerprint of a key is kept, which then is this one. Raises Unavailable for any other key."""
        known = self._get(KEY, "knows_key")
        if known:
            _compare(known, fingerprint)
        return bool(known)

    def hold_to_key(self, fingerprint: str) -> None:
        if not self.knows_key(fingerprint):
            _compare(self._keep_key(fingerprint), fingerprint)

    def _keep_key(self, fingerprint: str) -> Any:
        """What is kept of the key: that of the first one, should two come at once."""
        with calling("hold_to_key"):
            return self._client.update_item(
                TableName=self._table,
                Key={"id": {"S": KEY}},
                UpdateExpression="SET fingerprint = if_not_exists(fingerprint, :own)",
                ExpressionAttributeValues={":own": {"S": fingerprint}},
                ReturnValues="ALL_NEW",
            )["Attributes"]

    def _get(self, item_id: str, place: str) -> Any:
        with calling(place):
            answer = self._client.get_item(TableName=self._table, Key={"id": {"S": item_id}}, ConsistentRead=True)
        return answer.get("Item")


def _compare(known: Any, fingerprint: str) -> None:
    if known["fingerprint"]["S"] != fingerprint:
        raise Unavailable("knows_key", "the ids in this table were made with another LEAD_ID_KEY")


def connect(table: str) -> DynamoStore:
    """The leads in that table, found through the standard chain."""
    return DynamoStore(client("dynamodb", IN_TIME), table)


def _page_after(last: Any) -> str:
    return f"{last['suspected_at']['S']}/{last['id']['S']}" if last else ""


def _read_page(page: str) -> Any:
    """Where a page begins. What no page of ours names is an index of nothing."""
    suspected_at, _, lead_id = page.partition("/")
    return {"id": {"S": lead_id}, "suspects": {"S": "all"}, "suspected_at": {"S": suspected_at}}
