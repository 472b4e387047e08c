"""The guide in numbered chapters: its web page and its PDF are made of the same pieces.

It is one Markdown text. Each heading of the second level begins a chapter, and a picture whose address is `<name>.svg`
is that drawing, put into the page itself.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from markupsafe import Markup

from chalicelib.content.authored import DAY, TEXT, WEB_ADDRESS, check
from chalicelib.content.clinic import Clinic
from chalicelib.content.drawings import draw
from chalicelib.content.facts import facts_in
from chalicelib.content.language import Language
from chalicelib.content.markdown import to_html
from chalicelib.content.prose import read_prose, sections


@dataclass(frozen=True, slots=True)
class Chapter:
    """`id` comes from the title, so a link to a chapter survives another one put before it, or from `[addresses]`,
    where an email in a language of other letters links to it."""

    number: int
    id: str
    title: str
    body: Markup


@dataclass(frozen=True, slots=True)
class Guide:
    title: str
    subtitle: str
    description: str
    chapters: tuple[Chapter, ...]


MATTER = "its front matter"

CHECKED = {"chapter": TEXT, "what": TEXT, "source": TEXT, "on": DAY}
"""What a check tells: what in which chapter was held against which source, and when. It may have a `url` too."""

REVIEW = {"by": TEXT, "on": DAY}
"""Who has read the guide for the clinic, and when. It is told by the clinic, or left out."""


def read_guide(source: str, drawings: Mapping[str, str], clinic: Clinic, language: Language) -> Guide:
    """The guide as written in its file. `drawings` holds the SVG of each by its name.

    Raises ValueError if it is not written so, KeyError if it asks for a drawing that is not there.
    """
    prose = read_prose(source)
    labels, addresses = prose.matter.get("labels", {}), prose.matter.get("addresses", {})
    chapters = tuple(
        Chapter(number, addresses.get(title) or _id(title), title, draw(to_html(text), drawings, labels))
        for number, (title, text) in enumerate(sections(prose.fill(values_of(prose.matter, clinic, language))), 1)
    )
    known = {chapter.title for chapter in chapters}
    if unknown := [one["chapter"] for one in prose.matter.get("checked", []) if one["chapter"] not in known]:
        raise ValueError(f"{MATTER}: there is no chapter {unknown[0]} to be checked")
    if unknown := [title for title in addresses if title not in known]:
        raise ValueError(f"{MATTER}: there is no chapter {unknown[0]} to have an address")
    return Guide(prose.matter["title"], prose.matter["subtitle"], prose.matter["description"], chapters)


def values_of(matter: Mapping[str, Any], clinic: Clinic, language: Language) -> dict[str, object]:
    """What its text may tell: of the clinic, of its checks, and of its review, None if it was not reviewed."""
    checked, review = matter.get("checked", []), matter.get("review")
    for one in checked:
        check(MATTER, one, CHECKED | ({"url": WEB_ADDRESS} if "url" in one else {}), "[[checked]]")
    if review is not None:
        check(MATTER, review, REVIEW, "[review]")
    return {
        **facts_in(clinic, language),
        "checked": [{"url": "", **one, "on": language.date(one["on"])} for one in checked],
        "review": review and {**review, "on": language.date(review["on"])},
    }


def _id(title: str) -> str:
    return "-".join(re.findall(r"\w+", title.lower()))
