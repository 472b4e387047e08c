"""What is right and what is wrong with a stage, by what is known of it."""

from dataclasses import fields, replace
from datetime import UTC, datetime, timedelta

import pytest

from tests.unit.tools.doctor.test_mail import SOUND
from tools.doctor.checks import Load, examine
from tools.doctor.facts import (
    NOT_HERE,
    Account,
    Caller,
    Clocks,
    Destination,
    Facts,
    Feedback,
    Key,
    Secret,
    Stack,
    Subscription,
    Trial,
    Unanswered,
    Visit,
)
from tools.doctor.findings import Finding, State
from tools.operate.stage import Stage

NOW = datetime(2026, 3, 2, 7, 0, tzinfo=UTC)
LOAD = Load(emails_a_lead=8, workers=8)
STAGE = Stage(
    "prod",
    "eu-central-1",
    "guide@example.com",
    "guide@example.com",
    "desk@example.com",
    "engineer@example.com",
    domain="guide.example.com",
)
TOPIC, QUEUE = "arn:aws:sns:eu-central-1:1:events", "arn:aws:sqs:eu-central-1:1:events"
EVENTS = frozenset({"SEND", "REJECT", "BOUNCE", "COMPLAINT", "DELIVERY", "RENDERING_FAILURE", "DELIVERY_DELAY"})
ACCOUNT = Account(True, True, "HEALTHY", "GRANTED", 50_000, 100, 14)
FEEDBACK = Feedback(TOPIC, QUEUE, (Destination(TOPIC, True, EVENTS),), (Subscription("sqs", QUEUE, True),))

WELL = Facts(
    caller=Caller("123456789012"),
    stack=Stack("UPDATE_COMPLETE", "https://guide.example.com", {}),
    senders=(SOUND,),
    account=ACCOUNT,
    suppressed="",
    feedback=FEEDBACK,
    alarms=(Subscription("email", "engineer@example.com", True),),
    concurrency=1000,
    key=Key("f1", "f1"),
    signing_keys=Secret(NOW - timedelta(days=30), is_deleted=False),
    visit=Visit("https://guide.example.com", 200, has_form=True),
    clocks=Clocks(NOW, NOW),
    trial=Trial("success@simulator.amazonses.com", "ses-1"),
)

ASKED = [field.name for field in fields(Facts) if field.name != "senders"]


def findings(**changes: object) -> list[Finding]:
    return list(examine(STAGE, LOAD, replace(WELL, **changes), NOW))


def found(name: str, **changes: object) -> Finding:
    (one,) = [one for top in findings(**changes) for one in (top, *top.parts) if one.name == name]
    return one


def test_a_stage_that_is_as_it_should_be_is_good_in_everything():
    assert {one.name: one.state for one in findings() if one.state is not State.GOOD} == {}


@pytest.mark.parametrize("fact", ASKED)
def test_what_nobody_knows_is_neither_right_nor_wrong(fact):
    states = [one.state for one in findings(**{fact: Unanswered("it timed out")})]

    assert states.count(State.UNKNOWN) == 1
    assert states.count(State.GOOD) == len(states) - 1


@pytest.mark.parametrize("fact", ASKED)
def test_what_cannot_be_on_one_machine_is_told_as_that(fact):
    assert [one.detail for one in findings(**{fact: NOT_HERE}) if one.state is State.NOT_HERE] == ["not on one machine"]


@pytest.mark.parametrize("status", ["CREATE_COMPLETE", "UPDATE_COMPLETE", "IMPORT_COMPLETE"])
def test_a_stack_that_is_done_is_good(status):
    assert found("Stack", stack=Stack(status, "", {})).state is State.GOOD


@pytest.mark.parametrize(
    ("stack", "judged"),
    [
        (None, State.WRONG),
        (Stack("ROLLBACK_COMPLETE", "", {}), State.WRONG),
        (Stack("UPDATE_ROLLBACK_COMPLETE", "", {}), State.WRONG),
        (Stack("UPDATE_ROLLBACK_FAILED", "", {}), State.WRONG),
        (Stack("UPDATE_IN_PROGRESS", "", {}), State.PENDING),
    ],
)
def test_a_stack_that_is_not_done_is_not_good(stack, judged):
    assert found("Stack", stack=stack).state is judged


def test_credentials_that_aws_refuses_are_wrong():
    assert found("Credentials", caller=Caller("", "AWS refuses them: ExpiredToken")).state is State.WRONG


@pytest.mark.parametrize(
    ("review", "judged"),
    [("", State.WRONG), ("PENDING", State.PENDING), ("DENIED", State.WRONG), ("FAILED", State.WRONG)],
)
def test_a_sandbox_is_wrong_unless_its_end_was_asked_for(review, judged):
    account = replace(ACCOUNT, is_in_production=False, review=review)

    assert found("Production access", account=account).state is judged


def test_who_has_not_asked_to_leave_the_sandbox_is_told_how():
    account = replace(ACCOUNT, is_in_production=False)

    assert found("Production access", account=account).remedy == "make production-access STAGE=prod"


@pytest.mark.parametrize(
    ("changes", "judged"),
    [
        ({}, State.GOOD),
        ({"enforcement": "PROBATION"}, State.WRONG),
        ({"enforcement": "SHUTDOWN"}, State.WRONG),
        ({"is_enabled": False}, State.WRONG),
    ],
)
def test_an_account_is_what_aws_says_of_it(changes, judged):
    assert found("Account", account=replace(ACCOUNT, **changes)).state is judged


@pytest.mark.parametrize(
    ("a_day", "sent_today", "judged"),
    [
        (50_000, 0, State.GOOD),
        (200, 0, State.GOOD),
        (199, 0, State.NOTE),
        (160, 0, State.NOTE),
        (159, 0, State.WRONG),
        (1_000, 801, State.NOTE),
        (-1, 0, State.GOOD),
    ],
)
def test_a_quota_bears_what_the_ads_are_expected_to_bring(a_day, sent_today, judged):
    assert found("Quota", account=replace(ACCOUNT, a_day=a_day, sent_today=sent_today)).state is judged


def test_a_clinic_inbox_that_ses_drops_mail_to_is_wrong():
    assert found("Clinic inbox", suppressed="BOUNCE").state is State.WRONG


def test_who_has_a_suppressed_inbox_is_told_the_command_that_ends_it():
    assert "delete-suppressed-destination --region eu-central-1 --email-address desk@example.com" in (
        found("Clinic inbox", suppressed="BOUNCE").remedy
    )


@pytest.mark.parametrize(
    "destinations",
    [
        (),
        (Destination("", True, EVENTS),),
        (Destination("arn:aws:sns:eu-central-1:1:another", True, EVENTS),),
        (Destination(TOPIC, False, EVENTS),),
        (Destination(TOPIC, True, EVENTS - {"COMPLAINT"}),),
    ],
)
def test_a_configuration_set_that_does_not_tell_our_topic_of_all_events_is_wrong(destinations):
    assert found("Configuration set", feedback=replace(FEEDBACK, destinations=destinations)).state is State.WRONG


@pytest.mark.parametrize(
    "subscriptions",
    [
        (),
        (Subscription("email", "engineer@example.com", True),),
        (Subscription("sqs", "arn:aws:sqs:eu-central-1:1:another", True),),
        (Subscription("sqs", QUEUE, False),),
    ],
)
def test_a_topic_that_does_not_tell_our_queue_is_wrong(subscriptions):
    assert found("Topic", feedback=replace(FEEDBACK, subscriptions=subscriptions)).state is State.WRONG


def test_feedback_is_no_better_than_the_worst_part_of_its_way():
    assert found("Feedback of SES", feedback=replace(FEEDBACK, subscriptions=())).state is State.WRONG


@pytest.mark.parametrize(
    ("alarms", "judged"),
    [
        ((Subscription("email", "Engineer@example.com", True),), State.GOOD),
        ((Subscription("email", "engineer@example.com", False),), State.WRONG),
        ((Subscription("email", "another@example.com", True),), State.WRONG),
        ((), State.WRONG),
    ],
)
def test_the_alarm_address_has_to_confirm(alarms, judged):
    assert found("Alarms", alarms=alarms).state is judged


@pytest.mark.parametrize("alarms", [(), (Subscription("email", "engineer@example.com", False),)])
def test_an_alarm_address_that_has_not_confirmed_is_asked_again_by_a_deployment(alarms):
    assert "make deploy STAGE=prod" in found("Alarms", alarms=alarms).remedy


@pytest.mark.parametrize(
    ("limit", "judged"), [(1000, State.GOOD), (18, State.GOOD), (17, State.NOTE), (10, State.NOTE), (8, State.WRONG)]
)
def test_the_workers_leave_some_of_the_account_to_visitors(limit, judged):
    assert found("Functions at once", concurrency=limit).state is judged


@pytest.mark.parametrize(("stored", "judged"), [("f1", State.GOOD), ("", State.GOOD), ("f2", State.WRONG)])
def test_the_key_is_that_of_the_table(stored, judged):
    assert found("Key of lead ids", key=Key("f1", stored)).state is judged


@pytest.mark.parametrize(("days", "judged"), [(365, State.GOOD), (366, State.NOTE)])
def test_signing_keys_are_rotated_within_a_year(days, judged):
    secret = Secret(NOW - timedelta(days=days), is_deleted=False)

    assert found("Signing keys", signing_keys=secret).state is judged


def test_old_signing_keys_are_rotated_by_a_command():
    old = Secret(NOW - timedelta(days=366), is_deleted=False)

    assert found("Signing keys", signing_keys=old).remedy == "make rotate STAGE=prod"


def test_signing_keys_that_are_to_be_deleted_are_wrong():
    assert found("Signing keys", signing_keys=Secret(NOW, is_deleted=True)).state is State.WRONG


@pytest.mark.parametrize(
    "visit",
    [
        Visit("https://guide.example.com", problem="DNS does not know its name"),
        Visit("https://guide.example.com", 403),
        Visit("https://guide.example.com", 200, has_form=False),
    ],
)
def test_a_site_without_our_form_is_wrong(visit):
    assert found("Site", visit=visit).state is State.WRONG


def test_a_site_that_is_not_at_its_own_domain_yet_has_a_way_to_go():
    site = found("Site", visit=Visit("https://d111.cloudfront.net", 200, has_form=True))

    assert (site.state, "make deploy STAGE=prod" in site.remedy) == (State.PENDING, True)


@pytest.mark.parametrize(
    ("seconds", "judged"), [(60, State.GOOD), (-60, State.GOOD), (61, State.WRONG), (-61, State.WRONG)]
)
def test_a_clock_may_be_a_minute_off(seconds, judged):
    assert found("Clock", clocks=Clocks(NOW, NOW + timedelta(seconds=seconds))).state is judged


def test_a_deployed_function_that_cannot_send_is_wrong():
    assert found("Test email", trial=Trial("a@example.com", problem="Deferred: MessageRejected")).state is State.WRONG


WORST = replace(
    WELL,
    caller=Caller("", "there are none"),
    stack=None,
    senders=(replace(SOUND, dkim=dict.fromkeys(SOUND.dkim, ()), mx=(), spf=(), dmarc={"example.com": ()}),),
    account=Account(False, False, "SHUTDOWN", "", 1, 1, 1),
    suppressed="COMPLAINT",
    feedback=Feedback(TOPIC, QUEUE, (), ()),
    alarms=(),
    concurrency=8,
    key=Key("f1", "f2"),
    signing_keys=Secret(NOW, is_deleted=True),
    visit=Visit("https://guide.example.com", 500),
    clocks=Clocks(NOW, NOW + timedelta(hours=1)),
    trial=Trial("a@example.com", problem="Deferred: MessageRejected"),
)


def test_each_cross_says_what_to_do():
    crosses = [leaf for one in examine(STAGE, LOAD, WORST, NOW) for leaf in one.leaves if leaf.state is State.WRONG]

    assert len(crosses) > 15
    assert [cross.name for cross in crosses if not cross.remedy] == []
