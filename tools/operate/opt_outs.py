"""A list of people who want no emails, as the program that was used before exports it.

It has an address in each line, or a table with a column of them, whatever else the table tells. listmonk
(https://listmonk.app/docs/querying-and-segmentation) and Mautic call that column "email", Mailchimp
(https://mailchimp.com/help/view-export-contacts/) calls it "Email Address".
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from chalicelib.leads.figures.delimited import Line, lines_of
from chalicelib.leads.forms.email_address import ascii_address
from chalicelib.leads.forms.fault import Faulty
from chalicelib.leads.text import tidy_code

_TITLES = frozenset({"email", "emails", "emailaddress", "emailaddresses", "subscriberemail", "contactemail"})
"""What the column is called, in small letters alone."""


@dataclass(frozen=True, slots=True)
class OptOuts:
    """`misread` are the numbers of the lines that hold no address there, from 1."""

    addresses: tuple[str, ...]
    misread: tuple[int, ...]


def read_opt_outs(content: bytes) -> OptOuts:
    """What the file tells. Raises Unreadable if it is no table, ValueError if nobody can say which column is meant."""
    lines = lines_of(content)
    titled = _titled(lines[0]) if lines else []
    place = _only(titled or _filled(lines))
    read = [(line.number, _address(line, place)) for line in (lines[1:] if titled else lines)]
    return OptOuts(
        tuple(address for _, address in read if address), tuple(number for number, address in read if not address)
    )


def _titled(header: Line) -> list[int]:
    return [place for place, cell in enumerate(header.cells) if re.sub(r"[^a-z]", "", cell.lower()) in _TITLES]


def _filled(lines: Sequence[Line]) -> list[int]:
    """The columns that hold an address anywhere."""
    return sorted({place for line in lines for place in range(len(line.cells)) if _address(line, place)})


def _only(places: Sequence[int]) -> int:
    if not places:
        raise ValueError("no column of the file holds email addresses")
    if len(places) > 1:
        columns = " and ".join(str(place + 1) for place in places)
        raise ValueError(f"columns {columns} hold email addresses: leave the one of those who want no emails")
    return places[0]


def _address(line: Line, place: int) -> str:
    try:
        return ascii_address(tidy_code(line.cells[place])) if place < len(line.cells) else ""
    except Faulty:
        return ""
