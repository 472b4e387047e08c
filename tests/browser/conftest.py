from collections.abc import Iterator
from datetime import timedelta

import pytest
from playwright.sync_api import Browser, BrowserContext, Page

from chalicelib.content.links import Links
from tools.bench.chromium import chromium


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    with chromium() as browser:
        yield browser


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
