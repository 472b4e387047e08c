"""The picture beside a link tells what it was drawn from."""

import shutil
from io import BytesIO
from pathlib import Path

import pytest
from PIL import Image

from chalicelib.content.templates import Templates
from tests.clinic import CAMPAIGN, templates
from tools.preview.picture_source import digest, digest_in, stamp


@pytest.fixture
def picture(tmp_path) -> Path:
    drawn = BytesIO()
    Image.new("P", (12, 6)).save(drawn, "PNG")
    (tmp_path / "picture.png").write_bytes(drawn.getvalue())
    return tmp_path / "picture.png"


def test_a_picture_that_was_not_drawn_here_tells_nothing(picture):
    assert digest_in(picture) == ""


def test_a_picture_carries_the_digest_that_was_put_in_last_and_is_a_picture_still(picture):
    for told in ("a" * 64, "b" * 64):
        stamp(picture, told)
    with Image.open(picture) as image:
        image.load()
        size = image.size

    assert (digest_in(picture), size) == ("b" * 64, (12, 6))


@pytest.fixture
def folder(tmp_path) -> Path:
    return shutil.copytree(templates().folder, tmp_path / "templates")


@pytest.mark.parametrize(
    ("file", "old", "new"),
    [
        (f"campaigns/{CAMPAIGN}/en/landing.md", "Muscle knots, explained", "Knots"),
        ("clinic.toml", 'name = "', 'name = "New '),
        ("pages/style.css", "--teal:#0f6b5c", "--teal:#0f6b5d"),
    ],
)
def test_another_title_clinic_or_colour_makes_it_stale(folder, file, old, new):
    before = digest(Templates(folder), CAMPAIGN, "en")
    changed = folder / file
    changed.write_text(changed.read_text().replace(old, new, 1))

    assert digest(Templates(folder), CAMPAIGN, "en") != before


def test_another_rule_of_the_pages_does_not(folder):
    before = digest(Templates(folder), CAMPAIGN, "en")
    style = folder / "pages" / "style.css"
    style.write_text(f"{style.read_text()}.new{{color:red}}\n")

    assert digest(Templates(folder), CAMPAIGN, "en") == before
