"""What the bundle is made of is checked as it is built: in it, nothing is checked again."""

import shutil
from pathlib import Path

import pytest

from chalicelib.content.environment import COMPILED
from chalicelib.content.templates import Templates
from tests.clinic import templates
from tools.build.bundle import check

ALERT = "emails/en/alert.md"


@pytest.fixture
def slip(tmp_path) -> Path:
    """A copy of the tests' templates, with a line that nothing asks for in front of an email."""
    folder = shutil.copytree(templates().folder, tmp_path / "templates")
    (folder / ALERT).write_text((folder / ALERT).read_text().replace("subject =", 'subjct = "x"\nsubject =', 1))
    return folder


def test_no_bundle_is_built_of_a_text_with_a_slip(slip):
    with pytest.raises(ValueError, match=rf"^{ALERT}, line 2: subjct is not known here"):
        check(slip)


def test_a_cold_start_checks_no_text_again(slip):
    (slip / COMPILED).touch()

    assert Templates(slip).text(ALERT).matter["subjct"] == "x"
