import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from tools.build.package import ROOT

FUNCTION = "AWS::Serverless::Function"

PINNED = Path(sys.prefix) / "lambda" / "bin" / "python"
"""The Python that Lambda runs, where this machine has it. Elsewhere this one builds and runs the bundle."""

PYTHON = PINNED if PINNED.exists() else Path(sys.executable)


@pytest.fixture(scope="session")
def out(tmp_path_factory) -> Path:
    folder = tmp_path_factory.mktemp("out")
    subprocess.run([PYTHON, "-m", "tools.build.package", folder], cwd=ROOT, check=True, stdout=subprocess.DEVNULL)
    return folder


@pytest.fixture(scope="session")
def template(out: Path) -> dict[str, Any]:
    return json.loads((out / "sam.json").read_text(encoding="utf-8"))
