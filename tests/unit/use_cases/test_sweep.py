from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest

from chalicelib.leads.lead import Due, Queue
from chalicelib.use_cases import sweep
from chalicelib.use_cases.failures import Unavailable
from chalicelib.use_cases.leads import Leads
from chalicelib.use_cases.metric import Metric
from chalicelib.use_cases.ports import DueLead
from chalicelib.use_cases.sweep import ENOUGH, FIRST, MOST

NOW = datetime(2026, 3, 2, 5, tzinfo=UTC)


class Index:
    """A `ports.Store` that knows what is due, and how much of that was read."""

    def __init__(self, follow_ups: int, at_once: int = 0) -> None:
        self._due = [*_due(Queue.FOLLOW_UPS, follow_ups), *_due(Queue.AT_ONCE, at_once)]
        self.read = 0

    def due(self, _: datetime, queue: Queue | None = None) -> Iterator[DueLead]:
        for found in self._due:
            if queue in (None, found.due.queue):
                self.read += 1
                yield found


def _due(queue: Queue, number: int) -> list[DueLead]:
    """The first has waited an hour, each that follows a moment less."""
    since = NOW - timedelta(hours=1)
    return [DueLead(f"{queue}-{place}", Due(since + timedelta(microseconds=place), queue)) for place in range(number)]


class Queues:
    """`ports.Wakeups` in which so many follow-ups wait already. Each ten that are woken take so long."""

    def __init__(self, waiting: int = 0, takes: timedelta = timedelta(0)) -> None:
        self._waiting, self._takes = waiting, takes
        self.woken: list[str] = []
        self.now = NOW

    def wake(self, _: Queue, lead_ids: list[str]) -> None:
        self.woken += lead_ids
        self.now += self._takes * len(lead_ids) / 10

    def waiting(self, queue: Queue) -> int:
        return self._waiting if queue is Queue.FOLLOW_UPS else 0


def swept(index: Index, queues: Queues, measured: list[object] | None = None) -> list[int]:
    """The places of the follow-ups that are woken."""
    found = measured if measured is not None else []
    leads = Leads(index, None, lambda: queues.now, lambda *one: found.append(one), str)
    count = sweep.sweep(leads=leads, wakeups=queues)

    assert count == len(queues.woken)
    return [int(lead_id.rpartition("-")[2]) for lead_id in queues.woken if lead_id.startswith(Queue.FOLLOW_UPS)]


def test_a_few_that_are_due_are_all_woken():
    assert swept(Index(40), Queues()) == list(range(40))


def test_a_few_are_woken_without_asking_what_waits():
    class Unasked(Queues):
        def waiting(self, _: Queue) -> int:
            raise AssertionError

    assert len(swept(Index(FIRST - 1), Unasked())) == FIRST - 1


def test_as_many_as_can_be_worked_are_woken_and_no_more():
    assert swept(Index(40_000), Queues()) == list(range(MOST))


def test_those_that_wait_in_the_queue_are_left_out_but_for_the_first():
    assert swept(Index(2000), Queues(waiting=1500)) == [*range(FIRST), *range(1500, 2000)]


def test_when_enough_wait_in_the_queue_the_first_alone_are_woken():
    assert swept(Index(40_000), Queues(waiting=MOST)) == list(range(FIRST))


@pytest.mark.parametrize("waiting", [0, FIRST - 1, FIRST])
def test_nobody_is_woken_twice_in_one_sweep(waiting):
    assert swept(Index(1000), Queues(waiting)) == list(range(1000))


def test_what_waits_cannot_be_told_and_all_are_woken():
    class Silent(Queues):
        def waiting(self, _: Queue) -> int:
            raise Unavailable("waiting", "ReadTimeoutError")

    assert swept(Index(1000), Silent()) == list(range(1000))


def test_a_slow_sweep_stops_before_its_time_is_up():
    queues = Queues(takes=timedelta(seconds=0.1))
    woken = swept(Index(40_000), queues)

    assert woken == list(range(len(woken)))
    assert ENOUGH <= queues.now - NOW < ENOUGH + timedelta(seconds=3)


def test_a_slow_sweep_goes_on_in_the_next_minute_where_it_stopped():
    index, first = Index(40_000), Queues(takes=timedelta(seconds=0.1))
    woken = swept(index, first)
    again = swept(index, Queues(waiting=len(woken), takes=timedelta(seconds=0.1)))

    assert again[FIRST] == len(woken)


def test_guides_do_not_wait_behind_all_the_follow_ups():
    queues = Queues()
    swept(Index(40_000, at_once=50), queues)

    assert queues.woken[:50] == [f"{Queue.AT_ONCE}-{place}" for place in range(50)]


def test_of_very_many_no_more_are_read_than_are_woken():
    index = Index(60_000)
    swept(index, Queues())

    assert index.read <= 2 * MOST + 1


class Worked:
    """Minute by minute: a sweep, some of whose wake-ups are lost, and as many as workers see to in that time."""

    def __init__(self, due: int, lost_of_all: int = 0) -> None:
        self._due = {found.lead_id: found for found in _due(Queue.FOLLOW_UPS, due)}
        self._lost_of_all = lost_of_all
        self._queue: list[str] = []
        self.minutes = self.in_vain = self._sent = 0

    def minute(self, worked: int) -> None:
        leads = Leads(self, None, lambda: NOW, lambda *_: None, str)
        sweep.sweep(leads=leads, wakeups=self)
        for lead_id in self._queue[:worked]:
            self.in_vain += self._due.pop(lead_id, None) is None
        del self._queue[:worked]
        self.minutes += 1

    def finish(self, worked: int) -> "Worked":
        while self._due and self.minutes < 99:
            self.minute(worked)
        return self

    def due(self, _: datetime, queue: Queue | None = None) -> Iterator[DueLead]:
        return (found for found in list(self._due.values()) if queue in (None, found.due.queue))

    def wake(self, _: Queue, lead_ids: list[str]) -> None:
        for lead_id in lead_ids:
            self._sent += 1
            if not self._lost_of_all or self._sent % self._lost_of_all:
                self._queue.append(lead_id)

    def waiting(self, queue: Queue) -> int:
        return len(self._queue) if queue is Queue.FOLLOW_UPS else 0


def test_what_ten_minutes_of_work_are_is_done_in_hardly_more():
    assert Worked(50_000).finish(worked=5_000).minutes <= 12


def test_few_are_woken_in_vain():
    found = Worked(50_000).finish(worked=5_000)

    assert found.in_vain <= FIRST * found.minutes


def test_those_whose_wake_ups_are_lost_are_woken_again():
    assert Worked(20_000, lost_of_all=10).finish(worked=5_000).minutes <= 9


def test_the_one_that_waits_longest_is_measured():
    measured: list[object] = []
    swept(Index(3), Queues(), measured)

    assert measured == [(Metric.OLDEST_OVERDUE, 3600)]


def test_where_nobody_waits_that_is_measured_too():
    measured: list[object] = []
    swept(Index(0), Queues(), measured)

    assert measured == [(Metric.OLDEST_OVERDUE, 0)]


def test_a_canary_that_waits_is_nobody_who_does():
    measured: list[object] = []
    index = Index(0)
    index._due = [
        DueLead("canary-1", Due(NOW - timedelta(hours=1), Queue.AT_ONCE)),
        DueLead("lead-1", Due(NOW - timedelta(minutes=1), Queue.AT_ONCE)),
    ]
    swept(index, Queues(), measured)

    assert measured == [(Metric.OLDEST_OVERDUE, 60)]
