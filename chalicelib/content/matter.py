"""What stands in front of each text, and what a table of words is made of: checked as it is read, so that a slip of
their author is named with its place instead of showing on a page."""

from collections.abc import Mapping
from pathlib import PurePosixPath
from typing import Any

from chalicelib.content.authored import FLAG, TABLE, TEXT, Misfit, check, check_values, written

EMAIL = dict.fromkeys(("subject", "preview"), TEXT)

LANDING = {
    **dict.fromkeys(("title", "description", "picture", "treatment", "eyebrow", "lead", "drawing"), TEXT),
    **dict.fromkeys(("offer", "send", "again", "contact", "contact_description", "contact_guide"), TEXT),
    "questions": TABLE.listed,
}

QUESTION = {"ask": TEXT, "answer": TEXT}

MATTERS = {
    "campaigns/*/*/landing.md": LANDING,
    "campaigns/*/*/guide.md": dict.fromkeys(("title", "subtitle", "description"), TEXT),
    "campaigns/*/*/emails/*.md": EMAIL,
    "emails/*/*.md": EMAIL,
    "pages/*/*.md": dict.fromkeys(("title", "description", "lead"), TEXT),
}
"""What a text has, by where it lies."""

POSSIBLE = {"labels": TABLE, "addresses": TABLE, "checked": TABLE.listed, "review": TABLE}
"""What a guide may have besides. What stands in the last two is checked where it is told."""

SPOKEN = frozenset(
    {
        *("dates", "hours", "counts", "consents", "frame", "form", "faults", "landing", "contact", "thank_you"),
        *("guide", "print", "unsubscribe", "self", "start", "error", "errors", "email", "sources"),
    }
)
"""The parts of a table of words."""

OF_FRONT_DESK = frozenset(
    {"clinic", "console", "languages", "outcomes", "report", "spend", "suspicions"},
)
"""Those that it has only in a language that a front desk works in."""

LISTS = {"dates": frozenset({"weekdays", "months"}), "counts": frozenset({"emails", "weeks"})}
"""Words that are lists, by their part."""

LENGTHS = {"weekdays": 7, "months": 12}

DIRECTION = written("ltr or rtl", "ltr|rtl")


def check_matter(file: str, matter: Mapping[str, Any]) -> None:
    """Raises ValueError if the front matter of that text lacks something, or has what is not known or of another
    kind: a Misfit that knows where."""
    kinds = next(kinds for pattern, kinds in MATTERS.items() if PurePosixPath(file).match(pattern))
    is_guide = "subtitle" in kinds
    more = {name: kind for name, kind in POSSIBLE.items() if is_guide and name in matter}
    check(file, matter, {**kinds, **more})
    for number, question in enumerate(matter.get("questions", ()), 1):
        told = {"told_above": FLAG} if "told_above" in question else {}
        check(file, question, {**QUESTION, **told}, "[[questions]]", number)
    for table in ("labels", "addresses"):
        words = matter.get(table, {})
        check_values(file, words, dict.fromkeys(words, TEXT), f"[{table}]")


def check_words(file: str, words: Mapping[str, Any]) -> None:
    """The same of the short words of a language."""
    parts = dict.fromkeys((*SPOKEN, *(OF_FRONT_DESK & words.keys())), TABLE)
    check(file, words, {"name": TEXT, "direction": DIRECTION, **parts})
    for name in parts:
        _check_part(file, words[name], name)


def _check_part(file: str, part: Mapping[str, Any], place: str) -> None:
    tables = {name for name, value in part.items() if isinstance(value, dict)}
    lists = LISTS.get(place, frozenset())
    kinds = {name: TABLE if name in tables else TEXT.listed if name in lists else TEXT for name in part}
    check(file, part, {**dict.fromkeys(lists, TEXT.listed), **kinds}, f"[{place}]")
    for name in lists & LENGTHS.keys():
        if len(part[name]) != LENGTHS[name]:
            problem = f"{name} under [{place}] names {len(part[name])}, not {LENGTHS[name]}"
            raise Misfit(file, problem, name, f"[{place}]", 1)
    for name in sorted(tables):
        _check_part(file, part[name], f"{place}.{name}")
