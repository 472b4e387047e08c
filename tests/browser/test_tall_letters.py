"""Nastaliq is written tall: in Urdu no line of a page runs into the next, with that font on the phone or without it."""

import io
from pathlib import Path

import pytest
from PIL import Image
from playwright.sync_api import Page

from tests.browser.test_editions import PAGES
from tests.texts.shipped import EDITIONS
from tools.guide.faces import faces

# Lines are a clear red and a clear blue by turns, and what both have painted is purple.
PAINT = """() => {
    const style = document.head.appendChild(document.createElement("style"))
    style.textContent = `* {background: #fff !important; color: #fff !important; border-color: #fff !important;
        box-shadow: none !important; text-decoration: none !important; isolation: auto !important}
        svg, input, textarea, .bar {visibility: hidden} .word {background: none !important}
        .red {color: rgb(255 0 0 / .5) !important} .blue {color: rgb(0 0 255 / .5) !important}`
    const walk = document.createTreeWalker(document.querySelector("main"), NodeFilter.SHOW_TEXT), texts = []
    while (walk.nextNode()) texts.push(walk.currentNode)
    for (const text of texts.filter(one => one.textContent.trim() && one.parentElement.checkVisibility()))
        text.replaceWith(...text.textContent.split(/(\\s+)/).map(part => {
            if (!part.trim()) return part
            const word = document.createElement("span")
            word.className = "word"
            word.textContent = part
            return word
        }))
    const words = [...document.querySelectorAll(".word")].map(one => [one, one.getBoundingClientRect().bottom])
    const lines = []
    for (const [word, bottom] of words.sort((one, other) => one[1] - other[1])) {
        if (!lines.length || bottom - lines.at(-1) > 8) lines.push(bottom)
        word.classList.add(lines.length % 2 ? "red" : "blue")
    }
}"""

MOST = 0.0005
"""Of the painted pixels: as a stroke may touch the one below it in any book."""

IN_URDU = [edition for edition in EDITIONS if edition.language == "ur"]


def run_together(page: Page) -> float:
    """The share of what is painted on a page that two lines have painted."""
    page.evaluate(PAINT)
    shot = Image.open(io.BytesIO(page.screenshot(full_page=True))).convert("RGB")
    colours = {colour: count for count, colour in shot.getcolors(1 << 18)}
    painted = {colour: count for colour, count in colours.items() if min(colour) < 210 and len(set(colour)) > 1}
    return sum(count for colour, count in painted.items() if is_purple(*colour)) / sum(painted.values())


def is_purple(red: int, green: int, blue: int) -> bool:
    """A line alone is as full of its own colour as white is, and what is grey is no line."""
    return max(red, blue) < 210 and green + 30 < min(red, blue)


@pytest.mark.parametrize("edition", IN_URDU, ids=str)
@pytest.mark.parametrize("name", PAGES)
@pytest.mark.parametrize("font", [faces(), ""], ids=["with Nastaliq", "without"])
def test_no_line_runs_into_the_next(window, tmp_path: Path, edition, name, font, record_property):
    file = tmp_path / "page.html"
    file.write_text(PAGES[name](edition).replace("</head>", f"<style>{font}</style></head>", 1), encoding="utf-8")
    window.set_viewport_size({"width": 360, "height": 800})
    window.goto(file.as_uri())
    window.evaluate("document.fonts.ready")
    share = run_together(window)
    record_property(
        "measured", f"Lines that run together, {edition} {name} {'with' if font else 'without'}: {share:.5f}"
    )

    assert share <= MOST
