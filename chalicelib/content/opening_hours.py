"""When a clinic is open: its hours on each day of the week."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import time
from itertools import pairwise

from chalicelib.content.authored import written
from chalicelib.leads.owed.hours import MIDNIGHT, WEEKDAYS, Span

_TIME = r"([01][0-9]|2[0-3]):[0-5][0-9]"
_SPAN = f"{_TIME}-{_TIME}"
_LAST = f"{_TIME}-({_TIME}|24:00)"

HOURS_OF_A_DAY = written("hours like 10:00-19:00 or 10:00-13:00, 16:00-24:00", f"({_SPAN}, )*{_LAST}")


@dataclass(frozen=True, slots=True)
class OpeningHours:
    """The hours of each day on which the clinic opens, by its name in WEEKDAYS, in the order of the week."""

    days: tuple[tuple[str, tuple[Span, ...]], ...]

    @property
    def runs(self) -> list[tuple[str, str, tuple[Span, ...]]]:
        """Days in a row with the same hours: the first, the last, and those hours."""
        runs: list[tuple[str, str, tuple[Span, ...]]] = []
        for day, spans in self.days:
            first, last, before = runs[-1] if runs else ("", "", ())
            if before == spans and WEEKDAYS.index(day) == WEEKDAYS.index(last) + 1:
                runs[-1] = (first, day, spans)
            else:
                runs.append((day, day, spans))
        return runs


def read_hours(data: Mapping[str, str]) -> OpeningHours | None:
    """The hours as written for each day, None if none are. Raises ValueError if a day closes before it opens."""
    days = tuple((day, _spans(day, data[day])) for day in WEEKDAYS if day in data)
    return OpeningHours(days) if days else None


def _spans(day: str, written: str) -> tuple[Span, ...]:
    told = re.split("-|, ", written)
    times = [MIDNIGHT if one == "24:00" else time.fromisoformat(one) for one in told]
    # The last one may be the midnight in which the day ends, whichever way it is written.
    before_midnight = times[:-1] if times[-1] == MIDNIGHT else times
    if any(later <= earlier for earlier, later in pairwise(before_midnight)):
        raise ValueError(f"clinic.toml: {day} under [hours] has {written}, and each time comes after the one before it")
    return tuple(map(Span, times[::2], times[1::2]))
