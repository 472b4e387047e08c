"""The clinic of the tests: its facts, texts and campaign, in the frames that ship.

Tests of the machine use these, so that a clinic may change its name, a text or its sequence and break none of them.
"""

import atexit
import shutil
from functools import cache
from pathlib import Path
from tempfile import mkdtemp

from chalicelib.content.templates import Templates
from chalicelib.services import TEMPLATES

WORDS = Path(__file__).with_name("templates")

CLINICS = Path(__file__).with_name("clinics")

ELSEWHERE = tuple(sorted(file.stem for file in CLINICS.glob("*.toml")))
"""Clinics in countries with other numbers, clocks, alphabets and addresses."""

FRAMES = ("pages/*.*", "pages/console/*.*", "emails/*.*")

CAMPAIGN = "knots"

STEPS = ("session", "suits", "answers", "price", "after", "goodbye")


@cache
def elsewhere(place: str) -> Templates:
    """What ships, with the facts of a clinic elsewhere."""
    folder = _folder()
    shutil.copytree(TEMPLATES, folder, dirs_exist_ok=True)
    shutil.copy(CLINICS / f"{place}.toml", folder / "clinic.toml")
    return Templates(folder)


@cache
def templates() -> Templates:
    folder = _folder()
    shutil.copytree(WORDS, folder, dirs_exist_ok=True)
    for frame in (file for pattern in FRAMES for file in TEMPLATES.glob(pattern)):
        (folder / frame.relative_to(TEMPLATES).parent).mkdir(parents=True, exist_ok=True)
        shutil.copy(frame, folder / frame.relative_to(TEMPLATES))
    return Templates(folder)


def _folder() -> Path:
    folder = Path(mkdtemp(prefix="clinic-of-tests-"))
    atexit.register(shutil.rmtree, folder)
    return folder
