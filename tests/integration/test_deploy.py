"""`make deploy` after SAM CLI: what is left to do, whether it works, and what happens if it does not."""

from dataclasses import replace
from types import SimpleNamespace

import pytest

from chalicelib.leads.staff.access import Staff
from tests.clinic import templates
from tests.unit.tools.deploy import stages
from tools.deploy import __main__ as command
from tools.deploy.deployment import Deployed
from tools.deploy.parameters import Surroundings
from tools.deploy.smoke import Broken, NotYet, Untold
from tools.doctor.facts import Subscription, Unanswered
from tools.operate import stage

TOPIC = "arn:aws:sns:eu-central-1:123456789012:alarms"

NOT_ASKED = Unanswered("not asked")

STACK = replace(stages.STACK, resources={"AlarmTopic": TOPIC})


class Before:
    """The version before, which remembers that it was put back."""

    was_put_back = False

    def put_back(self, *_about) -> None:
        self.was_put_back = True


@pytest.fixture
def before():
    return Before()


@pytest.fixture
def asked_again(monkeypatch):
    """The inboxes that AWS asks once more whether they want to hear of alarms."""
    asked: list[tuple[str, str]] = []
    monkeypatch.setattr(command, "tell_of_alarms", lambda topic, inbox, _region: asked.append((topic, inbox)))
    return asked


@pytest.fixture
def deploy(tmp_path, monkeypatch, before, asked_again, capsys):
    """Deploys, and then the trial ends as it is told to."""
    monkeypatch.setattr(stage, "STAGES", tmp_path)
    for name in ("region", "mail_from", "clinic_inbox", "alarm_inbox"):
        stage.tell(tmp_path / "prod.toml", name, getattr(stages.STAGE, name))
    monkeypatch.setenv("STAGE", "prod")

    class Aws:
        def __init__(self, *_about) -> None:
            self.account = lambda: NOT_ASKED
            self.identity = lambda _address: stages.SENDER

    class Sts:
        def get_caller_identity(self) -> dict[str, str]:
            return {"Account": "123456789012"}

    def deploy(outcome: Exception | None = None, *, before=before, zone: str = "", alarms=NOT_ASKED) -> str:
        stack = replace(STACK, parameters=stages.PARAMETERS | {"MailRecords": "yes" if zone else "no"})
        there = Surroundings(stack, has_sender=True, has_mail_records=True, has_dmarc=True, zone=zone)

        class Trial:
            def run(self, say) -> None:
                if outcome:
                    raise outcome

        deployment = type("Deployment", (), {"run": lambda _self: Deployed(stack, before, there, None)})
        monkeypatch.setattr(command, "Deployment", lambda *_: deployment())
        monkeypatch.setattr(command, "Aws", Aws)
        monkeypatch.setattr(Aws, "alarms", lambda *_: alarms, raising=False)
        monkeypatch.setattr(command.boto3, "client", lambda *_args, **_options: Sts())
        monkeypatch.setattr(command, "asking_dns", lambda: lambda *_: ())
        monkeypatch.setattr(command, "services_of", lambda *_: None)
        monkeypatch.setattr(command, "of_stage", lambda *_: Trial())
        command.main()
        return capsys.readouterr().out

    return deploy


def test_it_says_where_and_for_whom_it_deploys(deploy):
    assert deploy().startswith("clinic-leads-prod in eu-central-1, AWS account 123456789012\n")


def test_staff_whom_the_console_cannot_tell_apart_are_refused_before_anything_is_deployed(deploy, monkeypatch):
    staff = (Staff("Front desk", "inbox"), Staff("Sana", stages.STAGE.clinic_inbox))
    clinic = replace(templates().clinic, staff=staff)
    monkeypatch.setattr(command, "Templates", lambda _folder: SimpleNamespace(clinic=clinic))

    with pytest.raises(SystemExit, match=r"^deploy: clinic\.toml: somebody under"):
        deploy()


def test_records_that_dns_does_not_have_are_shown(deploy):
    assert "aaa.dkim.amazonses.com" in deploy()


def test_records_that_route_53_has_are_not(deploy):
    assert "aaa.dkim.amazonses.com" not in deploy(zone="Z1")


def test_an_inbox_that_let_the_question_of_alarms_lapse_is_asked_again(deploy, asked_again):
    assert "engineer@example.com has to confirm AWS's email" in deploy(alarms=())
    assert asked_again == [(TOPIC, "engineer@example.com")]


@pytest.mark.parametrize(
    "alarms", [(Subscription("email", stages.STAGE.alarm_inbox, False),), Unanswered("these credentials may not ask")]
)
def test_an_inbox_that_has_the_question_or_may_have_it_is_not_asked_again(deploy, asked_again, alarms):
    deploy(alarms=alarms)

    assert asked_again == []


def test_a_version_that_works_stays(deploy, before):
    assert deploy().endswith("It works.\n")
    assert not before.was_put_back


def test_a_version_that_does_not_work_gives_way_to_the_one_before(deploy, before):
    with pytest.raises(SystemExit, match="the one before runs again: no page"):
        deploy(Broken("no page"))
    assert before.was_put_back


def test_of_a_first_version_it_is_said_that_there_is_none_before(deploy):
    with pytest.raises(SystemExit, match="there is none to put back"):
        deploy(Broken("no page"), before=None)


def test_what_cannot_be_tried_yet_is_no_fault_of_the_version(deploy, before):
    assert "That is all that can be tried for now: no DNS. Then: `make smoke STAGE=prod`." in deploy(NotYet("no DNS"))
    assert not before.was_put_back


def test_where_nobody_can_tell_the_new_version_stays(deploy, before):
    with pytest.raises(SystemExit, match=r"nobody can tell just now whether it works: no answer\. It stays"):
        deploy(Untold("no answer"))
    assert not before.was_put_back
