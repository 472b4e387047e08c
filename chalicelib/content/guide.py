"""The guide in numbered chapters: its web page and its PDF are made of the same pieces.

It is one Markdown text. Each heading of the second level begins a chapter, and a picture whose address is
`<name>.svg` is that drawing, put into the page itself: no page may load anything, and only so can a drawing follow
the page's colours.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass

from markupsafe import Markup

from chalicelib.content.clinic import Clinic
from chalicelib.content.markdown import read_prose, to_html


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

    ValueError if it is not written so, KeyError if it asks for a drawing that is not there.
    """
    prose = read_prose(source)
    before, *parts = re.split(r"^## (.+)$", prose.fill({"clinic": clinic}), flags=re.MULTILINE)
    if before.strip():
        raise ValueError("the guide starts with a chapter")
    titles, texts = parts[::2], parts[1::2]
    chapters = tuple(
        Chapter(number, _id(title), title, _draw(to_html(text), drawings))
        for number, (title, text) in enumerate(zip(titles, texts, strict=True), 1)
    )
    return Guide(prose.matter["title"], prose.matter["subtitle"], prose.matter["description"], chapters)


def _id(title: str) -> str:
    return "-".join(re.findall(r"\w+", title.lower()))


def _draw(html: Markup, drawings: Mapping[str, str]) -> Markup:
    """With each picture's alternative text as the title of its drawing. One that stands alone is a figure, and a list
    may have one at the head of each item."""

    def drawn(picture: re.Match[str]) -> str:
        name, alternative = picture.groups()
        return re.sub(r"<svg([^>]*)>", rf'<svg\1 role="img"><title>{alternative}</title>', drawings[name], count=1)

    placed = re.sub(r'<p>(<img src="[\w-]+\.svg" alt="[^"]*" />)</p>', r"<figure>\1</figure>", str(html))
    placed = placed.replace("<li><img", '<li class="drawn"><img')
    return Markup(re.sub(r'<img src="([\w-]+)\.svg" alt="([^"]*)" />', drawn, placed))  # noqa: S704 - our own text
