"""What counts as harmless text: every word here was typed by a stranger."""

import unicodedata

_INVISIBLE_CATEGORIES = {"Cc", "Cs", "Zl", "Zp"}

_BIDI_CONTROLS = frozenset("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
"""Embeddings, overrides and isolates (Unicode UAX 9, section 2): they can make a line read as what it is not.
The plain marks LRM and RLM, and the joiners that Urdu is written with, are not among them."""


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
