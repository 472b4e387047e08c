"""Which of two versions brings more bookings, if that can be told."""

import math
from collections.abc import Iterator
from dataclasses import dataclass

from chalicelib.leads.enquiry import Enquiry
from chalicelib.leads.lead import Lead
from chalicelib.leads.outcome import Outcome
from chalicelib.leads.variant import Variant, Version

Z = 2.576
"""Of 99 %: a report is looked at week after week, and each look is another chance to be misled."""

FEWEST_BOOKINGS = 10
"""Of both versions together. With fewer, one person more or less would turn the verdict."""

EVEN = 0.5

BOOKINGS = frozenset({Outcome.BOOKED, Outcome.ATTENDED})


@dataclass(frozen=True, slots=True)
class Tally:
    """How many people met a version and asked, and how many of them came to book."""

    people: int = 0
    booked: int = 0


def interval_of(count: int, total: int, z: float) -> tuple[float, float]:
    """Within which a true share lies of which `count` of `total` were seen (Wilson, 1927); of nothing it may be
    anything. `z` says how surely: between it and its negative are so many of a normal distribution."""
    if not total:
        return 0.0, 1.0
    share, weight = count / total, z * z / total
    middle = share + weight / 2
    spread = z * math.sqrt(share * (1 - share) / total + weight / total / 4)
    return max((middle - spread) / (1 + weight), 0.0), min((middle + spread) / (1 + weight), 1.0)


def judged(a: Tally, b: Tally) -> tuple[float, float]:
    """Within which the part of all bookings lies that the second version brings. As many visitors meet one as the
    other, so without a difference each brings half. How many of those who ask come to book says less: a headline may
    bring more people who ask, and with them more who book."""
    return interval_of(b.booked, a.booked + b.booked, Z)


def verdict_on(a: Tally, b: Tally) -> Version | None:
    """Which version brings more bookings, None as long as that may be chance."""
    least, most = judged(a, b)
    if a.booked + b.booked < FEWEST_BOOKINGS or least <= EVEN <= most:
        return None
    return Version.B if least > EVEN else Version.A


def tried_on(lead: Lead) -> Iterator[tuple[Enquiry, Variant]]:
    """What was tried on a person, with the enquiry by which they count: once in each test, by the first version that
    they met."""
    seen = set()
    for enquiry in lead.enquiries:
        if enquiry.variant is not None and enquiry.variant.test not in seen:
            seen.add(enquiry.variant.test)
            yield enquiry, enquiry.variant


def has_booked_since(lead: Lead, met: Enquiry) -> bool:
    """Whether they booked by any enquiry once they had met it."""
    marks = (mark for mark in lead.outcomes if mark.undone_at is None and mark.at >= met.at)
    return any(mark.outcome in BOOKINGS for mark in marks)
