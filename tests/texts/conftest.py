import json
import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from tests.texts.shipped import ALL, written

NODE_MODULES = Path(sys.prefix) / "mail" / "node_modules"


def program(name: str) -> str:
    """The path of a program that gives a second opinion. A machine may do without it, but not CI."""
    path = shutil.which(name)
    if path is None:
        without = pytest.fail if os.environ.get("CI") else pytest.skip
        without(f"{name} is not installed, and gives no second opinion")
    return path


def module(name: str) -> Path:
    """The folder of a package from npm."""
    program("npm")
    folder = NODE_MODULES / name
    if not folder.exists():
        pytest.fail(f"{name} is not installed: make .venv/mail-ready")
    return folder


@pytest.fixture(scope="session")
def letters(tmp_path_factory) -> dict[str, Path]:
    """Each email by name, as a file."""
    folder = tmp_path_factory.mktemp("letters")
    files = {str(letter): folder / f"{letter.file_name}.eml" for letter in ALL}
    for letter in ALL:
        files[str(letter)].write_bytes(written(letter).raw)
    return files


@pytest.fixture(scope="session")
def read_elsewhere(letters) -> dict[str, Any]:
    """Each email by name, as Nodemailer's parser reads it."""
    script = Path(__file__).with_name("parse.cjs")
    command = [program("node"), script, module("mailparser"), *letters.values()]
    messages = json.loads(subprocess.run(command, check=True, capture_output=True).stdout)
    return dict(zip(letters, messages, strict=True))
