"""How a person is greeted. Anybody can type anything into the name of a form and anybody's address into the next field,
so what goes out under the clinic's name is at most one word of it: a name is no billboard."""

import unicodedata

LONGEST_WORD = 24
"""In letters. Names of one word that are longer are rare, and the greeting is as kind without."""

_LETTERS_AND_MARKS = frozenset({"Lu", "Ll", "Lt", "Lo", "Mn", "Mc"})
_WITHIN = frozenset("'\u2019-\u200c\u200d")
"""O'Brien and Jean-Luc; and the joiners that Urdu and Hindi write with."""


def greeted(name: str) -> str:
    """The first word of a name, "" if it is not made of letters alone. A title like "Dr." is no word."""
    words = [word for word in unicodedata.normalize("NFC", name).split() if not word.endswith(".")]
    return words[0] if words and _is_word(words[0]) else ""


def _is_word(word: str) -> bool:
    inner = word[1:-1]
    letters = word[:1] + "".join(c for c in inner if c not in _WITHIN) + (word[-1] if len(word) > 1 else "")
    return len(word) <= LONGEST_WORD and all(unicodedata.category(c) in _LETTERS_AND_MARKS for c in letters)
