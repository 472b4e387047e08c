"""Whether a text says in another language what it says in the first: block by block, as far as a machine can tell."""

import re
from collections.abc import Iterator
from itertools import zip_longest

from chalicelib.content.language import Language
from tools.campaign.blocks import Block, blocks_of

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
    if one.values != its.values:
        yield "fills in something else"
    if one.links != its.links:
        yield "links elsewhere"


def sentences(text: str) -> int:
    return len(_END.findall(text))


def numbers(text: str, language: Language) -> list[int]:
    """Those that a text names, from two on where they are words: "one" and its like are often none."""
    known = [phrase.split()[0].lower() for phrase in language.words["counts"]["emails"][:-1]]
    in_words = [known.index(word) for word in re.findall(r"\w+", text.lower()) if word in known[2:]]
    in_figures = [int(figure.replace(",", "")) for figure in re.findall(r"\d+(?:,\d{3})*", text)]
    return sorted([*in_words, *in_figures])


def _shown(block: Block | None) -> str:
    return block.text[:SHOWN] if block else ""


def _told(block: Block | None) -> str:
    return f"'{_shown(block)}'" if block else "nothing"
