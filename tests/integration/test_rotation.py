"""Keys that sign links, rotated on the embedded AWS; and a stage that is taken away."""

import json

import boto3
import pytest

from local.cloud import REGION
from tests.unit.tools.deploy.stages import STAGE
from tools.deploy import destroy
from tools.deploy import rotate as command
from tools.deploy.rotate import rotate, with_another
from tools.operate import stage as stages

FIRST = "a" * 64


@pytest.mark.parametrize(
    ("keys", "then"), [("a", "a,new"), ("a,b", "a,b,new"), ("a,b,c", "b,c,new"), ("a,b,c,d", "c,d,new")]
)
def test_the_new_key_is_last_and_the_oldest_beyond_three_goes(keys, then):
    assert with_another(keys, "new") == then


@pytest.fixture
def stage(running_site, tmp_path, monkeypatch):
    """A stage whose stack is as much of one as a rotation looks at."""
    monkeypatch.setattr(stages, "STAGES", tmp_path)
    for name in ("region", "mail_from", "clinic_inbox", "alarm_inbox"):
        stages.tell(tmp_path / "prod.toml", name, REGION if name == "region" else getattr(STAGE, name))
    monkeypatch.setenv("STAGE", "prod")
    secrets, client = boto3.client("secretsmanager"), boto3.client("cloudformation")
    arn = secrets.create_secret(Name="SigningKeys", SecretString=FIRST)["ARN"]
    values = {"SigningKeysVersion": "", "AdsRun": "yes"}
    template = {
        "Parameters": {name: {"Type": "String"} for name in values},
        "Resources": {
            "Functions": {"Type": "AWS::SNS::Topic", "Properties": {"DisplayName": {"Ref": "SigningKeysVersion"}}}
        },
        "Outputs": {"SigningKeys": {"Value": arn}, "LeadsTable": {"Value": "leads-1"}},
    }
    client.create_stack(
        StackName=STAGE.stack,
        TemplateBody=json.dumps(template),
        Parameters=[{"ParameterKey": name, "ParameterValue": value} for name, value in values.items()],
    )
    yield stages.read_stage(tmp_path / "prod.toml")
    client.delete_stack(StackName=STAGE.stack)
    secrets.delete_secret(SecretId=arn, ForceDeleteWithoutRecovery=True)


def keys() -> list[str]:
    return boto3.client("secretsmanager").get_secret_value(SecretId="SigningKeys")["SecretString"].split(",")


def given(name: str) -> str:
    [stack] = boto3.client("cloudformation").describe_stacks(StackName=STAGE.stack)["Stacks"]
    return next(one["ParameterValue"] for one in stack["Parameters"] if one["ParameterKey"] == name)


def test_a_key_is_added_behind_the_one_there_is(stage):
    rotate(stage)

    assert (len(keys()), keys()[0], len(keys()[1])) == (2, FIRST, 64)


def test_the_functions_get_the_new_version(stage):
    rotate(stage)

    current = boto3.client("secretsmanager").get_secret_value(SecretId="SigningKeys")["VersionId"]
    assert given("SigningKeysVersion") == current


def test_nothing_else_of_the_stack_changes(stage):
    rotate(stage)

    assert given("AdsRun") == "yes"


def test_a_rotation_that_stopped_half_way_is_ended_and_not_begun_again(stage):
    boto3.client("secretsmanager").put_secret_value(SecretId="SigningKeys", SecretString=f"{FIRST},{'b' * 64}")
    rotate(stage)

    assert keys() == [FIRST, "b" * 64]
    assert given("SigningKeysVersion")


def test_a_second_rotation_adds_a_third_key(stage):
    rotate(stage)

    assert rotate(stage) == 3


def test_no_key_is_shown(stage, capsys):
    command.main()

    assert not [key for key in keys() if key in capsys.readouterr().out]


@pytest.fixture
def typed(monkeypatch):
    def typed(line: str) -> None:
        monkeypatch.setattr("builtins.input", lambda _prompt: line)

    return typed


def names() -> list[str]:
    return [one["StackName"] for one in boto3.client("cloudformation").describe_stacks()["Stacks"]]


def test_a_stage_goes_when_its_name_is_typed(stage, typed):
    typed("prod")
    destroy.main()

    assert STAGE.stack not in names()


@pytest.mark.parametrize("line", ["", "yes", "staging", "Prod"])
def test_a_stage_stays_when_anything_else_is(stage, typed, line):
    typed(line)

    with pytest.raises(SystemExit, match="Nothing was touched"):
        destroy.main()
    assert STAGE.stack in names()


def test_a_stage_that_is_not_there_is_named(stage, monkeypatch):
    monkeypatch.setattr(destroy, "look_at", lambda *_: None)

    with pytest.raises(SystemExit, match="there is no stack clinic-leads-prod"):
        destroy.main()
