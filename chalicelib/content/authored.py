"""What authors write into TOML files, checked before anything is made of it. What is wrong is named, and where."""

import json
import re
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, replace
from datetime import date, time
from typing import Any


@dataclass(frozen=True, slots=True)
class Kind:
    """What a value may be, in words for its author. TOML's types count to the letter: `true` is no number."""

    words: str
    fits: Callable[[Any], bool]
    is_list: bool = False

    @property
    def listed(self) -> "Kind":
        """A list of such values."""
        return replace(self, is_list=True)

    def misfit(self, value: object) -> str:
        """What in that value does not fit and what would, "" if all does."""
        if self.is_list and not isinstance(value, (list, tuple)):
            return f"{_as_written(value)}, not a list of which each is {self.words}"
        each = value if self.is_list and isinstance(value, (list, tuple)) else (value,)
        return next((f"{_as_written(one)}, not {self.words}" for one in each if not self.fits(one)), "")


def written(like: str, pattern: str) -> Kind:
    """A text of that form."""
    return Kind(f"{like}, in quotes", lambda value: isinstance(value, str) and bool(re.fullmatch(pattern, value)))


TEXT = written("a text", r"(?=.*\S)[^\x00-\x1f]+")
WEB_ADDRESS = written("an address like https://example.com", r"https?://[^\s\"<>]+")
LANGUAGE = written("a code like ur", r"[a-z]{2,3}(-[A-Za-z0-9]{2,8})*")
COUNT = Kind("a number, 1 or more", lambda value: type(value) is int and value >= 1)
DURATION = Kind("a number from 0 up to 9,999", lambda value: type(value) in (int, float) and 0 <= value < 10_000)
DAYS = Kind("a number of whole days from 0 up to 9,999", lambda value: type(value) is int and 0 <= value < 10_000)
FLAG = Kind("true or false, without quotes", lambda value: type(value) is bool)
TIME = Kind("a time like 10:00:00, without quotes", lambda value: isinstance(value, time))
DAY = Kind("a day like 2026-03-20, without quotes", lambda value: type(value) is date and value.year // 100 == 20)
TABLE = Kind("a part with values of its own", lambda value: isinstance(value, dict))


class Misfit(ValueError):
    """A value that does not fit, or is not known: `name` under the `number`-th part of that heading, "" for none."""

    def __init__(self, file: str, problem: str, name: str, under: str, number: int) -> None:
        super().__init__(f"{file}: {problem}")
        self.file, self.problem, self.name, self.under, self.number = file, problem, name, under, number

    def in_source(self, source: str) -> str:
        """What is wrong, with the line of the file's text in which it stands."""
        line = _line_of(source, self.name, self.under, self.number)
        return f"{self.file}, line {line}: {self.problem}" if line else str(self)


def _line_of(source: str, name: str, under: str, number: int) -> int:
    """The line of that name under the heading of that number, 0 if none is found: TOML's reader keeps no lines."""
    heading, seen = "", 0
    for line_number, line in enumerate(map(str.strip, source.splitlines()), 1):
        if line.startswith("["):
            heading = line.partition("#")[0].strip()
            seen += heading == under
            if not under and heading.strip("[]") == name:
                return line_number
        is_there = not heading if not under else heading == under and seen == number
        if is_there and re.match(rf"[\"']?{re.escape(name)}[\"']?\s*=", line):
            return line_number
    return 0


def check(file: str, table: Mapping[str, Any], kinds: Mapping[str, Kind], under: str = "", number: int = 1) -> None:
    """Raises ValueError if the table lacks something, has what is not known, or a value of another kind: a Misfit that
    knows where, the heading being the `number`-th of its name."""
    check_values(file, table, kinds, under, number)
    if missing := _named(kinds.keys() - table.keys()):
        raise ValueError(f"{file}: {missing} is missing{_place(under)}")


def check_values(
    file: str, table: Mapping[str, Any], kinds: Mapping[str, Kind], under: str = "", number: int = 1
) -> None:
    """The same for a table of which every value may be left out."""
    if unknown := sorted(table.keys() - kinds.keys()):
        problem = f"{', '.join(unknown)} is not known {_place(under).strip() or 'here'}"
        raise Misfit(file, problem, unknown[0], under, number)
    for name, value in table.items():
        if misfit := kinds[name].misfit(value):
            raise Misfit(file, f"{name}{_place(under)} has {misfit}", name, under, number)


def _place(under: str) -> str:
    return f" under {under}" if under else ""


def _named(names: Collection[str]) -> str:
    return ", ".join(sorted(names))


def _as_written(value: object) -> str:
    return str(value) if isinstance(value, (date, time)) else json.dumps(value, default=str, ensure_ascii=False)
