"""Somebody outside the service who does something, at some time, and again until it is done."""

from collections.abc import Callable
from urllib.parse import urlsplit

from chalicelib.content.links import Action
from chalicelib.leads.lead import Lead
from simulation.site import Site

MINUTE, HOUR = 60.0, 3600.0

INSISTS = 20
"""So often a request is made again that was not answered."""


class Doer:
    """What all of them can do."""

    def __init__(self, site: Site) -> None:
        self.site = site
        self.world = site.world
        self.ledger = site.world.ledger
        self.random = site.world.random
        self._seen: set[str] = set()

    def later(self, seconds: float, work: Callable[[], object]) -> None:
        """Once the world is calm, nobody does anything any more."""

        def start() -> None:
            if not self.world.is_calm:
                self.world.start(work)

        self.world.after(seconds, start)

    def insist(self, succeeds: Callable[[], bool]) -> bool:
        for _ in range(INSISTS):
            if succeeds():
                return True
            self.world.sleep(self.random.uniform(5, 120))
        return False

    def is_first(self, occasion: str) -> bool:
        if occasion in self._seen:
            return False
        self._seen.add(occasion)
        return True

    def stored(self, lead_id: str) -> Lead | None:
        return self.site.store.as_stored(lead_id)

    def path(self, action: Action, name: str) -> str:
        return urlsplit(self.site.links.signed(action, name)).path

    def count(self, what: str) -> None:
        self.ledger.counts[what] += 1
