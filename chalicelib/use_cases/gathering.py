"""Many pages of a list as one, as far as fits into one answer to a browser."""

from collections.abc import Callable
from datetime import timedelta

from chalicelib.use_cases.ports import Clock, Listed, Listing

MOST = 2500
"""Enquiries. Each is a kilobyte or two, and seven at most with the longest message in Urdu; an answer of Lambda's may
have six megabytes."""

MOST_WRITTEN = 400_000
"""Characters of messages, of which each may take six bytes on the way."""

ENOUGH = timedelta(seconds=10)
"""A function of the web has twenty."""


def gather(page_of: Callable[[str], Listing], page: str, clock: Clock) -> Listing:
    """The list from that page on, whole pages of it, and where it goes on, "" if it does not. Raises Unavailable."""
    until, found, written = clock() + ENOUGH, list[Listed](), 0
    while True:
        listing = page_of(page)
        found += listing.listed
        written += sum(len(one.lead.enquiry(one.enquiry_id).message) for one in listing.listed)
        page = listing.next
        if not page or len(found) >= MOST or written >= MOST_WRITTEN or clock() >= until:
            return Listing(tuple(found), page)
