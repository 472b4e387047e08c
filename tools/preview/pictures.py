"""Pictures of pages as a phone and a desktop show them, and of a PDF's pages, small enough to be kept in one file."""

from base64 import b64encode
from collections.abc import Iterator
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from typing import Literal

import pypdfium2
from PIL import Image
from playwright.sync_api import Browser

LONGEST = 3000
"""In pixels of the page. What is longer is cut, and its pieces stand side by side."""


@dataclass(frozen=True, slots=True)
class Screen:
    """Its size is in CSS pixels, of which each is `sharpness` pixels wide."""

    name: str
    width: int
    height: int
    sharpness: int
    is_dark: bool = False


@dataclass(frozen=True, slots=True)
class Picture:
    """`pieces` are images as data URLs, from top to bottom; `width` is that of each, in CSS pixels."""

    caption: str
    width: int
    pieces: tuple[str, ...]


PHONE = Screen("phone", 360, 740, sharpness=2)
DESKTOP = Screen("desktop", 800, 768, sharpness=1)
WIDE_DESKTOP = Screen("desktop", 1280, 800, sharpness=1)
LONG_PHONE = Screen("phone", 360, 740, sharpness=1)
"""For long pages: Chromium can picture no page of more than some 16,000 pixels sharply."""


def picture(browser: Browser, page: Path, screen: Screen) -> Picture:
    """The whole page of that file."""
    scheme: Literal["dark", "light"] = "dark" if screen.is_dark else "light"
    tab = browser.new_page(
        viewport={"width": screen.width, "height": screen.height},
        device_scale_factor=screen.sharpness,
        color_scheme=scheme,
    )
    tab.goto(page.absolute().as_uri())
    image = Image.open(BytesIO(tab.screenshot(full_page=True)))
    tab.close()
    caption = f"{screen.name}, {scheme}"
    return Picture(caption, screen.width, tuple(_data_url(piece) for piece in _cut(image, LONGEST * screen.sharpness)))


def picture_pdf(pdf: Path, width: int) -> Iterator[Picture]:
    """Each page of a PDF, twice as sharp as its `width`."""
    with pypdfium2.PdfDocument(pdf) as document:
        for number, page in enumerate(document, 1):
            image = page.render(scale=2 * width / page.get_width()).to_pil()
            yield Picture(f"page {number}", width, (_data_url(image),))


def _cut(image: Image.Image, longest: int) -> Iterator[Image.Image]:
    for top in range(0, image.height, longest):
        yield image.crop((0, top, image.width, min(top + longest, image.height)))


def _data_url(image: Image.Image) -> str:
    file = BytesIO()
    image.convert("RGB").save(file, "WEBP", quality=72)
    return f"data:image/webp;base64,{b64encode(file.getvalue()).decode()}"
