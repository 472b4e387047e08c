"""Each answer of SES, and silence, taken for what it means. A small server plays the SES that moto cannot."""

import json
import socket
import struct
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import boto3
import pytest
from botocore.exceptions import NoCredentialsError

from chalicelib.aws.ses import SEND_ONCE, SesMailer
from chalicelib.mail.email import Email
from chalicelib.services import current
from chalicelib.use_cases.failures import PARKED, Deferred, InDoubt, Rejected

EMAIL = Email("guide@clinic.test", "amina@example.com", b"Subject: Hello\r\n\r\nHello\r\n", "knots/goodbye", "en")


@dataclass
class FakeSes:
    status: int = 200
    code: str = ""
    message: str = ""
    hang_up: bool = False
    requests: list[dict[str, object]] = field(default_factory=list)


@contextmanager
def mailer_at(port: int) -> Iterator[SesMailer]:
    client = boto3.client(
        "sesv2",
        config=SEND_ONCE,
        endpoint_url=f"http://127.0.0.1:{port}",
        region_name="us-east-1",
        aws_access_key_id="x",
        aws_secret_access_key="x",
    )
    yield SesMailer(client, "mail-configuration", "enquiries@clinic.test")
    client.close()


@pytest.fixture
def ses() -> FakeSes:
    return FakeSes()


@pytest.fixture
def mailer(ses: FakeSes) -> Iterator[SesMailer]:
    class Handler(BaseHTTPRequestHandler):
        def do_POST(self):
            ses.requests.append(json.loads(self.rfile.read(int(self.headers["Content-Length"]))))
            if ses.hang_up:
                self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
                self.connection.close()
                return
            self.send_response(ses.status)
            if ses.code:
                self.send_header("x-amzn-ErrorType", ses.code)
            self.end_headers()
            self.wfile.write(json.dumps({"message": ses.message} if ses.code else {"MessageId": "ses-1"}).encode())

        def log_message(self, *args):
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        threading.Thread(target=server.serve_forever, args=[0.01], daemon=True).start()
        with mailer_at(server.server_port) as mailer:
            yield mailer
        server.shutdown()


def send(mailer: SesMailer) -> str:
    return mailer.send(EMAIL, {"lead": "l1", "attempt": "a1", "kind": "guide"})


def test_an_accepted_email_has_the_id_ses_gave_it(mailer):
    assert send(mailer) == "ses-1"


def test_an_email_carries_its_lead_and_attempt_as_tags(ses, mailer):
    send(mailer)

    assert {"Name": "attempt", "Value": "a1"} in ses.requests[0]["EmailTags"]


def test_an_email_says_coarsely_what_a_spam_report_would_be_about(ses, mailer):
    send(mailer)

    tags = ses.requests[0]["EmailTags"]
    assert {"Name": "ses:feedback-id-a", "Value": "knots-goodbye"} in tags
    assert {"Name": "ses:feedback-id-b", "Value": "en"} in tags


def test_a_text_of_any_name_makes_a_tag_that_ses_takes(ses, mailer):
    mailer.send(replace(EMAIL, topic="día 3"), {})

    assert {"Name": "ses:feedback-id-a", "Value": "d-a-3"} in ses.requests[0]["EmailTags"]


def test_an_email_is_told_of_through_the_configuration_set(ses, mailer):
    send(mailer)

    assert ses.requests[0]["ConfigurationSetName"] == "mail-configuration"


@pytest.mark.parametrize(
    ("status", "code", "message", "wait"),
    [
        (429, "TooManyRequestsException", "Maximum sending rate exceeded.", timedelta(seconds=30)),
        (400, "ThrottlingException", "Maximum sending rate exceeded.", timedelta(seconds=30)),
        (400, "ThrottlingException", "Daily message quota exceeded.", timedelta(hours=1)),
        (400, "LimitExceededException", "", timedelta(hours=1)),
        (400, "SendingPausedException", "", timedelta(hours=1)),
        (400, "AccountSuspendedException", "", timedelta(hours=1)),
        (400, "MailFromDomainNotVerifiedException", "", timedelta(hours=1)),
        (404, "NotFoundException", "", timedelta(hours=1)),
        (400, "MessageRejected", "Email address is not verified. guide@clinic.test", timedelta(hours=1)),
        (403, "AccessDeniedException", "", timedelta(hours=1)),
        (403, "ExpiredTokenException", "", timedelta(hours=1)),
        (403, "InvalidClientTokenId", "", timedelta(hours=1)),
        (429, "SomethingNewException", "", timedelta(seconds=30)),
        (400, "SomethingNewException", "", timedelta(hours=1)),
    ],
)
def test_a_refusal_that_is_not_about_the_email_defers_it(ses, mailer, status, code, message, wait):
    ses.status, ses.code, ses.message = status, code, message

    with pytest.raises(Deferred) as deferred:
        send(mailer)
    assert deferred.value.wait == wait


@pytest.mark.parametrize("code", ["MessageRejected", "BadRequestException"])
def test_a_refusal_of_the_email_itself_is_final(ses, mailer, code):
    ses.status, ses.code = 400, code

    with pytest.raises(Rejected):
        send(mailer)


def test_what_ses_says_of_an_address_goes_no_further(ses, mailer):
    ses.status, ses.code, ses.message = 400, "MessageRejected", "Bad address amina@example.com"

    with pytest.raises(Rejected) as rejected:
        send(mailer)
    assert "amina" not in str(rejected.value)


@pytest.mark.parametrize("status", [500, 503])
def test_a_server_error_leaves_the_email_in_doubt(ses, mailer, status):
    ses.status, ses.code = status, "InternalFailure"

    with pytest.raises(InDoubt):
        send(mailer)


def test_a_connection_cut_after_the_request_leaves_the_email_in_doubt(ses, mailer):
    ses.hang_up = True

    with pytest.raises(InDoubt):
        send(mailer)


@pytest.mark.parametrize(
    "fault",
    [
        {"hang_up": True},
        {"status": 500, "code": "InternalFailure"},
        {"status": 429, "code": "TooManyRequestsException"},
    ],
)
def test_an_email_is_never_sent_again_by_itself(ses, mailer, fault):
    for name, value in fault.items():
        setattr(ses, name, value)

    with pytest.raises((Deferred, InDoubt)):
        send(mailer)
    assert len(ses.requests) == 1


def test_without_a_connection_an_email_is_deferred_and_not_in_doubt():
    with socket.socket() as closed:
        closed.bind(("127.0.0.1", 0))
        endpoint = f"http://127.0.0.1:{closed.getsockname()[1]}"
    client = boto3.client(
        "sesv2",
        config=SEND_ONCE,
        endpoint_url=endpoint,
        region_name="us-east-1",
        aws_access_key_id="x",
        aws_secret_access_key="x",
    )

    with pytest.raises(Deferred):
        send(SesMailer(client, "mail-configuration", "enquiries@clinic.test"))


def test_a_probe_is_an_email_that_reaches_no_person(ses, mailer):
    mailer.probe()

    assert ses.requests[0]["Destination"] == {"ToAddresses": ["success@simulator.amazonses.com"]}


def test_no_event_tells_of_a_probe(ses, mailer):
    mailer.probe()

    assert "ConfigurationSetName" not in ses.requests[0]


@pytest.mark.parametrize(
    "fault",
    [
        {"hang_up": True},
        {"status": 503, "code": "ServiceUnavailable"},
        {"status": 400, "code": "MessageRejected"},
    ],
)
def test_every_answer_but_yes_fails_the_probe(ses, mailer, fault):
    for name, value in fault.items():
        setattr(ses, name, value)

    with pytest.raises(Deferred):
        mailer.probe()


@pytest.mark.parametrize("code", ["SendingPausedException", "AccountSuspendedException"])
def test_a_probe_that_tells_of_paused_sending_parks_mail_as_ever(ses, mailer, code):
    ses.status, ses.code = 400, code

    with pytest.raises(Deferred) as deferred:
        mailer.probe()
    assert deferred.value.wait == timedelta(hours=1)


def test_silence_leaves_the_mailer_in_doubt_until_a_probe_gets_through(ses, mailer):
    ses.status, ses.code = 500, "InternalFailure"
    with pytest.raises(InDoubt):
        send(mailer)
    assert mailer.is_in_doubt

    ses.status, ses.code = 200, ""
    mailer.probe()
    assert not mailer.is_in_doubt


def test_a_refusal_leaves_no_doubt(ses, mailer):
    ses.status, ses.code = 429, "TooManyRequestsException"
    with pytest.raises(Deferred):
        send(mailer)

    assert not mailer.is_in_doubt


def test_the_service_is_wired_to_send_once(site):
    config = current().mailer._client.meta.config

    assert config.retries["total_max_attempts"] == 1
    assert (config.connect_timeout, config.read_timeout) == (3, 10)


def test_an_email_that_ses_was_never_asked_for_waits():
    with socket.create_server(("127.0.0.1", 0)) as closed:
        port = closed.getsockname()[1]

    with mailer_at(port) as mailer, pytest.raises(Deferred, match="EndpointConnectionError"):
        send(mailer)


def test_without_credentials_mail_waits_until_a_person_has_looked(site, monkeypatch):
    mailer = current().mailer
    monkeypatch.setattr(mailer._client, "send_email", raising(NoCredentialsError()))

    with pytest.raises(Deferred, match="no credentials") as deferred:
        send(mailer)
    assert deferred.value.wait == PARKED


def raising(error: Exception):
    def fail(**_: object) -> None:
        raise error

    return fail
