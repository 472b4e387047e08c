"""Which of two versions brings more bookings, if that can be told."""

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from chalicelib.leads.lead import Lead
from chalicelib.leads.outcome import Outcome
from chalicelib.leads.variant import Version

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


def tallies(leads: Iterable[Lead], test: str) -> Mapping[Version, Tally]:
    """What each version of that test has come to. A person counts once, by the first version that they met."""
    found = dict.fromkeys(Version, Tally())
    for lead in leads:
        met = next((one for one in lead.enquiries if one.variant and one.variant.test == test), None)
        if met is not None and met.variant is not None:
            marks = (mark for mark in lead.outcomes if mark.undone_at is None and mark.at >= met.at)
            has_booked = any(mark.outcome in BOOKINGS for mark in marks)
            tally = found[met.variant.version]
            found[met.variant.version] = Tally(tally.people + 1, tally.booked + has_booked)
    return found


def _share(tally: Tally) -> float:
    return tally.booked / tally.people if tally.people else 0.0
