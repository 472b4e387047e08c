"""The doctor looks at a site as it is served, and at what stands where a site should be."""

import socket
import ssl
from datetime import timedelta
from urllib.error import URLError

import pytest

from chalicelib.services import utc_now
from chalicelib.settings import Settings
from tests.conftest import subjects_to
from tools.doctor.__main__ import ON_THIS_MACHINE, _load
from tools.doctor.aws import Aws
from tools.doctor.checks import examine
from tools.doctor.facts import Trial, Unanswered, Visit
from tools.doctor.findings import State
from tools.doctor.gather import of_local_run
from tools.doctor.site import visit

ENGINEER = "engineer@example.com"


@pytest.fixture
def aws(site, monkeypatch):
    monkeypatch.setenv("AWS_ENDPOINT_URL_LAMBDA", site.mailbox_url)
    return Aws(ON_THIS_MACHINE.region, utc_now)


def test_a_service_on_one_machine_is_well_in_all_that_can_be_on_one_machine(site, aws):
    findings = list(examine(ON_THIS_MACHINE, _load(), of_local_run(site.url, aws, ENGINEER), utc_now()))

    assert {one.name for one in findings if one.state is State.GOOD} == {"Site", "Clock", "Test email"}
    assert {one.state for one in findings} == {State.GOOD, State.NOT_HERE}


def test_the_test_email_on_one_machine_is_in_its_mailbox(site, aws):
    aws.trial("deliver", ENGINEER)

    assert subjects_to(site, ENGINEER) == ["Test: the deployed service sends email"]


def test_what_the_function_says_of_an_email_that_it_could_not_send_is_told(site, aws, monkeypatch):
    unverified = Settings({**site.services.settings.given, "MAIL_FROM": "guide@not-verified.test"})
    monkeypatch.setitem(vars(site.services), "settings", unverified)

    assert aws.trial("deliver", ENGINEER) == Trial(ENGINEER, problem="Rejected: MessageRejected")


def test_a_function_that_is_not_there_is_no_answer(aws):
    assert isinstance(aws.trial("another", ENGINEER), Unanswered)


def test_a_page_that_is_not_there_is_told_by_its_status(site):
    seen, _ = visit(f"{site.url}/nothing", utc_now)

    assert (seen.status, seen.has_form) == (404, False)


def test_another_page_than_the_form_is_told_from_it(site):
    seen, _ = visit(site.mailbox_url, utc_now)

    assert (seen.status, seen.has_form) == (200, False)


def test_a_clock_here_is_held_against_the_one_there(site):
    _, clocks = visit(site.url, lambda: utc_now() + timedelta(hours=1))

    assert timedelta(minutes=59) < clocks.here - clocks.there < timedelta(minutes=61)


def test_where_nobody_listens_there_is_no_site():
    with socket.create_server(("127.0.0.1", 0)) as free:
        url = f"http://127.0.0.1:{free.getsockname()[1]}"

    assert visit(url, utc_now)[0] == Visit(url, problem="nothing answers there")


URL = "https://guide.example.com"


def untrusted() -> ssl.SSLCertVerificationError:
    error = ssl.SSLCertVerificationError(1, "certificate verify failed")
    error.verify_message = "certificate has expired"
    return error


@pytest.mark.parametrize(
    ("reason", "seen"),
    [
        (untrusted(), Visit(URL, problem="its certificate is not valid (certificate has expired)")),
        (socket.gaierror(socket.EAI_NONAME, "unknown"), Visit(URL, problem="DNS does not know its name")),
        (socket.gaierror(socket.EAI_AGAIN, "try again"), Unanswered(f"{URL} did not answer: gaierror")),
        (TimeoutError(), Unanswered(f"{URL} did not answer: TimeoutError")),
    ],
)
def test_a_site_that_is_not_there_is_told_from_one_that_nobody_knows_of(reason, seen, monkeypatch):
    def refuse(*_arguments: object, **_options: object) -> None:
        raise URLError(reason)

    monkeypatch.setattr("tools.doctor.site.urlopen", refuse)

    assert visit(URL, utc_now)[0] == seen
