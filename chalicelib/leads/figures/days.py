"""A day, as platforms and spreadsheets write it: the same numbers are one day in London and another in New York."""

import re
from collections.abc import Iterable
from datetime import date
from enum import StrEnum

_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")

_WEEKDAY = r"(?:[a-z]{3,9},? )?"
_MONTH = r"(?P<month>jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*\.?"
_NAMED = (
    re.compile(rf"{_WEEKDAY}{_MONTH} (?P<day>[0-9]{{1,2}}),? (?P<year>20[0-9]{{2}})"),
    re.compile(rf"{_WEEKDAY}(?P<day>[0-9]{{1,2}})[ -]{_MONTH},?[ -](?P<year>20[0-9]{{2}})"),
)
_YEAR_FIRST = re.compile(r"(20[0-9]{2})[-/.]?([0-9]{2})[-/.]?([0-9]{2})(?:[t ].*)?")
_YEAR_LAST = re.compile(r"([0-9]{1,2})([-/.])([0-9]{1,2})\2(20[0-9]{2})(?: .*)?")


class Order(StrEnum):
    """Which of the two numbers before a year is the day's."""

    DAY_FIRST = "day-first"
    MONTH_FIRST = "month-first"


class TwoDays(Exception):
    """The day can be read as one of two."""


def order_of(texts: Iterable[str]) -> Order | None:
    """The order in which these days are written, None where they show none, or not the same."""
    shown = {_shown(found) for found in map(_YEAR_LAST.fullmatch, texts) if found} - {None}
    return shown.pop() if len(shown) == 1 else None


def read_day(text: str, order: Order | None = None) -> date | None:
    """The day that is written, "2026-03-02", "Mar 2, 2026", "2 March 2026", "02.03.2026" or "02/03/2026", None if none
    is. `order` is that of numbers of which either may be the month. Raises TwoDays where nobody has told it."""
    written = text.strip().lower()
    if found := _YEAR_FIRST.fullmatch(written):
        return _date(int(found[1]), int(found[2]), int(found[3]))
    for pattern in _NAMED:
        if found := pattern.fullmatch(written):
            return _date(int(found["year"]), _MONTHS.index(found["month"]) + 1, int(found["day"]))
    found = _YEAR_LAST.fullmatch(written)
    if found is None:
        return None
    known = _shown(found) or order
    if known is None and found[1] != found[3]:
        raise TwoDays
    day, month = (3, 1) if known is Order.MONTH_FIRST else (1, 3)
    return _date(int(found[4]), int(found[month]), int(found[day]))


def _shown(found: re.Match[str]) -> Order | None:
    """With points between the numbers nobody writes the month first."""
    if found[2] == "." or int(found[1]) > len(_MONTHS):
        return Order.DAY_FIRST
    return Order.MONTH_FIRST if int(found[3]) > len(_MONTHS) else None


def _date(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None
