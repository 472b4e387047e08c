"""The use-cases but for delivering. Each loads a lead, changes it, and saves it if nobody else did meanwhile; every
collaborator is an argument."""

import logging

from chalicelib.leads.changes import enquire, erase, record_event, set_outcome, unknown, unsubscribe
from chalicelib.leads.feedback import MailEvent
from chalicelib.leads.lead import Enquiry, Fate, Outcome, Suspicion
from chalicelib.leads.quarantine import hold_back
from chalicelib.use_cases.leads import Desk, wake_at_once
from chalicelib.use_cases.ports import Budget, Conflict, Exhausted, Lane, Metric, Unavailable, Wakeups

logger = logging.getLogger(__name__)

TRIES_WITHIN_LIMIT = 3
"""Forms that come at once from one network get in the way of each other's count."""


def capture(
    lead_id: str,
    enquiry: Enquiry,
    suspicion: Suspicion | None,
    limit: Budget | None,
    *,
    desk: Desk,
    wakeups: Wakeups,
) -> None:
    """Store an enquiry, in quarantine if there is a suspicion or `limit` is exhausted; then, as a courtesy, wake a
    worker. TooManyEnquiries or Unavailable if it was not stored."""
    tries = 0
    while True:
        lead = desk.store.load(lead_id) or unknown(lead_id)
        changed = hold_back(lead, enquiry, suspicion) if suspicion else enquire(lead, enquiry)
        if changed == lead:
            return
        tries += 1
        try:
            desk.save(changed, None if suspicion else limit)
            break
        except Exhausted:
            suspicion = Suspicion.CROWD
        except Conflict:
            limit = limit if tries < TRIES_WITHIN_LIMIT else None
        except Unavailable:
            if suspicion or limit is None:
                raise
            logger.warning("a network's forms cannot be counted, lead %s is taken all the same", lead_id)
            limit = None
    # For suspects too, of whom nothing is owed: how long an answer takes must not tell a machine that it was found out.
    wake_at_once(lead_id, wakeups)


def sweep(*, desk: Desk, wakeups: Wakeups) -> int:
    """Wake a worker for each lead that is due; how many there were. Unavailable."""
    now = desk.clock()
    lanes: dict[Lane, list[str]] = {lane: [] for lane in Lane}
    oldest = now
    for due in desk.store.due(now):
        lanes[due.lane].append(due.lead_id)
        oldest = min(oldest, due.at)
    desk.measure(Metric.OLDEST_OVERDUE, (now - oldest).total_seconds())
    for lane, lead_ids in lanes.items():
        if lead_ids:
            wakeups.wake(lane, lead_ids)
    return sum(map(len, lanes.values()))


def record(event: MailEvent, *, desk: Desk) -> None:
    """Note what SES says of an email. Events of leads we do not know change nothing. Unavailable."""
    if event.is_for_clinic and event.fate in (Fate.HARD_BOUNCED, Fate.COMPLAINED):
        # From now on SES drops whatever goes to that inbox, and tells nobody but us.
        desk.measure(Metric.CLINIC_UNREACHED, 1)
    desk.change(None, event.lead_id, lambda lead: record_event(lead, event))


def stop_follow_ups(lead_id: str, *, desk: Desk) -> None:
    """Somebody pressed unsubscribe, or their mail client did. Unavailable."""
    now = desk.clock()
    desk.change(None, lead_id, lambda lead: unsubscribe(lead, now))


def mark_outcome(lead_id: str, outcome: Outcome, *, desk: Desk) -> None:
    """The front desk says what came of a lead. Unavailable."""
    now = desk.clock()
    desk.change(None, lead_id, lambda lead: set_outcome(lead, outcome, now))


def forget(lead_id: str, *, desk: Desk) -> bool:
    """Erase a person, leaving a tombstone that keeps follow-ups stopped; whether there was anyone. Unavailable."""
    now = desk.clock()
    return desk.change(None, lead_id, lambda lead: erase(lead, now)) is not None
