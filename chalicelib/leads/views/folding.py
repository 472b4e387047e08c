"""Names and numbers as a search compares them: what people write in many ways is written in one."""

import re
import unicodedata

LONGEST_WORD = 40
MOST_WORDS = 12
"""Of one person. Nobody is looked for by their thirteenth name."""

_SAME = str.maketrans(
    {
        # Arabic, Persian and Urdu keyboards have letters of their own for one sound.
        **dict.fromkeys("يىےۍې", "ی"),
        **dict.fromkeys("كڪ", "ک"),
        **dict.fromkeys("ةهھۃە", "ہ"),  # noqa: RUF001 - so they look
        "ں": "ن",
        "ٱ": "ا",  # noqa: RUF001
        "ـ": "",
        # Latin letters that are not one with an accent, as they are written where keyboards lack them.
        **{"ø": "o", "ł": "l", "đ": "d", "ð": "d", "ı": "i"},  # noqa: PIE800, RUF001 - a row of pairs
        **{"þ": "th", "æ": "ae", "œ": "oe"},  # noqa: PIE800
    }
)


def folded(text: str) -> str:
    """Text without case, accents and vowel marks, each letter in its plainest form and each digit in ASCII."""
    decomposed = unicodedata.normalize("NFKD", unicodedata.normalize("NFKC", text).casefold())
    plain = "".join(c for c in decomposed if unicodedata.category(c) not in ("Mn", "Cf"))
    return "".join(str(unicodedata.decimal(c, c)) for c in plain.translate(_SAME))


def words_of(text: str) -> tuple[str, ...]:
    """The words of a text, folded, each once and in its order."""
    found = dict.fromkeys(word[:LONGEST_WORD] for word in re.findall(r"[^\W_]+", folded(text)))
    return tuple(found)[:MOST_WORDS]


def backwards(digits: str) -> str:
    """Digits the last one first: of numbers people remember the end, and an index knows how texts begin."""
    return digits[::-1]
