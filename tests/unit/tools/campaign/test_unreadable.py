"""Files that cannot be read: each is told in one line, all in one run, and nothing breaks on them."""

import shutil
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest

from chalicelib.content.templates import Templates
from tests.clinic import templates
from tests.pseudo import add_language
from tools.campaign import check
from tools.campaign.unreadable import TABLES, TEXTS

NOON = datetime(2026, 3, 2, 7, 0, tzinfo=UTC)

DAMAGES: dict[str, tuple[Callable[[bytes], bytes], str]] = {
    "not in UTF-8": (
        lambda raw: raw.replace(b"\n", b"\n# caf\xe9\n", 1),
        ", line 2: has letters that are not in UTF-8: save it as UTF-8",
    ),
    "in UTF-16": (
        lambda raw: raw.decode().encode("utf-16"),
        ", line 1: has letters that are not in UTF-8: save it as UTF-8",
    ),
    "with a BOM": (
        lambda raw: b"\xef\xbb\xbf" + raw,
        ", line 1: begins with an invisible mark, the BOM: save it as UTF-8 without BOM",
    ),
    "with a broken value": (
        lambda raw: raw.replace(b"+++\n", b'+++\nbroken = "\n', 1) if raw.startswith(b"+++") else b'broken = "\n' + raw,
        ": cannot be read: ",
    ),
}


@pytest.fixture
def folder(tmp_path) -> Path:
    folder = shutil.copytree(templates().folder, tmp_path / "templates")
    add_language(folder)
    return folder


def authored(folder: Path, patterns: tuple[str, ...] = (*TABLES, *TEXTS)) -> list[Path]:
    return sorted(path for pattern in patterns for path in folder.glob(pattern))


def found(folder: Path) -> list[str]:
    return [str(one) for one in check.problems(Templates(folder), NOON)]


def named(file: Path, folder: Path) -> str:
    return f"templates/{file.relative_to(folder).as_posix()}"


def _is_of(line: str, file: Path, folder: Path, told: str) -> bool:
    return line.startswith(named(file, folder)) and told in line


@pytest.mark.parametrize(("damage", "told"), DAMAGES.values(), ids=DAMAGES)
def test_each_file_that_cannot_be_read_is_told_in_one_run(folder, damage, told):
    for file in authored(folder):
        file.write_bytes(damage(file.read_bytes()))
    lines = found(folder)

    assert len(lines) == len(authored(folder))
    assert [file for file in authored(folder) if not any(_is_of(line, file, folder, told) for line in lines)] == []


def test_a_broken_value_is_told_with_its_line_and_how_a_line_is_written(folder):
    words = folder / "wording" / "en.toml"
    words.write_text(words.read_text().replace('skip = "', "skip = ", 1))

    [line] = found(folder)
    assert line.startswith("templates/wording/en.toml, line 48: cannot be read: ")
    assert line.endswith('Each line there is like: name = "words"')


@pytest.mark.parametrize("damage", [lambda raw: b"", lambda raw: raw[: len(raw) // 2]], ids=["empty", "half"])
def test_no_text_of_the_first_language_stops_the_check(folder, damage):
    for file in authored(folder / "campaigns" / "knots" / "en", ("*.md", "*.toml", "emails/*.md")):
        whole = file.read_bytes()
        file.write_bytes(damage(whole))
        lines = found(folder)
        file.write_bytes(whole)

        assert [line for line in lines if file.name in line], file


def test_what_does_not_rest_on_a_broken_text_is_judged_in_the_same_run(folder):
    (folder / "campaigns/knots/xx/consent.toml").write_bytes(b"\xff")
    guide = folder / "campaigns/knots/en/guide.md"
    guide.write_text(guide.read_text().replace("That is the aim.", "It cures."))

    files = {line.partition(",")[0] for line in found(folder)}
    assert {"templates/campaigns/knots/xx/consent.toml", "templates/campaigns/knots/en/guide.md"} <= files


def test_two_tables_that_say_something_else_are_both_told(folder):
    for file in ("clinic.toml", "campaigns/knots/campaign.toml"):
        (folder / file).write_text(f"unknown = 1\n{(folder / file).read_text()}")

    assert len(found(folder)) == 2


def test_a_run_with_something_to_mend_ends_with_1(folder, monkeypatch, capsys):
    (folder / "wording" / "en.toml").write_bytes(b"\xff")
    monkeypatch.setattr(check, "TEMPLATES", folder)

    with pytest.raises(SystemExit) as ended:
        check.main()
    assert (ended.value.code, capsys.readouterr().out.count("\n")) == ("1 to mend.", 1)
