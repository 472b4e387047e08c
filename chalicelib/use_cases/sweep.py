"""Looking each minute for what is due: the wake-ups of a lead may all be lost, and nothing is."""

from chalicelib.use_cases.leads import Leads
from chalicelib.use_cases.ports import Metric, Queue, Wakeups


def sweep(*, leads: Leads, wakeups: Wakeups) -> int:
    """Wake a worker for each lead that is due; how many there were. Unavailable."""
    now = leads.clock()
    queues: dict[Queue, list[str]] = {queue: [] for queue in Queue}
    oldest = now
    for due in leads.store.due(now):
        queues[due.queue].append(due.lead_id)
        oldest = min(oldest, due.at)
    leads.measure(Metric.OLDEST_OVERDUE, (now - oldest).total_seconds())
    for queue, lead_ids in queues.items():
        if lead_ids:
            wakeups.wake(queue, lead_ids)
    return sum(map(len, queues.values()))
