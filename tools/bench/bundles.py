"""Bundles as Lambda has them: ours, a bare one to hold ours against, and what the runtime has beside them."""

import os
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

import boto3

PACKAGES = Path(boto3.__file__).parents[1]

BARE = """\
from chalice import Chalice, Response

app = Chalice(app_name="bare")


@app.route("/")
def hello():
    return {"hello": "world"}


@app.route("/page")
def page():
    return Response("a constant page", headers={"Content-Type": "text/html"})
"""


def unpack(bundle: Path, folder: Path) -> Path:
    """That zip as a folder, which it returns."""
    with zipfile.ZipFile(bundle) as archive:
        archive.extractall(folder)
    return folder


def plain_bundle(folder: Path, app: str = BARE) -> Path:
    """That application, by default one of two constant answers, packaged by plain `chalice package` and unpacked; the
    folder of it."""
    project = folder / "project"
    (project / ".chalice").mkdir(parents=True)
    (project / ".chalice" / "config.json").write_text('{"version": "2.0", "app_name": "bare"}', encoding="utf-8")
    (project / "requirements.txt").touch()
    (project / "app.py").write_text(app, encoding="utf-8")
    chalice = str(Path(sys.executable).with_name("chalice"))
    environment = os.environ | {"AWS_DEFAULT_REGION": "us-east-1", "PYTHONDONTWRITEBYTECODE": "1"}
    command = [chalice, "package", str(folder / "out")]
    subprocess.run(command, cwd=project, env=environment, check=True, stdout=subprocess.DEVNULL)
    return unpack(folder / "out" / "deployment.zip", folder / "plain")


RUNTIME = ("boto3", "botocore", "s3transfer", "jmespath", "dateutil", "urllib3", "six.py")


def lambda_runtime(folder: Path) -> Path:
    """What Lambda has beside a bundle: boto3 and what it needs, and nothing else of this machine's packages."""
    for name in RUNTIME:
        (folder / name).symlink_to(PACKAGES / name)
    return folder


def runtime_without_bytecode(folder: Path) -> Path:
    """The same, with no module compiled: AWS does not promise that its own are."""
    folder.mkdir()
    for name in RUNTIME:
        if name.endswith(".py"):
            shutil.copy(PACKAGES / name, folder)
        else:
            shutil.copytree(PACKAGES / name, folder / name, ignore=shutil.ignore_patterns("__pycache__"))
    return folder
