"""Many pages of a list as one, as far as fits into one answer to a browser."""

import json
from collections.abc import Callable, Iterable
from datetime import UTC, timedelta

from chalicelib.leads.exports.spreadsheet import leads_table
from chalicelib.use_cases.lists import Listed, Listing
from chalicelib.use_cases.ports import Clock

MOST = 2500
"""Enquiries."""

MOST_WRITTEN = 2_500_000
"""Bytes, of the six million that an answer of Lambda's may have: the page that goes beyond may have a hundred messages
of the greatest length, in signs that take twelve bytes each on the way."""

ENOUGH = timedelta(seconds=10)
"""A function of the web has twenty."""


def gather(page_of: Callable[[str], Listing], page: str, clock: Clock) -> Listing:
    """The list from that page on, whole pages of it, and where it goes on, "" if it does not. Raises Unavailable."""
    until, found, written = clock() + ENOUGH, list[Listed](), 0
    while True:
        listing = page_of(page)
        found += listing.listed
        written += _size(listing.listed)
        page = listing.next
        if not page or len(found) >= MOST or written >= MOST_WRITTEN or clock() >= until:
            return Listing(tuple(found), page)


def _size(listed: Iterable[Listed]) -> int:
    """As a table, on its way to API Gateway."""
    return len(json.dumps(leads_table(((one.lead, one.lead.enquiry(one.enquiry_id)) for one in listed), UTC)))
