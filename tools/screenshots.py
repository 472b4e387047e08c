"""Take the pictures of the README from the running service: the landing page and the guide email."""

from datetime import timedelta
from pathlib import Path
from urllib.parse import urlencode
from urllib.request import Request, urlopen

from playwright.sync_api import sync_playwright

from chalicelib import wiring
from chalicelib.links import Action
from local.site import start

IMAGES = Path(__file__).resolve().parents[1] / "docs" / "images"
FORM = {"name": "Amina Khan", "email": "amina@example.com", "phone": "0300 1234567"}
READING = timedelta(seconds=40)


def main() -> None:
    IMAGES.mkdir(parents=True, exist_ok=True)
    site = start(0, 0)
    headers = {"Content-Type": "application/x-www-form-urlencoded"}
    form = {**FORM, "token": wiring.links().stamp(Action.FORM, wiring.now() - READING)}
    urlopen(Request(f"{site.url}/leads", urlencode(form).encode(), headers)).close()  # noqa: S310 - our own site
    site.functions.settle()
    [_alert, guide] = site.cloud.mail.emails
    pictures = {
        "landing-phone": (site.url, 360, 740),
        "landing-desktop": (site.url, 1280, 800),
        "guide-email": (f"{site.mailbox_url}/messages/{guide.id}.html", 360, 740),
    }
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path="/usr/bin/chromium", args=["--no-sandbox"])
        for name, (url, width, height) in pictures.items():
            page = browser.new_page(viewport={"width": width, "height": height})
            page.goto(url)
            page.screenshot(path=IMAGES / f"{name}.png")
        browser.close()
    site.stop()


if __name__ == "__main__":
    main()
