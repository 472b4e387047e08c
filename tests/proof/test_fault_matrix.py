"""Every call to AWS, failed in every way, one at a time; then the world recovers, and the promises are counted.

The calls are found by running the story once and listening, so a call added later is covered without anybody
remembering it. Adapters and requests are real, on the embedded AWS; what is in the way of them is not.
"""

import json
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from functools import partial
from types import SimpleNamespace
from typing import Any

import pytest
from botocore.exceptions import ConnectTimeoutError, ReadTimeoutError
from moto.ses import models as ses

from chalicelib.leads.attempt import Attempt, EmailId, EmailKind, Result
from chalicelib.leads.caps import Caps
from chalicelib.leads.enquiry import Contact, Suspicion
from chalicelib.leads.lead import Lead, Queue
from chalicelib.leads.mailing.feedback import read_mail_events
from chalicelib.leads.mailing.sending import claim, settle
from chalicelib.leads.outcome import Outcome
from chalicelib.leads.views.tally import Stage
from chalicelib.leads.views.views import views_of
from chalicelib.services import current
from chalicelib.use_cases import capture, deliver, feedback, own_page, review, sweep
from chalicelib.use_cases.lists import Wanted
from chalicelib.use_cases.rate_limits import limits_of
from local.mail import SentEmail
from tests.clinic import CAMPAIGN
from tests.conftest import NOON, QUEUES, lead_of
from tests.quick_moto import Items, items_of, put_back, taken_from, waiting_in
from tests.visitor import FORM
from tools.preview.drafts import somebody

AMINA = FORM["email"]
AMINA_KHAN = Contact(FORM["name"], AMINA, "+923001234567")
FOLLOW_UPS = 2
REMINDERS = 1
MOST_SWEEPS = 10

TAKES_NO_EFFECT = "fails before it takes effect"
ANSWER_LOST = "takes effect, and the answer is lost"
DIES = "takes effect, and the process dies"
THROTTLED = "is throttled"
TWO_AT_ONCE = "comes while another worker does the same"
MEETS_A_TRANSACTION = "meets a transaction on the same item"

KINDS = [TAKES_NO_EFFECT, ANSWER_LOST, DIES, THROTTLED, TWO_AT_ONCE, MEETS_A_TRANSACTION]
WRITES = {"PutItem", "UpdateItem", "DeleteItem", "TransactWriteItems"}


class Died(BaseException):
    """The process is gone: nothing of ours may catch it."""


@dataclass(frozen=True)
class Call:
    """The n-th call of a story, counted from 0."""

    number: int
    step: str
    operation: str


@dataclass(frozen=True)
class Bookmark:
    """How the world is between two scenes, with nothing in its queues."""

    at: datetime
    attempts: int
    calls: tuple[Call, ...]
    items: Items
    emails: tuple[SentEmail, ...]


class World:
    """The service with its queues pulled by hand, and something in the way of one call.

    A story is told in scenes. What goes wrong late in it need not be told from the start: up to its scene all is as it
    was when nothing went wrong. Nor need it be told to its end, where another story came to the same state: from there
    both go on alike. So that states can be the same, attempts and emails are numbered.
    """

    follow_ups = FOLLOW_UPS

    def __init__(self, site) -> None:
        self.site = site
        rules = current().leads.rules
        steps = rules.sequences[CAMPAIGN][: self.follow_ups]
        self.leads = replace(current().leads, rules=replace(rules, sequences={CAMPAIGN: steps}, tells_owner=False))
        self.writer = current().writer
        assert current().lead_id_key  # is compared once in a process, and that is no part of any story
        self.clients = [current().store._client, current().wakeups._client, current().mailer._client]
        self.calls: list[Call] = []
        self.pulled = 0
        self.fault: tuple[int, str] | None = None
        self.step = ""
        self.current: Callable[[], object] | None = None
        self.failed: list[tuple[str, Callable[[], object]]] = []
        self.attempts = 0
        self.bookmarks: list[Bookmark] = []
        self.ends: dict[tuple[object, ...], Bookmark] = {}
        self.table = self.site.cloud.environment["LEADS_TABLE"]

    def open_at(self, bookmark: Bookmark) -> None:
        """No doubt of an earlier story is left, or this one would begin with a probe."""
        self.fault = None
        if current().mailer.is_in_doubt:
            current().mailer.probe()
        for queue in QUEUES:
            self._receive(queue)
        self.site.clock.move_to(bookmark.at)
        self.site.cloud.mail.emails[:] = bookmark.emails
        put_back(self.table, bookmark.items)
        self.calls, self.failed, self.pulled = list(bookmark.calls), [], len(bookmark.calls)
        self.attempts = bookmark.attempts

    def reset(self) -> None:
        self.open_at(Bookmark(NOON, 0, (), {}, ()))

    def bookmark(self) -> Bookmark:
        emails = tuple(self.site.cloud.mail.emails)
        return Bookmark(self.site.clock.now(), self.attempts, tuple(self.calls), items_of(self.table), emails)

    def state(self) -> tuple[object, ...]:
        """All that the rest of the story depends on."""
        return (
            self.site.clock.now(),
            self.attempts,
            json.dumps([item.to_json() for item in items_of(self.table).values()]),
            repr(self.site.cloud.mail.emails),
            *(body for queue in QUEUES for body in waiting_in(self._arn(queue))),
            repr(self.failed),
            *(call.operation for call in self.calls[self.pulled :]),
            current().mailer.is_in_doubt,
        )

    @contextmanager
    def listening(self) -> Iterator[None]:
        for client in self.clients:
            client.meta.events.register("before-call", self._before)
            client.meta.events.register("after-call", self._after)
        yield
        for client in self.clients:
            client.meta.events.unregister("before-call", self._before)
            client.meta.events.unregister("after-call", self._after)

    def _before(self, model, **_: object) -> Any:
        number = len(self.calls)
        self.calls.append(Call(number, self.step, model.name))
        match self.fault:
            case (at, kind) if at == number and kind == TAKES_NO_EFFECT:
                raise ConnectTimeoutError(endpoint_url="aws")
            case (at, kind) if at == number and kind == THROTTLED:
                return _throttle(model.name)
            case (at, kind) if at == number and kind == MEETS_A_TRANSACTION:
                return _cancel(model.name)
            case (at, kind) if at == number and kind == TWO_AT_ONCE and self.current:
                with suppress(Exception):
                    self.current()
        return None

    def _after(self, **_: object) -> None:
        number = len(self.calls) - 1
        match self.fault:
            case (at, kind) if at == number and kind == ANSWER_LOST:
                raise ReadTimeoutError(endpoint_url="aws")
            case (at, kind) if at == number and kind == DIES:
                raise Died

    def invoke(self, step: str, work: Callable[[], object]) -> bool:
        """Run something as Lambda does: what fails is kept, to be tried again."""
        self.step, self.current = step, work
        try:
            work()
        except (Exception, Died):  # noqa: BLE001 - Lambda outlives whatever a function raises
            self.failed.append((step, work))
            return False
        return True

    def ask(self, suspicion: Suspicion | None = None) -> None:
        enquiry = replace(somebody(current().templates, self.site.clock.now()).enquiries[0], contact=AMINA_KHAN)
        limits = limits_of("203.0.113.7", enquiry.at, "a key", Caps(), is_suspect=suspicion is not None)
        lead_id = current().lead_id_of(AMINA)
        capture.capture(lead_id, enquiry, suspicion, limits, leads=self.leads, wakeups=current().wakeups)

    def sweep(self) -> None:
        sweep.sweep(leads=self.leads, wakeups=current().wakeups)

    def pull(self) -> None:
        """Let workers handle whatever waits in the queues, until nothing does."""
        while self.pulled < len(self.calls):
            made = {call.operation for call in self.calls[self.pulled :]}
            self.pulled = len(self.calls)
            if "SendMessageBatch" in made:
                for body in [*self._receive("AtOnceQueue"), *self._receive("FollowUpsQueue")]:
                    self.invoke("deliver", partial(self._deliver, json.loads(body)["lead_id"]))
            if "SendEmail" in made:
                for event in self._receive("MailEventsQueue"):
                    self.invoke("record", partial(self._record, event))

    def _deliver(self, lead_id: str) -> None:
        deliver.deliver(lead_id, leads=self.leads, writer=self.writer, mailer=current().mailer, new_id=self._new_id)

    def _new_id(self) -> str:
        self.attempts += 1
        return f"attempt-{self.attempts}"

    def _record(self, body: str) -> None:
        for event in read_mail_events(body, current().lead_id_of):
            feedback.record(event, leads=self.leads)

    def _receive(self, queue: str) -> list[str]:
        """All that waits in that queue, and is gone from it."""
        return taken_from(self._arn(queue))

    def _arn(self, queue: str) -> str:
        return self.site.cloud.resolve({"Fn::GetAtt": [queue, "Arn"]})

    @property
    def scenes(self) -> list[Callable[[], None]]:
        """Somebody asks, gets alert and guide, and two days later the first follow-up. The front desk, which says
        nothing, is reminded on the day between."""
        return [self.asking, lambda: self.sweeping(1), lambda: self.sweeping(2)]

    def tell(self) -> None:
        """The story as it goes when all is well."""
        self.reset()
        for scene in self.scenes:
            assert not any(waiting_in(self._arn(queue)) for queue in QUEUES)
            self.bookmarks.append(self.bookmark())
            scene()

    def tell_with(self, call: Call, kind: str) -> None:
        """The story with that call failing so, until nothing is owed again."""
        scene, bookmark = [one for one in enumerate(self.bookmarks) if len(one[1].calls) <= call.number][-1]
        self.open_at(bookmark)
        self.fault = call.number, kind
        passed = []
        for number, play in list(enumerate([*self.scenes, self.recover]))[scene:]:
            play()
            state = number, *self.state()
            if state in self.ends:
                self.open_at(self.ends[state])
                break
            passed.append(state)
        self.ends |= dict.fromkeys(passed, self.bookmark())

    def asking(self) -> None:
        self.invoke("ask", self.ask)
        self.pull()

    def sweeping(self, day: int) -> None:
        self.site.clock.move_to(NOON + timedelta(days=day))
        self.invoke("sweep", self.sweep)
        self.pull()

    def recover(self) -> None:
        """All is well again: what failed is tried once more, and time goes by until nothing is owed."""
        self.fault, again, self.failed = None, self.failed, []
        for step, work in again:
            self.invoke(step, work)
        self.pull()
        for _ in range(MOST_SWEEPS):
            lead = lead_of(AMINA)
            if not lead or not lead.due_at:
                break
            self.site.clock.move_to(max(self.site.clock.now(), lead.due_at))
            self.invoke("sweep", self.sweep)
            self.pull()
        assert self.failed == []

    def sent(self) -> Counter[str]:
        """How often SES took each email, by its kind and subject."""
        return Counter(f"{email.tags['kind'][0]}: {email.message['Subject']}" for email in self.site.cloud.mail.emails)

    def sent_of(self, kind: EmailKind) -> list[int]:
        """How often SES took each email of that kind."""
        return [times for name, times in self.sent().items() if name.startswith(kind.value)]


class Quarantined(World):
    """Another story: somebody is taken for a machine, the clinic is told of it, and lets them in."""

    follow_ups = 0

    @property
    def scenes(self) -> list[Callable[[], None]]:
        return [self.asking, lambda: self.telling(5), lambda: self.telling(20), self.releasing]

    def asking(self) -> None:
        self.invoke("ask", partial(self.ask, Suspicion.TOO_FAST))
        self.pull()

    def telling(self, minutes: int) -> None:
        self.site.clock.move_to(NOON + timedelta(minutes=minutes))
        self.invoke("digest", self.digest)
        self.pull()

    def releasing(self) -> None:
        self.site.clock.move_to(NOON + timedelta(minutes=20))
        self.invoke("release", self.release)
        self.pull()

    def recover(self) -> None:
        """What failed is tried once more, and the clinic looks again after the next digest."""
        self.fault, again, self.failed = None, self.failed, []
        for step, work in again:
            self.invoke(step, work)
        self.site.clock.move_to(NOON + timedelta(minutes=35))
        self.invoke("digest", self.digest)
        self.invoke("release", self.release)
        super().recover()

    def digest(self) -> None:
        suspects, writer, mailer = current().store, current().writer, current().mailer
        review.tell_of_suspects(leads=self.leads, suspects=suspects, writer=writer, mailer=mailer)
        review.forget_old_suspects(leads=self.leads, suspects=suspects)

    def release(self) -> None:
        store, wakeups = current().store, current().wakeups
        for one in review.newest_suspects(leads=self.leads, suspects=store).suspected:
            enquiry_id = one.suspect.enquiry.id
            review.release(one.lead_id, enquiry_id, leads=self.leads, suspects=store, wakeups=wakeups)

    def digests(self) -> list[int]:
        """The quarters of an hour in which SES took one."""
        emails = [email for email in self.site.cloud.mail.emails if email.tags["kind"] == ["digest"]]
        return [int(email.at.timestamp() // review.QUARTER.total_seconds()) for email in emails]


class Visited(World):
    """A third story: somebody who got all of the others is marked as booked, and gets the aftercare an hour later."""

    follow_ups = 0

    @property
    def scenes(self) -> list[Callable[[], None]]:
        return [self.marking, self.later]

    def marking(self) -> None:
        self.invoke("ask", self.ask)
        self.invoke("mark", self.mark)

    def later(self) -> None:
        self.site.clock.move_to(NOON + timedelta(hours=2))
        self.invoke("sweep", self.sweep)
        self.pull()

    def ask(self, suspicion: Suspicion | None = None) -> None:
        assert suspicion is None
        lead = replace(somebody(current().templates, self.site.clock.now()), id=current().lead_id_of(AMINA))
        lead = replace(lead, enquiries=(replace(lead.enquiries[0], contact=AMINA_KHAN),))
        for kind in (EmailKind.ALERT, EmailKind.GUIDE):
            attempt = Attempt(kind.value, EmailId(kind, lead.enquiries[0].id), NOON, NOON)
            lead = settle(claim(lead, attempt), attempt.id, Result.SENT, f"ses-{kind}")
        self.leads.save(lead)

    def mark(self) -> None:
        lead = lead_of(AMINA)
        feedback.mark_outcome(lead.id, lead.enquiries[0].id, Outcome.BOOKED, leads=self.leads)


class Curious(Visited):
    """A fourth story: somebody who got all of the others asks what is kept of them, and gets the link to it."""

    @property
    def scenes(self) -> list[Callable[[], None]]:
        return [self.being_called, self.wanting]

    def being_called(self) -> None:
        self.invoke("get all", self.ask)
        self.invoke("be called", self.mark)

    def wanting(self) -> None:
        self.invoke("want", self.want)
        self.pull()

    def mark(self) -> None:
        """Or the clinic would be reminded of them."""
        lead = lead_of(AMINA)
        feedback.mark_outcome(lead.id, lead.enquiries[0].id, Outcome.CALLED, leads=self.leads)

    def want(self) -> None:
        own_page.ask(current().lead_id_of(AMINA), leads=self.leads, wakeups=current().wakeups)


def _throttle(operation: str) -> tuple[Any, dict[str, Any]]:
    code = {"SendEmail": "TooManyRequestsException", "SendMessageBatch": "RequestThrottled"}
    return _error(code.get(operation, "ProvisionedThroughputExceededException"))


def _cancel(operation: str) -> tuple[Any, dict[str, Any]]:
    """https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/transaction-apis.html#transaction-conflict-handling"""
    if operation == "TransactWriteItems":
        return _error("TransactionCanceledException", CancellationReasons=[{"Code": "TransactionConflict"}])
    return _error("TransactionConflictException")


def _error(code: str, **more: object) -> tuple[Any, dict[str, Any]]:
    answer = {"Error": {"Code": code, "Message": code}, "ResponseMetadata": {"HTTPStatusCode": 400}, **more}
    return SimpleNamespace(status_code=400), answer


def failures(calls: list[Call]) -> list[tuple[Call, str]]:
    """Each of the calls, in each way in which it can fail."""
    return [(call, kind) for call in calls for kind in KINDS if kind != MEETS_A_TRANSACTION or call.operation in WRITES]


@pytest.fixture
def world(site, monkeypatch) -> Iterator[World]:
    with playing(World(site), monkeypatch) as story:
        yield story


@pytest.fixture
def quarantined(site, monkeypatch) -> Iterator[Quarantined]:
    with playing(Quarantined(site), monkeypatch) as story:
        yield story


@pytest.fixture
def visited(site, monkeypatch) -> Iterator[Visited]:
    with playing(Visited(site), monkeypatch) as story:
        yield story


@pytest.fixture
def curious(site, monkeypatch) -> Iterator[Curious]:
    with playing(Curious(site), monkeypatch) as story:
        yield story


@contextmanager
def playing(story: World, monkeypatch: pytest.MonkeyPatch) -> Iterator[World]:
    emails = story.site.cloud.mail.emails
    monkeypatch.setattr(ses, "get_random_message_id", lambda: f"ses-{len(emails) + 1}")
    with story.listening():
        yield story
    story.reset()


@pytest.fixture
def calls(world: World) -> list[Call]:
    world.tell()
    found = list(world.calls)
    world.recover()
    assert sorted(world.sent().values()) == [1] * (2 + REMINDERS + FOLLOW_UPS)
    return found


def check_promises(world: World, call: Call, kind: str) -> None:
    lead, sent = lead_of(AMINA), world.sent()
    assert lead, "the lead is lost"
    assert len(lead.enquiries) == 1, "the enquiry is doubled"
    assert lead.due_at is None, "something is owed and will never be sent"

    check_lists(lead)

    at_the_send = call.operation == "SendEmail" and kind in (ANSWER_LOST, DIES)
    is_a_claim = call.step == "deliver" and call.operation in ("PutItem", "TransactWriteItems")
    died_before_the_send = kind == DIES and is_a_claim
    by_kind = {name: [times for key, times in sent.items() if key.startswith(name)] for name in ("alert", "guide")}
    for name, times in by_kind.items():
        assert times, f"the {name} is missing"
        assert max(times) <= (2 if at_the_send else 1), f"the {name} is doubled"
    follow_ups = [times for key, times in sent.items() if key.startswith("follow-up")]
    assert max(follow_ups, default=1) == 1, "a follow-up is doubled"
    reminders = [times for key, times in sent.items() if key.startswith("second-alert")]
    assert max(reminders, default=1) == 1, "a reminder is doubled"
    # A worker that dies between claim and settle leaves an email in doubt, and of these two what is in doubt is never
    # sent again.
    given_up = 1 if died_before_the_send else 0
    assert len(follow_ups) + len(reminders) >= world.follow_ups + REMINDERS - given_up, "an email is missing"


def check_lists(lead: Lead) -> None:
    """That lists and counters hold this lead, as it is now, and hold it once."""
    lists, views = current().lists, views_of(lead, current().leads.rules)
    assert [one.lead for one in lists.newest(Wanted(), 9).listed] == [lead], "the list of all is wrong"
    assert [one.lead for one in lists.to_call(NOON + timedelta(days=9), 9).listed] == [lead], "nobody would call"
    [counts] = lists.counts("2026-W01", "2026-W53")
    stages = {tally.name: 1 for tally in views.tallies if tally.name in set(Stage)}
    assert counts.stages == stages, "an enquiry is counted wrongly"


def test_no_call_can_fail_in_a_way_that_loses_or_doubles(world, calls, subtests):
    for call, kind in failures(calls):
        with subtests.test(call=f"{call.number} {call.step}: {call.operation}", kind=kind):
            world.tell_with(call, kind)

            check_promises(world, call, kind)


def test_no_call_can_fail_in_a_way_that_loses_who_is_in_quarantine(quarantined, subtests):
    quarantined.tell()
    calls = [call for call in quarantined.calls if call.step in ("ask", "digest", "release")]
    for call, kind in failures(calls):
        with subtests.test(call=f"{call.number} {call.step}: {call.operation}", kind=kind):
            quarantined.tell_with(call, kind)

            quarters = quarantined.digests()
            check_promises(quarantined, call, kind)
            assert quarters, "the clinic was told of nobody"
            assert len(set(quarters)) == len(quarters), "two digests in a quarter of an hour"
            assert review.newest_suspects(leads=quarantined.leads, suspects=current().store).suspected == ()


def test_no_call_can_fail_in_a_way_that_loses_or_doubles_aftercare(visited, subtests):
    visited.tell()
    calls = [call for call in visited.calls if call.step in ("mark", "deliver")]
    assert {("mark", "TransactWriteItems"), ("deliver", "TransactWriteItems"), ("deliver", "SendEmail")} <= {
        (call.step, call.operation) for call in calls
    }
    for call, kind in failures(calls):
        with subtests.test(call=f"{call.number} {call.step}: {call.operation}", kind=kind):
            visited.tell_with(call, kind)

            # As with a follow-up, what is in doubt is never sent again.
            is_given_up = kind == DIES and (call.step, call.operation) == ("deliver", "TransactWriteItems")
            assert visited.sent_of(EmailKind.AFTERCARE) == ([] if is_given_up else [1])
            assert lead_of(AMINA).due_at is None, "something is owed and will never be sent"


def test_no_call_can_fail_in_a_way_that_loses_or_doubles_the_link_to_what_is_kept(curious, subtests):
    curious.tell()
    calls = [call for call in curious.calls if call.step in ("want", "deliver")]
    assert {"SendMessageBatch", "SendEmail"} <= {call.operation for call in calls}
    for call, kind in failures(calls):
        with subtests.test(call=f"{call.number} {call.step}: {call.operation}", kind=kind):
            curious.tell_with(call, kind)

            is_given_up = kind == DIES and (call.step, call.operation) == ("deliver", "TransactWriteItems")
            links = [times for name, times in curious.sent().items() if name.startswith("own-data")]
            assert links == ([] if is_given_up else [1])
            assert lead_of(AMINA).due_at is None, "something is owed and will never be sent"


def test_that_story_touches_every_call_of_the_digest(quarantined):
    quarantined.tell()

    made = [call.operation for call in quarantined.calls if call.step == "digest"]
    assert made == ["GetItem", "Query", "UpdateItem", "SendEmail", "PutItem", "Query", "GetItem", "Query", "Query"]
    assert len(quarantined.digests()) == 1


def test_the_story_touches_every_call_the_service_makes(calls):
    assert {(call.step, call.operation) for call in calls} >= {
        ("ask", "GetItem"),
        ("ask", "TransactWriteItems"),
        ("ask", "SendMessageBatch"),
        ("deliver", "GetItem"),
        ("deliver", "PutItem"),
        ("deliver", "TransactWriteItems"),
        ("deliver", "SendEmail"),
        ("record", "GetItem"),
        ("record", "PutItem"),
        ("record", "TransactWriteItems"),
        ("sweep", "Query"),
        ("sweep", "SendMessageBatch"),
    }


def test_the_story_has_a_queue_for_what_is_due_at_once_and_another_for_follow_ups(world):
    assert len({current().wakeups._url_of(queue) for queue in Queue}) == 2
