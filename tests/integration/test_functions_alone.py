"""Each function as Lambda runs it: found by its handler, in a process in which no other has imported `app`. Whatever
breaks there, nothing that a person typed and nothing that AWS said gets into its output."""

import json
import os
import subprocess
import sys
import threading
from collections.abc import Iterator
from datetime import timedelta
from urllib.parse import urlencode

import boto3
import pytest
from werkzeug.serving import make_server
from werkzeug.wrappers import Request, Response

from chalicelib.content.links import Action
from chalicelib.services import utc_now
from local.cloud import QuietHandler
from local.deployed import scheduled, woken
from local.events import http_event, scheduled_event, sqs_event
from tests.conftest import NOON
from tests.integration.conftest import ROOT
from tests.visitor import FORM

RUN = """
import json, sys, traceback
from importlib import import_module
from types import SimpleNamespace
module, _, name = sys.argv[1].rpartition(".")
handler = getattr(import_module(module), name)
assert ("app" in sys.modules) == (module == "app"), "app.py is imported"
try:
    answer = handler(json.load(sys.stdin), SimpleNamespace(aws_request_id="the-invocation"))
    print(answer and answer["statusCode"])
except Exception as error:
    # As Lambda's own runtime does.
    traceback.print_exception(error)
"""

PERSONAL = [FORM["name"], "Amina", FORM["email"], "+923001234567", "3001234567", FORM["message"], "Tuesday"]

SAID_BY_AWS = "The value 'Amina Khan, amina@example.com, +923001234567: Is Tuesday possible?' is too long"

FUNCTIONS = ["canary", "deliver", "digest", "follow_up", "record", "sweep"]


def output_of(handler: str, event: object, environment: dict[str, str]) -> str:
    """All that the function writes, to its log and elsewhere."""
    ran = subprocess.run(
        [sys.executable, "-c", RUN, handler],
        input=json.dumps(event),
        env={**os.environ, **environment, "AWS_LAMBDA_FUNCTION_NAME": "alone"},
        cwd=ROOT,
        check=True,
        capture_output=True,
        text=True,
    )
    return ran.stdout + ran.stderr


@pytest.fixture(scope="module")
def hostile_aws() -> Iterator[str]:
    """An AWS that answers every request with an error which quotes the person."""

    def refuse(_request: Request) -> Response:
        error = {"__type": "ValidationException", "message": SAID_BY_AWS, "Message": SAID_BY_AWS}
        headers = {"Content-Type": "application/x-amz-json-1.0", "x-amzn-RequestId": "the-request"}
        return Response(json.dumps(error), 400, headers)

    server = make_server("127.0.0.1", 0, Request.application(refuse), threaded=True, request_handler=QuietHandler)
    threading.Thread(target=server.serve_forever, args=[0.01], daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()


@pytest.fixture
def lead_id(site, visitor) -> str:
    visitor.send()
    return site.services.lead_id_of(FORM["email"])


@pytest.fixture
def functions(site) -> dict[str, str]:
    """The handler of each function beside the web, by its name."""
    app = site.gateway._app
    return {function.name: function.handler for function in (*woken(app), *scheduled(app))}


def event_for(name: str, lead_id: str, attempt_id: str = "a1") -> dict[str, object]:
    if name in ("sweep", "digest", "canary"):
        return scheduled_event(NOON)
    if name == "record":
        mail = {
            "timestamp": "2026-03-02T07:00:00Z",
            "messageId": "ses-1",
            "destination": [FORM["email"]],
            "commonHeaders": {"to": [f"{FORM['name']} <{FORM['email']}>"]},
            "tags": {"lead": [lead_id], "attempt": [attempt_id], "kind": ["guide"]},
        }
        return sqs_event(json.dumps({"eventType": "Delivery", "mail": mail}))
    return sqs_event(json.dumps({"lead_id": lead_id}))


def personal_in(output: str) -> list[str]:
    return [words for words in PERSONAL if words in output]


def test_every_function_beside_the_web_is_tried_here(functions):
    assert sorted(functions) == FUNCTIONS


@pytest.mark.parametrize("name", FUNCTIONS)
def test_what_aws_says_of_a_person_is_not_logged(name, functions, site, lead_id, hostile_aws):
    environment = {**site.cloud.environment, "AWS_ENDPOINT_URL": hostile_aws, "SITE_URL": hostile_aws}
    output = output_of(functions[name], event_for(name, lead_id), environment)

    assert "ValidationException, request the-request" in output
    assert personal_in(output) == []


@pytest.mark.parametrize("name", ["deliver", "follow_up", "record"])
def test_what_is_stored_of_a_person_is_not_logged_when_a_function_breaks_over_it(name, functions, site, lead_id):
    table = site.cloud.environment["LEADS_TABLE"]
    boto3.client("dynamodb").update_item(
        TableName=table,
        Key={"id": {"S": lead_id}},
        UpdateExpression="SET enquiries[0].contact = :broken",
        ExpressionAttributeValues={":broken": {"S": f"{FORM['name']}, {FORM['email']}, +923001234567"}},
    )
    output = output_of(functions[name], event_for(name, lead_id), site.cloud.environment)

    assert "Failed" in output
    assert "aws/items.py" in output
    assert personal_in(output) == []


def test_a_message_that_cannot_be_read_is_not_logged(functions, site):
    output = output_of(functions["record"], sqs_event(f'{{"mail": "{FORM["email"]}"'), site.cloud.environment)

    assert "Failed: JSONDecodeError" in output
    assert personal_in(output) == []


@pytest.mark.parametrize("name", FUNCTIONS)
def test_a_missing_setting_is_named(name, functions, site, lead_id):
    environment = {**site.cloud.environment, "LEADS_TABLE": "", "SITE_URL": "", "LEAD_ID_KEY": ""}
    output = output_of(functions[name], event_for(name, lead_id), environment)

    assert "BadSettings: SITE_URL is missing; LEAD_ID_KEY is missing; LEADS_TABLE is missing" in output


def sent_form(site) -> dict[str, object]:
    opened = site.services.links.stamp(Action.FORM, utc_now() - timedelta(minutes=1))
    # The function reads what ships, and in every country this is a number.
    body = urlencode({**FORM, "phone": "+923001234567", "token": opened})
    headers = {"Content-Type": ["application/x-www-form-urlencoded"]}
    return http_event("POST", "/leads", headers=headers, body=body.encode())


def test_the_web_says_of_an_enquiry_that_was_not_stored_what_kind_of_error_it_was(site, hostile_aws):
    environment = {**site.cloud.environment, "AWS_ENDPOINT_URL": hostile_aws}
    output = output_of("app.app", sent_form(site), environment)

    assert "an enquiry could not be stored: knows_key: ValidationException, request the-request" in output
    assert "503" in output.splitlines()
    assert personal_in(output) == []
