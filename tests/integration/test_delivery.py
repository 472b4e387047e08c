"""Delivering when SES, DynamoDB or another worker gets in the way."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import timedelta

import pytest

from chalicelib import service, wiring
from chalicelib.changes import set_outcome, unsubscribe
from chalicelib.emails import Email
from chalicelib.lead import LEASE, Kind, Lead, Outcome, Result, Standing
from chalicelib.ports import Held, InDoubt, Rejected, Unavailable
from tests.conftest import lead_of
from tests.integration.conftest import FORM

AMINA = FORM["email"]


@dataclass
class Outbox:
    """A mailer that notes what it sends, and fails as it is told."""

    failures: list[Exception] = field(default_factory=list)
    sent: list[str] = field(default_factory=list)
    before_sending: Callable[[], None] = lambda: None

    def send(self, email: Email, tags: dict[str, str]) -> str:
        self.before_sending()
        self.sent.append(tags["kind"])
        if self.failures:
            raise self.failures.pop(0)
        return f"ses-{len(self.sent)}"


@pytest.fixture
def idle_site(site):
    with site.functions._busy:
        yield site


@pytest.fixture
def lead(idle_site, visitor) -> Lead:
    visitor.send()
    return lead_of(AMINA)


def deliver(lead: Lead, outbox: Outbox, *, writer=None) -> None:
    service.deliver(lead.id, desk=wiring.desk(), writer=writer or wiring.writer(), mailer=outbox, new_id=wiring.new_id)


def results(kind: Kind) -> list[Result]:
    return [ended.result for ended in lead_of(AMINA).deliveries if ended.attempt.delivery.kind is kind]


def test_the_alert_and_the_guide_go_with_one_wake_up(lead):
    outbox = Outbox()
    deliver(lead, outbox)

    assert outbox.sent == ["alert", "guide"]


def test_a_second_wake_up_sends_nothing(lead):
    outbox = Outbox()
    deliver(lead, outbox)
    deliver(lead, outbox)

    assert outbox.sent == ["alert", "guide"]


def test_a_wake_up_for_nobody_changes_nothing(idle_site):
    outbox = Outbox()
    service.deliver("nobody", desk=wiring.desk(), writer=wiring.writer(), mailer=outbox, new_id=wiring.new_id)

    assert outbox.sent == []


def test_mail_held_back_is_sent_when_the_wait_is_over(idle_site, lead):
    outbox = Outbox([Held("TooManyRequestsException", timedelta(seconds=30))])
    deliver(lead, outbox)
    assert (outbox.sent, lead_of(AMINA).due_at) == (["alert"], idle_site.clock.now() + timedelta(seconds=30))

    idle_site.clock.move_to(idle_site.clock.now() + timedelta(seconds=30))
    deliver(lead, outbox)
    assert outbox.sent == ["alert", "alert", "guide"]
    assert results(Kind.ALERT) == [Result.SENT]


def test_a_rejected_guide_does_not_keep_the_rest_from_going(idle_site, lead):
    outbox = Outbox()
    outbox.before_sending = lambda: outbox.failures.append(Rejected("no")) if len(outbox.sent) == 1 else None
    deliver(lead, outbox)

    assert (results(Kind.ALERT), results(Kind.GUIDE)) == ([Result.SENT], [Result.FAILED])


def test_an_alert_in_doubt_waits_for_its_lease_and_goes_once_more(idle_site, lead):
    outbox = Outbox([InDoubt("ReadTimeoutError")])
    deliver(lead, outbox)
    deliver(lead, outbox)
    assert outbox.sent == ["alert"]

    idle_site.clock.move_to(idle_site.clock.now() + LEASE)
    deliver(lead, outbox)
    assert outbox.sent == ["alert", "alert", "guide"]


def test_a_follow_up_in_doubt_is_not_sent_again(idle_site, lead):
    outbox = Outbox()
    deliver(lead, outbox)
    idle_site.clock.move_to(idle_site.clock.now() + timedelta(days=2))
    outbox.failures.append(InDoubt("ReadTimeoutError"))
    deliver(lead, outbox)
    idle_site.clock.move_to(idle_site.clock.now() + timedelta(days=1))
    deliver(lead, outbox)

    assert outbox.sent == ["alert", "guide", "follow-up"]
    assert results(Kind.FOLLOW_UP) == [Result.IN_DOUBT]


def test_of_two_workers_one_sends(lead):
    outbox = Outbox()
    first = True

    def second_worker() -> None:
        nonlocal first
        if first:
            first = False
            deliver(lead, outbox)

    outbox.before_sending = second_worker
    deliver(lead, outbox)

    assert outbox.sent == ["alert", "guide"]


def test_an_unsubscribe_that_lands_before_the_claim_wins(idle_site, lead):
    outbox = Outbox()
    deliver(lead, outbox)
    idle_site.clock.move_to(idle_site.clock.now() + timedelta(days=2))

    class SlowWriter:
        def write(self, *args):
            service.stop_follow_ups(lead.id, desk=wiring.desk())
            return wiring.writer().write(*args)

    deliver(lead, outbox, writer=SlowWriter())
    assert outbox.sent == ["alert", "guide"]


def test_an_unsubscribe_while_mail_is_being_sent_is_kept(idle_site, lead):
    outbox = Outbox(before_sending=lambda: service.stop_follow_ups(lead.id, desk=wiring.desk()))
    deliver(lead, outbox)

    assert lead_of(AMINA).standing is Standing.UNSUBSCRIBED
    assert results(Kind.GUIDE) == [Result.SENT]


def test_a_text_that_cannot_be_written_burns_no_claim(lead):
    class BrokenWriter:
        def write(self, *args):
            raise KeyError("no such text")

    with pytest.raises(KeyError):
        deliver(lead, Outbox(), writer=BrokenWriter())
    assert lead_of(AMINA).attempt is None


def test_an_enquiry_is_kept_when_no_worker_can_be_woken(idle_site, visitor, monkeypatch):
    class NoWakeups:
        def wake(self, *_):
            raise Unavailable("SQS is down")

    monkeypatch.setattr(wiring, "wakeups", NoWakeups)
    answer = visitor.send()

    assert answer.status_code == 303
    assert lead_of(AMINA).due_at == idle_site.clock.now()


def test_when_nothing_can_be_stored_the_visitor_keeps_what_was_typed(idle_site, visitor, monkeypatch):
    def down(*_):
        raise Unavailable("DynamoDB is down")

    monkeypatch.setattr(type(wiring.desk().store), "load", down)
    answer = visitor.send()

    assert (answer.status_code, 'value="amina@example.com"' in answer.text) == (503, True)


def test_two_forms_of_one_person_at_once_are_both_kept(idle_site, visitor, monkeypatch):
    store = wiring.desk().store
    save = type(store).save
    raced = []

    def save_after_another(self, lead, lane):
        if not raced:
            raced.append(True)
            visitor.send(message="The other one")
        return save(self, lead, lane)

    monkeypatch.setattr(type(store), "save", save_after_another)
    visitor.send(message="This one")

    assert [enquiry.message for enquiry in lead_of(AMINA).enquiries] == ["The other one", "This one"]


def test_a_change_is_made_on_the_fresh_lead_when_somebody_was_faster(lead):
    desk = wiring.desk()
    desk.change(None, lead.id, lambda fresh: unsubscribe(fresh, wiring.now()))
    desk.change(lead, lead.id, lambda fresh: set_outcome(fresh, Outcome.CONTACTED, wiring.now()))

    assert (lead_of(AMINA).standing, lead_of(AMINA).outcome) == (Standing.UNSUBSCRIBED, Outcome.CONTACTED)
