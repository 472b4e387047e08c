"""Whether a stage works, tried on the local run as on AWS: over HTTP, with a lead of nobody's."""

import socket
from dataclasses import replace
from datetime import timedelta
from urllib.error import URLError

import boto3
import pytest

from chalicelib.leads.canary import canary_address
from chalicelib.services import current
from tests.conftest import mail_to
from tools.deploy import smoke
from tools.deploy.smoke import Broken, NotYet, Trial, mail_waits, main, trial_of
from tools.deploy.visitor import Page, form_of
from tools.deploy.witness import OfTable
from tools.doctor.facts import Identity, Unanswered


@pytest.fixture
def trial(site):
    """One whose pauses are the local run's: what is due is done, and its clock moves on."""

    def pause(seconds: float) -> None:
        site.functions.settle()
        site.clock.move_to(site.clock.now() + timedelta(seconds=seconds))

    return Trial(
        site.url,
        canary_address(current().clock(), current().lead_id_key),
        current().templates.clinic.example_phone,
        OfTable(current()),
        pause=pause,
    )


def items(site) -> list[str]:
    found = boto3.client("dynamodb").scan(TableName=site.cloud.environment["LEADS_TABLE"])["Items"]
    return [one["id"]["S"] for one in found]


def test_a_site_that_works_is_said_to(trial):
    said: list[str] = []
    trial.run(said.append)

    assert said[-1] == "  The guide has arrived.\n"


def test_nothing_of_the_lead_stays_behind(site, trial):
    trial.run(lambda _: None)
    site.functions.settle()

    assert not [one for one in items(site) if not one.startswith(("budget-", "key"))]


def test_the_clinic_hears_nothing_of_it(site, trial):
    trial.run(lambda _: None)

    assert mail_to(site, "front-desk@clinic.test") == []


class Nobody:
    """A witness to whom nothing comes."""

    def __init__(self) -> None:
        self.forgotten: list[str] = []

    def is_stored(self, email: str) -> bool:
        return True

    def has_guide(self, email: str) -> bool:
        return False

    def forget(self, email: str) -> None:
        self.forgotten.append(email)


def test_a_guide_that_does_not_arrive_is_said_and_its_lead_is_erased(trial):
    nobody = Nobody()

    with pytest.raises(Broken, match="its guide does not arrive"):
        replace(trial, witness=nobody).run(lambda _: None)
    assert nobody.forgotten == [trial.email]


def test_a_lead_that_is_not_stored_is_said(site, trial, monkeypatch):
    monkeypatch.setattr(OfTable, "is_stored", lambda *_: False)

    with pytest.raises(Broken, match="no lead was stored"):
        trial.run(lambda _: None)


def test_a_form_that_is_refused_is_said(trial):
    with pytest.raises(Broken, match="the form is answered with 400"):
        replace(trial, email="success+canary-1772434800-" + "a" * 26 + "@simulator.amazonses.com").run(lambda _: None)


def test_a_page_that_is_not_there_is_said(trial):
    with pytest.raises(Broken, match="/nowhere/ answers 404, without its form"):
        replace(trial, site_url=f"{trial.site_url}/nowhere").run(lambda _: None)


def test_a_site_that_does_not_answer_is_broken(trial):
    with pytest.raises(Broken, match=r"no page comes from http://127\.0\.0\.1:1/"):
        replace(trial, site_url="http://127.0.0.1:1").run(lambda _: None)


def test_a_name_that_dns_does_not_know_yet_is_nobodys_fault(trial, monkeypatch):
    def unknown(*_args, **_options):
        raise URLError(socket.gaierror(socket.EAI_NONAME, "Name or service not known"))

    monkeypatch.setattr("tools.deploy.visitor.urlopen", unknown)

    with pytest.raises(NotYet, match="DNS does not know http"):
        trial.run(lambda _: None)


def test_where_no_mail_can_go_yet_the_page_alone_is_tried(site, trial):
    with pytest.raises(NotYet, match="make the DNS records"):
        replace(trial, mail_waits="make the DNS records").run(lambda _: None)
    assert items(site) == []


class Aws:
    def __init__(self, found) -> None:
        self.identity = lambda _sender: found


VERIFIED = Identity(
    "example.com", is_verified=True, dkim_status="SUCCESS", dkim_records={}, mail_from="", mail_from_status=""
)


@pytest.mark.parametrize(
    ("found", "waits"),
    [(None, True), (replace(VERIFIED, is_verified=False), True), (VERIFIED, False), (Unanswered("?"), False)],
)
def test_mail_waits_until_ses_has_verified_its_sender(found, waits):
    assert bool(mail_waits(("guide@example.com",), Aws(found))) is waits


def test_a_stage_is_tried_as_a_canary_where_its_emails_say_that_it_is(site):
    trial = trial_of(current(), "")

    assert (trial.site_url, trial.email[:15]) == (site.url, "success+canary-")


def test_the_local_run_is_tried_by_its_mailbox(site, trial, monkeypatch, capsys):
    monkeypatch.setenv("STAGE", "local")
    monkeypatch.setenv("PORT", site.url.rpartition(":")[2])
    monkeypatch.setenv("MAILBOX_PORT", site.mailbox_url.rpartition(":")[2])
    of_this_machine = smoke._of_this_machine
    monkeypatch.setattr(smoke, "_of_this_machine", lambda: replace(of_this_machine(), pause=trial.pause))
    main()

    assert capsys.readouterr().out.endswith("It works.\n")


def test_the_first_form_of_a_page_is_read_with_what_it_says_by_itself():
    html = (
        '<form action="/leads"><input type="hidden" name="token" value="a&amp;b"><input name="email"></form>'
        '<form action="/other"></form>'
    )

    form = form_of(Page("https://example.com/", 200, html))
    assert (form.action, form.hidden) == ("/leads", {"token": "a&b"})


def test_a_page_without_a_form_has_none():
    assert form_of(Page("https://example.com/", 200, "<p>Soon</p>")) is None
