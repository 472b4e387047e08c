"""What the texts of a campaign owe their readers, as `promises.toml` beside them says, and whether they say it."""

import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from chalicelib.content.facts import facts_in
from tools.campaign.edition import Edition
from tools.campaign.told import Told

FILE = "promises.toml"

GIVE_IN = f"Put it back or, if it is no longer true, take it out of {FILE}."


class BadPromises(Exception):
    """`promises.toml` says something that cannot be kept; the message is for its author."""


@dataclass(frozen=True, slots=True)
class Promise:
    """What one text owes: the landing page, an email, or a chapter of the guide, as `kind` says."""

    edition: Edition
    kind: str
    name: str
    facts: tuple[str, ...]

    def __str__(self) -> str:
        return f"{self.edition}/{self.kind}" + (f": {self.name}" if self.name else "")

    @property
    def file(self) -> str:
        names = {"landing": "landing.md", "guide": "guide.md", "emails": f"emails/{self.name}.md"}
        return f"{self.edition.folder}/{names[self.kind]}"

    @property
    def place(self) -> str:
        return f'{self.file}, in "{self.name}",' if self.kind == "guide" else self.file

    @property
    def text(self) -> tuple[str, str]:
        """Which text of the edition it is about."""
        return self.kind, self.name


def promises_of(edition: Edition) -> list[Promise]:
    """All that is owed in that edition, in the order it is written in. A campaign without such a file owes nothing."""
    path = edition.templates.folder / "campaigns" / str(edition) / FILE
    if not path.exists():
        return []
    data = tomllib.loads(path.read_text(encoding="utf-8"))
    shared = data.pop("shared", {})
    return [
        Promise(edition, kind, name, tuple(_facts(edition, entry, shared)))
        for kind, entries in data.items()
        for name, entry in _entries(edition, kind, entries)
    ]


def broken(promise: Promise, told: Told) -> list[str]:
    """What its text no longer says, if that can be read, each in words for its author."""
    words = told.get(promise.text)
    return [
        f"{promise.place} no longer says '{fact}', which {FILE} asks of it. {GIVE_IN}"
        for fact in promise.facts
        if words is not None and not says(words, fact)
    ]


def about_nothing(promise: Promise, told: Told) -> str:
    """That the promise is of a text which is gone, in words for its author. "" if the text is there."""
    is_unwritable = promise.kind == "emails" and promise.name in promise.edition.emails
    if promise.text in told or is_unwritable:
        return ""
    title = f'a chapter "{promise.name}"' if promise.kind == "guide" else promise.file.removeprefix("templates/")
    return (
        f"{promise.edition.folder}/{FILE} asks something of {title}, and there is none. "
        f'Give its entry [{promise.kind}."{promise.name}"] the new name or, if the text is gone for good, take it out.'
    )


def says(told: str, fact: str) -> bool:
    """Whether a text says it. What is owed in small letters may be capitals in the text, as at its beginning."""
    return fact in told or (fact == fact.lower() and fact in told.lower())


def _entries(edition: Edition, kind: str, entries: Mapping[str, Any]) -> Iterator[tuple[str, Any]]:
    if kind == "landing":
        yield "", entries
    elif kind in ("emails", "guide"):
        yield from entries.items()
    else:
        raise BadPromises(f"{edition.folder}/{FILE} has [{kind}]: there are only shared, landing, emails and guide.")


def _facts(edition: Edition, entry: Any, shared: Mapping[str, Any]) -> Iterator[str]:
    place = f"{edition.folder}/{FILE}"
    if not isinstance(entry, dict) or not entry.keys() <= {"says", "also", "if", "unless"}:
        raise BadPromises(f"{place} has {entry!r}: an entry has says, also, if and unless, and nothing else.")
    named = [*_words(place, entry.get("also", [])), *_owed_by_facts(place, edition, entry)]
    if missing := set(named) - shared.keys():
        raise BadPromises(f"{place} asks for {', '.join(sorted(missing))}, which [shared] does not have.")
    clinic = edition.templates.clinic
    lists = [entry.get("says", []), *(shared[name] for name in named)]
    for fact in (fact for words in lists for fact in _words(place, words)):
        try:
            yield fact.format(**facts_in(clinic, edition.templates.languages[edition.language]))
        except (AttributeError, LookupError, ValueError) as error:
            raise BadPromises(f"{place} has '{fact}', and clinic.toml has nothing of that name.") from error


def _owed_by_facts(place: str, edition: Edition, entry: Mapping[str, Any]) -> Iterator[str]:
    """The lists that are owed because clinic.toml tells a fact, or does not."""
    for condition in ("if", "unless"):
        for fact, names in entry.get(condition, {}).items():
            if not hasattr(edition.templates.clinic, fact):
                raise BadPromises(f"{place} has {condition}.{fact}, and clinic.toml has nothing of that name.")
            if bool(getattr(edition.templates.clinic, fact)) == (condition == "if"):
                yield from _words(place, names)


def _words(place: str, value: Any) -> list[str]:
    if not isinstance(value, list) or not all(isinstance(one, str) for one in value):
        raise BadPromises(f'{place} has {value!r} where words are written like ["one", "another"].')
    return value
