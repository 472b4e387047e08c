"""What each use-case asks of AWS, counted on the wire."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta

import pytest

from chalicelib.aws.items import SHARDS
from chalicelib.leads.lead import Due, Queue
from chalicelib.services import current
from chalicelib.use_cases import sweep
from chalicelib.use_cases.deliver import deliver
from tests.conftest import NOON
from tests.integration.test_store import lead
from tests.visitor import FORM

OURS = [lambda: current().store._client, lambda: current().wakeups._client, lambda: current().mailer._client]


@contextmanager
def counted() -> Iterator[list[str]]:
    # A process compares its key with the table's once.
    assert current().lead_id_key
    calls: list[str] = []

    def note(model, **_):
        calls.append(model.name)

    for client in OURS:
        client().meta.events.register("before-call", note)
    yield calls
    for client in OURS:
        client().meta.events.unregister("before-call", note)


def test_a_new_lead_costs_three_calls(site, visitor):
    with counted() as calls:
        visitor.send()

    assert calls == ["GetItem", "TransactWriteItems", "SendMessageBatch"]


@pytest.mark.parametrize(
    "sent",
    [
        pytest.param({"subject": "Buy now"}, id="trapped"),
        pytest.param({"headers": {"Origin": "https://evil.example"}}, id="from another site"),
    ],
)
@pytest.mark.parametrize("times", [1, 2])
def test_a_suspect_costs_the_same_calls_as_anybody(site, visitor, sent, times):
    with counted() as of_a_person:
        for number in range(times):
            visitor.send(message=f"Question {number}")
    with counted() as of_a_machine:
        for number in range(times):
            visitor.send(message=f"Offer {number}", email="machine@example.com", **sent)

    assert of_a_machine == of_a_person


def deliver_to_amina() -> None:
    deliver(
        current().lead_id_of(FORM["email"]),
        leads=current().leads,
        writer=current().writer,
        mailer=current().mailer,
        new_id=current().new_id,
    )


def test_one_email_costs_four_calls(site, visitor):
    visitor.send("/contact", follow_ups="")
    with counted() as calls:
        deliver_to_amina()

    assert calls == ["GetItem", "PutItem", "SendEmail", "PutItem"]


def test_an_alert_and_a_first_guide_cost_seven_calls(site, visitor):
    visitor.send()
    with counted() as calls:
        deliver_to_amina()

    alert = ["PutItem", "SendEmail", "PutItem"]
    guide = ["TransactWriteItems", "SendEmail", "PutItem"]
    assert calls == ["GetItem", *alert, *guide]


def test_a_guide_to_a_mailbox_that_is_known_is_one_call_more(site, visitor):
    visitor.send()
    deliver_to_amina()
    site.clock.move_to(NOON + timedelta(days=2))
    visitor.send(message="The guide once more, please.")
    with counted() as calls:
        deliver_to_amina()

    alert = ["PutItem", "SendEmail", "PutItem"]
    guide = ["GetItem", "TransactWriteItems", "SendEmail", "PutItem"]
    assert calls[:8] == ["GetItem", *alert, *guide]


def test_a_lead_is_read_as_it_was_last_written(site, visitor):
    read = []
    client = current().leads.store._client
    client.meta.events.register("provide-client-params.dynamodb.GetItem", lambda params, **_: read.append(params))
    visitor.send()

    assert read[0]["ConsistentRead"]


@pytest.mark.parametrize("due", [0, 5, 40])
def test_a_sweep_costs_what_is_due_and_not_what_is_stored(site, due):
    for number in range(due):
        current().store.save(lead(f"due-{number}", due=Due(NOON, Queue.FOLLOW_UPS)))
    for number in range(30):
        later = Due(NOON + timedelta(days=1), Queue.FOLLOW_UPS)
        current().store.save(lead(f"later-{number}", due=later))
    with counted() as calls:
        found = sweep.sweep(leads=current().leads, wakeups=current().wakeups)

    assert found == due
    assert "GetQueueAttributes" not in calls
    assert (calls.count("Query"), calls.count("SendMessageBatch")) == (SHARDS, -(-due // 10))


def test_a_wake_up_waits_whether_a_worker_has_it_or_none(site):
    wakeups = current().wakeups
    before = wakeups.waiting(Queue.FOLLOW_UPS)
    wakeups.wake(Queue.FOLLOW_UPS, ["lead-1", "lead-2"])
    wakeups._client.receive_message(QueueUrl=current().settings.follow_ups_queue_url, VisibilityTimeout=1)

    assert wakeups.waiting(Queue.FOLLOW_UPS) - before == 2
