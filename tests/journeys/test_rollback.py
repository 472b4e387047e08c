"""A newer version is deployed, writes, and is rolled back: this version leaves what it wrote as it is."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import boto3
import pytest

from chalicelib.aws.schema import SCHEMA
from local.deployed import handler_at
from local.events import sqs_event
from tests.clinic import templates
from tests.integration.conftest import ROOT
from tests.visitor import FORM

KEEP_A_PET = """
import os, sys
from dataclasses import replace
from chalicelib.services import Services
services = Services(os.environ)
lead = services.store.load(services.lead_id_of(sys.argv[1]))
services.leads.save(replace(lead, pet="cat"))
"""

DELIVER = """
import json, sys
from chalicelib.entrypoints.workers import deliver
from local.events import sqs_event
from chalicelib.services import current
deliver(sqs_event(json.dumps({"lead_id": current().lead_id_of(sys.argv[1])})), None)
print(current().store.load(current().lead_id_of(sys.argv[1])).pet)
"""


@pytest.fixture(scope="session")
def next_version(tmp_path_factory) -> Path:
    """The code of the version after this one, whose leads have a field more."""
    folder = tmp_path_factory.mktemp("next-version")
    for name in ("chalicelib", "local"):
        shutil.copytree(ROOT / name, folder / name)
    shutil.copytree(templates().folder, folder / "templates")
    add(folder / "chalicelib/leads/lead.py", "    revision: int = 0\n", '    pet: str = ""\n')
    schema = folder / "chalicelib/aws/schema.py"
    schema.write_text(schema.read_text().replace("SCHEMA = len(UPGRADES) + 1", "SCHEMA = len(UPGRADES) + 2"))
    return folder


def add(file: Path, after: str, line: str) -> None:
    assert after in file.read_text()
    file.write_text(file.read_text().replace(after, after + line))


def run_next(version: Path, script: str, site) -> str:
    environment = {**os.environ, **site.cloud.environment, "PYTHONPATH": str(version)}
    command = [sys.executable, "-c", script, FORM["email"]]
    return subprocess.run(command, env=environment, cwd=version, check=True, capture_output=True, text=True).stdout


@pytest.fixture
def rolled_back(site, visitor, next_version):
    """A lead that is owed its alert and its guide, as the newer version has saved it."""
    visitor.send()
    run_next(next_version, KEEP_A_PET, site)
    return stored(site)


def stored(site) -> dict[str, object]:
    [item] = boto3.client("dynamodb").scan(
        TableName=site.cloud.environment["LEADS_TABLE"],
        FilterExpression="attribute_exists(enquiries)",
    )["Items"]
    return item


def wake(site) -> None:
    lead_id = site.services.lead_id_of(FORM["email"])
    handler_at("chalicelib.entrypoints.workers.deliver")(sqs_event(f'{{"lead_id": "{lead_id}"}}'), None)


def test_the_newer_version_has_written_what_this_one_does_not_know(rolled_back):
    assert rolled_back["pet"] == {"S": "cat"}


def test_a_worker_of_this_version_fails_so_that_the_message_waits(rolled_back, site):
    with pytest.raises(Exception, match=f"Unavailable: load: an item of schema {SCHEMA + 1}, newer than {SCHEMA}"):
        wake(site)

    assert stored(site) == rolled_back


@pytest.mark.parametrize("typed", [{}, {"message": "And on Wednesday?"}], ids=["the same form", "another form"])
def test_a_form_is_asked_for_again_and_nothing_is_overwritten(rolled_back, site, visitor, typed):
    answer = visitor.send(**typed)

    assert answer.status_code == 503
    assert stored(site) == rolled_back


def test_an_unsubscribe_link_fails_and_nothing_is_overwritten(rolled_back, site, visitor):
    token = site.services.links.signed("unsubscribe", site.services.lead_id_of(FORM["email"]))
    answer = visitor.post(f"/unsubscribe/{token.rpartition('/')[2]}")

    assert answer.status_code == 500
    assert stored(site) == rolled_back


def test_the_newer_version_goes_on_where_it_was(rolled_back, site, next_version):
    pet = run_next(next_version, DELIVER, site)

    assert pet == "cat\n"
    # By the clock on the wall a follow-up may be late too.
    assert [email.tags["kind"] for email in site.cloud.mail.emails][:2] == [["alert"], ["guide"]]
