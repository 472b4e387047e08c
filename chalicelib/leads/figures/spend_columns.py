"""The file of an ad platform that we do not know: somebody says, once, which of its columns is which."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from chalicelib.leads.figures.delimited import Unreadable, lines_of
from chalicelib.leads.figures.spend import Columns
from chalicelib.leads.views.origin import plain

FEWEST_CELLS = 3
"""A day, a campaign and a cost."""

MOST_COLUMNS = 60
LONGEST_TITLE = 80

NEEDED = ("day", "campaign", "amount")
"""Of `Columns`; each of the others may be missing."""

CHOSEN = (*NEEDED, "creative", "until")


@dataclass(frozen=True, slots=True)
class Header:
    """What a file calls its columns, each with what stands in the line below."""

    titles: tuple[str, ...]
    examples: tuple[str, ...]


def header_of(content: bytes) -> Header:
    """The first line that has as many cells as any, which is below the name of a report and above its sums. Raises
    Unreadable if none has enough."""
    lines = [line.cells for line in lines_of(content)]
    widest = max((_width(line) for line in lines), default=0)
    if widest < FEWEST_CELLS:
        raise Unreadable("no line of the file has cells enough")
    first = next(number for number, line in enumerate(lines) if _width(line) == widest)
    titles = tuple(cell.strip()[:LONGEST_TITLE] for cell in lines[first][:MOST_COLUMNS])
    below = [cell.strip()[:LONGEST_TITLE] for cell in (lines[first + 1 : first + 2] or [()])[0]]
    return Header(titles, tuple((*below, *[""] * len(titles))[: len(titles)]))


def columns_named(header: Header, source: str, places: Mapping[str, int]) -> Columns | None:
    """The columns of that source, chosen by their places in its header; None if one that is needed is not."""
    named = {
        name: re.escape(header.titles[place].lower())
        for name, place in places.items()
        if name in CHOSEN and 0 <= place < len(header.titles) and header.titles[place]
    }
    if not plain(source) or any(name not in named for name in NEEDED):
        return None
    return Columns(plain(source), **{name: named.get(name, "") for name in CHOSEN})


def _width(line: Sequence[str]) -> int:
    return sum(1 for cell in line if cell.strip())
