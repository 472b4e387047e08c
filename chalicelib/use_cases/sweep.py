"""Looking each minute for what is due: the wake-ups of a lead may all be lost, and nothing is.

At the hour at which follow-ups may go, all those of the night are due in the same minute. So a sweep wakes no more than
it can, leaves out what waits in a queue already, and goes on in the next minute where it stopped.
"""

import logging
from collections.abc import Iterator
from datetime import datetime, timedelta
from itertools import islice

from chalicelib.leads.canary import is_synthetic
from chalicelib.leads.lead import Queue
from chalicelib.use_cases.failures import Unavailable
from chalicelib.use_cases.leads import Leads
from chalicelib.use_cases.metric import Metric
from chalicelib.use_cases.ports import DueLead, Wakeups

logger = logging.getLogger(__name__)

FIRST = 300
"""Of each queue, those that have waited longest are woken in any case: what was lost is among them in the end."""

MOST = 20_000
"""Of each queue, more than its workers see to in a minute. Those behind wait for a later minute."""

AT_A_TIME = 100

ENOUGH = timedelta(seconds=40)
"""A sweep stops by itself, before its time is up and before the next one comes."""


def sweep(*, leads: Leads, wakeups: Wakeups) -> int:
    """Wake a worker for each lead that is due, as far as that is of use; how many were woken. Raises Unavailable."""
    now = leads.clock()
    found = list(islice(leads.store.due(now), MOST + 1))
    waiting = next((one for one in found if not is_synthetic(one.lead_id)), None)
    leads.measure(Metric.OLDEST_OVERDUE, (now - waiting.due.at).total_seconds() if waiting else 0)
    woken = 0
    for queue in Queue:
        # Among so many that not all were read, a guide may stand behind all the follow-ups.
        due = leads.store.due(now, queue) if len(found) > MOST else (one for one in found if one.due.queue is queue)
        woken += _wake(queue, due, now + ENOUGH, leads, wakeups)
    return woken


def _wake(queue: Queue, due: Iterator[DueLead], until: datetime, leads: Leads, wakeups: Wakeups) -> int:
    """What waits in the queue already is what has been due longest, so those behind it are woken, and the first."""
    first = list(islice(due, FIRST))
    begin = _waiting(queue, wakeups) if len(first) == FIRST else FIRST
    rest = islice(due, min(max(begin, FIRST), MOST) - FIRST, MOST - FIRST)
    woken = 0
    while first and leads.clock() < until:
        wakeups.wake(queue, [one.lead_id for one in first])
        woken += len(first)
        first = list(islice(rest, AT_A_TIME))
    return woken


def _waiting(queue: Queue, wakeups: Wakeups) -> int:
    """About how many wait; none if that cannot be told, for being woken twice harms nobody."""
    try:
        return wakeups.waiting(queue)
    except Unavailable as unavailable:
        logger.warning("all that is due is woken, even if it waits for a worker already: %s", unavailable)
        return 0
