"""The guide in numbered chapters: its web page and its PDF are made of the same pieces.

It is one Markdown text. Each heading of the second level begins a chapter, and a picture whose address is `<name>.svg`
is that drawing, put into the page itself.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass

from markupsafe import Markup

from chalicelib.content.clinic import Clinic
from chalicelib.content.drawings import draw
from chalicelib.content.markdown import to_html
from chalicelib.content.prose import read_prose, sections


@dataclass(frozen=True, slots=True)
class Chapter:
    """`id` comes from the title, so a link to a chapter survives another one put before it."""

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


def read_guide(source: str, drawings: Mapping[str, str], clinic: Clinic) -> Guide:
    """The guide as written in its file. `drawings` holds the SVG of each by its name.

    Raises ValueError if it is not written so, KeyError if it asks for a drawing that is not there.
    """
    prose = read_prose(source)
    labels = prose.matter.get("labels", {})
    chapters = tuple(
        Chapter(number, _id(title), title, draw(to_html(text), drawings, labels))
        for number, (title, text) in enumerate(sections(prose.fill({"clinic": clinic})), 1)
    )
    return Guide(prose.matter["title"], prose.matter["subtitle"], prose.matter["description"], chapters)


def _id(title: str) -> str:
    return "-".join(re.findall(r"\w+", title.lower()))
