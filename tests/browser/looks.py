"""How pages are looked at: by day and by night, by a thumb, and by the Nu checker where there is Java."""

import os
import shutil

import pytest
from playwright.sync_api import Page

SCHEMES = ("light", "dark")
"""Of forced colours axe knows nothing: a page's own colours are what it reads there too."""

needs_nu = pytest.mark.skipif(
    shutil.which("java") is None and "CI" not in os.environ, reason="the Nu checker needs Java"
)


def whole(page: Page) -> Page:
    """The page with all that is on it. A click is over as soon as the next page begins to come: what is asked of that
    page then is answered from its first lines, or fails for want of any."""
    page.wait_for_load_state()
    return page


def too_small_for_a_thumb(page: Page) -> list[str]:
    """What is to be tapped and is not 44 pixels high, but for links within small print."""
    return whole(page).evaluate("""[...document
        .querySelectorAll("a, button, summary, input[required], textarea, .tick")]
        .filter(one => !one.closest(".quiet, .skip"))
        .filter(one => one.getClientRects().length && one.getBoundingClientRect().height < 44)
        .map(one => one.outerHTML)""")


def fits(page: Page, width: int) -> bool:
    """Whether nobody with a screen of that many pixels has to push the page to and fro."""
    page.set_viewport_size({"width": width, "height": 800})
    return whole(page).evaluate("document.documentElement.scrollWidth") <= width
