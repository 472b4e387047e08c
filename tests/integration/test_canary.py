"""The canary's flight over HTTP, through the service as it is deployed: it arrives, is counted and shown nowhere, and
nothing of it is left. Where it is lost, its own alarm rings and nothing else."""

import json
from datetime import timedelta

import boto3
import pytest

from chalicelib.content.links import Action, lead_id_for
from chalicelib.entrypoints.redaction import Failed
from chalicelib.leads.canary import canary_address
from chalicelib.services import current
from chalicelib.use_cases.failures import Rejected, Unavailable
from chalicelib.use_cases.outlook import Account
from local.deployed import handler_at
from local.events import scheduled_event
from tests.conftest import NOON

CANARY = "chalicelib.entrypoints.workers.canary"


@pytest.fixture
def flown(site, monkeypatch):
    """Flies a canary, and answers with what it answered. While it waits, time passes and the workers work."""

    def wait(seconds: float) -> None:
        site.clock.move_to(site.clock.now() + timedelta(seconds=seconds))
        site.functions.settle()

    monkeypatch.setattr("time.sleep", wait)
    # The embedded AWS does not tell it.
    monkeypatch.setattr("chalicelib.aws.account.account", lambda: Account(is_in_sandbox=True, a_day=200, sent=50))
    # As on Lambda, where measures are written.
    monkeypatch.setenv("AWS_LAMBDA_FUNCTION_NAME", "canary")
    return lambda: handler_at(CANARY)(scheduled_event(NOON), None)


def values(capsys) -> dict[str, float]:
    """What was measured, by metric."""
    lines = [json.loads(line) for line in capsys.readouterr().out.splitlines() if line.startswith('{"_aws"')]
    names = [one["_aws"]["CloudWatchMetrics"][0]["Metrics"][0]["Name"] for one in lines]
    return {name: line[name] for name, line in zip(names, lines, strict=True)}


OF_ITSELF = {"OldestOverdue", "Sandboxed", "QuotaUsed"}
"""What each sweep measures, and each canary, whoever comes."""


def measured(capsys) -> set[str]:
    """The metrics of people and their emails that were written."""
    return set(values(capsys)) - OF_ITSELF


def kept(site) -> list[str]:
    """What is in the table, but for the fingerprint of its key and the counts of forms and guides."""
    items = boto3.client("dynamodb").scan(TableName=site.cloud.environment["LEADS_TABLE"])["Items"]
    return [item["id"]["S"] for item in items if not item["id"]["S"].startswith(("lead-id-key", "budget-"))]


def test_it_arrives(flown):
    assert 0 <= flown()["seconds"] < 60


def test_all_its_emails_go_to_the_mailbox_simulator(site, flown):
    flown()

    recipients = [email.recipient for email in site.cloud.mail.emails]
    assert len(recipients) == 2
    assert all(one.endswith("@simulator.amazonses.com") for one in recipients)


def test_ses_counts_its_emails_as_a_canarys(site, flown):
    flown()

    assert [email.tags["kind"] for email in site.cloud.mail.emails] == [["canary"], ["canary"]]


def test_nothing_of_it_is_left(site, flown):
    flown()
    site.functions.settle()

    assert kept(site) == []


def test_it_is_counted_nowhere(site, flown, capsys):
    flown()

    assert measured(capsys) == set()


def test_having_arrived_it_measures_what_ses_lets_the_account_do(flown, capsys):
    flown()
    seen = values(capsys)

    assert (seen["Sandboxed"], seen["QuotaUsed"]) == (1, 25)


def test_where_ses_does_not_tell_its_alarm_rings(flown, monkeypatch):
    def unavailable() -> Account:
        raise Unavailable("account", "AccessDeniedException")

    monkeypatch.setattr("chalicelib.aws.account.account", unavailable)

    with pytest.raises(Failed, match="account: AccessDeniedException"):
        flown()


@pytest.fixture
def without_mail(monkeypatch):
    """SES takes nothing, and a canary is given up sooner."""

    def reject(*_arguments: object) -> str:
        raise Rejected("MessageRejected")

    monkeypatch.setattr(current().mailer, "send", reject)
    monkeypatch.setattr("chalicelib.use_cases.canary.PATIENCE", timedelta(seconds=6))


def test_where_no_mail_goes_it_says_how_far_it_came(without_mail, flown):
    with pytest.raises(Failed, match=r"^Lost: the alert was not sent within 6 seconds$"):
        flown()


def test_one_that_is_lost_raises_no_other_alarm(without_mail, flown, capsys):
    with pytest.raises(Failed):
        flown()

    assert measured(capsys) == set()


def test_nothing_is_left_of_one_that_is_lost(without_mail, site, flown):
    with pytest.raises(Failed):
        flown()

    assert kept(site) == []


def test_one_that_is_not_stored_raises_no_other_alarm(flown, capsys, monkeypatch):
    monkeypatch.setattr("chalicelib.services.fingerprint_of", lambda _: "that of another key")
    current().__dict__.pop("lead_id_key", None)
    current().store.hold_to_key("that of the key")

    with pytest.raises(Failed, match=r"^Lost: /leads was answered with 503$"):
        flown()
    assert measured(capsys) == set()


def test_one_that_looks_like_a_machine_is_not_shown_to_the_clinic(site, visitor):
    address = canary_address(site.clock.now(), current().settings.lead_id_key)
    rendered = {**visitor.rendered("/"), "token": current().links.stamp(Action.FORM, site.clock.now())}
    answer = visitor.send(rendered=rendered, email=address)

    assert (answer.status_code, kept(site)) == (429, [])


def test_nobody_else_can_have_an_enquiry_taken_for_one(site, visitor):
    address = canary_address(site.clock.now(), "a key that a stranger made up")

    assert visitor.send(email=address).status_code == 400
    assert current().store.load(lead_id_for(address, current().settings.lead_id_key)) is None


def test_one_that_was_not_erased_goes_by_itself(site, visitor):
    address = canary_address(site.clock.now(), current().settings.lead_id_key)
    visitor.send(email=address)

    table, lead_id = site.cloud.environment["LEADS_TABLE"], current().lead_id_of(address)
    item = boto3.client("dynamodb").get_item(TableName=table, Key={"id": {"S": lead_id}})["Item"]
    assert int(item["expires_at"]["N"]) == int((NOON + timedelta(days=1)).timestamp())
