"""The real zip, unpacked into an empty folder and driven from there: landing, form, worker and sweep."""

import base64
import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from datetime import timedelta
from fnmatch import fnmatch
from functools import cache
from importlib.util import cache_from_source
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import boto3
import pytest
from werkzeug.test import Client

from chalicelib.content.links import Action
from chalicelib.content.templates import Templates
from chalicelib.leads.enquiry import Suspicion
from chalicelib.leads.quarantine import held
from chalicelib.services import TEMPLATES, Services, current, install, utc_now
from chalicelib.site.landing import INDEX, PRERENDERED
from chalicelib.site.pages import preview_path
from chalicelib.use_cases.ports import Metric
from local.deployed import Scheduled, Woken, scheduled, timeout_of, woken
from local.events import http_event, scheduled_event, sqs_event
from tests.conftest import NOON, lead_of
from tools.bench.bundles import lambda_runtime, unpack
from tools.build.package import ROOT, package
from tools.preview.drafts import somebody

RUNNER = Path(__file__).with_name("lambda_runner.py")
SHIPPED = Templates(TEMPLATES)
LANDINGS = SHIPPED.addresses.landings
FORM = {"name": "Amina Khan", "email": "amina@example.com", "phone": "+923001234567", "follow_ups": "yes"}


@pytest.fixture(scope="session")
def out(tmp_path_factory) -> Path:
    folder = tmp_path_factory.mktemp("out")
    package(folder)
    return folder


@pytest.fixture(scope="session")
def template(out: Path) -> dict[str, Any]:
    return json.loads((out / "sam.json").read_text(encoding="utf-8"))


@pytest.fixture(scope="session")
def bundle(out: Path, tmp_path_factory) -> Path:
    return unpack(out / "deployment.zip", tmp_path_factory.mktemp("bundle"))


@pytest.fixture(autouse=True)
def shipped(idle_site, monkeypatch) -> Iterator[None]:
    """The bundle has what ships, and the site that it is compared with has it too, and the same settings."""
    for name, value in idle_site.cloud.environment.items():
        monkeypatch.setenv(name, value)
    install(Services(idle_site.cloud.environment, templates=TEMPLATES, clock=idle_site.clock.now))
    yield
    install(idle_site.services)


@cache
def _runtime() -> Path:
    return lambda_runtime(Path(tempfile.mkdtemp(prefix="runtime-")))


def run(bundle: Path, handler: str, *events: dict[str, Any]) -> list[Any]:
    return answered(bundle, handler, *events)["answers"]


def answered(bundle: Path, handler: str, *events: dict[str, Any]) -> dict[str, Any]:
    """The answers, and the files of the modules that they needed."""
    process = subprocess.run(
        [sys.executable, "-I", "-S", "-B", str(RUNNER), str(bundle), str(_runtime()), handler],
        cwd=bundle,
        env={name: value for name, value in os.environ.items() if name != "PYTHONPATH"},
        input=json.dumps(events),
        capture_output=True,
        text=True,
        check=False,
    )
    assert process.returncode == 0, process.stderr
    answer = json.loads(process.stdout)
    assert [file for file in answer["files"] if Path(file).is_relative_to(ROOT / "chalicelib")] == []
    return answer


def handler_of(template: dict[str, Any], function: str) -> str:
    return template["Resources"][function]["Properties"]["Handler"]


def request(method: str, path: str, body: dict[str, str] | None = None, stage: str = "prod") -> dict[str, Any]:
    headers = {"Content-Type": ["application/x-www-form-urlencoded"]} if body else {}
    return http_event(method, path, headers=headers, body=urlencode(body or {}).encode(), stage=stage)


def landing_request(path: str) -> dict[str, Any]:
    parts = dict(zip(("page", "language"), path.split("/"), strict=False)) if path else {}
    resource = "/" + "/".join(f"{{{name}}}" for name in parts)
    return http_event("GET", f"/{path}", resource=resource, parameters=parts)


def filled_in() -> dict[str, str]:
    """A form that was rendered half a minute ago: the bundle runs by the clock on the wall."""
    return {**FORM, "token": current().links.stamp(Action.FORM, utc_now() - timedelta(seconds=30))}


def messages(site, queue: str) -> list[dict[str, Any]]:
    arn = site.cloud.resolve({"Fn::GetAtt": [queue, "Arn"]})
    url, sqs = site.cloud.queue_url(arn), boto3.client("sqs")
    received = sqs.receive_message(QueueUrl=url, MessageSystemAttributeNames=["All"], MaxNumberOfMessages=10)
    events = []
    for message in received.get("Messages", []):
        sqs.delete_message(QueueUrl=url, ReceiptHandle=message["ReceiptHandle"])
        events.append(sqs_event(message["Body"], arn, **message))
    return events


def test_the_bundle_serves_the_landing_page(idle_site, bundle, template):
    [answer] = run(bundle, handler_of(template, "APIHandler"), request("GET", "/"))

    assert (answer["statusCode"], SHIPPED.landing(*LANDINGS[""]).words["send"] in answer["body"]) == (200, True)
    assert 'action="/prod/leads"' in answer["body"]


@pytest.mark.parametrize("path", sorted(LANDINGS))
def test_the_bundle_serves_each_landing_page_that_the_sources_make(idle_site, bundle, template, path):
    [answer] = run(bundle, handler_of(template, "APIHandler"), landing_request(path))

    assert answer["statusCode"] == 200
    assert without_token(answer["body"]) == without_token(Client(idle_site.gateway).get(f"/{path}").text)


def preview_request() -> dict[str, Any]:
    picture = preview_path(*LANDINGS[""]).rpartition("/")[2]
    return http_event("GET", f"/preview/{picture}", resource="/preview/{picture}", parameters={"picture": picture})


def test_the_bundle_hands_the_preview_picture_on_as_bytes(idle_site, bundle, template):
    [answer] = run(bundle, handler_of(template, "APIHandler"), preview_request())

    assert (answer["statusCode"], answer["isBase64Encoded"]) == (200, True)
    assert base64.b64decode(answer["body"]).startswith(b"\x89PNG")


def test_api_gateway_gives_bytes_to_whatever_a_link_previewer_says_it_accepts(template):
    definition = template["Resources"]["RestAPI"]["Properties"]["DefinitionBody"]

    assert definition["x-amazon-apigateway-binary-media-types"] == ["*/*"]


def test_the_bundle_reads_a_form_that_api_gateway_took_for_bytes(idle_site, bundle, template):
    as_bytes = request("POST", "/leads", {**FORM, "email": "amina@"})
    plain = {**as_bytes, "body": base64.b64decode(as_bytes["body"]).decode(), "isBase64Encoded": False}
    answers = run(bundle, handler_of(template, "APIHandler"), plain, as_bytes)

    assert as_bytes["isBase64Encoded"]
    assert [answer["statusCode"] for answer in answers] == [422, 422]
    assert 'value="Amina Khan"' in answers[1]["body"]


def without_token(page: str) -> str:
    return re.sub(r'(name="token" value=")[^"]+', r"\1", page)


@pytest.mark.parametrize("path", sorted(LANDINGS))
def test_no_landing_page_waits_for_jinja_or_for_aws(bundle, template, path):
    loaded = answered(bundle, handler_of(template, "APIHandler"), landing_request(path))["files"]

    assert [file for file in loaded if {"jinja2", "boto3", "botocore"} & set(Path(file).parts)] == []


def test_the_bundle_takes_a_lead_and_sends_what_it_is_owed(idle_site, bundle, template):
    [answer] = run(bundle, handler_of(template, "APIHandler"), request("POST", "/leads", filled_in()))
    run(bundle, handler_of(template, "Deliver"), *messages(idle_site, "AtOnceQueue"))

    assert (answer["statusCode"], 'rel="canonical" href="/prod/thank-you"' in answer["body"]) == (200, True)
    assert [email.recipient for email in idle_site.cloud.mail.emails] == ["front-desk@clinic.test", "amina@example.com"]


def test_the_bundle_finds_a_lead_whose_wake_up_was_lost(idle_site, bundle, template):
    run(bundle, handler_of(template, "APIHandler"), request("POST", "/leads", filled_in()))
    messages(idle_site, "AtOnceQueue")
    run(bundle, handler_of(template, "Sweep"), scheduled_event(idle_site.clock.now()))
    run(bundle, handler_of(template, "Deliver"), *messages(idle_site, "AtOnceQueue"))

    assert len(idle_site.cloud.mail.emails) == 2


def test_the_bundle_tells_the_clinic_who_is_in_quarantine(idle_site, bundle, template, tmp_path):
    always_open = tmp_path / "always-open"
    shutil.copytree(bundle, always_open)
    clinic = always_open / "templates" / "clinic.toml"
    hours = "opens = 00:00:00\ncloses = 23:59:59.999999"
    clinic.write_text(re.sub(r"opens = .*\ncloses = .*", hours, clinic.read_text()))
    earlier = somebody(SHIPPED, utc_now() - timedelta(minutes=5)).enquiries[0]
    current().store.save(held("lead-1", earlier, Suspicion.TRAP))
    run(always_open, handler_of(template, "Digest"), scheduled_event(idle_site.clock.now()))

    [digest] = idle_site.cloud.mail.emails
    text = SHIPPED.email_texts[SHIPPED.clinic.language, "digest"]
    assert digest.message["Subject"] == text.fill_line("subject", {"news": [earlier]})
    assert earlier.contact.name in digest.message.get_body(("plain",)).get_content()


def test_the_bundle_notes_what_ses_tells(idle_site, bundle, template):
    run(bundle, handler_of(template, "APIHandler"), request("POST", "/leads", filled_in()))
    run(bundle, handler_of(template, "Deliver"), *messages(idle_site, "AtOnceQueue"))
    idle_site.cloud.mail.complain(idle_site.cloud.mail.emails[1])
    run(bundle, handler_of(template, "Record"), *messages(idle_site, "MailEventsQueue"))

    assert lead_of("amina@example.com").standing == "complained"


def test_the_bundle_does_not_work_without_its_libraries(idle_site, bundle, template, tmp_path):
    crippled = tmp_path / "crippled"
    shutil.copytree(bundle, crippled)
    shutil.rmtree(crippled / "itsdangerous")

    with pytest.raises(AssertionError, match="No module named 'itsdangerous'"):
        run(crippled, handler_of(template, "APIHandler"), request("GET", "/"))


def test_the_bundle_is_small(out):
    assert (out / "deployment.zip").stat().st_size <= 3 * 1024 * 1024


def test_the_bundle_holds_no_framework_but_the_runtime(bundle):
    assert not {"boto3", "botocore", "moto", "weasyprint", "local", "tools", "tests"} & {
        entry.name for entry in bundle.iterdir()
    }


def test_the_bundle_looks_up_no_domains(bundle):
    assert list(bundle.glob("dns*")) == []


SELDOM_READ = "phonenumbers/*data/*.py"


def test_a_cold_start_compiles_no_module(bundle):
    modules = [path for path in bundle.rglob("*.py") if not path.match(SELDOM_READ)]
    compiled = [Path(cache_from_source(str(path))) for path in modules]

    assert [path.name for path in compiled if not path.exists()] == []
    # The flags of PEP 552: loaded without a look at its source, whose time of change differs on every disk.
    assert {path.read_bytes()[4:8] for path in compiled} == {b"\x01\0\0\0"}


def test_a_cold_start_compiles_no_template_and_renders_no_landing_page(bundle):
    pages = [
        path.relative_to(bundle / "templates" / PRERENDERED) for path in bundle.joinpath("templates").rglob("*.html")
    ]

    assert sorted(page.as_posix() for page in pages) == sorted(f"{path or INDEX}.html" for path in LANDINGS)


@pytest.fixture
def beside_the_web(idle_site) -> list[Woken | Scheduled]:
    app = idle_site.gateway._app
    return [*woken(app), *scheduled(app)]


def logical_id(function: Woken | Scheduled) -> str:
    """Its name in the template."""
    return "".join(part.capitalize() for part in function.name.split("_"))


def test_lambda_is_told_the_handlers_that_run_here(beside_the_web, template):
    told = {one.name: handler_of(template, logical_id(one)) for one in beside_the_web}

    assert told == {one.name: one.handler for one in beside_the_web}


def test_no_function_is_deployed_that_does_not_run_here(beside_the_web, template):
    deployed = [name for name, one in template["Resources"].items() if one["Type"] == "AWS::Serverless::Function"]

    assert sorted(deployed) == sorted(["APIHandler", *map(logical_id, beside_the_web)])


def test_lambda_gives_each_function_the_time_that_it_has_here(beside_the_web, template):
    told = {one.name: template["Resources"][logical_id(one)]["Properties"]["Timeout"] for one in beside_the_web}

    assert told == {one.name: one.timeout for one in beside_the_web}
    assert template["Resources"]["APIHandler"]["Properties"]["Timeout"] == timeout_of("")


def test_the_stack_tells_its_version(template):
    assert re.fullmatch(r"\d+\.\d+\.\d+", template["Outputs"]["Version"]["Value"])


def test_the_template_is_one_that_cloudformation_takes(out):
    linter = Path(sys.executable).with_name("cfn-lint")
    command = [linter, "--non-zero-exit-code", "warning", out / "sam.json"]
    ran = subprocess.run(command, check=False, capture_output=True, text=True)

    assert (ran.returncode, ran.stdout) == (0, "")


@pytest.mark.parametrize("metric", sorted(set(Metric) - {Metric.IN_DOUBT}))
def test_what_the_service_measures_raises_an_alarm(template, metric):
    """But for mail in doubt, which settles itself, or shows as deferred or overdue."""
    alarms = [one["Properties"] for one in template["Resources"].values() if one["Type"] == "AWS::CloudWatch::Alarm"]

    assert metric in {alarm["MetricName"] for alarm in alarms}


@pytest.mark.parametrize("function", ["Deliver", "FollowUp", "Record"])
def test_a_worker_is_woken_by_the_queue_of_its_own_stack(template, function):
    [source] = template["Resources"][function]["Properties"]["Events"].values()

    queue = source["Properties"]["Queue"]["Fn::GetAtt"][0]
    assert template["Resources"][queue]["Type"] == "AWS::SQS::Queue"


@pytest.mark.parametrize("function", ["Deliver", "FollowUp", "Record"])
def test_one_message_at_a_time_so_that_none_harms_another(template, function):
    [source] = template["Resources"][function]["Properties"]["Events"].values()

    assert source["Properties"]["BatchSize"] == 1


@pytest.mark.parametrize("function", ["Deliver", "FollowUp", "Record"])
def test_a_message_stays_hidden_for_six_times_the_life_of_its_worker(template, function):
    worker = template["Resources"][function]["Properties"]
    [source] = worker["Events"].values()
    queue = template["Resources"][source["Properties"]["Queue"]["Fn::GetAtt"][0]]["Properties"]

    assert queue["VisibilityTimeout"] >= 6 * worker["Timeout"]


@pytest.mark.parametrize("queue", ["AtOnceQueue", "FollowUpsQueue", "MailEventsQueue"])
def test_a_message_that_keeps_failing_goes_to_a_dead_letter_queue(template, queue):
    redrive = template["Resources"][queue]["Properties"]["RedrivePolicy"]

    assert redrive["deadLetterTargetArn"]["Fn::GetAtt"][0] in template["Resources"]


def actions(template: dict[str, Any], role: str) -> set[str]:
    [policy] = template["Resources"][role]["Properties"]["Policies"]
    return {action for statement in policy["PolicyDocument"]["Statement"] for action in statement["Action"]}


LOGS = {"logs:CreateLogGroup", "logs:CreateLogStream", "logs:PutLogEvents"}


def test_the_web_function_may_not_send_email(template):
    table = {"dynamodb:GetItem", "dynamodb:PutItem", "dynamodb:UpdateItem", "dynamodb:Query"}
    assert actions(template, "ApiHandlerRole") - LOGS == {*table, "dynamodb:DeleteItem", "sqs:SendMessage"}


def test_the_web_function_may_delete_nothing_but_what_is_in_quarantine(template):
    [policy] = template["Resources"]["ApiHandlerRole"]["Properties"]["Policies"]
    [deleting] = [one for one in policy["PolicyDocument"]["Statement"] if "dynamodb:DeleteItem" in one["Action"]]
    [pattern] = deleting["Condition"]["ForAllValues:StringLike"]["dynamodb:LeadingKeys"]
    lead_id = current().lead_id_of("amina@example.com")

    assert fnmatch(held(lead_id, somebody(SHIPPED, NOON).enquiries[0], Suspicion.TRAP).id, pattern)
    assert not fnmatch(lead_id, pattern)


def test_the_digest_may_wake_no_worker(template):
    table = {"dynamodb:GetItem", "dynamodb:PutItem", "dynamodb:UpdateItem", "dynamodb:Query"}
    assert actions(template, "DigestRole") - LOGS == {*table, "ses:SendEmail", "ses:SendRawEmail"}


def test_the_digest_may_write_from_the_address_of_alerts_alone(template):
    [policy] = template["Resources"]["DigestRole"]["Properties"]["Policies"]
    [sending] = [one for one in policy["PolicyDocument"]["Statement"] if "ses:SendEmail" in one["Action"]]

    assert sending["Condition"] == {"StringEquals": {"ses:FromAddress": {"Ref": "AlertFrom"}}}


def test_the_digest_looks_several_times_in_a_quarter_of_an_hour(template):
    [event] = template["Resources"]["Digest"]["Properties"]["Events"].values()

    assert event["Properties"]["Schedule"] == "rate(5 minutes)"


def test_the_sweep_may_only_look_and_wake(template):
    assert actions(template, "SweepRole") - LOGS == {"dynamodb:Query", "sqs:SendMessage"}


def test_mail_may_only_be_sent_from_the_addresses_of_the_stack(template):
    [policy] = template["Resources"]["DeliverRole"]["Properties"]["Policies"]
    [sending] = [one for one in policy["PolicyDocument"]["Statement"] if "ses:SendEmail" in one["Action"]]

    assert sending["Condition"] == {"StringEquals": {"ses:FromAddress": [{"Ref": "MailFrom"}, {"Ref": "AlertFrom"}]}}


def test_no_permission_is_for_everything(template):
    text = json.dumps({name: role for name, role in template["Resources"].items() if name.endswith("Role")})

    assert not re.findall(r'"(?:\w+:)?\*"', text.replace('"Resource": "*", "Condition"', ""))


def test_secrets_are_parameters_that_aws_does_not_show(template):
    assert all(template["Parameters"][name]["NoEcho"] for name in ("LeadIdKey", "SigningKeys"))


def test_unknown_paths_get_the_sites_own_page_from_api_gateway(template):
    definition = template["Resources"]["RestAPI"]["Properties"]["DefinitionBody"]
    answer = definition["x-amazon-apigateway-gateway-responses"]["MISSING_AUTHENTICATION_TOKEN"]

    assert answer["statusCode"] == "404"
    title = SHIPPED.languages[SHIPPED.clinic.language].words["errors"]["404"]["title"]
    assert title in answer["responseTemplates"]["text/html"]["Fn::Sub"]


def test_a_flood_of_forms_is_stopped_before_it_costs(template):
    [limit] = template["Resources"]["RestAPI"]["Properties"]["MethodSettings"]

    assert (limit["HttpMethod"], limit["ResourcePath"], limit["ThrottlingRateLimit"]) == ("POST", "/~1leads", 20)


def test_leads_can_be_restored_to_any_point_in_time(template):
    table = template["Resources"]["LeadsTable"]["Properties"]

    assert table["PointInTimeRecoverySpecification"] == {"PointInTimeRecoveryEnabled": True}


def test_deleting_the_stack_keeps_the_leads(template):
    assert template["Resources"]["LeadsTable"]["DeletionPolicy"] == "Retain"
