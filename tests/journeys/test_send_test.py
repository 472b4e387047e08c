"""`make send-test`, on the embedded AWS: one email of any stage, counted nowhere."""

import re
import sys

import boto3
import pytest
from jinja2 import UndefinedError

from chalicelib.mail.writer import EmailWriter
from chalicelib.services import current
from chalicelib.use_cases.failures import Rejected
from tests.clinic import CAMPAIGN, STEPS
from tests.conftest import lead_of, mail_to
from tests.visitor import FORM, path_of
from tools.operate import send_test

MARKETER = "marketer@example.com"
GUIDE = f"{CAMPAIGN}/guide"
FOLLOW_UPS = [f"{CAMPAIGN}/{step}" for step in STEPS]


@pytest.fixture
def send(site, monkeypatch, capsys):
    monkeypatch.setattr(send_test, "running", lambda *_: current())

    def send(step: str, lead: str = ""):
        for name, value in {"TO": MARKETER, "STEP": step, "LEAD": lead}.items():
            monkeypatch.setenv(name, value)
        send_test.main()
        [email] = mail_to(site, MARKETER)
        return email

    return send


def leads(site) -> list[object]:
    return boto3.client("dynamodb").scan(TableName=site.cloud.environment["LEADS_TABLE"])["Items"]


@pytest.mark.parametrize("step", ["alert", GUIDE, *FOLLOW_UPS, f"{CAMPAIGN}/aftercare", "unreachable", "missed"])
def test_each_stage_can_be_sent_marked_as_a_test(send, step):
    assert send(step).message["Subject"].startswith("[Test] ")


def test_a_test_is_written_to_its_recipient_alone(site, send):
    send("alert")

    assert [email.recipient for email in site.cloud.mail.emails] == [MARKETER]


def test_a_test_is_otherwise_the_email_that_the_lead_would_get(site, visitor, send):
    visitor.send(name="Bina Shah", follow_ups="")
    [guide] = mail_to(site, FORM["email"])
    test = send(GUIDE, FORM["email"])

    assert test.message["Subject"] == f"[Test] {guide.message['Subject']}"
    assert [_without_links(part) for part in _parts(test)] == [_without_links(part) for part in _parts(guide)]


def _parts(email) -> list[str]:
    return [email.message.get_body((kind,)).get_content() for kind in ("plain", "html")]


def _without_links(text: str) -> str:
    return re.sub(r"/(guide|unsubscribe|yours)/[\w.-]+", r"/\1/", text).replace("[Test] ", "")


def test_a_test_stores_nothing(site, send):
    send(GUIDE)
    site.functions.settle()

    assert leads(site) == []


def test_what_becomes_of_a_test_is_ignored(site, visitor, send):
    visitor.send(email=MARKETER)
    site.functions.settle()
    site.cloud.mail.emails.clear()
    before = lead_of(MARKETER)
    email = send(GUIDE)
    site.cloud.mail.bounce(email)
    site.cloud.mail.complain(email)
    site.functions.settle()

    assert lead_of(MARKETER) == before


def test_the_links_of_a_test_stop_nothing(site, visitor, send):
    visitor.send()
    site.functions.settle()
    url = re.search(r"<(\S+)>", send(FOLLOW_UPS[0], FORM["email"]).message["List-Unsubscribe"])[1]

    assert visitor.post(path_of(url)).status_code == 200
    assert lead_of(FORM["email"]).may_get_follow_ups


def test_a_test_is_told_apart_by_its_tags(send):
    assert send(GUIDE).tags["kind"] == ["test"]


def test_an_unknown_stage_is_answered_with_those_there_are(send):
    with pytest.raises(SystemExit, match=r"there is no 'welcome', but: alert, knots/guide, knots/session, .*, missed"):
        send("welcome")


def test_an_unknown_lead_is_named_as_such(send):
    with pytest.raises(SystemExit, match="no person of that address is known"):
        send(GUIDE, "stranger@example.com")


@pytest.mark.parametrize("told", ["TO", "LEAD"])
def test_what_is_no_address_is_told(send, monkeypatch, told):
    monkeypatch.setattr(sys.modules[__name__], "MARKETER", "me @x" if told == "TO" else MARKETER)
    with pytest.raises(SystemExit, match=f"^send-test: {told} is no email address$"):
        send(GUIDE, "me @x" if told == "LEAD" else "")


def test_a_person_is_found_however_their_domain_is_typed(site, visitor, send):
    visitor.send(email="amina@bücher.test", name="Bina Shah")
    site.functions.settle()

    assert "Bina" in send(GUIDE, "Amina@BÜCHER.test").message.get_body(("plain",)).get_content()


def test_a_text_that_cannot_be_written_is_told(send, monkeypatch):
    def write(*_):
        raise UndefinedError("'price' is undefined")

    monkeypatch.setattr(EmailWriter, "write", write)
    with pytest.raises(SystemExit, match=r"^send-test: knots/guide cannot be written: 'price' is undefined$"):
        send(GUIDE)


def test_what_ses_refuses_is_told(send, monkeypatch):
    def refuse(*_):
        raise Rejected("MessageRejected")

    monkeypatch.setattr(current().mailer, "send", refuse)

    with pytest.raises(SystemExit, match="SES did not take it: MessageRejected"):
        send(GUIDE)
