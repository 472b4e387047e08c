"""What ads have cost: the file that an ad platform gives out, read as it comes.

Above its header may stand what the report is called, below it sums; the currency stands in a column of its own, in the
name of a column, or nowhere. Google's and Meta's columns are known.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from chalicelib.errors import Explained
from chalicelib.leads.figures.amounts import TwoWays, decimal_mark, read_amount
from chalicelib.leads.figures.days import Order, TwoDays, order_of, read_day
from chalicelib.leads.figures.delimited import Line, Unreadable, lines_of
from chalicelib.leads.views.origin import plain
from chalicelib.leads.views.tally import week_name

MOST_BYTES = 2_000_000
LONGEST_PERIOD = 366

REST_OF_WEEK = timedelta(days=6)
"""Of a line that tells the day on which its week begins."""

NO_DAYS = "no line of the file names a day, a campaign and a cost: is it a report by day?"


@dataclass(frozen=True, slots=True)
class Spent:
    """What one creative has cost on a day, by the names that the ad's address has too."""

    day: date
    source: str
    campaign: str
    creative: str
    currency: str
    amount: Decimal

    @property
    def week(self) -> str:
        return week_name(self.day)


@dataclass(frozen=True, slots=True)
class Columns:
    """What a platform calls its columns, each by a pattern. `until` is the last day of a line, where it has more than
    one; a currency may be a group of `amount`."""

    source: str
    day: str
    until: str
    campaign: str
    creative: str
    amount: str
    currency: str = "currency( code)?"


PLATFORMS = (
    # https://support.google.com/google-ads/answer/9004364
    Columns("google", "day|week", "", "campaign( name)?", "ad name|ad group( name)?", "cost|spend"),
    # https://www.facebook.com/business/help/1710077379203657
    Columns(
        "meta",
        "day|reporting starts",
        "reporting ends",
        "campaign name",
        "ad name",
        r"amount spent( \((?P<currency>[a-z]{3})\))?",
    ),
)


@dataclass(frozen=True, slots=True)
class Spending:
    """What a file tells, by so many `lines`. `left_out` are lines below its header that are no day of an ad, like
    sums."""

    spent: tuple[Spent, ...]
    lines: int
    left_out: int

    @property
    def weeks(self) -> list[str]:
        return sorted({one.week for one in self.spent})


class Unclear(Explained):
    """A line of the file can be read in two ways, and nothing in the file tells which is meant. `line` is its number
    in the file, from 1, and `text` what stands there."""

    meant = ""

    def __init__(self, line: int, text: str) -> None:
        super().__init__(f"line {line}: {text} {self.meant}")
        self.line, self.text = line, text


class UnclearAmount(Unclear):
    meant = "has thousands or decimals: write it with two decimals"


class UnclearDay(Unclear):
    meant = "has the day first or the month: say DAYS=day-first or DAYS=month-first"


def read_spending(content: bytes, platforms: Sequence[Columns] = PLATFORMS, order: Order | None = None) -> Spending:
    """What that file tells. `order` is that of its days, where they do not show it themselves. Raises Unreadable if it
    is too large, no line of it is a header that we know, or no line below tells a day and an amount; UnclearAmount or
    UnclearDay."""
    if len(content) > MOST_BYTES:
        raise Unreadable(f"it is larger than {MOST_BYTES // 1_000_000} MB: take it in by parts, month by month")
    lines = lines_of(content)
    for above, line in enumerate(lines, start=1):
        for columns in platforms:
            places = _places(line.cells, columns)
            if places is not None:
                usual = REST_OF_WEEK if line.cells[places["day"]].strip().lower() == "week" else timedelta()
                return _read(
                    _cells(lines[above:], places), usual, columns.source, _currency_in(line.cells, columns), order
                )
    raise Unreadable(NO_DAYS)


def _places(header: Sequence[str], columns: Columns) -> Mapping[str, int] | None:
    """Where each column stands, None if the line is not that platform's header."""
    found: dict[str, int] = {}
    for name in ("day", "until", "campaign", "creative", "amount", "currency"):
        pattern = getattr(columns, name)
        places = [place for place, cell in enumerate(header) if re.fullmatch(pattern, cell.strip().lower())]
        if pattern and places:
            found[name] = places[0]
    return found if {"day", "campaign", "amount"} <= found.keys() else None


def _currency_in(header: Sequence[str], columns: Columns) -> str:
    """The one that the name of the column of amounts tells, "" if it tells none."""
    matches = (re.fullmatch(columns.amount, cell.strip().lower()) for cell in header)
    told = next((found.groupdict().get("currency") for found in matches if found), None)
    return (told or "").upper()


def _cells(lines: Sequence[Line], places: Mapping[str, int]) -> dict[int, dict[str, str]]:
    """What stands in the columns that count, by the number of the line."""
    return {
        line.number: {
            name: line.cells[place].strip() if place < len(line.cells) else "" for name, place in places.items()
        }
        for line in lines
    }


def _read(
    lines: Mapping[int, Mapping[str, str]], usual: timedelta, source: str, currency: str, order: Order | None
) -> Spending:
    """`usual` is from the first to the last day of a line that does not tell its last."""
    told = {number: cells for number, cells in lines.items() if cells["campaign"] and cells["day"]}
    mark = decimal_mark(cells["amount"] for cells in told.values())
    order = order_of(cells["day"] for cells in told.values()) or order
    spent, count = [], 0
    for number, cells in told.items():
        first, amount = _day(number, cells["day"], order), _amount(number, cells["amount"], mark)
        if first is None or amount is None:
            continue
        count += 1
        last = _day(number, cells.get("until", ""), order) or first + usual
        names = (source, plain(cells["campaign"]), plain(cells.get("creative", "")))
        for day, part in _by_day(first, last, amount):
            spent.append(Spent(day, *names, cells.get("currency", "").upper() or currency, part))
    if not spent:
        raise Unreadable(NO_DAYS)
    return Spending(tuple(spent), count, len(lines) - count)


def _day(number: int, text: str, order: Order | None) -> date | None:
    try:
        return read_day(text, order)
    except TwoDays as error:
        raise UnclearDay(number, text) from error


def _amount(number: int, text: str, mark: str) -> Decimal | None:
    try:
        return read_amount(text, mark)
    except TwoWays as error:
        raise UnclearAmount(number, text) from error


def _by_day(first: date, last: date, amount: Decimal) -> Iterator[tuple[date, Decimal]]:
    """An amount of several days, an equal part for each."""
    count = min(max((last - first).days, 0), LONGEST_PERIOD) + 1
    for day in range(count):
        yield first + timedelta(days=day), amount / count
