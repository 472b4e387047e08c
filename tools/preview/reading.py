"""All that is written in a language beside what it translates, for somebody who grew up with it to read and to mark.

Each block has a number, so that a remark can be sent as "17: ..." from any phone.
"""

import re
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass

from jinja2 import Template
from markupsafe import Markup, escape

from chalicelib.content.templates import Templates
from tools.campaign.blocks import Block, blocks_of
from tools.campaign.edition import Edition, editions_of
from tools.campaign.translations import flat, shared_texts

_VALUE = re.compile(r"\{\{.*?\}\}|\{\w+\}")

FIRST = ("landing.md", "guide.md")

NO_WORDS = ("direction", "version")


@dataclass(frozen=True, slots=True)
class Pair:
    own: Block
    other: Block

    @property
    def is_heading(self) -> bool:
        return "heading" in self.own.place or self.own.place == "title"


@dataclass(frozen=True, slots=True)
class Sheet:
    """A file and its translation."""

    name: str
    pairs: list[Pair]


def reading(template: Template, templates: Templates, code: str) -> str:
    """The page to read, whose template counts the blocks."""
    languages = templates.languages
    return template.render(
        clinic=templates.clinic,
        own=languages[templates.clinic.language],
        other=languages[code],
        sheets=list(sheets(templates, code)),
        marked=marked,
    )


def sheets(templates: Templates, code: str) -> Iterator[Sheet]:
    """Each text that has a translation in that language, what most people read first."""
    for edition in editions_of(templates):
        if edition.language == code:
            yield from _of_campaign(edition)
    own = templates.clinic.language
    for name in shared_texts(templates, code):
        yield _sheet(name.format(code), *(blocks_of(templates.source(name.format(one))) for one in (own, code)))
    words = [_words(templates.source(f"wording/{one}.toml")) for one in (own, code)]
    yield _of_words(f"wording/{code}.toml", *words)


def _of_campaign(edition: Edition) -> Iterator[Sheet]:
    own, other = edition.first.texts, edition.texts
    for file in (*FIRST, *sorted((other.keys() & own.keys()) - set(FIRST))):
        name = f"campaigns/{edition}/{file}"
        if file.endswith(".md"):
            yield _sheet(name, blocks_of(own[file]), blocks_of(other[file]))
        else:
            yield _of_words(name, _words(own[file]), _words(other[file]))


def _sheet(name: str, own: list[Block], other: list[Block]) -> Sheet:
    """That each block has its other is another's to say: `make check` does."""
    return Sheet(
        name, [Pair(one, its) for one, its in zip(own, other, strict=False) if one.text and one.text != its.text]
    )


def _of_words(name: str, own: dict[str, str], other: dict[str, str]) -> Sheet:
    return Sheet(
        name, [Pair(Block(place, own[place]), Block(place, words)) for place, words in other.items() if place in own]
    )


def _words(toml: str) -> dict[str, str]:
    """The words of a table by where they stand; those of a list are one after another."""
    told = flat(tomllib.loads(toml))
    return {
        name: words if isinstance(words, str) else " · ".join(words) for name, words in told if name not in NO_WORDS
    }


def marked(text: str) -> Markup:
    """A text in which what is filled in stands out, and keeps its own direction."""
    return Markup(_VALUE.sub(lambda value: f"<bdi>{value[0]}</bdi>", str(escape(text))))  # noqa: S704 - it is escaped
