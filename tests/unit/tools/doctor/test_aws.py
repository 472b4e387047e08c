"""What AWS answers, and that an error is an answer only where AWS says that something is not there."""

import json
from datetime import UTC, datetime, timedelta
from io import BytesIO

import boto3
import pytest
from botocore.exceptions import ConnectTimeoutError, NoCredentialsError
from botocore.response import StreamingBody
from botocore.stub import Stubber

from tools.doctor.aws import Aws, domains_of
from tools.doctor.facts import (
    Account,
    Caller,
    Clocks,
    Destination,
    Identity,
    Key,
    Secret,
    Stack,
    Subscription,
    Trial,
    Unanswered,
)

NOW = datetime(2026, 3, 2, 7, 0, tzinfo=UTC)
AWS = Aws("eu-central-1", lambda: NOW)
TOPIC = "arn:aws:sns:eu-central-1:123456789012:events"


class Answers:
    """What AWS answers, in turn; botocore sees that each is of the right shape."""

    def __init__(self) -> None:
        session = boto3.Session("k", "s", region_name="eu-central-1")
        self._clients = {name: session.client(name) for name in SERVICES}
        self._stubs = {name: Stubber(client) for name, client in self._clients.items()}

    def client(self, service: str, **_options: object) -> object:
        self._stubs[service].activate()
        return self._clients[service]

    def give(self, service: str, method: str, answer: dict[str, object]) -> None:
        self._stubs[service].add_response(method, answer)

    def fail(self, service: str, method: str, code: str, message: str = "", date: str = "") -> None:
        meta = {"HTTPHeaders": {"date": date}} if date else {"HTTPHeaders": {}}
        self._stubs[service].add_client_error(method, code, message, response_meta=meta)


SERVICES = ("sts", "cloudformation", "sesv2", "sns", "lambda", "secretsmanager", "dynamodb")


@pytest.fixture(scope="module")
def all_answers():
    return Answers()


@pytest.fixture
def answers(all_answers, monkeypatch):
    for service in SERVICES:
        all_answers._stubs[service] = Stubber(all_answers._clients[service])
    monkeypatch.setattr("tools.doctor.aws.boto3.client", all_answers.client)
    yield all_answers
    for stub in all_answers._stubs.values():
        stub.assert_no_pending_responses()
        stub.deactivate()


def test_credentials_are_those_of_an_account(answers):
    meta = {"ResponseMetadata": {"HTTPHeaders": {"date": "Mon, 02 Mar 2026 07:00:05 GMT"}}}
    answers.give("sts", "get_caller_identity", {"Account": "123456789012", **meta})

    assert AWS.caller() == (Caller("123456789012"), Clocks(NOW, NOW + timedelta(seconds=5)))


@pytest.mark.parametrize("code", ["ExpiredToken", "InvalidClientTokenId", "SignatureDoesNotMatch"])
def test_credentials_that_aws_refuses_have_a_problem(code, answers):
    answers.fail("sts", "get_caller_identity", code)

    assert AWS.caller() == (Caller("", f"AWS refuses them: {code}"), None)


def test_a_clock_that_is_off_is_told_by_the_very_refusal_that_it_causes(answers):
    answers.fail("sts", "get_caller_identity", "SignatureDoesNotMatch", date="Mon, 02 Mar 2026 08:00:00 GMT")

    assert AWS.caller()[1] == Clocks(NOW, NOW + timedelta(hours=1))


def test_credentials_that_are_not_there_have_a_problem(monkeypatch):
    monkeypatch.setattr("tools.doctor.aws.boto3.client", raising(NoCredentialsError()))

    assert AWS.caller() == (Caller("", "there are none"), None)


def raising(error: Exception):
    def client(*_arguments: object, **_options: object) -> None:
        raise error

    return client


QUESTIONS = {
    "caller": (),
    "stack": ("clinic-leads-prod",),
    "identity": ("guide@example.com",),
    "account": (),
    "suppressed": ("desk@example.com",),
    "feedback": ("set", TOPIC, "https://sqs/1/queue"),
    "alarms": (TOPIC,),
    "concurrency": (),
    "key": ("secret", "table"),
    "secret": ("secret",),
    "trial": ("deliver", "a@example.com"),
}


@pytest.mark.parametrize("question", QUESTIONS)
def test_a_network_that_is_down_is_no_answer(question, monkeypatch):
    monkeypatch.setattr("tools.doctor.aws.boto3.client", raising(ConnectTimeoutError(endpoint_url="https://aws")))

    answer = getattr(AWS, question)(*QUESTIONS[question])

    assert isinstance(answer, Unanswered)
    assert "ConnectTimeoutError" in answer.why


FIRST_ASKED = {
    "stack": ("cloudformation", "describe_stacks"),
    "identity": ("sesv2", "get_email_identity"),
    "account": ("sesv2", "get_account"),
    "suppressed": ("sesv2", "get_suppressed_destination"),
    "feedback": ("sesv2", "get_configuration_set_event_destinations"),
    "alarms": ("sns", "list_subscriptions_by_topic"),
    "concurrency": ("lambda", "get_account_settings"),
    "key": ("secretsmanager", "get_secret_value"),
    "secret": ("secretsmanager", "describe_secret"),
    "trial": ("lambda", "invoke"),
}


@pytest.mark.parametrize("question", FIRST_ASKED)
def test_a_question_that_one_may_not_ask_is_no_answer(question, answers):
    answers.fail(*FIRST_ASKED[question], "AccessDeniedException")

    answer = getattr(AWS, question)(*QUESTIONS[question])

    assert isinstance(answer, Unanswered)
    assert "may not ask" in answer.why


def test_a_stack_is_its_state_its_site_and_its_resources(answers):
    described = {"StackName": "clinic-leads-prod", "CreationTime": NOW, "StackStatus": "CREATE_COMPLETE"}
    output = {"OutputKey": "SiteUrl", "OutputValue": "https://guide.example.com"}
    answers.give("cloudformation", "describe_stacks", {"Stacks": [{**described, "Outputs": [output]}]})
    listed = {"ResourceType": "AWS::SNS::Topic", "LastUpdatedTimestamp": NOW, "ResourceStatus": "CREATE_COMPLETE"}
    summary = {"LogicalResourceId": "AlarmTopic", "PhysicalResourceId": TOPIC, **listed}
    answers.give("cloudformation", "list_stack_resources", {"StackResourceSummaries": [summary]})

    assert AWS.stack("clinic-leads-prod") == Stack(
        "CREATE_COMPLETE", "https://guide.example.com", {"AlarmTopic": TOPIC}
    )


def test_a_stack_that_is_not_there_is_none(answers):
    answers.fail("cloudformation", "describe_stacks", "ValidationError", "Stack with id x does not exist")

    assert AWS.stack("x") is None


VERIFIED = {
    "VerifiedForSendingStatus": True,
    "DkimAttributes": {"Status": "SUCCESS", "Tokens": ["a1"]},
    "MailFromAttributes": {
        "MailFromDomain": "bounce.example.com",
        "MailFromDomainStatus": "SUCCESS",
        "BehaviorOnMxFailure": "USE_DEFAULT_VALUE",
    },
}


def test_an_identity_is_what_ses_knows_of_a_domain(answers):
    answers.give("sesv2", "get_email_identity", VERIFIED)

    assert AWS.identity("guide@example.com") == Identity(
        "example.com",
        True,
        "SUCCESS",
        {"a1._domainkey.example.com": "a1.dkim.amazonses.com"},
        "bounce.example.com",
        "SUCCESS",
    )


def test_a_zone_that_ses_names_is_that_of_its_keys(answers):
    dkim = {"Status": "SUCCESS", "Tokens": ["a1"], "SigningHostedZone": "x9.dkim.eu-central-1.amazonses.com"}
    answers.give("sesv2", "get_email_identity", {**VERIFIED, "DkimAttributes": dkim})

    assert AWS.identity("guide@example.com").dkim_records == {
        "a1._domainkey.example.com": "a1.x9.dkim.eu-central-1.amazonses.com"
    }


def test_an_identity_may_be_of_a_domain_above(answers):
    answers.fail("sesv2", "get_email_identity", "NotFoundException")
    answers.give("sesv2", "get_email_identity", VERIFIED)

    assert AWS.identity("guide@mail.example.com").name == "example.com"


def test_a_sender_that_ses_does_not_know_is_none(answers):
    for _ in ("example.com", "guide@example.com"):
        answers.fail("sesv2", "get_email_identity", "NotFoundException")

    assert AWS.identity("guide@example.com") is None


@pytest.mark.parametrize(
    ("domain", "above"),
    [
        ("mail.Example.com", ["mail.example.com", "example.com"]),
        ("example.com", ["example.com"]),
        ("clinic.com.pk", ["clinic.com.pk", "com.pk"]),
    ],
)
def test_domains_above_end_before_the_last(domain, above):
    assert domains_of(domain) == above


def test_an_account_is_what_ses_lets_it_do(answers):
    answers.give(
        "sesv2",
        "get_account",
        {
            "ProductionAccessEnabled": False,
            "SendingEnabled": True,
            "EnforcementStatus": "HEALTHY",
            "SendQuota": {"Max24HourSend": 200.0, "MaxSendRate": 1.0, "SentLast24Hours": 3.0},
            "Details": {"ReviewDetails": {"Status": "PENDING", "CaseId": "1"}},
        },
    )

    assert AWS.account() == Account(False, True, "HEALTHY", "PENDING", 200, 3, 1)


def test_an_address_that_is_suppressed_has_a_reason(answers):
    destination = {"EmailAddress": "desk@example.com", "Reason": "BOUNCE", "LastUpdateTime": NOW}
    answers.give("sesv2", "get_suppressed_destination", {"SuppressedDestination": destination})

    assert AWS.suppressed("desk@example.com") == "BOUNCE"


def test_an_address_that_is_not_suppressed_has_none(answers):
    answers.fail("sesv2", "get_suppressed_destination", "NotFoundException")

    assert AWS.suppressed("desk@example.com") == ""


def test_feedback_goes_from_the_configuration_set_by_the_topic_to_the_queue(answers):
    told = {"Name": "d", "Enabled": True, "MatchingEventTypes": ["BOUNCE"], "SnsDestination": {"TopicArn": TOPIC}}
    answers.give("sesv2", "get_configuration_set_event_destinations", {"EventDestinations": [told]})
    queue = "arn:aws:sqs:eu-central-1:123456789012:queue"
    subscription = {"Protocol": "sqs", "Endpoint": queue, "SubscriptionArn": f"{TOPIC}:1"}
    answers.give("sns", "list_subscriptions_by_topic", {"Subscriptions": [subscription]})

    feedback = AWS.feedback("set", TOPIC, "https://sqs.eu-central-1.amazonaws.com/123456789012/queue")

    assert feedback.queue == queue
    assert feedback.destinations == (Destination(TOPIC, True, frozenset({"BOUNCE"})),)
    assert feedback.subscriptions == (Subscription("sqs", queue, True),)


def test_an_alarm_address_that_has_not_confirmed_is_told_as_that(answers):
    waiting = {"Protocol": "email", "Endpoint": "engineer@example.com", "SubscriptionArn": "PendingConfirmation"}
    answers.give("sns", "list_subscriptions_by_topic", {"Subscriptions": [waiting]})

    assert AWS.alarms(TOPIC) == (Subscription("email", "engineer@example.com", False),)


def test_an_alarm_address_that_let_its_question_lapse_is_told_of_no_more(answers):
    lapsed = {"Protocol": "email", "Endpoint": "engineer@example.com", "SubscriptionArn": "Deleted"}
    answers.give("sns", "list_subscriptions_by_topic", {"Subscriptions": [lapsed]})

    assert AWS.alarms(TOPIC) == ()


def test_a_new_account_runs_few_functions_at_once(answers):
    answers.give("lambda", "get_account_settings", {"AccountLimit": {"ConcurrentExecutions": 10}})

    assert AWS.concurrency() == 10


@pytest.mark.parametrize(("item", "stored"), [({"Item": {"fingerprint": {"S": "f1"}}}, "f1"), ({}, "")])
def test_the_key_and_the_table_are_known_by_their_fingerprints(item, stored, answers):
    answers.give("secretsmanager", "get_secret_value", {"SecretString": "a secret of many characters"})
    answers.give("dynamodb", "get_item", item)

    key = AWS.key("secret", "table")

    assert key == Key(key.own, stored)
    assert "secret" not in key.own


@pytest.mark.parametrize(
    ("answer", "secret"),
    [
        ({"CreatedDate": NOW, "LastChangedDate": NOW + timedelta(days=1)}, Secret(NOW + timedelta(days=1), False)),
        ({"CreatedDate": NOW}, Secret(NOW, False)),
        ({"CreatedDate": NOW, "DeletedDate": NOW}, Secret(NOW, True)),
    ],
)
def test_a_secret_is_as_old_as_its_last_change(answer, secret, answers):
    answers.give("secretsmanager", "describe_secret", answer)

    assert AWS.secret("secret") == secret


@pytest.mark.parametrize(
    ("said", "error", "trial"),
    [
        ({"message_id": "ses-1"}, {}, Trial("a@example.com", "ses-1")),
        (
            {"errorMessage": "Deferred: MessageRejected", "errorType": "Failed"},
            {"FunctionError": "Unhandled"},
            Trial("a@example.com", problem="Deferred: MessageRejected"),
        ),
        (
            {"errorMessage": "InDoubt: ReadTimeoutError"},
            {"FunctionError": "Unhandled"},
            Unanswered("it is not known if it was sent: InDoubt: ReadTimeoutError"),
        ),
        (None, {}, Unanswered("the deployed version cannot be asked for one: deploy this one")),
    ],
)
def test_the_deployed_function_says_whether_it_could_send(said, error, trial, answers):
    content = json.dumps(said).encode()
    answers.give("lambda", "invoke", {"Payload": StreamingBody(BytesIO(content), len(content)), **error})

    assert AWS.trial("deliver", "a@example.com") == trial
