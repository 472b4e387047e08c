import fcntl
import json
import os
import subprocess
from pathlib import Path
from typing import Any

import pytest

from tools.build.package import ROOT
from tools.build.python import PYTHON

FUNCTION = "AWS::Serverless::Function"


@pytest.fixture(scope="session")
def out(tmp_path_factory) -> Path:
    """What is deployed, packaged once, by the worker of the tests that comes first: `chalice package` works in the
    project's own folder, where two at once would get in each other's way."""
    own = tmp_path_factory.getbasetemp()
    shared = own.parent if "PYTEST_XDIST_WORKER" in os.environ else own
    folder, done = shared / "out", shared / "packaged"
    with (shared / "packaging").open("w") as turn:
        fcntl.flock(turn, fcntl.LOCK_EX)
        if not done.exists():
            command = [PYTHON, "-m", "tools.build.package", folder]
            subprocess.run(command, cwd=ROOT, check=True, stdout=subprocess.DEVNULL)
            done.touch()
    return folder


@pytest.fixture(scope="session")
def template(out: Path) -> dict[str, Any]:
    return json.loads((out / "sam.json").read_text(encoding="utf-8"))
