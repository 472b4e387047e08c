"""Chromium as tests, measurements and pictures start it: Debian's build without a screen, which renders as the other
one does in half of the time."""

import os
from collections.abc import Iterator
from contextlib import contextmanager

from playwright.sync_api import Browser, sync_playwright

PATH = os.environ.get("CHROMIUM", "/usr/bin/chromium-headless-shell")

# A closed network makes Chromium's own background requests fail one after another, so they are switched off.
QUIET = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


ONE_RENDERER = "--renderer-process-limit=1"
"""Else each new page begins a process of its own, which takes a tenth of the time of the tests in a browser."""


@contextmanager
def chromium() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=PATH, args=[*QUIET, ONE_RENDERER])
        yield browser
        browser.close()
