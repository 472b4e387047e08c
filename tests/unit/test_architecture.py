"""Which module may import which, held by where a file lies: import-linter on a copy of the tree with one file more."""

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
LINT_IMPORTS = Path(sys.executable).with_name("lint-imports")


@pytest.fixture
def tree(tmp_path) -> Path:
    shutil.copytree(ROOT / "chalicelib", tmp_path / "chalicelib", ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copy(ROOT / "pyproject.toml", tmp_path)
    return tmp_path


def is_lawful(tree: Path) -> bool:
    command = [LINT_IMPORTS, "--no-cache"]
    return subprocess.run(command, cwd=tree, capture_output=True, check=False).returncode == 0


def test_the_tree_as_it_is_keeps_the_law(tree):
    assert is_lawful(tree)


@pytest.mark.parametrize("folder", ["leads", "content", "mail", "site", "use_cases", "entrypoints", "."])
def test_a_new_file_outside_aws_that_imports_boto3_breaks_the_law(tree, folder):
    (tree / "chalicelib" / folder / "added.py").write_text("import boto3\n")

    assert not is_lawful(tree)


@pytest.mark.parametrize("folder", ["leads", "content", "mail", "site", "use_cases", "aws", "."])
def test_a_new_file_outside_the_entrypoints_that_imports_chalice_breaks_the_law(tree, folder):
    (tree / "chalicelib" / folder / "added.py").write_text("import chalice\n")

    assert not is_lawful(tree)


@pytest.mark.parametrize("module", ["os", "time"])
@pytest.mark.parametrize("folder", ["leads", "content", "mail", "site", "use_cases"])
def test_a_new_file_of_the_core_that_reads_the_environment_or_the_clock_breaks_the_law(tree, folder, module):
    (tree / "chalicelib" / folder / "added.py").write_text(f"import {module}\n")

    assert not is_lawful(tree)


@pytest.mark.parametrize(
    ("folder", "imported"),
    [("leads", "content"), ("content", "mail"), ("mail", "site"), ("site", "use_cases"), ("use_cases", "aws")],
)
def test_a_new_file_that_imports_a_folder_above_it_breaks_the_law(tree, folder, imported):
    (tree / "chalicelib" / folder / "added.py").write_text(f"import chalicelib.{imported}\n")

    assert not is_lawful(tree)


def test_a_new_folder_has_to_take_its_place_in_the_layers(tree):
    (tree / "chalicelib" / "added").mkdir()
    (tree / "chalicelib" / "added" / "__init__.py").touch()

    assert not is_lawful(tree)
