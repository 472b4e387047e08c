"""A table as a file, as other programs and spreadsheets write it: lines of cells."""

import csv
import io
from collections.abc import Iterator
from dataclasses import dataclass

from chalicelib.errors import Explained


@dataclass(frozen=True, slots=True)
class Line:
    """`number` is where it begins in the file, from 1: a cell in quotes may go on over several lines."""

    number: int
    cells: tuple[str, ...]


class Unreadable(Explained):
    """The file is no table, or not the one that is looked for."""


def text_of(content: bytes) -> str:
    return content.decode("utf-16" if content[:2] in (b"\xff\xfe", b"\xfe\xff") else "utf-8-sig", errors="replace")


def lines_of(content: bytes) -> tuple[Line, ...]:
    """The lines of a file that have a word in them. Excel's own kind of CSV is UTF-16 with tabs; what is meant by a
    comma is a semicolon in half of Europe. Raises Unreadable."""
    text = text_of(content)
    try:
        return tuple(_numbered(text, max(",\t;", key=text.count)))
    except csv.Error as error:
        raise Unreadable("the file is no table that can be read") from error


def _numbered(text: str, separator: str) -> Iterator[Line]:
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator)
    begins = 1
    for cells in reader:
        if any(cell.strip() for cell in cells):
            yield Line(begins, tuple(cells))
        begins = reader.line_num + 1
