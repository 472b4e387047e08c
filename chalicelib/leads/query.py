"""The query of an address as it arrives: mangled by ad platforms, chat and mail programs on its way."""

import re
from collections.abc import Iterator
from functools import cache
from urllib.parse import unquote, unquote_plus

MAX_PARAMETERS = 100

_EQUALS = r"(?:=|%(?:25)*3D)"

_MACRO = re.compile(r"\$?\{(?:[^{}]|\{[^{}]*\})*\}|__[A-Z_]+__|%%.*?%%|\[\[[^\[\]]*\]\]")
"""What Meta, Google, TikTok and others fill in when an ad is shown, if it is written right. Braces stand in braces once
at most: to read on from each of thousands, which anybody may send, would take long."""

_JUNK = " \t\r\n\"'\u201c\u201d\u2018\u2019<>,;.#/\\\u200b\u200e\u200f\ufeff"
"""What is taken along at the ends of a value when an address is copied."""


def named(names: tuple[str, ...], query: str) -> Iterator[tuple[str, str]]:
    """The parameters of those names that have a value, in their order, however the query was mangled: `UTM_SOURCE=`,
    `&amp;utm_source=`, a second `?`, `%26` and `%3D`, a bracket taken along. A macro left unfilled is no value."""
    if query.count("&") >= MAX_PARAMETERS:
        return
    for parameter in _separator(names).split(query):
        name, *rest = re.split(_EQUALS, parameter, maxsplit=1, flags=re.IGNORECASE)
        known = re.sub(r"^\W*(?:amp;)*", "", unquote_plus(name)).lower()
        value = _filled_in("".join(rest))
        if known in names and value:
            yield known, value


@cache
def _separator(names: tuple[str, ...]) -> re.Pattern[str]:
    """What stands between two parameters. But for `&` it counts only before one of those: the value before it may hold
    such a sign."""
    signs = r"[;?]|%(?:25)*(?:26|3B|3F)"
    return re.compile(rf"&|(?:{signs})(?=(?:amp;)*(?:{'|'.join(names)}){_EQUALS})", re.IGNORECASE)


def _filled_in(value: str) -> str:
    """A value as the ad means it, "" if it is a macro that was not filled in."""
    # It may be encoded twice: once by the marketer, once by the platform.
    meant = unquote(unquote_plus(value))
    if _is_macro(value) or _is_macro(meant):
        return ""
    trimmed = meant.strip(_JUNK)
    return trimmed if "(" in trimmed else trimmed.rstrip(f")]{_JUNK}")


def _is_macro(value: str) -> bool:
    left = _MACRO.sub("", value)
    return left != value and not any(c.isalnum() for c in left)
