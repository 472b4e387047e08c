"""Whether a stage works, tried on the local run: over HTTP, with an enquiry of nobody's."""

import socket
from dataclasses import replace
from datetime import timedelta
from urllib.error import URLError

import boto3
import pytest

from chalicelib.services import current
from chalicelib.use_cases.canary import Lost, Passing
from chalicelib.use_cases.failures import Unavailable
from tests.conftest import mail_to
from tools.deploy import smoke
from tools.deploy.smoke import Broken, NotYet, Untold, mail_waits, main, of_stage, of_this_machine
from tools.doctor.facts import Account, Identity, Unanswered

VERIFIED = Identity(
    "example.com", is_verified=True, dkim_status="SUCCESS", dkim_records={}, mail_from="", mail_from_status=""
)


class Aws:
    """SES, which says the same of every sender."""

    def __init__(self, found=VERIFIED, account=Unanswered("?")) -> None:  # noqa: B008 - it never changes
        self.identity = lambda _sender: found
        self.account = lambda: account


@pytest.fixture
def wait(site):
    """What is due is done meanwhile, and the local clock moves on."""

    def wait(span: timedelta) -> None:
        site.functions.settle()
        site.clock.move_to(site.clock.now() + span)

    return wait


@pytest.fixture
def trial(wait):
    return of_stage(current(), current().settings.site_url, Aws(), wait)


def ids(site) -> list[str]:
    found = boto3.client("dynamodb").scan(TableName=site.cloud.environment["LEADS_TABLE"])["Items"]
    return [one["id"]["S"] for one in found]


def silent(_text: str) -> None:
    """Hears nothing."""


def test_a_stage_that_works_is_said_to(trial):
    said: list[str] = []
    trial.run(said.append)

    assert said[-1].endswith("its guide has arrived.\n")


def test_nothing_of_the_enquiry_stays_behind(site, trial):
    trial.run(silent)
    site.functions.settle()

    assert not [one for one in ids(site) if "canary" in one]


def test_the_clinic_hears_nothing_of_it(site, trial):
    trial.run(silent)

    assert mail_to(site, "front-desk@clinic.test") == []


def test_an_enquiry_that_is_lost_is_told_with_where(trial):
    def lost() -> None:
        raise Lost("the form was not stored")

    with pytest.raises(Broken, match="the form was not stored"):
        replace(trial, fly=lost).run(silent)


@pytest.mark.parametrize("passing", [Passing("/ was not answered: TimeoutError"), Unavailable("DynamoDB", "Timeout")])
def test_an_outage_that_may_pass_is_nobodys_fault(trial, passing):
    def lost() -> None:
        raise passing

    with pytest.raises(Untold, match=str(passing)):
        replace(trial, fly=lost).run(silent)


def test_a_page_that_is_not_there_is_said(trial):
    with pytest.raises(Broken, match="it answers 404, without a form"):
        replace(trial, aws_url=f"{trial.aws_url}/nowhere").run(silent)


def test_a_page_without_its_form_is_said(trial):
    with pytest.raises(Broken, match="it answers 200, without a form"):
        replace(trial, aws_url=f"{trial.aws_url}/robots.txt?").run(silent)


def test_where_nothing_answers_nobody_can_tell(trial):
    with pytest.raises(Untold, match="nothing answers there"):
        replace(trial, aws_url="http://127.0.0.1:1").run(silent)


@pytest.mark.parametrize(
    ("elsewhere", "said"),
    [("/robots.txt?", "it answers 200, without a form"), ("/nowhere", "it answers 404, without a form")],
)
def test_a_domain_that_leads_to_another_site_is_no_fault_of_the_version(trial, elsewhere, said):
    """As where a record for all names answers for one that was taken away."""
    with pytest.raises(Untold, match=f"its own domain does not lead there: .*{said}"):
        replace(trial, site_url=trial.site_url + elsewhere).run(silent)


@pytest.mark.parametrize(
    ("error", "said"),
    [(socket.EAI_NONAME, "DNS does not know its name"), (socket.EAI_AGAIN, "did not answer: gaierror")],
)
def test_a_domain_that_dns_does_not_tell_of_is_no_fault_of_the_version(trial, monkeypatch, error, said):
    def unknown(*_about, **_options):
        raise URLError(socket.gaierror(error, "?"))

    monkeypatch.setattr("tools.doctor.site.urlopen", unknown)

    with pytest.raises(Untold, match=said):
        trial.run(silent)


def test_where_no_mail_can_go_yet_the_page_alone_is_tried(site, wait):
    with pytest.raises(NotYet, match="make the DNS records"):
        of_stage(current(), current().settings.site_url, Aws(None), wait).run(silent)
    assert ids(site) == []


@pytest.mark.parametrize(
    ("found", "waits"),
    [(None, True), (replace(VERIFIED, is_verified=False), True), (VERIFIED, False), (Unanswered("?"), False)],
)
def test_mail_waits_until_ses_has_verified_its_sender(found, waits):
    assert bool(mail_waits(["guide@example.com"], Aws(found))) is waits


FREE = Account(
    is_in_production=True, is_enabled=True, enforcement="HEALTHY", review="", a_day=200, sent_today=199, a_second=14
)


@pytest.mark.parametrize(
    ("account", "waits"),
    [
        (FREE, False),
        (replace(FREE, sent_today=200), True),
        (replace(FREE, a_day=-1), False),
        (replace(FREE, is_enabled=False), True),
        (replace(FREE, enforcement="SHUTDOWN"), True),
    ],
)
def test_mail_waits_while_the_account_may_send_no_more(account, waits):
    assert bool(mail_waits(["guide@example.com"], Aws(account=account))) is waits


def test_the_local_run_is_tried_by_its_mailbox(site, wait, monkeypatch, capsys):
    monkeypatch.setenv("STAGE", "local")
    monkeypatch.setenv("PORT", site.url.rpartition(":")[2])
    monkeypatch.setenv("MAILBOX_PORT", site.mailbox_url.rpartition(":")[2])
    monkeypatch.setattr(smoke, "pause", wait)
    main()

    assert capsys.readouterr().out.endswith("It works.\n")


def test_a_mailbox_into_which_no_guide_comes_is_said(site, wait):
    with pytest.raises(Broken, match="no guide came into the mailbox"):
        of_this_machine(site.url, site.mailbox_url, wait=lambda _span: None).run(silent)
