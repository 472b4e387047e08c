"""Delivering when SES, DynamoDB or another worker gets in the way."""

from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field, replace
from datetime import timedelta

import pytest

from chalicelib.leads.attempt import LEASE, Delivery, EmailKind, Result
from chalicelib.leads.caps import BOUNCES_ALLOWED, Caps
from chalicelib.leads.changes import set_outcome, unsubscribe
from chalicelib.leads.lead import Lead, Queue, Standing
from chalicelib.leads.mailing.feedback import MailEvent
from chalicelib.leads.outcome import Outcome
from chalicelib.leads.owed.sequence import Step
from chalicelib.mail.email import Email
from chalicelib.services import current
from chalicelib.use_cases import deliver as delivering
from chalicelib.use_cases import feedback, sweep
from chalicelib.use_cases.failures import Conflict, Deferred, InDoubt, Rejected, Unavailable
from chalicelib.use_cases.guides import guides_of, guides_of_network
from chalicelib.use_cases.leads import Leads
from chalicelib.use_cases.metric import Metric
from chalicelib.use_cases.rate_limits import network_of
from tests.clinic import CAMPAIGN
from tests.conftest import lead_of
from tests.integration.test_store import answering
from tests.visitor import FORM

AMINA = FORM["email"]


@dataclass
class Outbox:
    """A mailer that notes what it sends, and fails as it is told. `is_up` is whether SES answers a probe."""

    failures: list[Exception] = field(default_factory=list)
    sent: list[str] = field(default_factory=list)
    before_sending: Callable[[], None] = lambda: None
    is_in_doubt: bool = False
    is_up: bool = True

    def probe(self) -> None:
        if not self.is_up:
            raise Deferred("probed", timedelta(minutes=5))
        self.is_in_doubt = False

    def send(self, email: Email, tags: dict[str, str]) -> str:
        self.before_sending()
        self.sent.append(tags["kind"])
        if self.failures:
            raise self.failures.pop(0)
        return f"ses-{len(self.sent)}"


@pytest.fixture
def lead(site, visitor) -> Lead:
    visitor.send()
    return lead_of(AMINA)


def deliver(lead: Lead, outbox: Outbox, *, writer=None, leads=None) -> None:
    deliver_to(lead.id, outbox, writer=writer, leads=leads)


def deliver_to(lead_id: str, outbox: Outbox, *, writer=None, leads=None) -> None:
    delivering.deliver(
        lead_id,
        leads=leads or current().leads,
        writer=writer or current().writer,
        mailer=outbox,
        new_id=current().new_id,
    )


def call(lead: Lead) -> None:
    """The front desk calls, so that it is not reminded."""
    feedback.mark_outcome(lead.id, lead.enquiries[-1].id, Outcome.CALLED, leads=current().leads)


def with_guides_an_hour(most: int) -> Leads:
    rules = current().leads.rules
    return replace(current().leads, rules=replace(rules, caps=replace(rules.caps, guides_an_hour=most)))


def results(kind: EmailKind) -> list[Result]:
    return [ended.result for ended in lead_of(AMINA).attempts if ended.attempt.email_id.kind is kind]


def test_the_alert_and_the_guide_go_with_one_wake_up(lead):
    outbox = Outbox()
    deliver(lead, outbox)

    assert outbox.sent == ["alert", "guide"]


def test_a_second_wake_up_sends_nothing(lead):
    outbox = Outbox()
    deliver(lead, outbox)
    deliver(lead, outbox)

    assert outbox.sent == ["alert", "guide"]


def test_a_wake_up_for_an_unknown_lead_changes_nothing(site):
    outbox = Outbox()
    deliver_to("unknown", outbox)

    assert outbox.sent == []


def test_deferred_mail_is_sent_when_the_wait_is_over(site, lead):
    outbox = Outbox([Deferred("TooManyRequestsException", timedelta(seconds=30))])
    deliver(lead, outbox)
    wait = lead_of(AMINA).due_at - site.clock.now()
    assert timedelta(seconds=30) <= wait <= timedelta(seconds=60)

    site.clock.move_to(lead_of(AMINA).due_at)
    deliver(lead, outbox)
    assert outbox.sent == ["alert", "alert", "guide"]
    assert results(EmailKind.ALERT) == [Result.SENT]


PARKED = Deferred("MailFromDomainNotVerifiedException", timedelta(hours=1))


def test_an_alert_that_ses_parks_does_not_keep_the_guide_from_going(lead):
    outbox = Outbox([PARKED])
    deliver(lead, outbox)

    assert (results(EmailKind.ALERT), results(EmailKind.GUIDE)) == ([], [Result.SENT])


def test_what_ses_parks_is_tried_again_in_an_hour_or_two(site, lead):
    deliver(lead, Outbox([PARKED]))

    assert timedelta(hours=1) <= lead_of(AMINA).due_at - site.clock.now() <= timedelta(hours=2)


def test_and_sent_then(site, lead):
    deliver(lead, Outbox([PARKED]))
    site.clock.move_to(lead_of(AMINA).due_at)
    deliver(lead, Outbox())

    assert results(EmailKind.ALERT) == [Result.SENT]


def test_what_is_throttled_after_something_was_parked_is_tried_again_as_soon_as_ever(site, lead):
    deliver(lead, Outbox([PARKED, Deferred("TooManyRequestsException", timedelta(seconds=30))]))

    assert lead_of(AMINA).due_at - site.clock.now() <= timedelta(minutes=1)


def test_what_was_put_off_beside_it_is_tried_at_its_own_time(lead):
    with_none_left = with_guides_an_hour(1)
    current().store.spend(guides_of(current().clock(), 1))
    deliver(lead, Outbox([PARKED]), leads=with_none_left)

    assert lead_of(AMINA).due_at == lead_of(AMINA).guide_deferred_until


def test_what_is_in_doubt_beside_it_goes_again_after_its_lease(site, lead):
    deliver(lead, Outbox([PARKED, InDoubt("ReadTimeoutError")]))
    site.clock.move_to(lead_of(AMINA).due_at)
    outbox = Outbox()
    deliver(lead, outbox)

    assert "guide" in outbox.sent


def test_a_rejected_guide_does_not_keep_the_rest_from_going(site, lead):
    outbox = Outbox()
    outbox.before_sending = lambda: outbox.failures.append(Rejected("no")) if len(outbox.sent) == 1 else None
    deliver(lead, outbox)

    assert (results(EmailKind.ALERT), results(EmailKind.GUIDE)) == ([Result.SENT], [Result.FAILED])


def test_an_alert_in_doubt_waits_for_its_lease_and_goes_once_more(site, lead):
    outbox = Outbox([InDoubt("ReadTimeoutError")])
    deliver(lead, outbox)
    deliver(lead, outbox)
    assert outbox.sent == ["alert"]

    site.clock.move_to(site.clock.now() + LEASE)
    deliver(lead, outbox)
    assert outbox.sent == ["alert", "alert", "guide"]


def test_an_alert_in_doubt_waits_until_ses_takes_mail_again(site, lead):
    outbox = Outbox([InDoubt("ReadTimeoutError")], is_up=False)
    deliver(lead, outbox)
    for _ in range(20):
        site.clock.move_to(lead_of(AMINA).due_at)
        deliver(lead, outbox)
    assert outbox.sent == ["alert"]

    outbox.is_up = True
    site.clock.move_to(lead_of(AMINA).due_at)
    deliver(lead, outbox)
    assert outbox.sent == ["alert", "alert", "guide"]


def test_while_ses_says_nothing_no_email_is_tried(lead):
    outbox = Outbox(is_in_doubt=True, is_up=False)
    deliver(lead, outbox)

    assert (outbox.sent, lead_of(AMINA).open_attempt) == ([], None)


def test_once_a_probe_gets_through_mail_goes_as_ever(lead):
    outbox = Outbox(is_in_doubt=True)
    deliver(lead, outbox)

    assert (outbox.sent, outbox.is_in_doubt) == (["alert", "guide"], False)


def test_a_follow_up_in_doubt_is_not_sent_again(site, lead):
    outbox = Outbox()
    deliver(lead, outbox)
    call(lead)
    site.clock.move_to(site.clock.now() + timedelta(days=2))
    outbox.failures.append(InDoubt("ReadTimeoutError"))
    deliver(lead, outbox)
    site.clock.move_to(site.clock.now() + timedelta(days=1))
    deliver(lead, outbox)

    assert outbox.sent == ["alert", "guide", "follow-up"]
    assert results(EmailKind.FOLLOW_UP) == [Result.IN_DOUBT]


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


def test_an_unsubscribe_that_lands_before_the_claim_wins(site, lead):
    outbox = Outbox()
    deliver(lead, outbox)
    call(lead)
    site.clock.move_to(site.clock.now() + timedelta(days=2))

    class SlowWriter:
        def write(self, *args):
            feedback.stop_follow_ups(lead.id, leads=current().leads)
            return current().writer.write(*args)

    deliver(lead, outbox, writer=SlowWriter())
    assert outbox.sent == ["alert", "guide"]


def fail_the_next_save(monkeypatch, *, takes_effect: bool) -> None:
    store = type(current().store)
    save = store.save

    def fail_once(self, *args) -> Lead:
        monkeypatch.setattr(store, "save", save)
        if takes_effect:
            save(self, *args)
        raise Unavailable("save", "ReadTimeoutError")

    monkeypatch.setattr(store, "save", fail_once)


@pytest.mark.parametrize(
    ("answer", "result"),
    [(None, [Result.SENT]), (Rejected("no"), [Result.FAILED]), (Deferred("later", timedelta(minutes=1)), [])],
    ids=["taken", "rejected", "deferred"],
)
def test_what_ses_said_is_saved_at_the_second_try_if_the_first_fails(lead, monkeypatch, answer, result):
    outbox = Outbox([answer] if answer else [])
    outbox.before_sending = lambda: fail_the_next_save(monkeypatch, takes_effect=False)
    with suppress(Unavailable):
        deliver(lead, outbox)

    assert (results(EmailKind.ALERT), lead_of(AMINA).open_attempt) == (result, None)


def test_without_a_saved_claim_nothing_is_sent(lead, monkeypatch):
    outbox = Outbox()
    fail_the_next_save(monkeypatch, takes_effect=False)

    with pytest.raises(Unavailable):
        deliver(lead, outbox)
    assert (outbox.sent, lead_of(AMINA).open_attempt) == ([], None)


def test_a_claim_that_was_saved_though_its_answer_was_lost_is_carried_out(lead, monkeypatch):
    outbox = Outbox()
    fail_the_next_save(monkeypatch, takes_effect=True)
    deliver(lead, outbox)

    assert outbox.sent == ["alert", "guide"]


def test_a_lead_that_changes_while_it_is_planned_anew_is_left_to_that_change(lead, monkeypatch):
    deliver(lead, Outbox())
    before, rules = lead_of(AMINA), current().leads.rules
    edited = replace(rules, sequences={CAMPAIGN: (Step("new", timedelta(days=1)),)})

    def somebody_was_faster(*_):
        raise Conflict

    with monkeypatch.context() as meanwhile:
        meanwhile.setattr(type(current().store), "save", somebody_was_faster)
        deliver(lead, Outbox(), leads=replace(current().leads, rules=edited))
    assert lead_of(AMINA) == before


def test_an_unsubscribe_while_mail_is_being_sent_is_kept(site, lead):
    outbox = Outbox(before_sending=lambda: feedback.stop_follow_ups(lead.id, leads=current().leads))
    deliver(lead, outbox)

    assert lead_of(AMINA).standing is Standing.UNSUBSCRIBED
    assert results(EmailKind.GUIDE) == [Result.SENT]


def test_an_unsubscribe_that_meets_a_transaction_is_kept(lead, visitor):
    with answering(current().store._client, "PutItem", "TransactionConflictException"):
        answer = visitor.press(current().links.signed("unsubscribe", lead.id))

    assert (answer.status_code, lead_of(AMINA).standing) == (200, Standing.UNSUBSCRIBED)


def test_a_text_that_cannot_be_written_burns_no_claim(lead):
    class BrokenWriter:
        def write(self, *args):
            raise KeyError("no such text")

    deliver(lead, Outbox(), writer=BrokenWriter())
    assert (lead_of(AMINA).open_attempt, lead_of(AMINA).attempts) == (None, ())


class WriterWithoutAlert:
    def write(self, lead, email_id, at):
        if email_id.kind is EmailKind.ALERT:
            raise KeyError("no such text")
        return current().writer.write(lead, email_id, at)


def test_an_email_that_cannot_be_written_keeps_no_other_from_going(site, lead):
    outbox = Outbox()
    deliver(lead, outbox, writer=WriterWithoutAlert())

    assert outbox.sent == ["guide"]


def test_an_email_that_cannot_be_written_is_tried_again_every_hour(site, lead):
    outbox = Outbox()
    deliver(lead, outbox, writer=WriterWithoutAlert())
    assert lead_of(AMINA).due_at == site.clock.now() + timedelta(hours=1)

    site.clock.move_to(lead_of(AMINA).due_at)
    deliver(lead, outbox)
    assert outbox.sent == ["guide", "alert"]


def test_a_new_enquiry_waits_for_nothing_that_deferred_an_earlier_one(site, lead, visitor):
    deliver(lead, Outbox(), writer=WriterWithoutAlert())
    visitor.send(message="Another question")

    assert lead_of(AMINA).due_at == site.clock.now()


def test_what_a_person_is_owed_next_decides_the_queue(site, lead):
    deliver(lead, Outbox())
    call(lead)
    site.clock.move_to(site.clock.now() + timedelta(days=2))
    woken = []

    class Wakeups:
        def wake(self, queue, lead_ids):
            woken.append((queue, lead_ids))

    sweep.sweep(leads=current().leads, wakeups=Wakeups())
    assert woken == [(Queue.FOLLOW_UPS, [lead.id])]


def test_whatever_goes_wrong_no_log_line_says_who_the_visitor_is(site, lead, visitor, monkeypatch, caplog):
    caplog.set_level("DEBUG")
    for failure in (
        Deferred("Throttling", timedelta(seconds=30)),
        InDoubt("ReadTimeoutError"),
        Rejected("MessageRejected"),
    ):
        deliver(lead, Outbox([failure]))
        site.clock.move_to(site.clock.now() + LEASE)

    def down(*_):
        raise Unavailable("load", "ReadTimeoutError")

    monkeypatch.setattr(type(current().leads.store), "load", down)
    assert visitor.send().status_code == 503

    lines = [record.getMessage() for record in caplog.records if record.name.startswith("chalicelib")]
    assert len(lines) >= 4
    assert not [line for line in lines if "amina" in line.lower() or "1234567" in line]


def test_an_enquiry_is_kept_when_no_worker_can_be_woken(site, visitor, monkeypatch):
    class NoWakeups:
        def wake(self, *_):
            raise Unavailable("wake", "ReadTimeoutError")

    monkeypatch.setattr(current(), "wakeups", NoWakeups())
    answer = visitor.send()

    assert answer.status_code == 200
    assert lead_of(AMINA).due_at == site.clock.now()


@pytest.mark.parametrize("call", ["load", "save"])
def test_when_nothing_can_be_stored_the_visitor_keeps_what_was_typed(site, visitor, monkeypatch, call):
    def down(*_):
        raise Unavailable(call, "ReadTimeoutError")

    monkeypatch.setattr(type(current().leads.store), call, down)
    measured = []
    leads = replace(current().leads, measure=lambda *one: measured.append(one))
    monkeypatch.setattr(current(), "leads", leads)
    answer = visitor.send()

    assert (answer.status_code, 'value="amina@example.com"' in answer.text) == (503, True)
    assert measured == [(Metric.NOT_STORED, 1)]


def test_two_forms_of_one_person_at_once_are_both_kept(site, visitor, monkeypatch):
    store = current().leads.store
    save = type(store).save
    raced = []

    def save_after_another(self, *args):
        if not raced:
            raced.append(True)
            visitor.send(message="The other one")
        return save(self, *args)

    monkeypatch.setattr(type(store), "save", save_after_another)
    visitor.send(message="This one")

    assert [enquiry.message for enquiry in lead_of(AMINA).enquiries] == ["The other one", "This one"]


def test_a_change_is_made_on_the_fresh_lead_when_somebody_was_faster(lead):
    leads = current().leads
    leads.change(None, lead.id, lambda fresh: unsubscribe(fresh, current().clock()))
    leads.change(
        lead, lead.id, lambda fresh: set_outcome(fresh, fresh.enquiries[-1].id, Outcome.CALLED, current().clock())
    )

    assert (lead_of(AMINA).standing, lead_of(AMINA).outcome) == (Standing.UNSUBSCRIBED, Outcome.CALLED)


def test_beyond_the_hourly_cap_a_guide_waits_and_the_alert_does_not(site, lead, visitor):
    visitor.send(email="earlier@example.com")
    leads = with_guides_an_hour(1)
    earlier = current().lead_id_of("earlier@example.com")
    deliver_to(earlier, Outbox(), leads=leads)
    outbox = Outbox()
    deliver(lead, outbox, leads=leads)
    call(lead)
    assert outbox.sent == ["alert"]
    assert timedelta(hours=1) <= lead_of(AMINA).due_at - site.clock.now() <= timedelta(hours=1, minutes=10)

    site.clock.move_to(lead_of(AMINA).due_at)
    deliver(lead, outbox)
    assert outbox.sent == ["alert", "guide"]


def tell_of_latest(lead_id: str, kind: EmailKind, delivery: Delivery) -> None:
    """SES says what became of the latest email to that lead."""
    attempt = current().store.load(lead_id).attempts[-1].attempt
    news = MailEvent(lead_id, attempt.id, "", kind, Result.SENT, delivery, current().clock())
    feedback.record(news, leads=current().leads)


def guides_that(visitor, delivery: Delivery, people: range, address: str = "203.0.{}.99") -> list[str]:
    """What is sent to so many people who ask one after another, each from a network of their own or all from one, when
    that is told of each guide at once."""
    outbox = Outbox()
    for number in people:
        form = {**visitor.rendered("/"), **FORM, "email": f"visitor{number}@example.com"}
        visitor.post("/leads", form, address=address.format(number))
        lead_id = current().lead_id_of(f"visitor{number}@example.com")
        before = len(outbox.sent)
        deliver_to(lead_id, outbox)
        if "guide" in outbox.sent[before:]:
            tell_of_latest(lead_id, EmailKind.GUIDE, delivery)
    return outbox.sent


@pytest.mark.parametrize("delivery", [Delivery.HARD_BOUNCED, Delivery.REFUSED])
def test_when_guides_bounce_the_next_ones_wait_and_the_alerts_do_not(site, visitor, delivery):
    sent = guides_that(visitor, delivery, range(10))

    assert (sent.count("alert"), sent.count("guide")) == (10, BOUNCES_ALLOWED)


@pytest.fixture
def busy_hour(site):
    """An hour in which so many guides have arrived that a few that bounce are no share of them."""
    hour = guides_of(site.clock.now(), Caps().guides_an_hour)
    current().store.spend(replace(hour, spends=Caps().guides_an_hour // 3))


def test_however_many_bounce_of_one_network_the_others_do_not_wait_even_in_a_quiet_hour(site, visitor):
    guides_that(visitor, Delivery.HARD_BOUNCED, range(10), address="198.51.100.7")
    site.clock.move_to(site.clock.now() + timedelta(hours=1))
    guides_that(visitor, Delivery.HARD_BOUNCED, range(10, 20), address="198.51.100.7")

    assert guides_that(visitor, Delivery.DELIVERED, range(20, 23)).count("guide") == 3


def test_a_network_whose_guides_bounce_waits_and_the_others_do_not(busy_hour, visitor):
    sent = guides_that(visitor, Delivery.HARD_BOUNCED, range(10), address="198.51.100.7")

    assert sent.count("guide") == BOUNCES_ALLOWED
    assert guides_that(visitor, Delivery.DELIVERED, range(20, 23), address="192.0.2.7").count("guide") == 3


def test_a_network_whose_guides_bounce_gets_none_of_what_others_leave(busy_hour, visitor):
    at = current().clock()
    network = network_of("198.51.100.7")
    current().store.spend(replace(guides_of_network(at, 1_000, network), spends=Caps().guides_an_hour_of_a_network))
    sent = guides_that(visitor, Delivery.HARD_BOUNCED, range(10), address="198.51.100.7")

    assert sent.count("guide") == BOUNCES_ALLOWED


@pytest.mark.parametrize(("minutes", "guides"), [(59, 0), (60, 0), (119, 0), (120, 3)])
def test_guides_go_again_when_an_hour_has_passed_without_a_bounce(site, visitor, minutes, guides):
    guides_that(visitor, Delivery.HARD_BOUNCED, range(BOUNCES_ALLOWED))
    site.clock.move_to(site.clock.now() + timedelta(minutes=minutes))

    assert guides_that(visitor, Delivery.DELIVERED, range(20, 23)).count("guide") == guides


@pytest.mark.parametrize("delivery", [Delivery.DELIVERED, Delivery.SOFT_BOUNCED])
def test_what_is_no_bounce_for_good_slows_nothing_down(site, visitor, delivery):
    assert guides_that(visitor, delivery, range(10)).count("guide") == 10


def test_a_bounce_that_is_told_twice_counts_once(site, visitor):
    guides_that(visitor, Delivery.HARD_BOUNCED, range(BOUNCES_ALLOWED - 1))
    lead = lead_of("visitor0@example.com")
    again = MailEvent(
        lead.id, lead.attempts[1].attempt.id, "", EmailKind.GUIDE, Result.SENT, Delivery.HARD_BOUNCED, current().clock()
    )
    feedback.record(again, leads=current().leads)

    assert guides_that(visitor, Delivery.DELIVERED, range(20, 23)).count("guide") == 3


def test_a_guide_that_bounces_is_measured(lead):
    found = []
    leads = replace(current().leads, measure=lambda *one: found.append(one))
    bounced = MailEvent(lead.id, "a1", "ses-1", EmailKind.GUIDE, Result.SENT, Delivery.HARD_BOUNCED, current().clock())
    feedback.record(bounced, leads=leads)

    assert found == [(Metric.GUIDES_BOUNCED, 1)]


def people_at(domain: str, visitor, numbers: range) -> list[str]:
    """The ids of so many people of that domain, each from a network of their own, who have their guide."""
    ids = []
    for number in numbers:
        email = f"visitor{number}@{domain}"
        visitor.post("/leads", {**visitor.rendered("/"), **FORM, "email": email}, address=f"203.0.{number}.99")
        deliver_to(current().lead_id_of(email), Outbox())
        call(lead_of(email))
        ids.append(current().lead_id_of(email))
    return ids


def follow_ups_of(ids: list[str], delivery: Delivery) -> int:
    """How many of them get a follow-up now, when that is told of each at once."""
    outbox = Outbox()
    for lead_id in ids:
        before = len(outbox.sent)
        deliver_to(lead_id, outbox)
        if "follow-up" in outbox.sent[before:]:
            tell_of_latest(lead_id, EmailKind.FOLLOW_UP, delivery)
    return outbox.sent.count("follow-up")


@pytest.fixture
def refused(site, visitor) -> list[str]:
    """People whose server refuses our follow-ups since today."""
    ids = people_at("example.com", visitor, range(BOUNCES_ALLOWED + 3))
    site.clock.move_to(site.clock.now() + timedelta(days=2))
    follow_ups_of(ids[:BOUNCES_ALLOWED], Delivery.REFUSED)
    return ids


def test_follow_ups_wait_while_a_server_refuses_our_mail(refused):
    assert follow_ups_of(refused[BOUNCES_ALLOWED:], Delivery.DELIVERED) == 0


def test_a_refusal_is_not_held_against_the_address(refused):
    assert {current().store.load(lead_id).standing for lead_id in refused} == {Standing.ACTIVE}


def test_follow_ups_to_other_domains_go_on(site, visitor):
    ids = people_at("example.com", visitor, range(BOUNCES_ALLOWED))
    others = people_at("example.org", visitor, range(20, 23))
    site.clock.move_to(site.clock.now() + timedelta(days=2))
    follow_ups_of(ids, Delivery.REFUSED)

    assert follow_ups_of(others, Delivery.DELIVERED) == 3


@pytest.mark.parametrize(("days", "sent"), [(1, 0), (2, 3)])
def test_follow_ups_go_on_when_a_day_has_passed_without_a_refusal(site, refused, days, sent):
    follow_ups_of(refused[BOUNCES_ALLOWED:], Delivery.DELIVERED)
    site.clock.move_to(site.clock.now() + timedelta(days=days))

    assert follow_ups_of(refused[BOUNCES_ALLOWED:], Delivery.DELIVERED) == sent


def test_what_a_person_asks_for_goes_while_their_follow_ups_wait(refused, visitor):
    follow_ups_of(refused[BOUNCES_ALLOWED:], Delivery.DELIVERED)
    email = f"visitor{BOUNCES_ALLOWED}@example.com"
    visitor.post("/leads", {**visitor.rendered("/"), **FORM, "email": email}, address="192.0.2.7")
    outbox = Outbox()
    deliver_to(current().lead_id_of(email), outbox)

    assert outbox.sent == ["alert", "guide"]


def test_follow_ups_that_bounce_for_now_hold_up_no_others(site, visitor):
    ids = people_at("example.com", visitor, range(BOUNCES_ALLOWED + 3))
    site.clock.move_to(site.clock.now() + timedelta(days=2))

    assert follow_ups_of(ids, Delivery.SOFT_BOUNCED) == len(ids)


def test_a_guide_that_ses_throttles_uses_nothing_of_the_hour(site, lead):
    outbox = Outbox()
    throttled = Deferred("TooManyRequestsException", timedelta(seconds=30))
    outbox.before_sending = lambda: outbox.failures.append(throttled) if outbox.sent in GUIDE_TRIED else None
    for _ in range(3):
        deliver(lead, outbox, leads=with_guides_an_hour(1))
        site.clock.move_to(lead_of(AMINA).due_at)

    assert (outbox.sent, results(EmailKind.GUIDE)) == (["alert", "guide", "guide", "guide"], [Result.SENT])


GUIDE_TRIED = (["alert"], ["alert", "guide"])
"""What was tried before the first guide, and before the second."""


def test_up_to_the_hourly_cap_guides_go_to_all_who_ask(site, visitor):
    outbox = Outbox()
    leads = with_guides_an_hour(2)
    for number in range(3):
        visitor.send(email=f"visitor{number}@example.com")
        lead_id = current().lead_id_of(f"visitor{number}@example.com")
        deliver_to(lead_id, outbox, leads=leads)

    assert outbox.sent == ["alert", "guide", "alert", "guide", "alert"]


def test_the_clinic_is_told_of_a_guide_that_was_rejected(site, lead):
    outbox = Outbox()
    outbox.before_sending = lambda: outbox.failures.append(Rejected("no")) if len(outbox.sent) == 1 else None
    deliver(lead, outbox)

    assert outbox.sent == ["alert", "guide", "notice"]


@pytest.mark.parametrize(
    ("failure", "metric"),
    [
        (Deferred("TooManyRequestsException", timedelta(seconds=30)), Metric.DEFERRED),
        (Deferred("SendingPausedException", timedelta(hours=1)), Metric.PARKED),
        (Rejected("MessageRejected"), Metric.REJECTED),
        (InDoubt("ReadTimeoutError"), Metric.IN_DOUBT),
    ],
)
def test_what_goes_wrong_is_measured(lead, failure, metric):
    measured = []
    leads = replace(current().leads, measure=lambda *one: measured.append(one))
    deliver(lead, Outbox([failure]), leads=leads)

    assert measured[0] == (metric, 1)


def test_a_text_that_cannot_be_written_is_measured(lead):
    measured = []
    leads = replace(current().leads, measure=lambda *one: measured.append(one))
    deliver(lead, Outbox(), writer=WriterWithoutAlert(), leads=leads)

    assert measured == [(Metric.UNWRITABLE, 1)]


@pytest.mark.parametrize("delivery", [Delivery.HARD_BOUNCED, Delivery.COMPLAINED, Delivery.SOFT_BOUNCED])
@pytest.mark.parametrize(
    ("kind", "measured"), [(EmailKind.ALERT, [(Metric.CLINIC_UNREACHED, 1)]), (EmailKind.FOLLOW_UP, [])]
)
def test_mail_to_the_clinic_that_comes_back_is_measured(lead, delivery, kind, measured):
    found = []
    leads = replace(current().leads, measure=lambda *one: found.append(one))
    feedback.record(MailEvent(lead.id, "a1", "ses-1", kind, Result.SENT, delivery, current().clock()), leads=leads)

    assert found == measured


def test_a_holiday_notice_of_the_clinic_raises_no_alarm(lead):
    found = []
    deliver(lead, Outbox())
    alert = lead_of(AMINA).attempts[0].attempt
    leads = replace(current().leads, measure=lambda *one: found.append(one))
    for delivery in (Delivery.DELIVERED, Delivery.SOFT_BOUNCED):
        told = MailEvent(lead.id, alert.id, "ses-1", EmailKind.ALERT, Result.SENT, delivery, current().clock())
        feedback.record(told, leads=leads)

    assert found == []


@pytest.mark.parametrize(
    ("delivery", "measured"), [(Delivery.REFUSED, [(Metric.REFUSED, 1)]), (Delivery.SOFT_BOUNCED, [])]
)
def test_mail_that_is_refused_for_a_reason_of_ours_is_measured(lead, delivery, measured):
    found = []
    leads = replace(current().leads, measure=lambda *one: found.append(one))
    refused = MailEvent(lead.id, "a1", "ses-1", EmailKind.FOLLOW_UP, Result.SENT, delivery, current().clock())
    feedback.record(refused, leads=leads)

    assert found == measured


def test_the_sweep_measures_how_long_the_oldest_has_waited(site, lead):
    measured = []
    site.clock.move_to(site.clock.now() + timedelta(minutes=20))
    leads = replace(current().leads, measure=lambda *one: measured.append(one))
    sweep.sweep(leads=leads, wakeups=current().wakeups)

    assert measured == [(Metric.OLDEST_OVERDUE, 20 * 60)]


def test_a_lead_that_sleeps_long_is_looked_at_every_day(site, lead):
    deliver(lead, Outbox())
    call(lead)

    assert lead_of(AMINA).due_at == site.clock.now() + timedelta(days=1)


def test_a_step_inserted_while_a_lead_sleeps_is_followed_the_next_day(site, lead):
    outbox = Outbox()
    deliver(lead, outbox)
    call(lead)
    site.clock.move_to(lead_of(AMINA).due_at)
    rules = current().leads.rules
    steps = (Step("answers", timedelta(days=1)), *rules.sequences[CAMPAIGN])
    leads = replace(current().leads, rules=replace(rules, sequences={CAMPAIGN: steps}))
    deliver(lead, outbox, leads=leads)

    assert outbox.sent == ["alert", "guide", "follow-up"]


def test_a_lead_of_whom_nobody_says_anything_is_looked_at_after_an_open_hour(site, lead):
    outbox = Outbox()
    deliver(lead, outbox)
    site.clock.move_to(lead_of(AMINA).due_at)
    deliver(lead, outbox)

    assert site.clock.now() - lead.enquiries[0].at == timedelta(hours=1)
    assert outbox.sent == ["alert", "guide", "second-alert"]


def test_forgetting_a_person_empties_their_item(site, lead):
    assert feedback.forget(lead.id, leads=current().leads, suspects=current().store)
    assert lead_of(AMINA).enquiries == ()
    assert feedback.forget("unknown", leads=current().leads, suspects=current().store) is False


def test_a_lead_that_changed_while_its_plan_moved_is_left_as_it_is(lead, monkeypatch):
    deliver(lead, Outbox())
    call(lead)
    before, rules, tried = lead_of(AMINA), current().leads.rules, []

    def save(_: Leads, changed: Lead) -> None:
        tried.append(changed.due)
        raise Conflict(changed.id)

    monkeypatch.setattr(Leads, "save", save)
    over = replace(rules, sequences={})
    deliver(lead, Outbox(), leads=replace(current().leads, rules=over))

    assert (tried, lead_of(AMINA)) == ([before.due], before)
