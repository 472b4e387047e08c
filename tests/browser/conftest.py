import os
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

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


@pytest.fixture
def without_javascript(browser: Browser, site) -> Iterator[Page]:
    context: BrowserContext = browser.new_context(
        java_script_enabled=False, viewport={"width": 360, "height": 740}, base_url=site.url
    )
    yield context.new_page()
    context.close()
