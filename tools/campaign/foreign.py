"""What was left in the first language's letters in a text of other letters: a text that nobody has translated."""

import re
import tomllib
from collections.abc import Iterator

from chalicelib.content.language import Language
from tools.campaign.blocks import Block, blocks_of
from tools.campaign.translations import flat

LEFT = "'{words}' is in other letters: write it in {code}, or set a title in italics or “in quotes”"

NO_WORDS = ("direction", "email.guide_file")
"""What stands among the short words of a language, and is read by programs."""

IN_NAMES = frozenset({"and", "of", "the", "for", "in", "on", "at", "de", "la"})
"""Words that names of places and papers have in small letters."""

UNITS = frozenset({"kg", "mg", "ml", "cm", "mm", "km", "min", "ext"})

_NOT_READ = re.compile(r"\{\{.*?\}\}|\{%.*?%\}|\{\w+\}|https?://\S+|\S+@\S+|“[^”\u0600-\u06ff]*”", re.DOTALL)
"""Values, addresses, and what is quoted as it is called elsewhere: “Low back pain”, reply “stop”."""

_WORD = r"[A-Za-z][A-Za-z\u2019'-]*"
_RUN = re.compile(rf"{_WORD}(?:[\s,:;.]+{_WORD})*")


def has_other_letters(language: Language) -> bool:
    """Whether a language is written in letters that are not Latin."""
    letters = [letter for _, words in flat(language.words) for letter in str(words) if letter.isalpha()]
    return sum(letter.isascii() for letter in letters) < len(letters) / 2


def untranslated(source: str) -> Iterator[str]:
    """The words in Latin letters that a reader of a text in other letters was left with. Names, units, and the titles
    of other works, *in italics* or “in quotes”, stay as they are."""
    for block in blocks_of(source):
        yield from left_in(_without_titles(block))


def untranslated_table(source: str) -> Iterator[str]:
    """The same for a table of words."""
    for name, words in flat(tomllib.loads(source)):
        if name not in NO_WORDS and isinstance(words, str):
            yield from left_in(words)


def left_in(words: str) -> Iterator[str]:
    """The same for a text of one block. Where it has no other letters, each word is left, but for those of a name that
    stands beside a title."""
    runs = [found[0] for found in _RUN.finditer(_NOT_READ.sub("\n", words)) if found[0] not in UNITS]
    is_read = "“" in words or any(letter.isalpha() and not letter.isascii() for letter in words)
    yield from (run for run in runs if not is_read or len(_plain_words(run)) > 1)


def _plain_words(run: str) -> list[str]:
    """Those of a sentence, which in a name begin with a capital."""
    words = re.findall(_WORD, run)
    return [word for word in words if word.islower() and len(word) > 1 and word not in IN_NAMES | UNITS]


def _without_titles(block: Block) -> str:
    """A block that is nothing but emphasis is no title, whatever it says."""
    rest = block.text
    for title in block.titles:
        rest = rest.replace(title, "“”")
    return rest if re.search(r"\w", rest) else block.text
