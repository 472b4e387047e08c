"""Chromium as the tests and the measurements start it."""

import os
from collections.abc import Iterator
from contextlib import contextmanager

from playwright.sync_api import Browser, sync_playwright

PATH = os.environ.get("CHROMIUM", "/usr/bin/chromium")

# A closed network makes Chromium's own background requests fail one after another, so they are switched off.
QUIET = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


@contextmanager
def chromium() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=PATH, args=QUIET)
        yield browser
        browser.close()
