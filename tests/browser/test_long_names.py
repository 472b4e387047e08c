"""The clinic's name on the guide's cover and on the picture beside a link, whatever it is: measured, not looked at."""

from itertools import pairwise
from pathlib import Path

import pytest
from playwright.sync_api import Page

from chalicelib.content.templates import Templates
from chalicelib.services import TEMPLATES
from chalicelib.site.csp import STYLE
from tests.clinic import ELSEWHERE, elsewhere
from tests.names import NAMES, named
from tools.guide.faces import faces
from tools.guide.pdf import typeset_html
from tools.preview.link_picture import SIZE
from tools.preview.picture_source import picture_html

EDITIONS = Templates(TEMPLATES).addresses.editions
"""The campaign and the language of each guide that ships."""

each_edition = pytest.mark.parametrize("edition", EDITIONS, ids=".".join)

CLINICS = [pytest.param(named(name), id=kind) for kind, name in NAMES.items()]
CLINICS += [pytest.param(elsewhere(place), id=place) for place in ELSEWHERE]

UNIT, ABOVE, TOP, NEEDLE = 0.9142, 30, 84.8, ((117.5, -34), (92.4, 145.8))
"""Of `cover.svg`: millimetres in a unit, how much of it lies above its zero, where its lines begin, and its needle."""

RECTANGLES = """selector => [...document.querySelectorAll(selector)].flatMap(element => {
  const range = document.createRange()
  range.selectNodeContents(element)
  return [...range.getClientRects()].map(({left, right, top, bottom}) => ({left, right, top, bottom}))
})"""

MM = 96 / 25.4


def show(window: Page, html: str, file: Path, width: int, height: int) -> None:
    file.write_text(html, encoding="utf-8")
    window.set_viewport_size({"width": width, "height": height})
    window.emulate_media(color_scheme="light")
    window.goto(file.as_uri())
    window.evaluate("document.fonts.ready")


def with_fonts(html: str) -> str:
    """Those that WeasyPrint is given beside the document."""
    return html.replace("<style>", f"<style>{faces()}", 1)


@each_edition
@pytest.mark.parametrize("templates", CLINICS)
def test_no_word_on_the_cover_runs_across_its_drawing(window, tmp_path, templates: Templates, edition):
    html = typeset_html(templates, *edition, digest="", code=lambda _url, _title: "")
    cover_alone, _, _chapters = html.partition("</section>")
    show(window, with_fonts(cover_alone), tmp_path / "cover.html", 500, 800)
    cover = window.evaluate(
        "(({left, right, top}) => ({left, right, top}))(document.querySelector('.cover').getBoundingClientRect())"
    )
    is_rtl = window.evaluate("getComputedStyle(document.querySelector('.cover')).direction === 'rtl'")
    moved = float(window.evaluate("parseFloat(getComputedStyle(document.querySelector('.cover')).backgroundPositionY)"))
    (x0, y0), (x1, y1) = NEEDLE

    def across(box: dict[str, float]) -> bool:
        # Where a language runs from right to left, the drawing is mirrored.
        end = cover["right"] - box["left"] if is_rtl else box["right"] - cover["left"]
        right, bottom = end / MM, (box["bottom"] - cover["top"] - moved) / MM
        y = bottom / UNIT - ABOVE
        return y > TOP or right / UNIT > x0 + (y - y0) * (x1 - x0) / (y1 - y0)

    boxes = window.evaluate(RECTANGLES, ".cover .clinic, .cover h1, .cover .subtitle")
    assert boxes
    assert not [box for box in boxes if across(box)]


@each_edition
@pytest.mark.parametrize("templates", CLINICS)
def test_no_word_on_the_picture_beside_a_link_runs_across_its_drawing_or_another(window, tmp_path, templates, edition):
    show(window, picture_html(templates, *edition, templates.inline(STYLE), faces()), tmp_path / "picture.html", *SIZE)
    drawing = window.evaluate("document.querySelector('div').getBoundingClientRect().toJSON()")
    is_rtl = window.evaluate("getComputedStyle(document.body).direction === 'rtl'")
    start, end = (drawing["right"], SIZE[0]) if is_rtl else (0, drawing["left"])
    boxes = [
        window.evaluate(
            "s => (({left, right, top, bottom}) => ({left, right, top, bottom}))"
            "(document.querySelector(s).getBoundingClientRect())",
            selector,
        )
        for selector in (".clinic", "h1", ".offer")
    ]

    assert all(box["left"] > start and box["right"] < end for box in boxes)
    assert all(upper["bottom"] < lower["top"] for upper, lower in pairwise(boxes))
    assert boxes[-1]["bottom"] < SIZE[1]
    assert not window.evaluate(
        "[...document.querySelectorAll('main *')].some(one => one.scrollWidth > one.clientWidth)"
    )
