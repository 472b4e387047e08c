"""The Nu HTML checker, which is what the W3C's validator runs on."""

import json
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from tempfile import TemporaryDirectory

# The second compiler takes longer than it saves in a run of seconds; code of the first needs a larger stack.
JVM = ["-Xss4m", "-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC"]
JAR = Path(sys.prefix, "nu", "node_modules", "vnu-jar", "build", "dist", "vnu.jar")


def nu_errors(pages: Mapping[str, str]) -> list[str]:
    """The errors in HTML documents, given by name, in one run.

    FileNotFoundError where there is no Java, CalledProcessError where `make .venv/nu-ready` was not run.
    """
    with TemporaryDirectory() as name:
        files = {Path(name, f"{number}.html"): title for number, title in enumerate(pages)}
        for file, title in files.items():
            file.write_text(pages[title], encoding="utf-8")
        options = ["--errors-only", "--exit-zero-always", "--stdout", "--format", "json"]
        command = ["java", *JVM, "-jar", str(JAR), *options, *map(str, files)]
        ran = subprocess.run(command, capture_output=True, text=True, check=True)
        found = json.loads(ran.stdout)["messages"]
        return [
            f"{files[Path(error['url'].removeprefix('file:'))]}, line {error.get('lastLine')}: {error['message']}"
            for error in found
        ]
