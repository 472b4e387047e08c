"""What each language has to have beside its campaigns: the short words that the clinic's own has, and a few texts."""

import re
from collections.abc import Iterator, Mapping
from typing import Any

from chalicelib.content.language import Language
from chalicelib.content.templates import Templates

FRONT_DESK = re.compile(r"(clinic|console|languages|outcomes|report|spend|suspicions|faults\.for_at)\.")
"""Words that only the front desk sees, which it does in the clinic's own language."""


def differing(own: Language, other: Language) -> list[str]:
    """Where the other language has no word, one that nothing asks for, or one with other names in braces. What only the
    front desk sees it may leave out."""
    ours, theirs = dict(flat(own.words)), dict(flat(other.words))
    ours = {name: words for name, words in ours.items() if name in theirs or not FRONT_DESK.match(name)}
    wrong = {name for name, words in ours.items() if _values_in(theirs.get(name, "")) != _values_in(words)}
    return sorted(wrong | (theirs.keys() ^ ours.keys()))


def flat(words: Mapping[str, Any], place: str = "") -> Iterator[tuple[str, Any]]:
    """Each word by where it stands: "form.name"."""
    for name, word in words.items():
        if isinstance(word, Mapping):
            yield from flat(word, f"{place}{name}.")
        else:
            yield place + name, word


def shared_texts(templates: Templates, code: str) -> list[str]:
    """The texts of that language that belong to no campaign, with {} for the code."""
    files = sorted(file for folder in ("pages", "emails") for file in templates.folder.glob(f"{folder}/{code}/*.md"))
    return [f"{file.parts[-3]}/{{}}/{file.name}" for file in files]


def _values_in(words: object) -> set[str]:
    return set(re.findall(r"\{\w+\}", str(words)))
