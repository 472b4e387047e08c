"""Build the bundle and its CloudFormation template into `out/`: `deployment.zip` and `sam.json`."""

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

from chalicelib.content.templates import Templates
from chalicelib.services import TEMPLATES
from local.template import ROOT, resources
from tools.build import bundle
from tools.build.alarms import alarms
from tools.build.dashboard import FUNCTIONS, dashboard

OUT = ROOT / "out"


def package(out: Path) -> None:
    """Run `chalice package`, and finish its bundle. Raises CalledProcessError if it fails.

    The Python that runs this is the one that the functions get: it is named in the template, it chooses the wheels,
    and its bytecode is what a cold start loads.
    """
    # Chalice takes an unchanged bundle from here, and does not see when a file was only renamed.
    shutil.rmtree(ROOT / ".chalice" / "deployments", ignore_errors=True)
    for cache in [*ROOT.glob("chalicelib/**/__pycache__"), *ROOT.glob("templates/**/__pycache__")]:
        shutil.rmtree(cache)
    out.mkdir(parents=True, exist_ok=True)
    stack = resources(Templates(TEMPLATES))
    stack["Resources"] |= alarms()
    merged = out / "resources.json"
    merged.write_text(json.dumps(stack), encoding="utf-8")
    chalice = str(Path(sys.executable).with_name("chalice"))
    environment = os.environ | {
        "PYTHONDONTWRITEBYTECODE": "1",
        "AWS_DEFAULT_REGION": os.environ.get("AWS_DEFAULT_REGION", "us-east-1"),
    }
    command = [chalice, "package", "--stage", "prod", "--merge-template", str(merged), str(out)]
    subprocess.run(command, cwd=ROOT, env=environment, check=True, stdout=subprocess.DEVNULL)
    merged.unlink()
    _show(out / "sam.json")
    bundle.finish(out / "deployment.zip")


def _show(template: Path) -> None:
    """Add the dashboard, which counts with the memory that Chalice gives each function."""
    stack = json.loads(template.read_text(encoding="utf-8"))
    resources = stack["Resources"]
    memory = {name: resources[name]["Properties"]["MemorySize"] for name in FUNCTIONS}
    resources["Dashboard"] = dashboard(memory)
    template.write_text(json.dumps(stack, indent=2), encoding="utf-8")


def main() -> None:
    sys.dont_write_bytecode = True
    out = Path(sys.argv[1]) if sys.argv[1:] else OUT
    package(out)
    size = (out / "deployment.zip").stat().st_size
    sys.stdout.write(f"{out}/deployment.zip: {size:,} bytes, {sys.version.split()[0]}\n{out}/sam.json\n")


if __name__ == "__main__":
    main()
