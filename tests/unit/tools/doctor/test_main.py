"""How `make doctor` ends, for the shell and for programs that ask it."""

import json
import sys
from dataclasses import replace
from datetime import UTC, datetime

import pytest

from tests.unit.tools.doctor.test_checks import STAGE, WELL
from tools.doctor import __main__ as doctor
from tools.doctor.facts import Secret, Stack, Unanswered

PENDING = {"stack": Stack("UPDATE_IN_PROGRESS", "https://guide.example.com", {})}


@pytest.fixture
def run(monkeypatch, capsys):
    """Asks the doctor about prod, of which `facts` differ from one that is well: its exit code and what it printed."""

    def ask(*arguments: str, **facts: object) -> tuple[object, str]:
        found = replace(WELL, **{"signing_keys": Secret(datetime.now(UTC), is_deleted=False), **facts})
        monkeypatch.setattr(doctor, "of_stage", lambda *_asked: found)
        monkeypatch.setattr(sys, "argv", ["doctor", *arguments])
        with pytest.raises(SystemExit) as ended:
            doctor.main()
        return ended.value.code, capsys.readouterr().out

    monkeypatch.setenv("STAGE", STAGE.name)
    monkeypatch.delenv("JSON", raising=False)
    monkeypatch.setattr(doctor, "read_stage", lambda _path: STAGE)
    monkeypatch.setattr(doctor, "asking_dns", lambda: None)
    return ask


@pytest.mark.parametrize(
    ("facts", "code"),
    [
        ({}, 0),
        # Only a note: few functions are left to visitors.
        ({"concurrency": 15}, 0),
        ({"stack": None}, 1),
        (PENDING, 1),
        ({"visit": Unanswered("it timed out")}, 2),
        ({"visit": Unanswered("it timed out"), "stack": None}, 1),
    ],
    ids=["well", "noted", "wrong", "pending", "unknown", "wrong and unknown"],
)
def test_it_ends_with_the_code_of_the_worst_that_it_found(run, facts, code):
    assert run(**facts)[0] == code


def test_it_prints_what_it_found_for_people(run):
    assert run()[1].splitlines()[-1] == "✓ prod is ready"


def test_a_program_is_told_by_json_in_the_environment(run, monkeypatch):
    monkeypatch.setenv("JSON", "1")

    assert json.loads(run(**PENDING)[1])["verdict"]["state"] == "pending"


def test_a_program_is_told_by_an_argument(run):
    assert json.loads(run("--json")[1])["stage"] == "prod"


def test_a_program_gets_the_same_exit_code(run):
    assert run("--json", **PENDING)[0] == 1


def test_without_a_stage_it_asks_which_one(run, monkeypatch):
    monkeypatch.delenv("STAGE")

    assert run() == ("doctor: which one? make doctor STAGE=prod, or STAGE=local", "")


def test_a_stage_that_cannot_be_read_ends_it_with_the_reason(run, monkeypatch):
    def refuse(_path: object) -> None:
        raise ValueError("there is no stage prod")

    monkeypatch.setattr(doctor, "read_stage", refuse)

    assert run() == ("doctor: there is no stage prod", "")
