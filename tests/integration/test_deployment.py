"""A deployment on the embedded AWS, and what is asked of SAM CLI: pass after pass, again and again."""

import json
import os
from contextlib import suppress
from dataclasses import replace

import boto3
import pytest

from local.cloud import REGION
from tests.unit.tools.deploy import stages
from tools.deploy import deployment, domains, sam
from tools.deploy.certificate import Certificate
from tools.deploy.deployment import Deployment, Stuck
from tools.deploy.records import Record
from tools.deploy.stacks import Version, tell_of_alarms
from tools.doctor.facts import Unanswered
from tools.operate.stack import Stack

STAGE = replace(stages.STAGE, region=REGION)
WITH_DOMAIN = replace(STAGE, domain="guide.example.com")
CLOUDFRONT = "https://d111.cloudfront.net"
READY = Certificate("arn:aws:acm:us-east-1:123456789012:certificate/1", "ISSUED", ("guide.example.com",))


class Sam:
    """Stands for SAM CLI: makes a stack of the parameters that it is given, as far as moto does."""

    def __init__(self) -> None:
        self.passes: list[dict[str, str]] = []

    def deploy(self, template, stack, region, parameters) -> None:
        self.passes.append(dict(parameters))
        body = {
            "Parameters": {name: {"Type": "String"} for name in parameters},
            "Resources": {"AlarmTopic": {"Type": "AWS::SNS::Topic"}},
            "Outputs": {"SiteUrl": {"Value": {"Ref": "SiteUrl"}}, "AwsUrl": {"Value": CLOUDFRONT}},
        }
        values = [{"ParameterKey": name, "ParameterValue": value} for name, value in parameters.items()]
        client = boto3.client("cloudformation")
        names = [one["StackName"] for one in client.describe_stacks()["Stacks"]]
        change = client.update_stack if stack in names else client.create_stack
        # Nothing to change is an error of CloudFormation's, which SAM CLI is asked not to mind.
        with suppress(client.exceptions.ClientError):
            change(StackName=stack, TemplateBody=json.dumps(body), Parameters=values)

    def given(self, name: str) -> list[str]:
        return [parameters[name] for parameters in self.passes]


@pytest.fixture
def fake(running_site, monkeypatch):
    monkeypatch.setenv("AWS_DEFAULT_REGION", REGION)
    fake = Sam()
    monkeypatch.setattr(sam, "deploy", fake.deploy)
    yield fake
    boto3.client("cloudformation").delete_stack(StackName=STAGE.stack)


def deploy(tmp_path, stage=STAGE, look_up=lambda *_: (), leads_here=lambda _url: True, said=None):
    say = (said if said is not None else []).append
    return Deployment(stage, tmp_path / "sam.json", look_up, leads_here, say).run()


def test_a_first_deployment_is_two_passes(fake, tmp_path):
    deploy(tmp_path)

    assert len(fake.passes) == 2


def test_the_second_pass_tells_the_site_its_address(fake, tmp_path):
    deploy(tmp_path)

    assert fake.given("SiteUrl") == ["https://not-known-yet.invalid", CLOUDFRONT]


def test_the_second_pass_protects_the_table(fake, tmp_path):
    deploy(tmp_path)

    assert fake.given("DeletionProtection") == ["off", "on"]


def test_a_second_deployment_is_one_pass_that_changes_no_parameter(fake, tmp_path):
    deploy(tmp_path)
    deploy(tmp_path)

    assert len(fake.passes) == 3
    assert fake.passes[2] == fake.passes[1]


def test_a_first_version_has_none_before_it(fake, tmp_path):
    assert deploy(tmp_path).before is None


def test_a_second_version_knows_the_one_before_as_it_was_given(fake, tmp_path):
    deploy(tmp_path)
    before = deploy(tmp_path, replace(STAGE, ads_run=True)).before

    assert (before.stack.parameters["AdsRun"], "AlarmTopic" in before.template) == ("no", True)


def test_a_first_deployment_that_was_cut_off_left_no_version_to_put_back(fake, tmp_path, monkeypatch):
    """Its links lead nowhere, and its table is not protected."""
    with monkeypatch.context() as cut_off:
        cut_off.setattr(deployment, "MOST_PASSES", 1)
        deploy(tmp_path)

    assert deploy(tmp_path).before is None


def test_the_version_before_is_put_back_with_its_own_parameters(fake, tmp_path):
    deploy(tmp_path)
    before = deploy(tmp_path, replace(STAGE, ads_run=True)).before
    before.put_back(tmp_path, REGION)

    assert fake.given("AdsRun")[-2:] == ["yes", "no"]


def test_a_certificate_is_asked_for_once(fake, tmp_path):
    deploy(tmp_path, WITH_DOMAIN)
    deploy(tmp_path, WITH_DOMAIN)
    acm = boto3.client("acm", region_name="us-east-1")
    asked_for = acm.list_certificates()["CertificateSummaryList"]
    for one in asked_for:
        acm.delete_certificate(CertificateArn=one["CertificateArn"])

    assert [one["DomainName"] for one in asked_for] == ["guide.example.com"]


@pytest.fixture
def certificates(monkeypatch):
    """What ACM has, each time that it is asked."""
    answers: list[Certificate] = []
    monkeypatch.setattr(domains, "certificates", lambda _region: [answers.pop(0) if len(answers) > 1 else answers[0]])
    return answers


WAITS = replace(READY, status="PENDING_VALIDATION", record=Record("_x.guide.example.com", "CNAME", "_y.aws"))


def test_until_its_certificate_is_ready_the_site_lives_at_aws_s_address(fake, certificates, tmp_path):
    certificates.append(WAITS)

    assert deploy(tmp_path, WITH_DOMAIN).stack.outputs["SiteUrl"] == CLOUDFRONT


def test_a_certificate_that_gets_ready_meanwhile_moves_the_site(fake, certificates, tmp_path):
    certificates += [WAITS, WAITS, READY]

    assert deploy(tmp_path, WITH_DOMAIN).stack.outputs["SiteUrl"] == "https://guide.example.com"
    assert fake.given("Domain") == ["", "", "guide.example.com", "guide.example.com"]


def test_the_site_is_its_domains_before_links_lead_there(fake, certificates, tmp_path):
    certificates.append(READY)
    deploy(tmp_path, WITH_DOMAIN)

    assert fake.given("SiteUrl") == ["https://not-known-yet.invalid", "https://guide.example.com"]
    assert fake.given("Domain") == ["guide.example.com"] * 2


def test_links_lead_to_aws_s_address_until_dns_leads_to_the_site(fake, certificates, tmp_path):
    certificates.append(READY)

    waits = deploy(tmp_path, WITH_DOMAIN, leads_here=lambda _url: False)
    moved = deploy(tmp_path, WITH_DOMAIN)
    stays = deploy(tmp_path, WITH_DOMAIN, leads_here=lambda _url: False)

    own = "https://guide.example.com"
    assert [one.stack.outputs["SiteUrl"] for one in (waits, moved, stays)] == [CLOUDFRONT, own, own]


def test_nobody_asks_for_a_domain_that_the_site_does_not_have_yet(fake, certificates, tmp_path):
    """A name server would remember that it was not there."""
    certificates.append(WAITS)
    asked: list[str] = []
    deploy(tmp_path, WITH_DOMAIN, leads_here=lambda url: bool(asked.append(url)))

    assert asked == []


@pytest.fixture
def zone(running_site):
    client = boto3.client("route53")
    made = client.create_hosted_zone(Name="example.com", CallerReference="1")["HostedZone"]["Id"]
    yield made.rpartition("/")[2]
    sets = client.list_resource_record_sets(HostedZoneId=made)["ResourceRecordSets"]
    changes = [{"Action": "DELETE", "ResourceRecordSet": one} for one in sets if one["Type"] not in ("NS", "SOA")]
    if changes:
        client.change_resource_record_sets(HostedZoneId=made, ChangeBatch={"Changes": changes})
    client.delete_hosted_zone(Id=made)


def test_records_are_made_in_the_zone_that_is_there(fake, zone, tmp_path):
    deploy(tmp_path)

    assert fake.given("HostedZoneId") == [zone, zone]


def test_the_record_of_a_certificate_is_made_there_too(fake, zone, certificates, tmp_path):
    certificates.append(WAITS)
    deploy(tmp_path, WITH_DOMAIN)
    sets = boto3.client("route53").list_resource_record_sets(HostedZoneId=zone)["ResourceRecordSets"]

    assert "_x.guide.example.com." in [one["Name"] for one in sets]


@pytest.mark.parametrize(
    ("found", "makes"), [((), "yes"), (("v=DMARC1; p=reject",), "no"), (("spf",), "yes"), (Unanswered("?"), "no")]
)
def test_no_second_dmarc_record_is_made(fake, zone, tmp_path, found, makes):
    deploy(tmp_path, look_up=lambda *_: found)

    assert fake.given("DmarcRecord")[0] == makes


@pytest.mark.parametrize(
    ("found", "makes"), [((), "yes"), (("10 feedback-smtp.us-east-1.amazonses.com",), "no"), (Unanswered("?"), "no")]
)
def test_no_second_records_of_mail_are_made(fake, zone, tmp_path, found, makes):
    deploy(tmp_path, look_up=lambda _name, kind: found if kind == "MX" else ())

    assert fake.given("MailRecords")[0] == makes


def test_a_sender_that_ses_knows_is_not_introduced_again(fake, tmp_path):
    ses = boto3.client("sesv2")
    ses.create_email_identity(EmailIdentity="example.com")
    deploy(tmp_path)
    ses.delete_email_identity(EmailIdentity="example.com")

    assert fake.given("MailDomain") == ["", ""]


@pytest.mark.parametrize(
    ("status", "words"),
    [
        ("UPDATE_IN_PROGRESS", "still at work"),
        ("UPDATE_ROLLBACK_FAILED", "tries again now"),
        ("DELETE_FAILED", "make destroy STAGE=prod"),
    ],
)
def test_a_stack_that_takes_no_change_is_left_alone_and_why_is_said(fake, tmp_path, monkeypatch, status, words):
    resumed = []
    monkeypatch.setattr("tools.deploy.deployment.look_at", lambda *_: Stack(STAGE.stack, status))
    deployment = Deployment(STAGE, tmp_path / "sam.json", lambda *_: (), lambda _: True, lambda _: None)
    monkeypatch.setattr(deployment._client, "continue_update_rollback", lambda **about: resumed.append(about))

    with pytest.raises(Stuck, match=words):
        deployment.run()
    assert bool(resumed) is (status == "UPDATE_ROLLBACK_FAILED")
    assert not fake.passes


def test_what_is_left_of_a_stack_that_was_never_made_goes_first(fake, tmp_path, monkeypatch):
    deploy(tmp_path)
    from tools.deploy import deployment

    real, looks = deployment.look_at, []

    def look_at(name, client):
        looks.append(name)
        return replace(real(name, client), status="ROLLBACK_COMPLETE") if len(looks) == 1 else real(name, client)

    monkeypatch.setattr(deployment, "look_at", look_at)
    said: list[str] = []
    deploy(tmp_path, said=said)

    assert "was never made whole" in said[0]
    assert fake.given("DeletionProtection")[2:] == ["off", "on"]


FAKE_SAM = """#!/bin/sh
printf '%s\\n' "$SAM_CLI_TELEMETRY" "$@" > "$RECORD"
exit "${SAM_ANSWER:-0}"
"""


@pytest.fixture
def command(tmp_path, monkeypatch):
    """SAM CLI as a command that keeps what it was asked."""
    (tmp_path / "bin").mkdir()
    program = tmp_path / "bin" / "sam"
    program.write_text(FAKE_SAM, encoding="utf-8")
    program.chmod(0o755)
    monkeypatch.setenv("PATH", f"{program.parent}{os.pathsep}{os.environ['PATH']}")
    monkeypatch.setenv("RECORD", str(tmp_path / "asked"))
    return tmp_path / "asked"


def test_sam_cli_is_asked_as_we_say(command, tmp_path):
    sam.deploy(tmp_path / "sam.json", "clinic-leads-prod", "eu-central-1", {"Domain": ""})

    assert command.read_text().splitlines() == [
        "0",
        "deploy",
        *("--template-file", f"{tmp_path}/sam.json", "--stack-name", "clinic-leads-prod", "--region", "eu-central-1"),
        *("--parameter-overrides", f"file://{tmp_path}/parameters.yaml", "--resolve-s3"),
        *("--capabilities", "CAPABILITY_IAM", "--on-failure", "DELETE"),
        *("--no-confirm-changeset", "--no-fail-on-empty-changeset", "--no-progressbar"),
    ]


def test_values_go_by_a_file_and_an_empty_one_is_empty(command, tmp_path):
    sam.deploy(tmp_path / "sam.json", "stack", "eu-central-1", {"MailFrom": "guide@example.com", "Domain": ""})

    assert json.loads((tmp_path / "parameters.yaml").read_text()) == {"MailFrom": "guide@example.com", "Domain": ""}


def test_where_sam_cli_fails_the_deployment_does(command, tmp_path, monkeypatch):
    monkeypatch.setenv("SAM_ANSWER", "1")

    with pytest.raises(sam.Failed, match="nothing is stuck"):
        sam.deploy(tmp_path / "sam.json", "stack", "eu-central-1", {})


def test_the_template_of_the_version_before_is_what_is_deployed_again(command, tmp_path):
    Version("Resources: {}", Stack("stack", "UPDATE_COMPLETE")).put_back(tmp_path, "eu-central-1")

    assert (tmp_path / "before.yaml").read_text() == "Resources: {}"
    assert f"{tmp_path}/before.yaml" in command.read_text().splitlines()


def test_an_inbox_is_asked_by_aws_whether_it_wants_alarms(running_site):
    sns = boto3.client("sns", region_name=REGION)
    topic = sns.create_topic(Name="alarms-of-a-stage")["TopicArn"]
    tell_of_alarms(topic, "engineer@example.com", REGION)
    [one] = sns.list_subscriptions_by_topic(TopicArn=topic)["Subscriptions"]
    sns.delete_topic(TopicArn=topic)

    assert (one["Protocol"], one["Endpoint"]) == ("email", "engineer@example.com")
