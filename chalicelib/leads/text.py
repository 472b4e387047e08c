"""What counts as harmless text: every word here was typed by a stranger."""

import re
import unicodedata

_INVISIBLE_CATEGORIES = {"Cc", "Cs", "Zl", "Zp"}

_BIDI_CONTROLS = frozenset("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
"""Embeddings, overrides and isolates (Unicode UAX 9, section 2): they can make a line read as what it is not.
The plain marks LRM and RLM, and the joiners that Urdu is written with, are not among them."""


_BREAKS = re.compile(r"\r\n|[\n\r\v\f\x85\u2028\u2029]")
"""Every kind of line break that is pasted (Unicode UAX 14, class BK and those like it)."""

_NEEDED_FORMATS = frozenset("\u200c\u200d\u0600\u0601\u0602\u0603\u0604\u0605\u06dd\u070f\u0890\u0891\u08e2")
"""Of the format characters those that stay: the joiners that Urdu is written with, and signs of Arabic and Syriac
that are seen."""

_FILLERS = frozenset("\u034f\u115f\u1160\u17b4\u17b5\u2065\u3164\uffa0")
"""What is invisible though it counts as a letter or a mark (Unicode, Default_Ignorable_Code_Point)."""


def is_printable(value: str) -> bool:
    """Whether a single line of text holds no control character, line break, lone surrogate or bidi control."""
    return not any(c in _BIDI_CONTROLS or unicodedata.category(c) in _INVISIBLE_CATEGORIES for c in value)


def is_printable_text(value: str) -> bool:
    """The same for text of several lines: line feeds and tabs are allowed."""
    return is_printable(value.replace("\n", "").replace("\t", ""))


def printed(value: str) -> str:
    """`value` with U+FFFD, a question mark in a diamond, in the place of each character that cannot be printed."""
    return "".join(c if is_printable_text(c) else "\ufffd" for c in value)


def single_line(value: str) -> str:
    """`value` with every run of white space made one space, and none at its ends."""
    return " ".join(value.split())


def tidy_text(value: str) -> str:
    """Text of several lines without what came along when it was pasted: every kind of break is a line feed, and
    invisible marks that no script needs are gone. What cannot be a slip, like a NUL, is kept, to be refused."""
    return _BREAKS.sub("\n", "".join(c for c in value if not _is_invisible(c)))


def tidy_line(value: str) -> str:
    """The same of a single line: breaks and tabs are white space, of which there is one at a time."""
    return re.sub(r"[^\S\x1c-\x1f]+", " ", tidy_text(value)).strip(" ")


def tidy_code(value: str) -> str:
    """The same of what is read by machines, an address or a number, in which no invisible mark means anything."""
    return "".join(c for c in tidy_line(value) if unicodedata.category(c) != "Cf" and not _is_variation(c))


def slug(value: str, most: int) -> str:
    """`value` in at most so many small letters, digits and hyphens of ASCII, "" if it has none."""
    ascii_only = unicodedata.normalize("NFKD", value).encode("ascii", "ignore").decode().lower()
    return re.sub(r"[^a-z0-9]+", "-", ascii_only)[:most].strip("-")


def _is_invisible(c: str) -> bool:
    return c in _FILLERS or (unicodedata.category(c) == "Cf" and c not in _NEEDED_FORMATS)


def _is_variation(c: str) -> bool:
    return "\ufe00" <= c <= "\ufe0f"
