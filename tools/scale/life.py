"""What one lead costs in its life, counted on the wire of the embedded AWS: calls, DynamoDB's units, and sizes."""

import json
import math
from collections import Counter
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from threading import get_ident
from typing import Any

from chalicelib.aws.clients import session
from chalicelib.aws.view_items import COUNTER, ENTRY
from chalicelib.leads.attempt import EmailKind
from chalicelib.leads.outcome import Outcome
from chalicelib.services import current
from chalicelib.use_cases.feedback import mark_outcome
from local.clock import LocalClock
from local.site import Site, start
from tools.bench.states import TYPED, Visitor

MORNING = datetime(2026, 3, 2, 4, tzinfo=UTC)
"""A Monday. A life that is measured again is the same."""

WRITTEN_AT_ONCE = 1024
"""Bytes of a write request unit: https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/read-write-operations.html"""

READ_AT_ONCE = 4096
"""Bytes of a read request unit, of a read that is consistent."""

_INDEX_KEYS = ("due_shard", "due_at", "queue")
_OF_A_LEAD = frozenset({"GetItem", "PutItem", "TransactWriteItems", "UpdateItem", "SendEmail", "SendMessageBatch"})
"""The rest is what Lambda's pollers do in place of the local run, and what the sweep does for all leads together."""

_OF_ALL = ("digest", "lead-id-key", "budget-morning-", "budget-weekly-")
"""How the ids of items begin that are of no one lead."""


@dataclass(frozen=True, slots=True)
class Life:
    """`writes` and `reads` are request units of the table and its indexes, `index_writes` those of the due index alone;
    `sizes` are bytes of the lead's item as it is stored first and last, `mail` of all its emails as sent."""

    calls: dict[str, int]
    writes: int
    index_writes: int
    reads: int
    emails: int
    attached: int
    mail: int
    wake_ups: int
    sizes: tuple[int, int]


def size_of(item: dict[str, Any]) -> int:
    """An item as DynamoDB counts it: names and values in UTF-8, and a little for each list, map and number.

    https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/CapacityUnitCalculations.html"""
    return sum(len(name.encode()) + _size_of(value) for name, value in item.items())


def _size_of(typed: dict[str, Any]) -> int:
    [(kind, value)] = typed.items()
    match kind:
        case "S":
            return len(value.encode())
        case "N":
            return math.ceil(len(value.strip("-0.")) / 2) + 1
        case "L":
            return 3 + sum(1 + _size_of(one) for one in value)
        case "M":
            return 3 + sum(1 + len(name.encode()) + _size_of(one) for name, one in value.items())
        case _:
            return 1


@dataclass(slots=True)
class Meter:
    """Listens to the clients of the service that are made after it, as they are used in this thread, and reckons what
    DynamoDB bills."""

    calls: Counter[str] = field(default_factory=Counter)
    writes: int = 0
    index_writes: int = 0
    list_writes: int = 0
    reads: int = 0
    sizes: dict[str, int] = field(default_factory=dict)
    first_sizes: dict[str, int] = field(default_factory=dict)
    _keys: dict[str, tuple[str, ...]] = field(default_factory=dict)
    _thread: int = field(default_factory=get_ident)

    def __post_init__(self) -> None:
        session().register("before-call", self._note)

    def _note(self, **call: Any) -> None:
        model, params = call["model"], call["params"]
        asked = json.loads(params["body"] or "{}") if model.name in _OF_A_LEAD else {}
        if not asked or _is_of_all(asked) or get_ident() != self._thread:
            return
        self.calls[model.name] += 1
        if model.service_model.service_name == "dynamodb":
            self._reckon(model.name, asked)

    def _reckon(self, operation: str, asked: dict[str, Any]) -> None:
        match operation:
            case "GetItem":
                self.reads += _units(self.sizes.get(asked["Key"]["id"]["S"], 0), READ_AT_ONCE)
            case "PutItem":
                self._write(asked["Item"])
            case "TransactWriteItems":
                for write in asked["TransactItems"]:
                    self.list_writes += _is_of_a_list(write)
                    # A transaction writes twice: to prepare, and to commit.
                    for _ in range(2):
                        self._write(write["Put"]["Item"] if "Put" in write else {})
            case _:
                self.writes += 1

    def _write(self, item: dict[str, Any]) -> None:
        """Without an item: a budget, or a check of a mailbox, of which each is within one unit."""
        self.writes += _units(size_of(item), WRITTEN_AT_ONCE)
        if not item:
            return
        lead_id = item["id"]["S"]
        self.sizes[lead_id] = size_of(item)
        self.first_sizes.setdefault(lead_id, self.sizes[lead_id])
        before = self._keys.get(lead_id, ())
        self._keys[lead_id] = after = tuple(item[name]["S"] for name in _INDEX_KEYS if name in item)
        if after != before:
            # A key that changes is deleted in one place and written in another.
            self.index_writes += bool(before) + bool(after)


def _is_of_all(asked: dict[str, Any]) -> bool:
    """Whether a call is for the front desk's news, which come once for all leads."""
    item_id: str = asked.get("Key", {}).get("id", {}).get("S", "")
    kinds = {tag["Value"] for tag in asked.get("EmailTags", ()) if tag["Name"] == "kind"}
    return item_id.startswith(_OF_ALL) or bool(kinds & {"digest", "morning", "weekly"})


def _is_of_a_list(write: dict[str, Any]) -> bool:
    """Whether a write of a transaction is one of the index of lists too."""
    [(_, asked)] = write.items()
    item_id: str = asked.get("Item", asked.get("Key"))["id"]["S"]
    return item_id.startswith((ENTRY, COUNTER))


def _units(size: int, at_once: int) -> int:
    return max(1, math.ceil(size / at_once))


def measure_life() -> Life:
    """The life of a lead who is called, agrees to the follow-ups of the campaign that ships, and lets all of them
    come."""
    meter = Meter()
    site = start(0, 0, clock=LocalClock(lambda: MORNING))
    try:
        return _live(site, meter)
    finally:
        site.stop()


def _live(site: Site, meter: Meter) -> Life:
    # From here on nothing is done in another thread, which is not listened to.
    site.functions.stop()
    Visitor(site).send(TYPED)
    site.functions.settle()
    services = current()
    lead_id = services.lead_id_of(TYPED["email"])
    lead = services.store.load(lead_id)
    for enquiry in lead.enquiries if lead else ():
        mark_outcome(lead_id, enquiry.id, Outcome.CALLED, leads=services.leads)
    site.functions.advance(timedelta(days=25))
    lead = services.store.load(lead_id)
    guides = [one for one in lead.attempts if one.attempt.email_id.kind is EmailKind.GUIDE] if lead else []
    return Life(
        calls=dict(sorted(meter.calls.items())),
        writes=meter.writes + meter.index_writes + meter.list_writes,
        index_writes=meter.index_writes,
        reads=meter.reads,
        emails=meter.calls["SendEmail"],
        attached=len(guides),
        mail=sum(len(email.raw) for email in site.cloud.mail.emails if "lead" in email.tags),
        wake_ups=meter.calls["SendMessageBatch"],
        sizes=(meter.first_sizes[lead_id], meter.sizes[lead_id]),
    )
