"""What counts as harmless text: every word here was typed by a stranger."""

import re
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
    """`value` with U+FFFD, a question mark in a diamond, in the place of whatever cannot be printed."""
    return "".join(c if is_printable_text(c) else "\ufffd" for c in value)


def single_line(value: str) -> str:
    """`value` with every run of white space made one space, and none at its ends."""
    return " ".join(value.split())


_LINKING = re.compile(
    r"""
    (?<=\S)(?<!\d(?=\.\d)) [.\u3002\uff0e\uff61] (?=[^\s!-/:-@\[-`{-~\u2019\u201d\u2026])  # a dot, not that of 7.5
    | (?<=\w) : (?=//)                # of any scheme
    | (?<=[^\W\d]) : (?=[/\\\w+%])   # of mailto, tel and the like, but not of 10:30
    | (?<=\S) [@\uff20] (?=\S)        # of an email address
    | \\\\ (?=\w)                     # of a network path
    """,
    re.VERBOSE,
)
"""What mail clients make links of, without being asked: the signs at which an address begins or hangs together. The
wide dots are dots to them too (UTS 46, section 2.3)."""

_NUMERIC_ADDRESS = re.compile(r"\b\d+\.\d+\.\d+\.\d+\b")


def defanged(value: str) -> str:
    """`value` with whatever a mail client would make a link of broken where everybody sees it:
    `https[:]//evil[.]example`. What cannot be printed is replaced."""
    numbers = _NUMERIC_ADDRESS.sub(lambda found: found[0].replace(".", "[.]"), printed(value))
    return _LINKING.sub(r"[\g<0>]", numbers)


def unlinked_name(name: str) -> str:
    """A name as it may stand in a greeting: no mail client makes a link of "Dr. Amina" or "evil. example"."""
    return defanged(single_line(re.sub(r"(?<=\S)[.\u3002\uff0e\uff61](?=\S)", ". ", name)))
