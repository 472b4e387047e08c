"""What `make run` promises."""

import gzip
import json
import os
import re
import signal
import subprocess
import sys
from datetime import timedelta
from email import message_from_bytes
from urllib.request import urlopen

import pytest
from werkzeug.test import Client

from chalicelib.leads.lead import Standing
from local import __main__ as command
from tests.conftest import NOON, lead_of, mail_to
from tests.visitor import FORM


@pytest.mark.parametrize("port", ["abc", "99999", "-1"])
def test_a_port_that_is_none_is_said_in_one_line(monkeypatch, port):
    monkeypatch.setenv("MAILBOX_PORT", port)

    with pytest.raises(
        SystemExit, match=f"^run: MAILBOX_PORT has '{port}', which is no port: give a number up to 65535$"
    ):
        command.main()


def test_facts_that_cannot_be_are_said_in_one_line(monkeypatch):
    def start(*_):
        raise ValueError('clinic.toml, line 12: country has "UK"')

    monkeypatch.setattr(command, "start", start)

    with pytest.raises(SystemExit) as ended:
        command.main()

    assert str(ended.value) == 'run: clinic.toml, line 12: country has "UK"'


@pytest.fixture
def mailbox(site) -> Client:
    return Client(site.mailbox)


def test_the_mailbox_lists_every_email(site, visitor, mailbox):
    visitor.send()
    site.functions.settle()

    alert, guide = json.loads(mailbox.get("/messages.json").text)
    assert (alert["to"], alert["from"]) == ("front-desk@clinic.test", "enquiries@clinic.test")
    assert (guide["to"], guide["subject"]) == (FORM["email"], "Your guide to muscle knots")
    assert guide["at"] == NOON.isoformat()


def test_the_mailbox_gives_the_raw_message(site, visitor, mailbox):
    visitor.send()
    email = mail_to(site, FORM["email"])[0]

    raw = mailbox.get(f"/messages/{email.id}.eml")
    assert (raw.data, message_from_bytes(raw.data)["Subject"]) == (email.raw, "Your guide to muscle knots")


def test_the_mailbox_shows_a_message_with_its_attachment(site, visitor, mailbox):
    visitor.send()
    email = mail_to(site, FORM["email"])[0]

    assert "riverside-clinic-knots-guide.pdf" in mailbox.get(f"/messages/{email.id}").text


def test_an_attachment_opens_in_the_browser_under_its_name(site, visitor, mailbox):
    visitor.send()
    email = mail_to(site, FORM["email"])[0]
    pdf = mailbox.get(f"/messages/{email.id}/attachments/0")

    assert (pdf.mimetype, pdf.data[:5]) == ("application/pdf", b"%PDF-")
    assert pdf.headers["Content-Disposition"] == "inline; filename=riverside-clinic-knots-guide.pdf"


def test_an_email_runs_no_script_and_loads_nothing(site, visitor, mailbox):
    visitor.send()
    email = mail_to(site, FORM["email"])[0]

    assert "default-src 'none'" in mailbox.get(f"/messages/{email.id}.html").headers["Content-Security-Policy"]


def test_the_mailbox_shows_a_message_as_plain_text_and_its_headers(site, visitor, mailbox):
    visitor.send()
    page = mailbox.get(f"/messages/{mail_to(site, FORM['email'])[0].id}").text

    assert "Hello Amina," in page
    assert "Auto-Submitted: auto-generated" in page


@pytest.mark.parametrize(("event", "standing"), [("bounce", Standing.BOUNCED), ("complain", Standing.COMPLAINED)])
def test_the_mailbox_simulates_a_bounce_or_complaint(site, visitor, mailbox, event, standing):
    visitor.send()
    email = mail_to(site, FORM["email"])[0]
    mailbox.post(f"/messages/{email.id}/{event}")

    assert lead_of(FORM["email"]).standing is standing


def test_moving_the_clock_answers_when_what_became_due_has_been_delivered(site, visitor, mailbox):
    visitor.send()
    answer = mailbox.post("/clock", data={"advance": str(timedelta(days=2).total_seconds())})

    assert answer.status_code == 200
    assert [email.tags["kind"] for email in site.cloud.mail.emails][-1] == ["follow-up"]


@pytest.mark.parametrize("advance", ["", "soon", "-1", "nan", "inf", "1e99"])
def test_the_clock_refuses_what_is_no_time_to_wait(mailbox, advance):
    assert mailbox.post("/clock", data={"advance": advance}).status_code == 400


def test_make_run_serves_on_the_ports_asked_for_and_stops_on_ctrl_c():
    environment = {**os.environ, "PORT": "0", "MAILBOX_PORT": "0"}
    with subprocess.Popen(
        [sys.executable, "-m", "local"], env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    ) as running:
        lines = [running.stdout.readline() for _ in range(3)]
        site_url, mailbox_url = (re.search(r"http://\S+", line)[0] for line in lines[:2])
        with urlopen(site_url) as page, urlopen(f"{mailbox_url}/messages.json") as messages:  # noqa: S310
            assert (page.status, json.load(messages)) == (200, [])
        running.send_signal(signal.SIGINT)
        _, errors = running.communicate(timeout=20)

    assert (running.returncode, errors) == (0, "")


def test_a_page_is_compressed_as_api_gateway_compresses_it(site):
    answer = Client(site.gateway).get("/", headers={"Accept-Encoding": "gzip, deflate, br"})

    assert answer.headers["Content-Encoding"] == "gzip"
    assert "Send me the guide" in gzip.decompress(answer.data).decode()


def test_a_short_answer_is_not_compressed(site):
    assert (
        "Content-Encoding" not in Client(site.gateway).get("/robots.txt", headers={"Accept-Encoding": "gzip"}).headers
    )
