import os
from collections.abc import Iterator
from datetime import timedelta

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

from chalicelib.links import Links

CHROMIUM = os.environ.get("CHROMIUM", "/usr/bin/chromium")
# A closed network makes Chromium's own background requests fail one after another, so they are switched off.
QUIET = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=CHROMIUM, args=QUIET)
        yield chromium
        chromium.close()


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
