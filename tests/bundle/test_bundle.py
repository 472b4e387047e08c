"""The real zip, unpacked into an empty folder and driven from there: landing, form, worker and sweep."""

import base64
import json
import os
import re
import shutil
import socket
import ssl
import subprocess
import tempfile
from collections import defaultdict
from datetime import timedelta
from functools import cache
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import boto3
import botocore
import pytest
from werkzeug.test import Client

from chalicelib.content.links import Action
from chalicelib.content.templates import Templates
from chalicelib.leads.enquiry import Suspicion
from chalicelib.leads.quarantine import held
from chalicelib.services import TEMPLATES, current, utc_now
from chalicelib.site.landing import INDEX, PRERENDERED
from chalicelib.site.pages import preview_path
from local.deployed import Scheduled, Woken, scheduled, timeout_of, woken
from local.events import http_event, scheduled_event, sqs_event
from tests.bundle.conftest import FUNCTION
from tests.conftest import lead_of
from tools.bench.bundles import lambda_runtime, unpack
from tools.build.package import ROOT
from tools.build.python import PINNED, PYTHON
from tools.campaign.edition import editions_of
from tools.campaign.weight import weight
from tools.preview.drafts import somebody

MOST = 3 * 1024 * 1024
"""In bytes."""

RUNNER = Path(__file__).with_name("lambda_runner.py")
SHIPPED = Templates(TEMPLATES)
LANDINGS = SHIPPED.addresses.landings
FORM = {"name": "Amina Khan", "email": "amina@example.com", "phone": "+923001234567", "follow_ups": "yes"}


@pytest.fixture(scope="session")
def bundle(out: Path, tmp_path_factory) -> Path:
    return unpack(out / "deployment.zip", tmp_path_factory.mktemp("bundle"))


@pytest.fixture(autouse=True)
def shipped(site, serve, monkeypatch) -> None:
    """The bundle has what ships, and the site that it is compared with has it too, and the same settings."""
    for name, value in site.cloud.environment.items():
        monkeypatch.setenv(name, value)
    serve(TEMPLATES)


@cache
def _runtime() -> Path:
    return lambda_runtime(Path(tempfile.mkdtemp(prefix="runtime-")))


def run(bundle: Path, handler: str, *events: dict[str, Any]) -> list[Any]:
    return answered(bundle, handler, *events)["answers"]


def answered(bundle: Path, handler: str, *events: dict[str, Any]) -> dict[str, Any]:
    """The answers, and the files of the modules that they needed."""
    process = subprocess.run(
        [PYTHON, "-I", "-S", "-B", str(RUNNER), str(bundle), str(_runtime()), handler],
        cwd=bundle,
        env={name: value for name, value in os.environ.items() if name not in {"PYTHONPATH", *_withheld(handler)}},
        input=json.dumps(events),
        capture_output=True,
        text=True,
        check=False,
    )
    assert process.returncode == 0, process.stderr
    answer = json.loads(process.stdout)
    assert [file for file in answer["files"] if Path(file).is_relative_to(ROOT / "chalicelib")] == []
    return answer


def _withheld(handler: str) -> set[str]:
    """The settings that the template does not give to the function of that handler."""
    stack = json.loads((ROOT / ".chalice" / "resources.json").read_text(encoding="utf-8"))
    resources = stack["Resources"].items()
    given = {
        name: one["Properties"]["Environment"]["Variables"]
        for name, one in resources
        if "Environment" in one.get("Properties", {})
    }
    own = "APIHandler" if handler == "app.app" else logical_id(handler.rpartition(".")[2])
    return {variable for variables in given.values() for variable in variables} - set(given[own])


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


def test_the_bundle_serves_the_landing_page(site, bundle, template):
    [answer] = run(bundle, handler_of(template, "APIHandler"), request("GET", "/"))

    assert (answer["statusCode"], SHIPPED.landing(*LANDINGS[""]).words["send"] in answer["body"]) == (200, True)
    assert 'action="/prod/leads"' in answer["body"]


@pytest.mark.parametrize("path", sorted(LANDINGS))
def test_the_bundle_serves_each_landing_page_that_the_sources_make(site, bundle, template, path):
    [answer] = run(bundle, handler_of(template, "APIHandler"), landing_request(path))

    assert answer["statusCode"] == 200
    assert without_token(answer["body"]) == without_token(Client(site.gateway).get(f"/{path}").text)


def preview_request() -> dict[str, Any]:
    picture = preview_path(*LANDINGS[""]).rpartition("/")[2]
    return http_event("GET", f"/preview/{picture}", resource="/preview/{picture}", parameters={"picture": picture})


def test_the_bundle_hands_the_preview_picture_on_as_bytes(site, bundle, template):
    [answer] = run(bundle, handler_of(template, "APIHandler"), preview_request())

    assert (answer["statusCode"], answer["isBase64Encoded"]) == (200, True)
    assert base64.b64decode(answer["body"]).startswith(b"\x89PNG")


def test_api_gateway_gives_bytes_to_whatever_a_link_previewer_says_it_accepts(template):
    definition = template["Resources"]["RestAPI"]["Properties"]["DefinitionBody"]

    assert definition["x-amazon-apigateway-binary-media-types"] == ["*/*"]


def test_the_bundle_reads_a_form_that_api_gateway_took_for_bytes(site, bundle, template):
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


def test_who_typed_a_little_waits_for_no_module_to_be_loaded(site, bundle, template):
    handler, post = handler_of(template, "APIHandler"), request("POST", "/leads", filled_in())
    ready = answered(bundle, handler, request("GET", "/ready"))
    sent = answered(bundle, handler, request("GET", "/ready"), post)

    assert [answer["statusCode"] for answer in sent["answers"]] == [204, 200]
    assert sorted({*sent["files"]} - {*ready["files"]}) == []


def test_the_bundle_takes_a_lead_and_sends_what_it_is_owed(site, bundle, template):
    [answer] = run(bundle, handler_of(template, "APIHandler"), request("POST", "/leads", filled_in()))
    run(bundle, handler_of(template, "Deliver"), *messages(site, "AtOnceQueue"))

    assert (answer["statusCode"], 'rel="canonical" href="/prod/thank-you"' in answer["body"]) == (200, True)
    assert [email.recipient for email in site.cloud.mail.emails] == ["front-desk@clinic.test", "amina@example.com"]


def test_the_bundle_finds_a_lead_whose_wake_up_was_lost(site, bundle, template):
    run(bundle, handler_of(template, "APIHandler"), request("POST", "/leads", filled_in()))
    messages(site, "AtOnceQueue")
    run(bundle, handler_of(template, "Sweep"), scheduled_event(site.clock.now()))
    run(bundle, handler_of(template, "Deliver"), *messages(site, "AtOnceQueue"))

    assert len(site.cloud.mail.emails) == 2


def test_the_bundle_tells_the_clinic_who_is_in_quarantine(site, bundle, template, tmp_path):
    # Where the clinic is, it is noon: long open, so that the email is not the one of the morning.
    at_noon = tmp_path / "at-noon"
    shutil.copytree(bundle, at_noon)
    clinic = at_noon / "templates" / "clinic.toml"
    zone = f'zone = "Etc/GMT{utc_now().hour - 12:+}"'
    clinic.write_text(re.sub(r'zone = ".*?"', zone, clinic.read_text()))
    earlier = somebody(SHIPPED, utc_now() - timedelta(minutes=5)).enquiries[0]
    current().store.save(held("lead-1", earlier, Suspicion.TRAP))
    run(at_noon, handler_of(template, "Digest"), scheduled_event(site.clock.now()))

    [digest] = site.cloud.mail.emails
    text = SHIPPED.email_texts[SHIPPED.clinic.language, "digest"]
    assert digest.message["Subject"] == text.fill_line("subject", {"news": [earlier]})
    assert earlier.contact.name in digest.message.get_body(("plain",)).get_content()


def test_the_bundle_notes_what_ses_tells(site, bundle, template):
    run(bundle, handler_of(template, "APIHandler"), request("POST", "/leads", filled_in()))
    run(bundle, handler_of(template, "Deliver"), *messages(site, "AtOnceQueue"))
    site.cloud.mail.complain(site.cloud.mail.emails[1])
    run(bundle, handler_of(template, "Record"), *messages(site, "MailEventsQueue"))

    assert lead_of("amina@example.com").standing == "complained"


def test_a_canary_from_the_bundle_says_where_it_was_lost(site, bundle, template, monkeypatch):
    with socket.create_server(("127.0.0.1", 0)) as free:
        monkeypatch.setenv("SITE_URL", f"http://127.0.0.1:{free.getsockname()[1]}")

    with pytest.raises(AssertionError, match="Failed: Passing: / was not answered: ConnectionRefusedError"):
        run(bundle, handler_of(template, "Canary"), scheduled_event(site.clock.now()))


def test_the_bundle_does_not_work_without_its_libraries(site, bundle, template, tmp_path):
    crippled = tmp_path / "crippled"
    shutil.copytree(bundle, crippled)
    shutil.rmtree(crippled / "itsdangerous")

    with pytest.raises(AssertionError, match="No module named 'itsdangerous'"):
        run(crippled, handler_of(template, "APIHandler"), request("GET", "/"))


def test_the_bundle_is_small(out):
    assert (out / "deployment.zip").stat().st_size <= MOST


def test_the_bundle_has_room_for_another_campaign_in_two_languages(out, record_property):
    campaigns: dict[str, int] = defaultdict(int)
    for edition in editions_of(SHIPPED):
        campaigns[edition.campaign] += weight(edition)
    left = MOST - (out / "deployment.zip").stat().st_size
    for campaign, bytes_of_it in campaigns.items():
        record_property("measured", f"Bundle, of which {campaign} takes {bytes_of_it:,} bytes; {left:,} are left")

    assert left >= min(campaigns.values())


def test_the_bundle_holds_no_framework_but_the_runtime(bundle):
    assert not {"boto3", "s3transfer", "moto", "weasyprint", "local", "tools", "tests"} & {
        entry.name for entry in bundle.iterdir()
    }


def test_the_bundle_reaches_aws_with_what_it_brings(site, bundle, template):
    files = answered(bundle, handler_of(template, "APIHandler"), request("POST", "/leads", filled_in()))["files"]
    from_aws = [file for file in files if Path(file).is_relative_to(_runtime())]

    assert any(Path(file).parts[-2:] == ("botocore", "session.pyc") for file in files)
    assert from_aws == []


def test_the_bundle_trusts_whom_botocore_trusts(bundle):
    trusted = [
        ssl.create_default_context(cafile=str(folder / "cacert.pem")).get_ca_certs(binary_form=True)
        for folder in (bundle / "botocore", Path(botocore.__file__).parent)
    ]

    assert sorted(trusted[0]) == sorted(trusted[1]) != []


def test_the_bundle_describes_no_service_that_is_not_called(bundle):
    described = {path.name for path in bundle.joinpath("botocore", "data").iterdir() if path.is_dir()}

    assert described == {"dynamodb", "sesv2", "sqs"}


def test_the_bundle_has_the_clinics_time_zone_where_the_runtime_has_none(bundle):
    zone = SHIPPED.clinic.zone.key
    ask = f"import sys; sys.path[:0] = ['{bundle}']; from zoneinfo import ZoneInfo; print(ZoneInfo('{zone}'))"
    environment = {"PYTHONTZPATH": ""}
    command = [PYTHON, "-S", "-B", "-c", ask]
    ran = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)

    assert (ran.stdout.strip(), ran.stderr) == (zone, "")


def test_the_bundle_knows_the_numbers_of_every_country(bundle):
    ask = (
        f"import sys; sys.path[:0] = ['{bundle}']; import phonenumbers as known; print(all(map("
        "known.example_number, known.SUPPORTED_REGIONS)), len(known.SUPPORTED_REGIONS) > 200)"
    )
    ran = subprocess.run([PYTHON, "-S", "-B", "-c", ask], capture_output=True, text=True, check=False)

    assert (ran.stdout.strip(), ran.stderr) == ("True True", "")


ADDRESSES = [
    "amina@example.org",
    "amina.khan+guide@mail.example.org",
    "amina khan@example.org",
    "amina..khan@example.org",
    "آمنہ@example.org",
    "amina@büro.example.org",
    "amina@exa mple.org",
    "amina@-example.org",
    "amina@example.1",
    '"amina khan"@example.org',
    "amina@[192.0.2.1]",
    "amina@\N{FULLWIDTH LATIN SMALL LETTER A}.org",
]

READ = """
from email_validator import EmailNotValidError, validate_email
def read(address):
    try:
        return validate_email(address, check_deliverability=False).normalized
    except EmailNotValidError as refused:
        return str(refused)
"""


def test_the_bundle_reads_an_address_as_the_library_does(bundle):
    ask = f"import sys; sys.path[:0] = ['{bundle}']\n{READ}\nprint(ascii([read(one) for one in {ADDRESSES!r}]))"
    ran = subprocess.run([PYTHON, "-S", "-B", "-c", ask], capture_output=True, text=True, check=False)
    here: dict[str, Any] = {}
    exec(READ, here)  # noqa: S102 - the same words there and here

    assert (ran.stdout.strip(), ran.stderr) == (ascii([here["read"](one) for one in ADDRESSES]), "")


def test_the_bundle_looks_up_no_domains(bundle):
    assert list(bundle.glob("dns*")) == []


SELDOM_READ = "phonenumbers/*data/*.py"


@cache
def cache_tag() -> str:
    """What that Python looks for in the name of bytecode."""
    command = [PYTHON, "-c", "import sys; print(sys.implementation.cache_tag)"]
    return subprocess.run(command, check=True, capture_output=True, text=True).stdout.strip()


def test_every_function_runs_on_the_python_that_built_it(template):
    functions = [one["Properties"] for one in template["Resources"].values() if one["Type"] == FUNCTION]

    assert {one["Runtime"] for one in functions} == {cache_tag().replace("cpython-3", "python3.")}


@pytest.mark.skipif(not PINNED.exists(), reason="the Python of Lambda is not on this machine")
def test_the_python_that_is_deployed_is_the_pinned_one(template):
    pinned = re.search(r"^LAMBDA_VERSION := (.*)$", (ROOT / "Makefile").read_text(), re.MULTILINE)[1]

    assert template["Resources"]["APIHandler"]["Properties"]["Runtime"] == f"python{pinned}"


def test_a_cold_start_compiles_no_module(bundle):
    modules = [path for path in bundle.rglob("*.py") if not path.match(SELDOM_READ)]
    compiled = [path.parent / "__pycache__" / f"{path.stem}.{cache_tag()}.pyc" for path in modules]

    assert [path.name for path in compiled if not path.exists()] == []
    compiled += [path for path in bundle.rglob("*.pyc") if path.parent.name != "__pycache__"]
    # The flags of PEP 552: loaded without a look at its source, whose time of change differs on every disk.
    assert {path.read_bytes()[4:8] for path in compiled} == {b"\x01\0\0\0"}


def test_a_cold_start_compiles_no_template_and_renders_no_landing_page(bundle):
    pages = [
        path.relative_to(bundle / "templates" / PRERENDERED).with_suffix("").as_posix()
        for ending in ("html", "same")
        for path in bundle.joinpath("templates").rglob(f"*.{ending}")
    ]

    assert sorted(pages) == sorted(path or INDEX for path in LANDINGS)


def test_a_page_that_stands_at_two_paths_is_in_the_bundle_once(bundle):
    pages = [path.read_bytes() for path in (bundle / "templates" / PRERENDERED).rglob("*.html")]

    assert len(pages) == len(set(pages)) == len(set(LANDINGS.values()))


@pytest.fixture
def beside_the_web(site) -> list[Woken | Scheduled]:
    app = site.gateway._app
    return [*woken(app), *scheduled(app)]


def logical_id(function: str) -> str:
    """Its name in the template."""
    return "".join(part.capitalize() for part in function.split("_"))


def test_lambda_is_told_the_handlers_that_run_here(beside_the_web, template):
    told = {one.name: handler_of(template, logical_id(one.name)) for one in beside_the_web}

    assert told == {one.name: one.handler for one in beside_the_web}


def test_no_function_is_deployed_that_does_not_run_here(beside_the_web, template):
    deployed = [name for name, one in template["Resources"].items() if one["Type"] == FUNCTION]

    assert sorted(deployed) == sorted(["APIHandler", *(logical_id(one.name) for one in beside_the_web)])


def test_lambda_gives_each_function_the_time_that_it_has_here(beside_the_web, template):
    told = {one.name: template["Resources"][logical_id(one.name)]["Properties"]["Timeout"] for one in beside_the_web}

    assert told == {one.name: one.timeout for one in beside_the_web}
    assert template["Resources"]["APIHandler"]["Properties"]["Timeout"] == timeout_of("")
