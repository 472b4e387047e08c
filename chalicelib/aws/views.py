"""The lists that the clinic looks at, from the one index that they stand in, and the counters beside them."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import fields
from datetime import datetime
from typing import TYPE_CHECKING, Any

from chalicelib.aws.calls import calling
from chalicelib.aws.items import to_lead
from chalicelib.aws.view_items import COUNTERS
from chalicelib.aws.view_queries import Filter, query_of
from chalicelib.aws.view_search import ByTerm
from chalicelib.leads.lead import Lead
from chalicelib.leads.views.entry import View, sortable
from chalicelib.leads.views.search import Search
from chalicelib.leads.views.tally import Cell, Counts, counts_of
from chalicelib.use_cases.failures import Unavailable
from chalicelib.use_cases.lists import Listed, Listing, Wanted
from chalicelib.use_cases.ports import Told

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient

READ_AT_MOST = 1000
"""Entries that one query looks at where not every one fits."""

QUERIES_AT_MOST = 10
"""That fill one page. The page after it looks further."""

TRIES = 3
"""For leads that DynamoDB leaves out of its answer because it is busy."""

TOLD = "webhook"
"""The id of an item that is no lead: how far the clinic's own system was told."""

Shown = Callable[[str, Lead], bool]
"""Whether the entry of a lead with that key is shown."""


def _always(_key: str, _lead: Lead) -> bool:
    return True


class DynamoLists:
    """A `lists.Lists` and `ports.Events`."""

    def __init__(self, client: "DynamoDBClient", table: str) -> None:
        self._client = client
        self._table = table

    def to_call(self, until: datetime, most: int, page: str = "") -> Listing:
        # A key goes on behind its time with " ", and "." comes after that.
        asked = query_of(View.CALLS, "#key <= :until", {":until": f"{sortable(until)}."}, page)
        return self._page(asked, most)

    def booked(self, since: datetime, until: datetime, most: int) -> Listing:
        return self._within(View.BOOKINGS, since, until, most)

    def visits(self, since: datetime, until: datetime, most: int) -> Listing:
        return self._within(View.VISITS, since, until - datetime.resolution, most)

    def visits_before(self, before: datetime, most: int, page: str = "") -> Listing:
        asked = query_of(View.VISITS, "#key < :before", {":before": sortable(before)}, page)
        return self._page({**asked, "ScanIndexForward": False}, most)

    def bounced(self, since: datetime, until: datetime, most: int) -> Listing:
        return self._within(View.BOUNCED, since, until, most)

    def unheard_since(self, before: datetime, most: int) -> Listing:
        return self._page(query_of(View.HEARD, "#key < :before", {":before": sortable(before)}, ""), most)

    def after(self, place: str, until: datetime, most: int) -> tuple[Told, ...]:
        # No place of another begins with this one, so what comes right behind it is the next.
        places = {":after": f"{place} ", ":until": f"{sortable(until)} "}
        if places[":after"] > places[":until"]:
            return ()
        with calling("events"):
            answer = self._client.query(
                TableName=self._table, Limit=most, **query_of(View.EVENTS, "#key BETWEEN :after AND :until", places, "")
            )
        entries = [_texts(item) for item in answer["Items"]]
        leads = self._leads({entry["lead_id"] for entry in entries})
        return tuple(
            Told(entry["key"], leads[entry["lead_id"]], entry["row"]) for entry in entries if any(_listed(entry, leads))
        )

    def told_through(self) -> str:
        with calling("told_through"):
            answer = self._client.get_item(TableName=self._table, Key={"id": {"S": TOLD}}, ConsistentRead=True)
        return answer["Item"]["through"]["S"] if "Item" in answer else ""

    def note_told(self, through: str) -> None:
        with calling("note_told"):
            self._client.put_item(TableName=self._table, Item={"id": {"S": TOLD}, "through": {"S": through}})

    def newest(self, wanted: Wanted, most: int, page: str = "") -> Listing:
        facts = {one.name: str(getattr(wanted, one.name) or "") for one in fields(wanted)}
        filters = [
            Filter(f"#{name} = :{name}", {f"#{name}": name}, {f":{name}": value})
            for name, value in facts.items()
            if value
        ]
        asked = query_of(View.ENQUIRIES, "", {}, page, filters)
        return self._page({**asked, "ScanIndexForward": False}, most)

    def found(self, search: Search, most: int, page: str = "") -> Listing:
        terms = [search.phone] if search.phone else sorted(search.words, key=len, reverse=True)
        # A page goes on with the term that the one before it was found by.
        going_on = [term for term in terms if page.startswith(term)][:1]
        start = page if going_on else ""
        ways = [ByTerm(search, term) for term in going_on or terms]
        for way in ways:
            entries, last = self._read(way.query(start), most, 1)
            # Half a town has some names. The term that the fewest share is the one whose entries come to an end.
            if len(entries) == most or not last:
                return self._listing(entries, last, way.is_met_first)
        return self._page(ways[0].query(start), most, ways[0].is_met_first) if ways else Listing(())

    def counts(self, first_week: str, last_week: str) -> tuple[Counts, ...]:
        cells: dict[Cell, dict[str, int]] = {}
        for item in self._counters(first_week, last_week):
            numbers = cells.setdefault(Cell(*(item[one.name]["S"] for one in fields(Cell))), {})
            for name, value in item.items():
                if "N" in value:
                    numbers[name] = numbers.get(name, 0) + int(value["N"])
        # Of a cell whose enquiries all turned out to be spam nothing is left but zeros.
        return tuple(counts_of(cell, numbers) for cell, numbers in cells.items() if any(numbers.values()))

    def _counters(self, first_week: str, last_week: str) -> Iterator[Mapping[str, Any]]:
        # A key goes on behind its week with "-", and "." comes right after that.
        weeks = {":first": first_week, ":last": f"{last_week}."}
        asked = query_of(COUNTERS, "#key BETWEEN :first AND :last", weeks, "")
        with calling("counts"):
            for page in self._client.get_paginator("query").paginate(TableName=self._table, **asked):
                yield from page["Items"]

    def _within(self, view: View, since: datetime, until: datetime, most: int) -> Listing:
        times = {":since": sortable(since), ":until": sortable(until)}
        return self._page(query_of(view, "#key BETWEEN :since AND :until", times, ""), most)

    def _page(self, asked: Mapping[str, Any], most: int, is_shown: Shown = _always) -> Listing:
        return self._listing(*self._read(asked, most, QUERIES_AT_MOST), is_shown)

    def _read(self, asked: Mapping[str, Any], most: int, queries: int) -> tuple[list[dict[str, str]], dict[str, str]]:
        """The first so many entries of what is asked for, and the last that was looked at, if there are more."""
        limit = READ_AT_MOST if "FilterExpression" in asked else most + 1
        entries: list[dict[str, str]] = []
        last: Any = {}
        for _ in range(queries):
            with calling("list"):
                answer = self._client.query(TableName=self._table, Limit=limit, **asked)
            entries += [_texts(item) for item in answer["Items"]]
            last = answer.get("LastEvaluatedKey", {})
            if len(entries) > most:
                return entries[:most], entries[most - 1]
            if len(entries) == most or not last:
                break
            asked = {**asked, "ExclusiveStartKey": last}
        return entries, _texts(last)

    def _listing(
        self, entries: Sequence[Mapping[str, str]], last: Mapping[str, str], is_shown: Shown = _always
    ) -> Listing:
        """What those of these entries stand for that are shown, by one read of leads."""
        leads = self._leads({entry["lead_id"] for entry in entries})
        listed = dict.fromkeys(
            one for entry in entries for one in _listed(entry, leads) if is_shown(entry["key"], one.lead)
        )
        return Listing(tuple(listed), f"{last['key']}/{last['id']}" if last else "")

    def _leads(self, lead_ids: set[str]) -> dict[str, Lead]:
        """Those that are there, read as they were last written."""
        keys: Sequence[Any] = [{"id": {"S": lead_id}} for lead_id in lead_ids]
        found: dict[str, Lead] = {}
        for _ in range(TRIES):
            if not keys:
                return found
            with calling("list"):
                answer = self._client.batch_get_item(RequestItems={self._table: {"Keys": keys, "ConsistentRead": True}})
            leads = [to_lead(item) for item in answer["Responses"].get(self._table, [])]
            found |= {lead.id: lead for lead in leads}
            left = answer["UnprocessedKeys"].get(self._table)
            keys = left["Keys"] if left else []
        if keys:
            raise Unavailable("list", f"{len(keys)} leads were not read")
        return found


def _listed(entry: Mapping[str, str], leads: Mapping[str, Lead]) -> Iterator[Listed]:
    """What an entry stands for, if its lead says so too: a save may not have reached the index."""
    lead = leads.get(entry["lead_id"])
    if lead is not None and lead.enquiries and entry["name"] in lead.written.entries:
        yield Listed(lead, entry.get("enquiry_id") or lead.enquiries[-1].id)


def _texts(attributes: Mapping[str, Any]) -> dict[str, str]:
    return {name: value["S"] for name, value in attributes.items()}
