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

BOOKINGS = frozenset({Outcome.BOOKED, Outcome.ATTENDED})


@dataclass(frozen=True, slots=True)
class Tally:
    """How many people met a version and asked, and how many of them came to book."""

    people: int = 0
    booked: int = 0

    @property
    def interval(self) -> tuple[float, float]:
        """Within which the share of those who book lies (Wilson, 1927)."""
        if not self.people:
            return 0.0, 1.0
        share, weight = self.booked / self.people, Z * Z / self.people
        middle = share + weight / 2
        spread = Z * math.sqrt(share * (1 - share) / self.people + weight / self.people / 4)
        return max((middle - spread) / (1 + weight), 0.0), min((middle + spread) / (1 + weight), 1.0)


@dataclass(frozen=True, slots=True)
class Verdict:
    """By how much the share of those who book is higher with B than with A: between `least` and `most`. `better` is
    None as long as there is no verdict."""

    least: float
    most: float
    better: Version | None


def verdict_on(a: Tally, b: Tally) -> Verdict:
    """Which version brings more bookings of those who ask, if that can be told (Newcombe, 1998, method 10)."""
    difference = _share(b) - _share(a)
    (low_a, high_a), (low_b, high_b) = a.interval, b.interval
    least = difference - math.hypot(_share(b) - low_b, high_a - _share(a))
    most = difference + math.hypot(high_b - _share(b), _share(a) - low_a)
    if a.booked + b.booked < FEWEST_BOOKINGS or least <= 0 <= most:
        return Verdict(least, most, None)
    return Verdict(least, most, Version.B if least > 0 else Version.A)


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


def _share(tally: Tally) -> float:
    return tally.booked / tally.people if tally.people else 0.0
