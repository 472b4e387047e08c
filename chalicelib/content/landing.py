"""The words of a campaign's landing page: front matter for its head and its form, then a section for each heading.

What a section's Markdown becomes: its first paragraph is large or, where it begins in bold, a figure beside the title.
A later paragraph that begins in bold is an aside, a block quote of one paragraph a warning, and one of more a box. A
definition list is a grid, a numbered list is steps, and a list of points is a list of uses. A picture named
`<drawing>.svg` is that drawing, and `range-1-3.svg` eight dots of which the first to the third stand out.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from markupsafe import Markup, escape

from chalicelib.content.clinic import Clinic
from chalicelib.content.drawings import draw
from chalicelib.content.facts import facts_in
from chalicelib.content.language import Language
from chalicelib.content.markdown import to_html
from chalicelib.content.prose import filled_line, read_prose, sections

MANY = 3
"""Of so many terms in a grid, the last one is as wide as the page."""


@dataclass(frozen=True, slots=True)
class Question:
    """`told_above` says that the page answers it elsewhere too, so that print leaves it out."""

    ask: str
    answer: str
    told_above: bool = False


@dataclass(frozen=True, slots=True)
class Section:
    """`figure` stands beside the title; a section of steps is tinted."""

    title: str
    figure: Markup
    body: Markup
    is_tinted: bool


@dataclass(frozen=True, slots=True)
class Landing:
    """`words` are the short words of the page's head, its form and the contact page, by name."""

    words: Mapping[str, str]
    sections: tuple[Section, ...]
    questions: tuple[Question, ...]
    picture: Markup


def read_landing(source: str, drawings: Mapping[str, str], clinic: Clinic, language: Language) -> Landing:
    """The landing page as written in its file. `drawings` holds the SVG of each by its name; the one called `landing`
    stands at the top, with the words of `drawing` for those who cannot see it.

    Raises ValueError if it is not written so, KeyError if it asks for a drawing that is not there.
    """
    prose = read_prose(source)
    values = facts_in(clinic, language)
    words = {name: prose.fill_line(name, values) for name, value in prose.matter.items() if isinstance(value, str)}
    return Landing(
        words=words,
        sections=tuple(_section(title, text, drawings) for title, text in sections(prose.fill(values))),
        questions=tuple(_question(told, values) for told in prose.matter["questions"]),
        picture=_picture(drawings.get("landing", ""), words.get("drawing", "")),
    )


def _question(told: Mapping[str, Any], values: Mapping[str, object]) -> Question:
    words = {name: filled_line(one, values) for name, one in told.items() if isinstance(one, str)}
    return Question(**{**told, **words})


def _picture(drawing: str, alternative: str) -> Markup:
    described = rf'<svg\1 role="img" aria-label="{escape(alternative)}">'
    return Markup(re.sub(r"<svg([^>]*)>", described, drawing, count=1))  # noqa: S704 - our own drawing


def _section(title: str, text: str, drawings: Mapping[str, str]) -> Section:
    html = str(draw(to_html(text), drawings, {}))
    figure = re.match(r"<p><strong>.*?</p>\n", html, flags=re.DOTALL)
    rest = html[figure.end() :] if figure else html
    return Section(
        title,
        figure=Markup(figure[0].replace("<p>", '<p class="figure">', 1) if figure else ""),  # noqa: S704 - our own text
        body=Markup(_dressed(rest)),  # noqa: S704 - our own text
        is_tinted="<ol>" in rest,
    )


def _dressed(html: str) -> str:
    """With the classes of the style sheet."""
    html = re.sub(r"\A<p>", '<p class="big">', html)
    html = html.replace("<p><strong>", '<p class="aside"><strong>')
    html = re.sub(r"<blockquote>.*?</blockquote>", _without_asides, html, flags=re.DOTALL)
    warning = r"<blockquote>\s*<p>((?:(?!</p>).)*)</p>\s*</blockquote>"
    html = re.sub(warning, r'<p class="aside warn">\1</p>', html, flags=re.DOTALL)
    html = html.replace("<ol>", '<ol class="steps">').replace("<ul>", '<ul class="uses">')
    html = html.replace("<table>", '<table class="count">').replace("<th>", '<th scope="col">')
    return re.sub(r"<dl>.*?</dl>", _grid, html, flags=re.DOTALL)


def _without_asides(box: re.Match[str]) -> str:
    return box[0].replace(' class="aside"', "")


def _grid(found: re.Match[str]) -> str:
    pairs = re.sub(r"(<dt>.*?</dd>)", r"<div>\1</div>", found[0], flags=re.DOTALL)
    name = "grid three" if pairs.count("<dt>") == MANY else "grid"
    return pairs.replace("<dl>", f'<dl class="{name}">')
