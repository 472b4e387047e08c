"""What a use-case needs to keep leads, and how it changes one."""

import logging
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import timedelta

from chalicelib.leads.lead import EmailKind, Lead
from chalicelib.leads.plan import Sequence, next_due, next_email
from chalicelib.use_cases.ports import Budget, Clock, Conflict, Measure, Queue, Store, Unavailable, Wakeups

logger = logging.getLogger(__name__)

LONGEST_SLEEP = timedelta(days=1)
"""A lead that is owed something is looked at this often, so that a sequence edited today is followed tomorrow."""


@dataclass(frozen=True, slots=True)
class Leads:
    """What a use-case needs to keep leads: where they are, the plan they follow, and the time."""

    store: Store
    sequence: Sequence
    clock: Clock
    measure: Measure

    def save(self, lead: Lead, budget: Budget | None = None) -> Lead:
        """Save the lead with its `due_at` derived anew, in the lane of what it is owed next.
        Conflict, Exhausted, Unavailable."""
        now = self.clock()
        planned = next_email(lead, self.sequence, now)
        queue = Queue.FOLLOW_UPS if planned and planned.email_id.kind is EmailKind.FOLLOW_UP else Queue.AT_ONCE
        due_at = next_due(lead, self.sequence, now)
        if due_at is not None:
            due_at = min(due_at, now + LONGEST_SLEEP)
        return self.store.save(replace(lead, due_at=due_at), queue, budget)

    def change(self, lead: Lead | None, lead_id: str, change: Callable[[Lead], Lead]) -> Lead | None:
        """Apply `change` to the lead, again to a fresh one whenever somebody was faster. None if there is no lead."""
        lead = lead or self.store.load(lead_id)
        while lead is not None:
            changed = change(lead)
            if changed == lead:
                return lead
            try:
                return self.save(changed)
            except Conflict:
                lead = self.store.load(lead_id)
        return None


def wake_at_once(lead_id: str, wakeups: Wakeups) -> None:
    """Ask for a worker to look at the lead now: a courtesy, for the sweep finds it too."""
    try:
        wakeups.wake(Queue.AT_ONCE, [lead_id])
    except Unavailable:
        logger.warning("no wake-up for lead %s, the sweep will find it", lead_id)
