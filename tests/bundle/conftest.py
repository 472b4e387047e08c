import fcntl
import json
import os
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tools.build.package import ROOT
from tools.build.python import PYTHON

FUNCTION = "AWS::Serverless::Function"


@pytest.fixture(scope="session")
def out(tmp_path_factory) -> Path:
    """What is deployed. `chalice package` works in the project's own folder, where two at once would get in each
    other's way."""

    def package(folder: Path) -> None:
        subprocess.run([PYTHON, "-m", "tools.build.package", folder], cwd=ROOT, check=True, stdout=subprocess.DEVNULL)

    return made_once("out", package, tmp_path_factory)


def made_once(name: str, make: Callable[[Path], None], tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A file or a folder of that name, made by the worker of the tests that comes first."""
    own = tmp_path_factory.getbasetemp()
    shared = own.parent if "PYTEST_XDIST_WORKER" in os.environ else own
    made, done = shared / name, shared / f"{name}.done"
    with (shared / f"{name}.turn").open("w") as turn:
        fcntl.flock(turn, fcntl.LOCK_EX)
        if not done.exists():
            make(made)
            done.touch()
    return made


@pytest.fixture(scope="session")
def template(out: Path) -> dict[str, Any]:
    return json.loads((out / "sam.json").read_text(encoding="utf-8"))
