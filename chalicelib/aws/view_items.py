"""What the clinic sees of a lead as items beside it: one for each entry of a list, and counters.

The lead remembers what was written of it, so that each save writes the difference, in its own transaction. Items of
lists go with the lead; what was counted stays.
"""

import zlib
from collections import Counter
from collections.abc import Iterable
from dataclasses import asdict
from hashlib import blake2b
from itertools import groupby
from typing import Any

from chalicelib.leads.lead import Lead
from chalicelib.leads.views.entry import Entry
from chalicelib.leads.views.tally import Cell, Tally
from chalicelib.leads.views.views import Views
from chalicelib.leads.written import Counted, Written

ENTRY, COUNTER = "entry-", "counter-"
"""How the ids of these items begin."""

COUNTERS = "counters"
"""The view in which counters stand."""

SLICES = 8
"""Items that a cell is counted in. Transactions that meet in one item cancel each other, and one campaign may fill a
cell; so a lead goes by its id."""

MOST_CHANGES = 90
"""In one transaction, which may have 100 items. What is left over is written with the next save."""

TransactItem = dict[str, Any]


def changes_of(lead: Lead, views: Views, table: str) -> tuple[Written, list[TransactItem]]:
    """What is written of the lead from now on, and the writes that lead there."""
    before, wanted = set(lead.written.entries), {name_of(entry): entry for entry in views.entries}
    counted, updates = _counted(lead, views.tallies, table)
    room = MOST_CHANGES - len(updates)
    gone = sorted(before - set(wanted))
    places = {_place(name) for name in wanted}
    deletes = [name for name in gone if _place(name) not in places][:room]
    puts = sorted(set(wanted) - before)[: room - len(deletes)]
    replaced = {_place(name) for name in puts} | {_place(name) for name in deletes}
    kept = {name for name in before if _place(name) not in replaced}
    writes = [{"Delete": {"TableName": table, "Key": {"id": {"S": id_of(lead.id, name)}}}} for name in deletes]
    writes += [{"Put": {"TableName": table, "Item": _item(lead.id, name, wanted[name])}} for name in puts]
    return Written(tuple(sorted(kept | set(puts))), counted), [*writes, *updates]


def name_of(entry: Entry) -> str:
    """The name that a lead knows an entry by: of its place, and of what it says there."""
    return f"{_digest(entry.view, entry.slot)}.{_digest(entry)}"


def id_of(lead_id: str, name: str) -> str:
    """The id of the item of that entry: one for each place, so that a lead is in it once."""
    return f"{ENTRY}{lead_id}-{_place(name)}"


def _place(name: str) -> str:
    return name.partition(".")[0]


def _item(lead_id: str, name: str, entry: Entry) -> dict[str, Any]:
    facts = {fact: value for fact, value in asdict(entry.facts).items() if value}
    values = {"view": entry.view.value, "key": entry.key, "lead_id": lead_id, "name": name, **facts}
    return {"id": {"S": id_of(lead_id, name)}} | {attribute: {"S": value} for attribute, value in values.items()}


def _counted(lead: Lead, tallies: Iterable[Tally], table: str) -> tuple[tuple[Counted, ...], list[TransactItem]]:
    """As what the enquiries of the lead are counted from now on, and the updates of counters that lead there. What an
    enquiry was counted as that is not kept any more stays counted, and is forgotten."""
    cells: dict[str, Cell] = {}
    counted = []
    for enquiry_id, own in groupby(sorted(tallies, key=_by_enquiry), _by_enquiry):
        ones = list(own)
        counter = _counter_id(ones[0].cell, lead.id)
        cells[counter] = ones[0].cell
        counted.append(Counted(enquiry_id, counter, tuple(sorted(one.name for one in ones))))
    changes: dict[str, Counter[str]] = {}
    for one, step in (*((one, 1) for one in counted), *((one, -1) for one in lead.written.counted)):
        if lead.has(one.enquiry_id):
            for name in one.names:
                changes.setdefault(one.counter, Counter())[name] += step
    updates = []
    for counter, steps in changes.items():
        some = {name: step for name, step in steps.items() if step}
        if some:
            updates.append(_update(counter, cells.get(counter), some, table))
    return tuple(counted), updates


def _by_enquiry(tally: Tally) -> str:
    return tally.enquiry_id


def _counter_id(cell: Cell, lead_id: str) -> str:
    return f"{COUNTER}{cell.week}-{_digest(cell)}-{zlib.crc32(lead_id.encode()) % SLICES}"


def _update(counter: str, cell: Cell | None, steps: dict[str, int], table: str) -> TransactItem:
    """Add to the numbers of a counter; with its cell, where there is something new of it."""
    own = {"view": COUNTERS, "key": counter.removeprefix(COUNTER), **asdict(cell)} if cell else {}
    texts = {f"#t{number}": name for number, name in enumerate(own)}
    numbers = {f"#n{number}": name for number, name in enumerate(steps)}
    add = ", ".join(f"{name} :{name[1:]}" for name in numbers)
    put = ", ".join(f"{name} = :{name[1:]}" for name in texts)
    values: dict[str, Any] = {f":{name[1:]}": {"S": own[text]} for name, text in texts.items()}
    values |= {f":{name[1:]}": {"N": str(steps[number])} for name, number in numbers.items()}
    return {
        "Update": {
            "TableName": table,
            "Key": {"id": {"S": counter}},
            "UpdateExpression": f"ADD {add}" + (f" SET {put}" if put else ""),
            "ExpressionAttributeNames": texts | numbers,
            "ExpressionAttributeValues": values,
        }
    }


def _digest(*parts: object) -> str:
    return blake2b(repr(parts).encode(), digest_size=5).hexdigest()
