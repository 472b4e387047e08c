"""Which Python builds what is deployed, where it is tried out on this machine."""

import sys
from pathlib import Path

PINNED = Path(sys.prefix) / "lambda" / "bin" / "python"
"""The Python that Lambda runs, where `make .venv/lambda-ready` found it."""

PYTHON = PINNED if PINNED.exists() else Path(sys.executable)
