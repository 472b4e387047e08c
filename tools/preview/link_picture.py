"""Make the pictures that WhatsApp and Facebook show beside a link to each landing page, from the page's own drawing."""

import io
import tempfile
from pathlib import Path

from playwright.sync_api import Page

from chalicelib.content.templates import Templates
from chalicelib.services import TEMPLATES
from chalicelib.site.csp import STYLE
from tools.chromium import chromium
from tools.guide.faces import faces
from tools.operate.ending import ending
from tools.preview.picture_source import digest, picture_html, stamp

OURS = Templates(TEMPLATES)
SIZE = (1200, 630)
"""Pixels, the size that Open Graph readers show whole."""

COLOURS = 32
"""Enough for a drawing without gradients; each costs bytes on a slow connection."""


def main() -> None:
    from PIL import Image
    from zopfli.png import optimize

    with ending("preview-picture"):
        editions = OURS.addresses.editions
    with chromium() as browser:
        tab = browser.new_page(viewport={"width": SIZE[0], "height": SIZE[1]}, color_scheme="light")
        for campaign, language in editions:
            page = picture_html(OURS, campaign, language, OURS.inline(STYLE), faces())
            shot, target = Image.open(io.BytesIO(_shot(tab, page))), OURS.preview_picture(campaign, language)
            drawn = io.BytesIO()
            shot.convert("RGB").quantize(COLOURS).save(drawn, "PNG", optimize=True)
            target.write_bytes(optimize(drawn.getvalue()))
            stamp(target, digest(OURS, campaign, language))


def _shot(tab: Page, page: str) -> bytes:
    with tempfile.NamedTemporaryFile("w", suffix=".html") as file:
        file.write(page)
        file.flush()
        tab.goto(Path(file.name).as_uri())
        tab.evaluate("document.fonts.ready")
        return tab.screenshot()


if __name__ == "__main__":
    main()
