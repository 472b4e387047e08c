"""Which module may import which, held by where a file lies: import-linter on copies of the tree with more files."""

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
LINT_IMPORTS = Path(sys.executable).with_name("lint-imports")

CORE = ("leads", "content", "mail", "site", "use_cases")

UNLAWFUL = [
    *((folder, "boto3") for folder in (*CORE, "entrypoints")),
    *((folder, "chalice") for folder in (*CORE, "aws")),
    *((folder, module) for folder in CORE for module in ("os", "time")),
    ("leads", "chalicelib.content"),
    ("content", "chalicelib.mail"),
    ("mail", "chalicelib.site"),
    ("site", "chalicelib.use_cases"),
    ("use_cases", "chalicelib.aws"),
    ("leads.owed", "chalicelib.leads.views"),
]
"""What a new file in that folder may not import."""


def tree(folder: Path) -> Path:
    shutil.copytree(ROOT / "chalicelib", folder / "chalicelib", ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copy(ROOT / "pyproject.toml", folder)
    return folder


def judged(folder: Path) -> subprocess.CompletedProcess[str]:
    command = [LINT_IMPORTS, "--no-cache"]
    return subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)


def added(folder: str, module: str) -> str:
    """The name of a new module in that folder that imports that one."""
    return f"chalicelib.{folder}.added_for_{module.replace('.', '_')}"


def test_the_tree_as_it_is_keeps_the_law(tmp_path):
    assert judged(tree(tmp_path)).returncode == 0


@pytest.fixture(scope="module")
def broken(tmp_path_factory) -> str:
    """What is said of a tree with all of those files."""
    folder = tree(tmp_path_factory.mktemp("tree"))
    for place, module in UNLAWFUL:
        (folder / added(place, module).replace(".", "/")).with_suffix(".py").write_text(f"import {module}\n")
    return " ".join(judged(folder).stdout.split())


@pytest.mark.parametrize(("folder", "module"), UNLAWFUL)
def test_a_new_file_breaks_the_law_that_imports(broken, folder, module):
    assert f"{added(folder, module)} -> {module}" in broken


@pytest.mark.parametrize("name", ["added.py", "added/__init__.py"])
def test_a_new_file_or_folder_at_the_top_has_to_take_its_place_in_the_layers(tmp_path, name):
    file = tree(tmp_path) / "chalicelib" / name
    file.parent.mkdir(exist_ok=True)
    file.touch()

    assert judged(tmp_path).returncode != 0
