"""A stage's settings, from its stack and its secrets on the embedded AWS."""

import json

import boto3
import pytest

from local.cloud import REGION
from tests.unit.tools.deploy.stages import STAGE
from tools.operate import erase, stage
from tools.operate.running import running

PARAMETERS = {
    "SiteUrl": "https://guide.example.com",
    "MailFrom": STAGE.mail_from,
    "AlertFrom": STAGE.alert_from,
    "ClinicInbox": STAGE.clinic_inbox,
}

RESOURCES = ("AtOnceQueue", "FollowUpsQueue", "MailConfiguration")

SECRETS = {"LeadIdKey": "a key for one machine, not a secret", "SigningKeys": f"{'a' * 40},{'b' * 40}"}


@pytest.fixture(scope="module")
def stack(running_site):
    """As much of a stage as moto makes: its outputs are real, topics stand for its resources."""
    cloudformation, secrets = boto3.client("cloudformation"), boto3.client("secretsmanager")
    outputs = {name: secrets.create_secret(Name=name, SecretString=key)["ARN"] for name, key in SECRETS.items()}
    outputs["LeadsTable"] = running_site.cloud.environment["LEADS_TABLE"]
    template = {
        "Parameters": {name: {"Type": "String"} for name in PARAMETERS},
        "Resources": {name: {"Type": "AWS::SNS::Topic"} for name in RESOURCES},
        "Outputs": {name: {"Value": value} for name, value in outputs.items()},
    }
    values = [{"ParameterKey": name, "ParameterValue": value} for name, value in PARAMETERS.items()]
    cloudformation.create_stack(StackName=STAGE.stack, TemplateBody=json.dumps(template), Parameters=values)
    yield
    cloudformation.delete_stack(StackName=STAGE.stack)
    for name in SECRETS:
        secrets.delete_secret(SecretId=name, ForceDeleteWithoutRecovery=True)


@pytest.fixture
def told(site, tmp_path, monkeypatch):
    """The stage's file, and its name in the environment."""
    monkeypatch.setattr(stage, "STAGES", tmp_path)
    for name in ("region", "mail_from", "clinic_inbox", "alarm_inbox"):
        stage.tell(tmp_path / "prod.toml", name, REGION if name == "region" else getattr(STAGE, name))
    monkeypatch.setenv("STAGE", "prod")
    monkeypatch.setenv("AWS_DEFAULT_REGION", REGION)


def test_a_stage_knows_itself_from_its_stack(told, stack):
    settings = running("erase").settings

    assert (settings.site_url, settings.clinic_inbox) == ("https://guide.example.com", STAGE.clinic_inbox)


def test_its_secrets_come_from_secrets_manager(told, stack):
    settings = running("erase").settings

    assert ",".join(settings.signing_keys) == SECRETS["SigningKeys"]
    assert settings.lead_id_key == SECRETS["LeadIdKey"]


def test_all_that_its_functions_are_given_is_there(told, stack):
    settings = running("send-test").settings

    assert all([settings.leads_table, settings.at_once_queue_url, settings.follow_ups_queue_url])
    assert settings.configuration_set


def test_a_command_works_on_the_table_of_the_stage(told, stack, monkeypatch, capsys):
    monkeypatch.setenv("EMAIL", "amina@example.com")
    erase.main()

    assert capsys.readouterr().out.endswith("found by it alone\n")


def test_what_a_command_was_not_told_is_named(monkeypatch):
    for name in ("STAGE", "EMAIL"):
        monkeypatch.delenv(name, raising=False)

    with pytest.raises(SystemExit, match=r"^erase: STAGE, EMAIL missing$"):
        running("erase", "EMAIL")


def test_a_stage_that_nobody_has_described_is_named(told, monkeypatch):
    monkeypatch.setenv("STAGE", "trial")

    with pytest.raises(SystemExit, match=r"trial\.toml"):
        running("erase")


def test_a_stage_that_was_not_deployed_is_named(told, tmp_path, monkeypatch):
    (tmp_path / "staging.toml").write_text((tmp_path / "prod.toml").read_text())
    monkeypatch.setenv("STAGE", "staging")

    with pytest.raises(SystemExit, match="there is no stack clinic-leads-staging in "):
        running("erase")
