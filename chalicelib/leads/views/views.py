"""All that the clinic sees of a lead."""

from dataclasses import dataclass

from chalicelib.leads.lead import Lead
from chalicelib.leads.owed.sequence import Rules
from chalicelib.leads.views.entries import entries_of, events_of
from chalicelib.leads.views.entry import Entry
from chalicelib.leads.views.tallies import tallies_of
from chalicelib.leads.views.tally import Tally


@dataclass(frozen=True, slots=True)
class Views:
    """Where a lead stands in the clinic's lists, and as what its enquiries count."""

    entries: frozenset[Entry] = frozenset()
    tallies: frozenset[Tally] = frozenset()


def views_of(lead: Lead, rules: Rules) -> Views:
    """What lists and counters are to hold of that lead: of a canary nothing."""
    if lead.is_synthetic:
        return Views()
    events = events_of(lead) if rules.tells_webhook else frozenset()
    return Views(entries_of(lead, rules.hours) | events, tallies_of(lead, rules.hours))
