"""Virtual time, and processes that take turns in it.

Visitors and workers run in greenlets. Each call to a port is a point at which any other of them may go on, at which
time passes, and at which the call may fail or its process die. All of it follows from the seed.
"""

import heapq
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from itertools import count
from random import Random
from typing import TypeVar

from chalice.app import Chalice
from greenlet import getcurrent, greenlet

from simulation.ledger import Invocation, Ledger
from simulation.plan import Plan

T = TypeVar("T")

TURN = timedelta(milliseconds=2)
"""What passes with each turn. Many take turns at once, so a call lasts longer than this."""

MOST_ERRORS = 100
"""After so many errors that no fault explains the campaign is called off: a broken service may go on for ever."""

LONGEST_ANSWER = 90.0
"""Seconds; no function may run as long, so some of them are killed while they wait."""


class Died(BaseException):
    """The process is gone. Not an Exception: nothing of the service's may catch it."""


class Fault(StrEnum):
    FAILS = "fails before it takes effect"
    THROTTLED = "is throttled"
    ANSWER_LOST = "takes effect, and the answer is lost"
    DIES_BEFORE = "is not made, the process dies"
    DIES_AFTER = "takes effect, and the process dies"
    SLOW = "is answered slowly"


FAULTS = tuple(Fault)


@dataclass(slots=True)
class _Process:
    run: greenlet
    invocation: Invocation | None = None


class World:
    """`app` is Chalice's application, which holds one request at a time, since on Lambda a process has but one."""

    def __init__(self, plan: Plan, app: Chalice, ledger: Ledger) -> None:
        self.plan = plan
        self.ledger = ledger
        self.random = Random(plan.seed)  # noqa: S311 - it repeats itself
        self.now = plan.starts_at
        self._app = app
        self._calm_from, self._ends_at = plan.calm_from, plan.ends_at
        self._hub = getcurrent()
        self._numbers = count()
        # No two numbers are the same, so no two actions are ever compared.
        self._timers: list[tuple[datetime, int, Callable[[], None]]] = []
        self._ready: list[_Process] = []
        self._running: _Process | None = None

    @property
    def is_calm(self) -> bool:
        return self.now >= self._calm_from

    @property
    def invocation(self) -> Invocation:
        """The one that makes the call at hand."""
        if self._running is None or self._running.invocation is None:
            raise RuntimeError("only a function that was invoked may call a port")
        return self._running.invocation

    def chance(self, probability: float) -> bool:
        """A coin that never falls on the bad side once the world is calm."""
        return not self.is_calm and self.random.random() < probability

    def at(self, at: datetime, action: Callable[[], None]) -> None:
        heapq.heappush(self._timers, (at, next(self._numbers), action))

    def after(self, seconds: float, action: Callable[[], None]) -> None:
        self.at(self.now + timedelta(seconds=seconds), action)

    def start(self, work: Callable[[], object]) -> None:
        """Let `work` take turns with all others from now on."""
        self._ready.append(_Process(greenlet(work, self._hub)))

    def run(self) -> None:
        """Until the end of the campaign."""
        while len(self.ledger.unexplained) < MOST_ERRORS:
            while self._timers and self._timers[0][0] <= self.now:
                _, _, act = heapq.heappop(self._timers)
                act()
            if self._ready:
                self._take_turn()
            elif self._timers and self._timers[0][0] < self._ends_at:
                self.now = self._timers[0][0]
            else:
                break

    def _take_turn(self) -> None:
        self.now += TURN
        chosen = self.random.randrange(len(self._ready))
        self._ready[chosen], self._ready[-1] = self._ready[-1], self._ready[chosen]
        self._running = self._ready.pop()
        self._running.run.switch()
        self._running = None

    def invoke(self, function: str, timeout: float, work: Callable[[], T], *, is_reading: bool = False) -> T:
        """Run `work` as a Lambda function would. Raises Died, or what the work raises."""
        process = self._process()
        process.invocation = Invocation(function, self.now + timedelta(seconds=timeout), is_reading)
        try:
            return work()
        except Exception as error:
            if not process.invocation.faults:
                self.ledger.unexplained.append((function, repr(error)))
            raise
        finally:
            process.invocation = None

    def sleep(self, seconds: float) -> None:
        """Let time pass. A function that would sleep beyond its timeout is killed then."""
        process = self._process()
        limit = process.invocation.ends_at if process.invocation else self._ends_at
        wakes_at = self.now + timedelta(seconds=seconds)
        self.at(min(wakes_at, limit), lambda: self._ready.append(process))
        self._yield()
        if process.invocation and self.now >= process.invocation.ends_at:
            self._suffer(process.invocation, "timed out")
            raise Died

    def call(self, name: str, effect: Callable[[], T], error: Callable[[Fault], Exception]) -> T:
        """Make a call to a port: `effect` is what it does, `error` what a fault of it looks like to the caller."""
        invocation, fault = self.invocation, self._draw()
        self._give_way()
        if fault is Fault.SLOW:
            self.sleep(self.random.uniform(0, LONGEST_ANSWER))
        if fault in (Fault.FAILS, Fault.THROTTLED, Fault.DIES_BEFORE):
            self._break(name, fault, error)
        answer = effect()
        if fault in (Fault.ANSWER_LOST, Fault.DIES_AFTER):
            self._break(name, fault, error)
        # The caller may learn of it after others have gone on.
        self._give_way()
        if self.now >= invocation.ends_at:
            self._suffer(invocation, "timed out")
            raise Died
        return answer

    def _draw(self) -> Fault | None:
        self.ledger.counts["calls: altogether"] += 1
        if not self.chance(self.plan.fault_rate):
            return None
        fault = self.random.choice(FAULTS)
        self.ledger.counts[f"calls: {fault}"] += 1
        return fault

    def _break(self, name: str, fault: Fault, error: Callable[[Fault], Exception]) -> None:
        self._suffer(self.invocation, f"{name} {fault}")
        if fault in (Fault.DIES_BEFORE, Fault.DIES_AFTER):
            raise Died
        raise error(fault)

    def _suffer(self, invocation: Invocation, fault: str) -> None:
        self.ledger.suffer(invocation, self.now, fault)

    def _process(self) -> _Process:
        if self._running is None:
            raise RuntimeError("no process is running")
        return self._running

    def _give_way(self) -> None:
        self._ready.append(self._process())
        self._yield()

    def _yield(self) -> None:
        # A process that has answered nothing yet has none.
        request = getattr(self._app, "current_request", None)
        self._hub.switch()
        self._app.current_request = request
