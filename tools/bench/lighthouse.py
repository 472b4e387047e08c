"""Lighthouse's four categories, as it measures a phone on a slow connection unless told otherwise."""

import json
import os
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from statistics import median

from tools.chromium import PATH, QUIET

LIGHTHOUSE = Path(sys.prefix, "lighthouse", "node_modules", ".bin", "lighthouse")
RUNS = 3


def lighthouse_scores(url: str) -> Mapping[str, int]:
    """The score of each category, 0 to 100: the median of some runs, as Lighthouse's authors advise.

    FileNotFoundError where `make .venv/lighthouse-ready` was not run; CalledProcessError if Lighthouse fails.
    """
    runs = [_run(url) for _ in range(RUNS)]
    return {category: round(100 * median(run[category] for run in runs)) for category in runs[0]}


def _run(url: str) -> Mapping[str, float]:
    flags = " ".join(["--headless=new", *QUIET])
    command = [str(LIGHTHOUSE), url, "--quiet", "--output=json", f"--chrome-flags={flags}"]
    ran = subprocess.run(command, env=os.environ | {"CHROME_PATH": PATH}, stdout=subprocess.PIPE, check=True)
    return {name: found["score"] for name, found in json.loads(ran.stdout)["categories"].items()}
