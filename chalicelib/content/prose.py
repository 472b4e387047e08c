"""A text as written: a little front matter, and Markdown in which Jinja2 expressions stand for values.

Values put into a text are escaped as Markdown, so what a stranger typed comes out as the characters typed.
"""

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

from jinja2 import Environment, StrictUndefined, Template
from markupsafe import Markup

from chalicelib.leads.text import single_line

_PUNCTUATION = re.compile(r"([!-/:-@\[-`{-~])")


@dataclass(frozen=True, slots=True)
class Prose:
    """A text as written: its front matter (TOML), and Markdown in which Jinja2 expressions stand for values."""

    matter: Mapping[str, Any]
    markdown: str

    def fill(self, values: Mapping[str, object]) -> str:
        """Its Markdown with the values put in. Raises jinja2.UndefinedError if it asks for one that is not there."""
        return _text(self.markdown).render(values)

    def fill_line(self, name: str, values: Mapping[str, object]) -> str:
        """A text of its front matter as one line, with the values put in."""
        return filled_line(self.matter[name], values)


def filled_line(words: str, values: Mapping[str, object]) -> str:
    """Those words as one line, with the values put in."""
    # Most lines have none, and a cold start would wait for each of them to be compiled.
    return single_line(_line(words).render(values) if "{" in words else words)


def read_prose(source: str) -> Prose:
    """The text in a file: TOML between two lines of `+++`, then Markdown. Raises ValueError if it is not written so."""
    opening, matter, markdown = source.split("+++\n", 2)
    if opening:
        raise ValueError("a text starts with a line of +++")
    return Prose(tomllib.loads(matter), markdown)


def sections(markdown: str) -> list[tuple[str, str]]:
    """The heading and the Markdown of each section of the second level. Raises ValueError if words precede them."""
    before, *parts = re.split(r"^## (.+)$", markdown, flags=re.MULTILINE)
    if before.strip():
        raise ValueError("this text starts with a heading of the second level")
    return list(zip(parts[::2], parts[1::2], strict=True))


def quote(text: str) -> Markup:
    """What a person wrote, as a block quote in Markdown that keeps their lines."""
    hard_break = "  "
    lines = [f"> {escape_markdown(line)}{hard_break}" for line in text.splitlines()]
    return Markup("\n".join(lines))  # noqa: S704 - each line is escaped


def escape_markdown(value: object) -> str:
    """`value` as one line of Markdown that reads as exactly its characters (CommonMark 0.31, section 2.4)."""
    if isinstance(value, Markup):
        return value
    return _PUNCTUATION.sub(r"\\\1", single_line(str(value)))


_TEXTS = Environment(undefined=StrictUndefined, finalize=escape_markdown, trim_blocks=True)  # noqa: S701 - not HTML
_TEXTS.filters["quote"] = quote
_LINES = Environment(undefined=StrictUndefined)  # noqa: S701 - not HTML


@cache
def _text(source: str) -> Template:
    """Compiled once in the life of a process, not once for each email."""
    return _TEXTS.from_string(source)


@cache
def _line(source: str) -> Template:
    return _LINES.from_string(source)
