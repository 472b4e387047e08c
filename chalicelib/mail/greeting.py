"""How a person is greeted. Anybody can type anything into the name of a form and anybody's address into the next field,
so what goes out under the clinic's name is at most one word of it: a name is no billboard."""

import re
import unicodedata

LONGEST_WORD = 24
"""In letters. Names of one word that are longer are rare, and the greeting is as kind without."""

LONGEST_WITHOUT_SPACES = {
    **dict.fromkeys(("CJK", "HIRAGANA", "KATAKANA", "HANGUL", "BOPOMOFO"), 6),
    **dict.fromkeys(("THAI", "LAO", "KHMER", "MYANMAR", "TIBETAN"), 12),
}
"""The same in scripts that write a sentence in one word, where each letter says more."""

_TOGETHER = ({"CJK", "HIRAGANA", "KATAKANA"}, {"CJK", "HANGUL"}, {"CJK", "BOPOMOFO"})
"""Scripts that one word is written in (Unicode TR 39, section 5.1). Others are mixed to look like what they are not."""

_LETTERS_AND_MARKS = frozenset({"Lu", "Ll", "Lt", "Lo", "Mn", "Mc"})

_WORD = re.compile("[^'\u2019\u200c\u200d-]+(?:['\u2019\u200c\u200d-][^'\u2019\u200c\u200d-]+)*")
"""O'Brien and Jean-Luc; and the joiners that Urdu and Hindi write with. No mark stands at an end or beside another."""

_PILED = re.compile("[\u0300-\u036f]{2}")
"""Marks on top of marks, which no alphabet of names needs once it is composed."""


def greeted(name: str) -> str:
    """The first word of a name, "" if it is not made of the letters of one script alone, but for one hyphen and one
    apostrophe. A title like "Dr." is no word."""
    words = [word for word in unicodedata.normalize("NFC", name).split() if not word.endswith(".")]
    return words[0] if words and _is_word(words[0]) else ""


def _is_word(word: str) -> bool:
    letters = re.sub("['\u2019\u200c\u200d-]", "", word)
    scripts = {_script_of(c) for c in letters} - {"COMBINING"}
    longest = min((LONGEST_WITHOUT_SPACES.get(script, LONGEST_WORD) for script in scripts), default=0)
    return (
        len(word) <= longest
        and bool(_WORD.fullmatch(word))
        and word.count("-") <= 1
        and len(re.findall("['\u2019]", word)) <= 1
        and all(unicodedata.category(c) in _LETTERS_AND_MARKS for c in letters)
        and (len(scripts) == 1 or any(scripts <= together for together in _TOGETHER))
        # Letters of other shapes, as those of mathematics, are drawn to catch the eye.
        and unicodedata.is_normalized("NFKC", word)
        and not _PILED.search(word)
    )


def _script_of(letter: str) -> str:
    """The first word of its name, which is enough to tell scripts apart: Python does not know the property."""
    return unicodedata.name(letter, "").partition(" ")[0]
