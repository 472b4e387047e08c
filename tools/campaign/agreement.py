"""Whether a text says in another language what it says in the first: block by block, as far as a machine can tell."""

import re
from collections.abc import Iterator
from decimal import Decimal
from itertools import zip_longest

from chalicelib.content.language import Language
from tools.campaign.blocks import Block, blocks_of
from tools.campaign.figures import KNOWN, Figure, figures

_END = re.compile(r"[.?!\u06d4\u061f](?=\s|$|[”)])")

SHOWN = 40
"""So many characters of a block say which one is meant."""


def disagreements(own: str, other: str, ours: Language, theirs: Language) -> Iterator[tuple[str, str]]:
    """What a translation has more, less or otherwise than the text: words of the block, and what is wrong there."""
    for one, its in zip_longest(blocks_of(own), blocks_of(other)):
        if one is None or its is None or one.place != its.place:
            yield _shown(its), f"stands where {ours.code} has {_told(one)}: each has what the other has, in its order"
            return
        for wrong in _unlike(one, its, ours, theirs):
            yield _shown(its), f"{wrong} than '{_shown(one)}' in {ours.code}"


def _unlike(one: Block, its: Block, ours: Language, theirs: Language) -> Iterator[str]:
    if one.text != its.text:
        if sentences(one.text) != sentences(its.text):
            yield "has another number of sentences"
        if numbers(one.text, ours) != numbers(its.text, theirs):
            yield "names other numbers"
        elif {ours.code, theirs.code} <= KNOWN:
            yield from _otherwise_figured(figures(one.text), figures(its.text))
    if one.values != its.values:
        yield "fills in something else"
    if one.links != its.links:
        yield "links elsewhere"


def _otherwise_figured(ours: list[Figure], theirs: list[Figure]) -> Iterator[str]:
    """A number may be in figures in one language and in words in the other: such a one is left out."""
    both = {one.numbers for one in ours} & {one.numbers for one in theirs}
    own, other = ([one for one in figured if one.numbers in both] for figured in (ours, theirs))
    if {n for one in ours for n in one.numbers} == {n for one in theirs for n in one.numbers} and len(own) < len(ours):
        yield "names the same numbers from and to others"
        return
    units = {one.numbers: one.unit for one in own if one.unit}
    if any(one.unit and units.get(one.numbers, one.unit) != one.unit for one in other):
        yield "counts something else"
    for unit in {one.unit for one in (*own, *other)}:
        ordered = [[one.numbers for one in figured if one.unit == unit] for figured in (own, other)]
        if sorted(ordered[0]) == sorted(ordered[1]) and ordered[0] != ordered[1]:
            yield "names its numbers in another order"


def sentences(text: str) -> int:
    return len(_END.findall(text))


def numbers(text: str, language: Language) -> list[Decimal]:
    """Those that a text names, from two on where they are words: "one" and its like are often none."""
    known = [phrase.split()[0].lower() for phrase in language.words["counts"]["emails"][:-1]]
    in_words = [known.index(word) for word in re.findall(r"\w+", text.lower()) if word in known[2:]]
    in_figures = [number for figure in figures(text) for number in figure.numbers]
    return sorted([*map(Decimal, in_words), *in_figures])


def _shown(block: Block | None) -> str:
    return block.text[:SHOWN] if block else ""


def _told(block: Block | None) -> str:
    return f"'{_shown(block)}'" if block else "nothing"
