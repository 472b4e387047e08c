"""What the front desk's morning is made of, in memory."""

from collections.abc import Callable
from datetime import datetime

from chalicelib.leads.lead import Lead
from chalicelib.leads.views.entry import Entry, View, sortable
from chalicelib.leads.views.tally import Counts
from chalicelib.use_cases.failures import Unavailable
from chalicelib.use_cases.lists import Listed, Listing
from simulation.store import MemoryStore
from simulation.world import Fault, World


class MemoryLists:
    """Of a `ports.Lists` what a morning asks for. A list is made of all leads when it is asked for."""

    def __init__(self, world: World, store: MemoryStore) -> None:
        self._world = world
        self._store = store

    def to_call(self, until: datetime, most: int) -> Listing:
        return self._listing(View.CALLS, lambda _, entry: entry.key <= f"{sortable(until)}.", most)

    def booked(self, since: datetime, until: datetime, most: int) -> Listing:
        return self._listing(View.BOOKINGS, lambda _, entry: sortable(since) <= entry.key <= sortable(until), most)

    def visits(self, since: datetime, until: datetime, most: int) -> Listing:
        return self._listing(View.VISITS, lambda _, entry: sortable(since) <= entry.key < sortable(until), most)

    def bounced(self, since: datetime, until: datetime, most: int) -> Listing:
        return self._listing(View.BOUNCED, lambda _, entry: sortable(since) <= entry.key <= sortable(until), most)

    def counts(self, _first_week: str, _last_week: str) -> tuple[Counts, ...]:
        """None, so that no week is summed up: the email about one is played nowhere."""
        return ()

    def _listing(self, view: View, fits: Callable[[Lead, Entry], bool], most: int) -> Listing:
        found = self._world.call("list", lambda: self._found(view, fits), _unavailable)
        found.sort(key=lambda one: one[1].key)
        return Listing(tuple(Listed(lead, entry.facts.enquiry_id) for lead, entry in found[:most]))

    def _found(self, view: View, fits: Callable[[Lead, Entry], bool]) -> list[tuple[Lead, Entry]]:
        return [
            (lead, entry)
            for lead, entries in self._store.listed()
            for entry in entries
            if entry.view is view and fits(lead, entry)
        ]


def _unavailable(fault: Fault) -> Exception:
    return Unavailable("list", str(fault))
