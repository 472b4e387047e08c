"""The pictures of the preview."""

from base64 import b64decode
from dataclasses import replace
from io import BytesIO
from pathlib import Path

import pytest
from PIL import Image

from tools.preview.pictures import LONGEST, PHONE, picture


@pytest.fixture
def page(tmp_path) -> Path:
    file = tmp_path / "page.html"
    file.write_text(
        "<meta name=viewport content=width=device-width><style>:root{color-scheme:light dark}"
        f"div{{height:{LONGEST + 100}px}}body{{margin:0}}</style><div></div>"
    )
    return file


def images(found) -> list[Image.Image]:
    return [Image.open(BytesIO(b64decode(piece.partition(",")[2]))) for piece in found.pieces]


def test_a_long_page_is_pictured_whole_in_pieces(browser, page):
    screen = replace(PHONE, sharpness=1)

    assert [image.size for image in images(picture(browser, page, screen))] == [(360, LONGEST), (360, 100)]


def test_a_dark_screen_shows_the_dark_page(browser, page):
    screen = replace(PHONE, sharpness=1, is_dark=True)

    assert images(picture(browser, page, screen))[0].convert("L").getpixel((9, 9)) < 60
