from collections.abc import Callable, Iterator
from datetime import timedelta

import pytest
from playwright.sync_api import Browser, BrowserContext, Page

from chalicelib.content.links import Links
from tools.chromium import chromium

Show = Callable[..., Page]


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    with chromium() as browser:
        yield browser


@pytest.fixture(scope="session")
def window(browser: Browser) -> Iterator[Page]:
    """One for all HTML that stands alone: in a new one, axe has to be compiled again, which takes most of its time."""
    page = browser.new_page()
    yield page
    page.close()


@pytest.fixture
def shown(window: Page) -> Show:
    """Shows HTML in a window of some width, by day or by night."""

    def show(html: str, width: int = 360, scheme: str = "light") -> Page:
        window.set_viewport_size({"width": width, "height": 640})
        window.emulate_media(color_scheme=scheme)
        window.set_content(html)
        # The window keeps how far the page before was scrolled.
        window.evaluate("scrollTo(0, 0)")
        return window

    return show


@pytest.fixture(autouse=True)
def people_take_their_time(monkeypatch) -> None:
    """Time stands still in the tests, and a form sent at once is a bot's: so each page is half a minute old."""
    stamp = Links.stamp
    monkeypatch.setattr(Links, "stamp", lambda links, action, at: stamp(links, action, at - timedelta(seconds=30)))


@pytest.fixture
def without_javascript(browser: Browser, site) -> Iterator[Page]:
    context: BrowserContext = browser.new_context(
        java_script_enabled=False, viewport={"width": 360, "height": 740}, base_url=site.url
    )
    yield context.new_page()
    context.close()
