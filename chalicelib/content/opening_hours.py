"""When a clinic is open: its hours on each day of the week."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import time
from itertools import pairwise

from chalicelib.content.authored import written
from chalicelib.leads.hours import WEEKDAYS, Span

_TIME = r"([01][0-9]|2[0-3]):[0-5][0-9]"
_SPAN = f"{_TIME}-{_TIME}"

HOURS_OF_A_DAY = written("hours like 10:00-19:00 or 10:00-13:00, 16:00-20:00", f"{_SPAN}(, {_SPAN})*")


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
    times = [time.fromisoformat(one) for one in re.split("-|, ", written)]
    if any(later <= earlier for earlier, later in pairwise(times)):
        raise ValueError(f"clinic.toml: {day} under [hours] has {written}, and each time comes after the one before it")
    return tuple(map(Span, times[::2], times[1::2]))
