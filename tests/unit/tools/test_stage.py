"""What stands in `stages/<stage>.toml`, and what its author is told of a mistake."""

import json
from pathlib import Path

import pytest

from tools.operate.stage import Stage, read_stage

NEEDED = {
    "region": "eu-central-1",
    "mail_from": "guide@example.com",
    "clinic_inbox": "front-desk@example.com",
    "alarm_inbox": "engineer@example.com",
}


@pytest.fixture
def told(tmp_path):
    def read(values: dict[str, object]) -> Stage:
        lines = [f"{name} = {json.dumps(value)}" for name, value in values.items()]
        return read_lines(lines)

    def read_lines(lines: list[str]) -> Stage:
        path = Path(tmp_path / "staging.toml")
        path.write_text("\n".join(lines), encoding="utf-8")
        return read_stage(path)

    read.lines = read_lines
    return read


def test_a_stage_has_the_name_of_its_file(told):
    assert told(NEEDED).name == "staging"


def test_a_file_is_read_as_editors_on_windows_save_it(told):
    assert (
        told.lines(["\ufeff", *(f"{name} = {json.dumps(value)}" for name, value in NEEDED.items())]).name == "staging"
    )


def test_each_stage_has_a_stack_of_its_own(told):
    assert told(NEEDED).stack == "clinic-leads-staging"


def test_each_value_is_kept_as_it_is_written(told):
    stage = told({**NEEDED, "alert_from": "desk@example.com", "domain": "guide.example.com", "leads_a_day": 7})

    assert (stage.alert_from, stage.domain, stage.leads_a_day) == ("desk@example.com", "guide.example.com", 7)


def test_alerts_come_from_the_sender_of_the_guides_unless_another_is_named(told):
    assert told(NEEDED).alert_from == "guide@example.com"


def test_the_mail_domain_is_that_of_the_sender_of_the_guides(told):
    assert told({**NEEDED, "mail_from": "guide@Mail.Example.com"}).mail_domain == "mail.example.com"


@pytest.mark.parametrize("name", NEEDED)
def test_a_missing_value_is_named(name, told):
    with pytest.raises(ValueError, match=rf"^staging\.toml: {name} is missing$"):
        told({other: value for other, value in NEEDED.items() if other != name})


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("region", "Frankfurt"),
        ("mail_from", "The clinic <guide@example.com>"),
        ("clinic_inbox", "front-desk"),
        ("alarm_inbox", "a@example.com, b@example.com"),
        ("domain", "https://guide.example.com"),
        ("leads_a_day", 0),
    ],
)
def test_a_value_of_another_kind_is_named_with_its_line(name, value, told):
    line = list({**NEEDED, name: value}).index(name) + 1

    with pytest.raises(ValueError, match=rf"^staging\.toml, line {line}: {name} has "):
        told({**NEEDED, name: value})


def test_a_value_that_is_not_known_is_named(told):
    with pytest.raises(ValueError, match=r"^staging\.toml, line 5: secret is not known here"):
        told({**NEEDED, "secret": "1234"})


def test_a_file_that_is_no_toml_is_named(told):
    with pytest.raises(ValueError, match=r"^staging\.toml: "):
        told.lines(["region: eu-central-1"])


def test_a_stage_without_a_file_is_named(tmp_path):
    with pytest.raises(ValueError, match=r"^there is no stages/prod\.toml: `make deploy STAGE=prod`"):
        read_stage(tmp_path / "stages" / "prod.toml")
