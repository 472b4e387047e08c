"""Looking each minute for what is due: the wake-ups of a lead may all be lost, and nothing is."""

from chalicelib.leads.lead import Queue
from chalicelib.use_cases.leads import Leads
from chalicelib.use_cases.ports import Metric, Wakeups


def sweep(*, leads: Leads, wakeups: Wakeups) -> int:
    """Wake a worker for each lead that is due; how many there were. Raises Unavailable."""
    now = leads.clock()
    lead_ids: dict[Queue, list[str]] = {queue: [] for queue in Queue}
    oldest = now
    for found in leads.store.due(now):
        lead_ids[found.due.queue].append(found.lead_id)
        oldest = min(oldest, found.due.at)
    leads.measure(Metric.OLDEST_OVERDUE, (now - oldest).total_seconds())
    for queue, waiting in lead_ids.items():
        if waiting:
            wakeups.wake(queue, waiting)
    return sum(map(len, lead_ids.values()))
