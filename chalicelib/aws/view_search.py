"""How the index of people is searched: it is read by one term, and each entry is tried for the others."""

from dataclasses import dataclass
from typing import Any

from chalicelib.aws.view_items import name_of
from chalicelib.aws.view_queries import Filter, query_of
from chalicelib.leads.lead import Lead
from chalicelib.leads.views.entries import terms_of
from chalicelib.leads.views.entry import View
from chalicelib.leads.views.search import Search


@dataclass(frozen=True, slots=True)
class ByTerm:
    """A search, and the one of its terms that the index is read by."""

    search: Search
    term: str

    def query(self, page: str) -> dict[str, Any]:
        """Of those with something that begins so, from that page on."""
        filters = [
            Filter(f"contains(#text, :term{number})", {"#text": "text"}, {f":term{number}": f" {term}"})
            for number, term in enumerate(self._others)
        ]
        return query_of(self._view, "begins_with(#key, :first)", {":first": self.term}, page, filters)

    def is_met_first(self, key: str, lead: Lead) -> bool:
        """Whether the search meets the lead by that key first. It stands in the index by each of its words, and pages
        know nothing of each other."""
        fitting = (
            one.key
            for one in terms_of(lead)
            if one.view is self._view
            and one.key.startswith(self.term)
            and all(f" {term}" in one.facts.text for term in self._others)
            and name_of(one) in lead.written.entries
        )
        return key == min(fitting, default=key)

    @property
    def _others(self) -> list[str]:
        return [term for term in (self.search.phone, *self.search.words) if term not in ("", self.term)]

    @property
    def _view(self) -> View:
        return View.PHONES if self.search.phone else View.WORDS
