"""What is asked, and where, to know a stage."""

from datetime import UTC, datetime

import pytest

from tests.unit.tools.doctor.test_mail import IDENTITY
from tools.doctor import gather
from tools.doctor.facts import NOT_HERE, Caller, Clocks, Stack, Unanswered, Visit
from tools.operate.stage import Stage

NOW = datetime(2026, 3, 2, 7, 0, tzinfo=UTC)
STAGE = Stage(
    "prod", "eu-central-1", "guide@example.com", "desk@example.com", "inbox@example.com", "engineer@example.com"
)
RESOURCES = {
    name: f"the {name}"
    for name in ("MailConfiguration", "MailEventsTopic", "MailEventsQueue", "AlarmTopic", "LeadIdKey", "LeadsTable")
} | {"SigningKeys": "the SigningKeys", "Deliver": "the Deliver"}


class FakeAws:
    """Answers each question with the question, and keeps in mind what it was asked."""

    def __init__(self, caller: Caller = Caller("1"), stack: object = None) -> None:  # noqa: B008
        self.asked, self._caller = [], caller
        self._stack = stack or Stack("CREATE_COMPLETE", "https://guide.example.com", RESOURCES)

    def now(self) -> datetime:
        return NOW

    def caller(self) -> object:
        return self._caller if isinstance(self._caller, Unanswered) else (self._caller, Clocks(NOW, NOW))

    def stack(self, name: str) -> object:
        self.asked.append(("stack", name))
        return self._stack

    def identity(self, address: str) -> object:
        self.asked.append(("identity", address))
        return IDENTITY

    def __getattr__(self, question: str) -> object:
        def ask(*about: str) -> str:
            self.asked.append((question, *about))
            return f"{question} {' '.join(about)}".strip()

        return ask


@pytest.fixture(autouse=True)
def visited(monkeypatch):
    urls = []

    def visit(url, now):
        urls.append(url)
        return Visit(url, 200, has_form=True), Clocks(now(), now())

    monkeypatch.setattr(gather, "visit", visit)
    return urls


def look(name: str, kind: str) -> tuple[str, ...]:
    return (f"{kind} {name}",)


def facts_of(aws: FakeAws):
    return gather.of_stage(STAGE, aws, look, "engineer@example.com")


def test_each_question_is_about_the_stacks_own_resources():
    aws = FakeAws()
    facts_of(aws)

    assert aws.asked == [
        ("stack", "clinic-leads-prod"),
        ("identity", "desk@example.com"),
        ("account",),
        ("suppressed", "inbox@example.com"),
        ("feedback", "the MailConfiguration", "the MailEventsTopic", "the MailEventsQueue"),
        ("alarms", "the AlarmTopic"),
        ("concurrency",),
        ("key", "the LeadIdKey", "the LeadsTable"),
        ("secret", "the SigningKeys"),
        ("trial", "the Deliver", "engineer@example.com"),
    ]


def test_dns_is_asked_for_what_ses_needs_there():
    (sender,) = facts_of(FakeAws()).senders

    assert list(sender.dkim) == list(IDENTITY.dkim_records)
    assert (sender.mx, sender.spf) == (("MX bounce.example.com",), ("TXT bounce.example.com",))
    assert sender.dmarc == {"example.com": ("TXT _dmarc.example.com",)}


def test_the_site_is_looked_at_where_the_stack_says_it_is(visited):
    facts_of(FakeAws())

    assert visited == ["https://guide.example.com"]


def test_without_credentials_aws_is_asked_nothing_more():
    aws = FakeAws(Caller("", "there are none"))

    assert isinstance(facts_of(aws).trial, Unanswered)
    assert aws.asked == []


def test_a_stack_that_is_not_known_leaves_its_resources_unknown():
    refused = Unanswered("these credentials may not ask")

    assert facts_of(FakeAws(stack=refused)).alarms == refused


def test_a_resource_that_the_stack_has_not_is_named():
    rest = {name: one for name, one in RESOURCES.items() if name != "SigningKeys"}

    signing_keys = facts_of(FakeAws(stack=Stack("CREATE_COMPLETE", "", rest))).signing_keys

    assert signing_keys == Unanswered("there is no SigningKeys in the stack")


def test_on_one_machine_the_site_is_looked_at_and_a_function_is_asked_and_nobody_else(visited):
    aws = FakeAws()
    facts = gather.of_local_run("http://127.0.0.1:8000", aws, "engineer@example.com")

    assert visited == ["http://127.0.0.1:8000"]
    assert aws.asked == [("trial", "deliver", "engineer@example.com")]
    assert facts.account == NOT_HERE
