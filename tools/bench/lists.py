"""What it takes to open the clinic's pages with so many leads: calls, DynamoDB's read units, and our own CPU.

In place of AWS there is something that answers as DynamoDB does, from sorted entries that the store itself has made,
and counts. It says nothing of how long AWS takes to answer.
"""

import json
import re
import time
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from typing import Any

import boto3
from botocore.awsrequest import AWSPreparedRequest, AWSResponse
from moto.core.botocore_stubber import MockRawResponse

from chalicelib.aws.items import to_item
from chalicelib.aws.view_items import changes_of
from chalicelib.aws.views import DynamoLists
from chalicelib.leads.attribution import Touch
from chalicelib.leads.changes import new_lead, set_outcome
from chalicelib.leads.enquiry import Contact, Enquiry
from chalicelib.leads.lead import Lead
from chalicelib.leads.outcome import Outcome
from chalicelib.leads.owed.sequence import Rules
from chalicelib.leads.views.search import read_search
from chalicelib.leads.views.views import views_of
from chalicelib.use_cases.lists import Wanted
from tools.scale.life import READ_AT_ONCE, size_of

NOW = datetime(2026, 3, 2, 7, tzinfo=UTC)
YEAR = timedelta(days=365)
SHOWN = 50
FIRST = ("Muhammad", "Amina", "Bilal", "Sana", "آمنہ", "Zoë", "Hamza", "Fatima", "Usman", "Ayesha")
LAST = ("Khan", "Malik", "Ahmed", "Hussain", "Iqbal", "Siddiqui", "Raza", "Chaudhry", "Qureshi", "Butt", "Mirza")


@dataclass(frozen=True, slots=True)
class Opened:
    """A page that was opened with so many leads in the table."""

    page: str
    leads: int
    calls: int
    reads: float
    cpu: float


@dataclass(slots=True)
class Aws:
    """Answers as the index `views` and the table do."""

    leads: int
    rules: Rules
    calls: int = 0
    reads: float = 0
    cpu: float = 0
    _entries: dict[str, list[tuple[str, str, str]]] = field(default_factory=lambda: defaultdict(list))
    _counters: dict[str, dict[str, Any]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        for number in range(self.leads):
            for write in changes_of(*self._made(number), "leads")[1]:
                self._take(write)
        for counter, item in self._counters.items():
            self._entries["counters"].append((item["key"]["S"], counter, json.dumps(item)))
        for entries in self._entries.values():
            entries.sort()

    def _made(self, number: int) -> tuple[Lead, Any]:
        lead = lead_of(number, self.leads)
        return lead, views_of(lead, self.rules)

    def _take(self, write: dict[str, Any]) -> None:
        if "Put" in write:
            item = write["Put"]["Item"]
            self._entries[item["view"]["S"]].append((item["key"]["S"], item["id"]["S"], json.dumps(item)))
            return
        update = write["Update"]
        names, values = update["ExpressionAttributeNames"], update["ExpressionAttributeValues"]
        own = self._counters.setdefault(update["Key"]["id"]["S"], {"id": update["Key"]["id"]})
        for short, name in names.items():
            value = values[f":{short[1:]}"]
            before = int(own.get(name, {"N": "0"}).get("N", "0"))
            own[name] = {"N": str(before + int(value["N"]))} if "N" in value else value

    def answer(self, request: AWSPreparedRequest, **_: Any) -> AWSResponse:
        started = time.process_time()
        headers: Any = request.headers
        body: Any = request.body
        self.calls += 1
        answer = getattr(self, headers["X-Amz-Target"].decode().split(".")[1])(json.loads(body))
        of_json: Any = {"Content-Type": "application/json"}
        self.cpu += time.process_time() - started
        return AWSResponse(request.url, 200, of_json, MockRawResponse(json.dumps(answer).encode()))

    def Query(self, asked: dict[str, Any]) -> dict[str, Any]:  # noqa: N802 - AWS's
        values = {name: value["S"] for name, value in asked["ExpressionAttributeValues"].items()}
        entries = self._entries[values[":view"]]
        low, high = values.get(":first", ""), values.get(":until", values.get(":last", "\U0010ffff"))
        if "begins_with" in asked["KeyConditionExpression"]:
            high = low + "\U0010ffff"
        within = entries[bisect_left(entries, (low,)) : bisect_left(entries, (high, "\U0010ffff"))]
        if not asked.get("ScanIndexForward", True):
            within.reverse()
        limit = asked.get("Limit", len(within))
        items = [json.loads(text) for _, _, text in within[:limit]]
        self.reads += max(1, -(-sum(map(size_of, items)) // READ_AT_ONCE)) / 2
        found = [item for item in items if _fits(item, asked.get("FilterExpression", ""), asked, values)]
        last = {name: items[-1][name] for name in ("id", "view", "key")} if limit < len(within) else None
        return {"Items": found, **({"LastEvaluatedKey": last} if last else {})}

    def BatchGetItem(self, asked: dict[str, Any]) -> dict[str, Any]:  # noqa: N802 - AWS's
        ids = [key["id"]["S"] for key in asked["RequestItems"]["leads"]["Keys"]]
        items = [self._stored(int(lead_id)) for lead_id in ids]
        self.reads += sum(-(-size_of(item) // READ_AT_ONCE) for item in items)
        return {"Responses": {"leads": items}, "UnprocessedKeys": {}}

    def _stored(self, number: int) -> dict[str, Any]:
        lead, views = self._made(number)
        return to_item(replace(lead, written=changes_of(lead, views, "leads")[0], revision=1))


def _fits(item: dict[str, Any], condition: str, asked: dict[str, Any], values: dict[str, str]) -> bool:
    """Whether an item has what a filter of `DynamoLists` asks for: texts within texts, or the same."""
    names = asked["ExpressionAttributeNames"]
    within = re.findall(r"contains\((#\w+), (:\w+)\)", condition)
    same = re.findall(r"(#\w+) = (:\w+)", condition)
    has = {name: item.get(attribute, {"S": ""}).get("S", "") for name, attribute in names.items()}
    return all(values[value] in has[name] for name, value in within) and all(
        values[value] == has[name] for name, value in same
    )


def lead_of(number: int, leads: int) -> Lead:
    """One of so many, who came over a year; the desk has called nine in ten of them."""
    at = NOW - YEAR * number / leads
    name = f"{FIRST[number % len(FIRST)]} {LAST[number % len(LAST)]}"
    contact = Contact(name, f"person.{number}@example.com", f"+92300{number:07}")
    touch = Touch(utm_source=("meta", "google")[number % 2], utm_content=f"creative-{number % 7}")
    lead = new_lead(
        f"{number:026}", Enquiry("e1", at, "dry-needling", "en", contact, "", guide=True, consents=(), touch=touch)
    )
    return lead if number % 10 == 0 else set_outcome(lead, "e1", Outcome.CALLED, at + timedelta(minutes=20))


def open_pages(leads: int, rules: Rules) -> Iterator[Opened]:
    """Open each page of the clinic's once, with so many leads."""
    aws = Aws(leads, rules)
    session = boto3.Session("nobody", "nobody", region_name="us-east-1")
    session.events.register("before-send", aws.answer)  # type: ignore[arg-type]
    lists = DynamoLists(session.client("dynamodb"), "leads")
    pages: dict[str, Callable[[], Any]] = {
        "who to call": lambda: lists.to_call(NOW + timedelta(days=1), SHOWN),
        "all leads": lambda: lists.newest(Wanted(), SHOWN),
        "all leads, of one source": lambda: lists.newest(Wanted(source="meta"), SHOWN),
        "a search by phone": lambda: lists.found(read_search("0300 0000042", "PK"), SHOWN),
        "a search by name": lambda: lists.found(read_search("amina khan", "PK"), SHOWN),
        "the report of a quarter": lambda: lists.counts("2025-W49", "2026-W10"),
    }
    for page, read in pages.items():
        aws.calls, aws.reads, aws.cpu = 0, 0, 0
        started = time.process_time()
        read()
        yield Opened(page, leads, aws.calls, aws.reads, time.process_time() - started - aws.cpu)
