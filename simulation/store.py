"""A `ports.Store` and `ports.Suspects` in memory that behaves as DynamoDB does."""

from bisect import bisect_right, insort
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from functools import partial
from heapq import merge
from typing import Any

from chalicelib.aws.items import (
    SHARDS,
    from_values,
    mailbox_to_item,
    to_item,
    to_lead,
    to_mailbox,
    to_values,
)
from chalicelib.leads.caps import BOUNCES_ALLOWED, GUIDES_FOR_A_BOUNCE
from chalicelib.leads.enquiry import Suspect
from chalicelib.leads.lead import Due, Lead, Queue
from chalicelib.leads.mailing.mailbox import Mailbox
from chalicelib.leads.quarantine import is_held
from chalicelib.leads.views.entry import Entry, sortable
from chalicelib.leads.views.views import Views
from chalicelib.use_cases.budget import Budget
from chalicelib.use_cases.failures import Conflict, Exhausted, Shut, Unavailable
from chalicelib.use_cases.lists import Page, Suspected
from chalicelib.use_cases.ports import DueLead
from simulation.world import Fault, World

LAG = 0.05
"""How often the due index is behind the table, and by how many seconds at most."""
LONGEST_LAG = 10.0


@dataclass(frozen=True, order=True, slots=True)
class _Entry:
    """What the due index knows of an item."""

    due_at: str
    lead_id: str
    queue: str
    shard: int


@dataclass(frozen=True, slots=True)
class _Row:
    """A lead as written. `is_dressed` says that each value is wrapped in its type, as DynamoDB wants it."""

    item: dict[str, Any]
    is_dressed: bool
    entry: _Entry | None

    @property
    def revision(self) -> int:
        return int(self.item["revision"]["N"] if self.is_dressed else self.item["revision"])

    @property
    def lead(self) -> Lead:
        return to_lead(self.item) if self.is_dressed else from_values(self.item)


class MemoryStore:
    """Every lead is written and read through the converters of the real store. Wrapping the values, which takes
    four times as long as all the rest of it, is done for the leads of the sample."""

    def __init__(self, world: World, is_in_sample: Callable[[str], bool]) -> None:
        self._world = world
        self._is_in_sample = is_in_sample
        self._rows: dict[str, _Row] = {}
        self._stored: dict[str, Lead] = {}
        self._views: dict[str, tuple[Lead, frozenset[Entry]]] = {}
        self._mailboxes: dict[str, dict[str, Any]] = {}
        self._budgets: Counter[str] = Counter()
        self._bounces: Counter[str] = Counter()
        self._digest_sent_through: datetime | None = None
        self._suspected_at: datetime | None = None
        self._indexed: dict[str, _Entry] = {}
        self._shards: list[list[_Entry]] = [[] for _ in range(SHARDS)]
        self._soonest: datetime | None = None

    def load(self, lead_id: str) -> Lead | None:
        row = self._world.call("load", lambda: self._rows.get(lead_id), _unavailable)
        return row.lead if row else None

    def load_mailbox(self, mailbox_id: str) -> Mailbox:
        return self._world.call("load_mailbox", lambda: self._mailbox(mailbox_id), _unavailable)

    def save_mailbox(self, mailbox: Mailbox) -> None:
        self._world.call("save_mailbox", lambda: self._put_mailbox(mailbox), self._conflict_or_outage(mailbox.id))

    def save(
        self,
        lead: Lead,
        budgets: Sequence[Budget] = (),
        mailbox: Mailbox | None = None,
        must_be_open: str = "",
        views: Views | None = None,
    ) -> Lead:
        saved = replace(lead, revision=lead.revision + 1)
        row = _dressed(saved) if self._is_in_sample(lead.id) else _undressed(saved)

        def put() -> None:
            self._put(lead, saved, row, budgets, mailbox, must_be_open)
            self._views[lead.id] = saved, views.entries if views else frozenset()

        self._world.call("save", put, self._conflict_or_outage(lead.id, is_transaction=bool(budgets)))
        return saved

    def _conflict_or_outage(self, written: str, *, is_transaction: bool = False) -> Callable[[Fault], Exception]:
        def error(fault: Fault) -> Exception:
            # A write to the same budget cancels a transaction, and a transaction on the same item refuses a write.
            if fault is Fault.THROTTLED and (is_transaction or self._world.random.getrandbits(1)):
                return Conflict(written)
            # boto3 asks again by itself, and then meets its own write; a transaction has a token against that.
            if fault is Fault.ANSWER_LOST and not is_transaction and self._world.random.getrandbits(1):
                return Conflict(written)
            return _unavailable(fault)

        return error

    def hold_to_key(self, fingerprint: str) -> None:
        """There is but one."""

    def due(self, now: datetime, queue: Queue | None = None) -> Iterator[DueLead]:
        for entry in merge(*(self._due_in(shard, now) for shard in self._shards)):
            if queue in (None, entry.queue):
                yield DueLead(entry.lead_id, Due(datetime.fromisoformat(entry.due_at), Queue(entry.queue)))

    def _due_in(self, shard: list[_Entry], now: datetime) -> Iterator[_Entry]:
        yield from self._world.call("due", partial(_until, shard, now), _unavailable)

    def between(self, since: datetime, until: datetime, most: int, page: str = "") -> Page:
        found = self._world.call("between", lambda: self._suspected(since, until), _unavailable)
        start = int(page or 0)
        return Page(tuple(found[start : start + most]), str(start + most) if start + most < len(found) else "")

    def delete(self, lead_id: str) -> None:
        self._world.call("delete", lambda: self._rows.pop(lead_id, None), _unavailable)

    def digest_sent_through(self) -> datetime | None:
        return self._world.call("digest_sent_through", lambda: self._digest_sent_through, _unavailable)

    def note_digest_sent(self, through: datetime) -> None:
        self._world.call("note_digest_sent", lambda: self._note_digest_sent(through), _unavailable)

    def spend(self, budget: Budget) -> None:
        self._world.call("spend", lambda: self._spend([budget]), _unavailable)

    def is_anything_due(self) -> bool:
        """This is not asked on AWS, where an idle sweep costs nothing. Here it saves asking in vain each minute."""
        return self._soonest is not None and self._soonest <= self._world.now

    def is_anybody_untold(self) -> bool:
        """The same for the digest."""
        through = self._digest_sent_through
        return self._suspected_at is not None and (through is None or self._suspected_at > through)

    def has_begun(self, day: date) -> bool:
        """The same for the morning of that day."""
        return self._budgets[f"morning-{day}"] > 0

    def as_stored(self, lead_id: str) -> Lead | None:
        """What the world knows of a lead, without a call that could fail."""
        row = self._rows.get(lead_id)
        return row.lead if row else None

    def listed(self) -> Iterable[tuple[Lead, frozenset[Entry]]]:
        """All leads that were saved, with where they stand in lists."""
        return self._views.values()

    def leads(self) -> list[Lead]:
        """Everything as it is stored, for the judge."""
        return [row.lead for row in self._rows.values()]

    def _put(
        self,
        read: Lead,
        saved: Lead,
        row: _Row,
        budgets: Sequence[Budget] = (),
        mailbox: Mailbox | None = None,
        must_be_open: str = "",
    ) -> None:
        if not self._is_unchanged(read):
            self._world.ledger.counts["writes: came too late"] += 1
            raise Conflict(read.id)
        if must_be_open and not self._mailbox(must_be_open).is_open:
            raise Shut
        if mailbox is not None and self._mailbox(mailbox.id).revision != mailbox.revision:
            raise Conflict(mailbox.id)
        self._spend(budgets)
        if mailbox is not None:
            self._put_mailbox(mailbox)
        self._rows[read.id] = row
        if saved.quarantine:
            at = saved.quarantine[-1].enquiry.at
            self._suspected_at = max(at, self._suspected_at or at)
        before, self._stored[read.id] = self._stored.get(read.id), saved
        self._world.ledger.saved(before, saved, self._world.now, self._world.invocation)
        if self._world.chance(LAG):
            self._world.after(self._world.random.uniform(0, LONGEST_LAG), partial(self._index, read.id))
        else:
            self._index(read.id)

    def _spend(self, budgets: Sequence[Budget]) -> None:
        if any(budget.spends > 0 and self._is_exhausted(budget) for budget in budgets):
            raise Exhausted
        for budget in budgets:
            self._budgets[budget.name] += budget.spends
            self._bounces[budget.name] += budget.bounces

    def _is_exhausted(self, budget: Budget) -> bool:
        spent, bounces = self._budgets[budget.name], self._bounces[budget.name]
        return spent >= budget.limit or (bounces >= BOUNCES_ALLOWED and bounces * GUIDES_FOR_A_BOUNCE >= spent)

    def _suspected(self, since: datetime, until: datetime) -> list[Suspected]:
        """Only leads in which something is found are read, which takes far longer than to look."""

        def is_within(suspect: Suspect) -> bool:
            return since <= suspect.enquiry.at <= until

        held = [one for one in self._rows if is_held(one) and any(map(is_within, self._stored[one].quarantine))]
        read = ((one, suspect) for one in held for suspect in self._rows[one].lead.quarantine)
        found = [Suspected(one, suspect) for one, suspect in read if is_within(suspect)]
        return sorted(found, key=lambda one: one.suspect.enquiry.at, reverse=True)

    def _note_digest_sent(self, through: datetime) -> None:
        self._digest_sent_through = through

    def _mailbox(self, mailbox_id: str) -> Mailbox:
        item = self._mailboxes.get(mailbox_id)
        return to_mailbox(item) if item else Mailbox(mailbox_id)

    def _put_mailbox(self, mailbox: Mailbox) -> None:
        if self._mailbox(mailbox.id).revision != mailbox.revision:
            raise Conflict(mailbox.id)
        self._mailboxes[mailbox.id] = mailbox_to_item(replace(mailbox, revision=mailbox.revision + 1))

    def _is_unchanged(self, read: Lead) -> bool:
        stored = self._rows.get(read.id)
        return read.revision == (stored.revision if stored else 0)

    def _index(self, lead_id: str) -> None:
        """Bring the index up to what the row is by now."""
        before = self._indexed.pop(lead_id, None)
        if before:
            shard = self._shards[before.shard]
            del shard[bisect_right(shard, before) - 1]
        entry = self._rows[lead_id].entry
        if entry:
            insort(self._shards[entry.shard], entry)
            self._indexed[lead_id] = entry
        first = [shard[0].due_at for shard in self._shards if shard]
        self._soonest = datetime.fromisoformat(min(first)) if first else None


def _dressed(lead: Lead) -> _Row:
    """Only an item that has all keys of the due index is in it."""
    item = to_item(lead)
    entry = None
    if "due_at" in item and "due_shard" in item:
        entry = _Entry(item["due_at"]["S"], lead.id, item["queue"]["S"], int(item["due_shard"]["S"]))
    return _Row(item, True, entry)


def _undressed(lead: Lead) -> _Row:
    values = to_values(lead)
    entry = None
    if "due_at" in values and "due_shard" in values:
        entry = _Entry(values["due_at"], lead.id, values["queue"], int(values["due_shard"]))
    return _Row(values, False, entry)


def _until(shard: list[_Entry], now: datetime) -> list[_Entry]:
    return shard[: bisect_right(shard, _Entry(sortable(now), "~", "", 0))]


def _unavailable(fault: Fault) -> Exception:
    return Unavailable("the table", str(fault))
