"""What AWS is asked for, and only after a yes."""

import boto3
import pytest
from botocore.stub import ANY, Stubber

from chalicelib.leads.attempt import EmailKind
from chalicelib.leads.mailing.feedback import CANARY, TEST
from tests.clinic import templates
from tests.unit.tools.deploy.stages import STACK, STAGE
from tools.deploy import production_access as command
from tools.deploy.production_access import AS_TRIALS, LONGEST, TO_PEOPLE, TO_THE_CLINIC, use_case
from tools.operate import stage


@pytest.fixture(scope="module")
def client():
    return boto3.Session("k", "s", region_name="eu-central-1").client("sesv2")


@pytest.fixture
def ses(client):
    with Stubber(client) as stub:
        yield stub


@pytest.fixture
def run(tmp_path, monkeypatch, client, capsys):
    """Runs the command for a stage that is there, with that answer typed."""
    monkeypatch.setattr(stage, "STAGES", tmp_path)
    for name in ("region", "mail_from", "clinic_inbox", "alarm_inbox"):
        stage.tell(tmp_path / "prod.toml", name, getattr(STAGE, name))
    monkeypatch.setenv("STAGE", "prod")
    monkeypatch.setattr(command.boto3, "client", lambda *_args, **_options: client)

    def run(typed: str, stack=STACK) -> str:
        monkeypatch.setattr(command, "look_at", lambda *_: stack)
        monkeypatch.setattr("builtins.input", lambda _prompt: typed)
        command.main()
        return capsys.readouterr().out

    return run


ASKED = {
    "MailType": "MARKETING",
    "WebsiteURL": "https://d111.cloudfront.net",
    "ContactLanguage": "EN",
    "UseCaseDescription": ANY,
    "AdditionalContactEmailAddresses": ["engineer@example.com"],
    "ProductionAccessEnabled": True,
}


@pytest.mark.parametrize("typed", ["", "yes", "Y"])
def test_with_a_yes_aws_is_asked(run, ses, typed):
    ses.add_response("put_account_details", {}, ASKED)

    assert "Sent. AWS answers by email" in run(typed)


def test_what_aws_will_read_is_shown_before(run, ses):
    ses.add_response("put_account_details", {}, ASKED)

    assert "the form at https://d111.cloudfront.net" in run("yes")


def test_without_a_yes_nothing_is_sent(run, ses):
    with pytest.raises(SystemExit, match="Nothing was sent"):
        run("no")


def test_who_asked_before_is_told_to_answer_aws(run, ses):
    ses.add_client_error("put_account_details", "ConflictException")

    with pytest.raises(SystemExit, match="AWS was asked before"):
        run("yes")


def test_aws_is_not_asked_for_a_site_that_is_not_there(run, ses):
    with pytest.raises(SystemExit, match="`make deploy STAGE=prod` first"):
        run("yes", stack=None)


@pytest.mark.parametrize(
    "words",
    [
        "Riverside Clinic is a clinic in Lahore (https://riverside.example)",
        "the form at https://guide.example.com.",
        "up to 6 follow-ups",
        "about 20 enquiries a day, so at most about 160 emails a day",
        "People get theirs from guide@example.com, the clinic from desk@example.com",
        "unsubscribe link",
        "hard bounce or a complaint",
    ],
)
def test_reviewers_are_told_what_they_want_to_know(words):
    assert words in use_case(templates().clinic, STAGE, "https://guide.example.com", 6)


def test_what_reviewers_are_told_is_no_longer_than_aws_reads():
    assert len(use_case(templates().clinic, STAGE, "https://guide.example.com", 6)) < LONGEST


SENT = {**TO_PEOPLE, **TO_THE_CLINIC, **AS_TRIALS}


def test_reviewers_are_told_of_each_email_that_is_sent():
    """A notice is one of two texts of its own."""
    texts = {path.stem for path in templates().folder.glob("emails/*/*.md")}
    kinds = {kind.value for kind in EmailKind if kind is not EmailKind.NOTICE}

    assert set(SENT) == texts | kinds | {CANARY, TEST}


@pytest.mark.parametrize("kind", SENT)
def test_each_of_them_stands_in_what_aws_reads(kind):
    text = use_case(templates().clinic, STAGE, "https://guide.example.com", 6)

    assert SENT[kind].format(steps=6) in text
