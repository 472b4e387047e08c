"""A whole journey through the functions as they are deployed, each in a process of its own, and all that they write of
it: an enquiry can be followed by its id, and nothing says who it is from."""

import json
from typing import Any

import boto3
import pytest

from chalicelib.leads.attempt import EmailKind
from local.site import Site
from tests.conftest import NOON, lead_of
from tests.integration.conftest import delete_items
from tests.integration.test_functions_alone import event_for, output_of, personal_in, sent_form
from tests.visitor import FORM

WORKERS = "chalicelib.entrypoints.workers"


@pytest.fixture(scope="module")
def journey(running_site: Site) -> tuple[str, dict[str, Any]]:
    """All that was written, and the form: sent, answered by email and reported by SES."""
    running_site.functions.settle()
    running_site.clock.move_to(NOON)
    table = running_site.cloud.environment["LEADS_TABLE"]
    delete_items(boto3.client("dynamodb"), table)
    form, environment, written = sent_form(running_site), running_site.cloud.environment, []
    lead_id = running_site.services.lead_id_of(FORM["email"])
    written.append(output_of("app.app", form, environment))
    written += [
        output_of(f"{WORKERS}.{name}", event_for(name, lead_id), environment)
        for name in ("deliver", "sweep", "digest", "follow_up")
    ]
    lead = lead_of(FORM["email"])
    guide = next(one.attempt for one in lead.attempts if one.attempt.email_id.kind is EmailKind.GUIDE)
    written.append(output_of(f"{WORKERS}.record", event_for("record", lead_id, guide.id), environment))
    delete_items(boto3.client("dynamodb"), table)
    return "".join(written), form


@pytest.fixture
def lines(journey) -> list[dict[str, Any]]:
    """The lines that are ours. Beside them stand measures and the answers of functions."""
    return [line for line in map(as_json, journey[0].splitlines()) if "event" in line]


def as_json(line: str) -> dict[str, Any]:
    try:
        read = json.loads(line)
    except ValueError:
        return {}
    return read if isinstance(read, dict) else {}


def test_a_journey_says_nothing_of_whom_it_is_about(journey):
    assert personal_in(journey[0]) == []


def test_each_step_of_an_enquiry_has_a_line_with_its_id(lines):
    (stored,) = [line for line in lines if line["event"] == "enquiry stored"]
    followed = [line for line in lines if line.get("enquiry") == stored["enquiry"]]

    assert [(line["event"], line.get("kind", "")) for line in followed] == [
        ("enquiry stored", ""),
        ("email sent", "alert"),
        ("email sent", "guide"),
        ("email reported by SES", "guide"),
    ]


def test_each_of_these_lines_names_the_same_lead(lines):
    assert {line["lead"] for line in lines if "enquiry" in line} == {lines[0]["lead"]}


def test_an_enquiry_is_tied_to_the_request_that_brought_it(journey, lines):
    assert lines[0]["request"] == journey[1]["requestContext"]["requestId"]


def test_an_email_is_tied_to_the_invocation_that_sent_it(lines):
    assert {line["request"] for line in lines if line["event"] == "email sent"} == {"the-invocation"}


def test_an_email_has_the_id_that_ses_gave_it(lines):
    assert all(line["ses"] for line in lines if line["event"] == "email sent")


def test_what_ses_reports_is_tied_to_the_email(lines):
    sent, reported = (
        [line for line in lines if line["event"] == event and line["kind"] == "guide"]
        for event in ("email sent", "email reported by SES")
    )

    assert [line["email"] for line in sent] == [line["email"] for line in reported]
    assert reported[0]["delivery"] == "delivered"


def test_each_line_is_json_or_the_answer_of_a_function(journey):
    assert {line for line in journey[0].splitlines() if not as_json(line)} <= {"200", "None"}
