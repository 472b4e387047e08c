"""SAM CLI, as a command on the PATH: it makes a bucket for the bundle, shows what happens, and takes a stack that fails
to be made away again."""

import json
import os
import subprocess
from collections.abc import Mapping
from pathlib import Path

from chalicelib.errors import Explained

QUIET = {"SAM_CLI_TELEMETRY": "0"}


class Failed(Explained):
    """SAM CLI has said why by itself."""


def deploy(template: Path, stack: str, region: str, parameters: Mapping[str, str]) -> None:
    """Make the stack or change it, and wait until that is done; nothing to change is no mistake. Raises Failed."""
    # SAM CLI reads YAML there, of which JSON is a part.
    values = template.with_name("parameters.yaml")
    values.write_text(json.dumps(parameters, indent=2), encoding="utf-8")
    command = [
        *("sam", "deploy", "--template-file", str(template), "--stack-name", stack, "--region", region),
        *("--parameter-overrides", f"file://{values}", "--resolve-s3", "--capabilities", "CAPABILITY_IAM"),
        *("--on-failure", "DELETE", "--no-confirm-changeset", "--no-fail-on-empty-changeset", "--no-progressbar"),
    ]
    # Without a shell: nothing that was typed is read as a command.
    if subprocess.run(command, env=os.environ | QUIET, check=False).returncode:
        raise Failed("SAM CLI says above why it failed. Mend that and run the same again: nothing is stuck")
