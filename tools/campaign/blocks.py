"""The blocks of a text, each paragraph, heading, item and cell by itself: a translation can be held beside them."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import mistune

from chalicelib.content.prose import read_prose

_CONDITION_LINE = re.compile(r"^\{%.*?%\}\n", re.MULTILINE)
_CONDITION = re.compile(r"\{%.*?%\}")
_VALUE = re.compile(r"\{\{\s*(.*?)\s*\}\}", re.DOTALL)
_STAND_IN = re.compile(r"VALUE(\d+)VALUE")
_SPOKEN = re.compile(r'\("(.*)"\)', re.DOTALL)

UNREAD = ("addresses", "review")
"""Tables on top of a text that nobody reads as they are written."""

INLINE = ("strong", "emphasis", "link", "image")


@dataclass(frozen=True, slots=True)
class Block:
    """`place` says what it is and what it stands in, like "list/list_item/block_text". `values` are the names of what
    is filled in, in the order of the alphabet, since each language has its own order of words; `links` are where it
    leads, and `titles` what it sets in italics."""

    place: str
    text: str
    values: tuple[str, ...] = ()
    links: tuple[str, ...] = ()
    titles: tuple[str, ...] = ()


def blocks_of(source: str) -> list[Block]:
    """Those of a text: first what its lines on top say, then its Markdown, with both ways of each condition."""
    prose = read_prose(source)
    told = {name: value for name, value in prose.matter.items() if name not in UNREAD}
    lines = (Block(place, _CONDITION.sub("", words), _names(_VALUE.findall(words))) for place, words in _lines(told))
    return [*lines, *_of_markdown(prose.markdown)]


def _lines(value: object, place: str = "") -> Iterator[tuple[str, str]]:
    match value:
        case str():
            yield place, value
        case Mapping():
            for name, one in value.items():
                yield from _lines(one, f"{place}/{name}".strip("/"))
        case list():
            for one in value:
                yield from _lines(one, place)


def _of_markdown(markdown: str) -> Iterator[Block]:
    values = _VALUE.findall(markdown)
    numbers = iter(range(len(values)))
    # A value may hold spaces, which the address of a link may not.
    plain = _VALUE.sub(lambda _: f"VALUE{next(numbers)}VALUE", markdown)
    plain = _CONDITION.sub("", _CONDITION_LINE.sub("\n", plain))
    for place, inline in _leaves(mistune.create_markdown(renderer=None, plugins=["table", "def_list"])(plain)):
        yield from _read(place, inline, values)


def _leaves(tokens: Any, place: str = "") -> Iterator[tuple[str, list[dict[str, Any]]]]:
    """The tokens that hold words, with where they stand."""
    for token in tokens:
        children = token.get("children", [])
        here = f"{place}/{token['type']}{token.get('attrs', {}).get('level', '')}".strip("/")
        if any("raw" in child or child["type"] in INLINE for child in children):
            yield here, children
        else:
            yield from _leaves(children, here)


def _read(place: str, inline: list[dict[str, Any]], values: list[str]) -> Iterator[Block]:
    """A block, and after it the words for each picture in it, and those typed into each chat that it opens."""
    text, links = " ".join(_words(inline).split()), list(_links(inline))
    own = [values[int(number)] for number in _STAND_IN.findall(" ".join([text, *links]))]
    told = _STAND_IN.sub(lambda found: f"{{{{ {values[int(found[1])]} }}}}", text)
    leads = (_STAND_IN.sub(lambda found: _name(values[int(found[1])]), link) for link in links)
    yield Block(place, told, _names(own), tuple(leads), tuple(_titles(inline)))
    yield from (
        Block("picture", _words(one["children"])) for one in inline if one["type"] == "image" and one["children"]
    )
    yield from (Block("chat", spoken[1]) for value in own if (spoken := _SPOKEN.search(value)))


def _words(inline: list[dict[str, Any]]) -> str:
    """Without those for pictures."""
    read = (token for token in inline if token["type"] != "image")
    return "".join(_words(token["children"]) if "children" in token else token.get("raw", " ") for token in read)


def _links(inline: list[dict[str, Any]]) -> Iterator[str]:
    for token in inline:
        if "url" in token.get("attrs", {}):
            yield token["attrs"]["url"]
        yield from _links(token.get("children", []))


def _titles(inline: list[dict[str, Any]]) -> Iterator[str]:
    for token in inline:
        if token["type"] == "emphasis":
            yield " ".join(_words(token["children"]).split())


def _names(values: list[str]) -> tuple[str, ...]:
    return tuple(sorted(map(_name, values)))


def _name(value: str) -> str:
    """A value without what is said in it. The city and the currency are written in a way of each language's own."""
    name = value.partition("(")[0]
    return name.removeprefix("clinic.") if name in ("clinic.city", "clinic.currency", "clinic.price") else name
