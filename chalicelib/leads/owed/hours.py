"""When the clinic is open, so that somebody can call: people wait by its clock, and a night counts for nothing."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from itertools import count, takewhile
from zoneinfo import ZoneInfo

WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")


MIDNIGHT = time()


@dataclass(frozen=True, slots=True)
class Span:
    """From `opens` until `closes`, on one day, with whose end it ends where it closes at MIDNIGHT."""

    opens: time
    closes: time


@dataclass(frozen=True, slots=True)
class OpenHours:
    """The hours of each weekday, in the zone of the clinic. It is closed on a weekday that is left out and on holidays,
    but not on all: it opens again at some time."""

    days: Mapping[str, tuple[Span, ...]]
    zone: ZoneInfo
    holidays: frozenset[date] = frozenset()

    def next_open(self, at: datetime) -> datetime:
        """The first moment at or after `at` at which it is open."""
        return self.after_open_time(at, timedelta())

    def next_morning(self, at: datetime) -> datetime:
        """When it opens for the first time on a later day than that of `at`."""
        return self.opening_on(at.astimezone(self.zone).date() + timedelta(days=1))

    def opening_on(self, day: date) -> datetime:
        """When it opens for the first time on that day, or on the next one on which it does."""
        return self.next_open(datetime.combine(day, time(), self.zone))

    def opening_before(self, day: date) -> datetime:
        """When it opened for the first time on the last earlier day on which it did."""
        openings = (self.opening_on(day - timedelta(days=back)) for back in count(1))
        return next(opened for opened in openings if opened.astimezone(self.zone).date() < day)

    def after_open_time(self, start: datetime, duration: timedelta) -> datetime:
        """The first moment at which it is open and has been for so long since `start`."""
        left, spans = duration, self._open_from(start)
        opens, closes = next(spans)
        while opens + left >= closes:
            left -= closes - opens
            opens, closes = next(spans)
        return opens + left

    def open_time_between(self, start: datetime, end: datetime) -> timedelta:
        """For how long it is open from `start` to `end`."""
        spans = takewhile(lambda span: span[0] < end, self._open_from(start))
        return sum((min(closes, end) - opens for opens, closes in spans), timedelta())

    def _open_from(self, start: datetime) -> Iterator[tuple[datetime, datetime]]:
        """Each time it is open from `start` on, in UTC: there no day has 23 hours or 25."""
        day = start.astimezone(self.zone).date()
        while True:
            for span in () if day in self.holidays else self.days.get(WEEKDAYS[day.weekday()], ()):
                last = day + timedelta(days=span.closes == MIDNIGHT)
                opens, closes = self._moment(day, span.opens), self._moment(last, span.closes)
                if closes > start:
                    yield max(opens, start.astimezone(UTC)), closes
            day += timedelta(days=1)

    def _moment(self, day: date, at: time) -> datetime:
        return datetime.combine(day, at, self.zone).astimezone(UTC)
