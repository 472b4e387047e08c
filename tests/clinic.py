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

FRAMES = ("pages/*.*", "emails/*.*")

CAMPAIGN = "knots"

STEPS = ("session", "suits", "answers", "price", "after", "goodbye")


@cache
def templates() -> Templates:
    folder = Path(mkdtemp(prefix="clinic-of-tests-"))
    atexit.register(shutil.rmtree, folder)
    shutil.copytree(WORDS, folder, dirs_exist_ok=True)
    for frame in (file for pattern in FRAMES for file in TEMPLATES.glob(pattern)):
        (folder / frame.relative_to(TEMPLATES).parent).mkdir(parents=True, exist_ok=True)
        shutil.copy(frame, folder / frame.relative_to(TEMPLATES))
    return Templates(folder)
