"""Loading and saving leads: each change is made to a fresh lead, and its plan is kept."""

import logging
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta

from chalicelib.leads.enquiry import Enquiry
from chalicelib.leads.lead import Lead, Queue
from chalicelib.leads.mailing.mailbox import Mailbox
from chalicelib.leads.owed.plan import next_due
from chalicelib.leads.owed.sequence import Rules
from chalicelib.leads.views.views import views_of
from chalicelib.use_cases.budget import Budget
from chalicelib.use_cases.failures import Conflict, Unavailable
from chalicelib.use_cases.metric import Measure
from chalicelib.use_cases.ports import Clock, Store, Wakeups

logger = logging.getLogger(__name__)

LONGEST_SLEEP = timedelta(days=1)
"""A lead that is owed something is looked at this often, so that a sequence edited today is followed tomorrow."""


@dataclass(frozen=True, slots=True)
class Leads:
    """What a use-case needs to keep leads: where they are, the rules of their plan, and the time. `mailbox_id_of` makes
    the id of the mailbox behind an address."""

    store: Store
    rules: Rules
    clock: Clock
    measure: Measure
    mailbox_id_of: Callable[[str], str]

    def save(
        self, lead: Lead, budgets: Sequence[Budget] = (), mailbox: Mailbox | None = None, must_be_open: str = ""
    ) -> Lead:
        """Save the lead, with when it is due and what the clinic sees of it derived anew. Raises Conflict, Shut,
        Exhausted or Unavailable."""
        return self.store.save(self._planned(lead), budgets, mailbox, must_be_open, views_of(lead, self.rules))

    def save_alone(self, lead: Lead) -> Lead:
        """Save the lead in the plainest write there is: what the clinic sees of it follows with the next save. Raises
        Conflict or Unavailable."""
        return self.store.save(self._planned(lead))

    def _planned(self, lead: Lead) -> Lead:
        now = self.clock()
        due = next_due(lead, self.rules, now)
        if due is not None:
            due = replace(due, at=min(due.at, now + LONGEST_SLEEP))
        return replace(lead, due=due)

    def change(
        self, lead: Lead | None, lead_id: str, change: Callable[[Lead], Lead], budgets: Sequence[Budget] = ()
    ) -> Lead | None:
        """Apply `change` to the lead, again to a fresh one whenever another was faster. None if there is no lead, and
        none is given that is to be the first. What it takes of budgets, gives back, or notes in them, goes with the
        change or not at all. Raises Exhausted, if it takes any, or Unavailable."""
        first = lead if lead and not lead.revision else None
        lead = lead or self.store.load(lead_id)
        while lead is not None:
            changed = change(lead)
            if changed == lead and not _is_left_in_lists(lead):
                return lead
            try:
                return self._cleared(self.save(changed, budgets))
            except Conflict:
                lead = self.store.load(lead_id) or first
        return None

    def _cleared(self, lead: Lead) -> Lead:
        while _is_left_in_lists(lead):
            lead = self.save(lead)
        return lead


def _is_left_in_lists(lead: Lead) -> bool:
    """Of people who are gone no list may tell, and one write takes but so many entries out."""
    return bool(lead.written.entries) and not lead.enquiries


def mailbox_of(lead: Lead, leads: Leads) -> Mailbox:
    """The mailbox that the lead's address arrives in. Raises Unavailable."""
    return leads.store.load_mailbox(leads.mailbox_id_of(lead.contact.email))


def takes_guide(lead: Lead, enquiry: Enquiry, leads: Leads) -> bool:
    """Whether the lead's mailbox takes the guide of that enquiry: it had fewer than it gets, and takes mail. Raises
    Unavailable."""
    return mailbox_of(lead, leads).with_guide(lead, enquiry, leads.rules.caps) is not None


def wake_at_once(lead_id: str, wakeups: Wakeups) -> None:
    """Ask for a worker to look at the lead now: a courtesy, for the sweep finds it too."""
    try:
        wakeups.wake(Queue.AT_ONCE, [lead_id])
    except Unavailable as unavailable:
        logger.warning("no wake-up, the sweep will find the lead: %s", unavailable, extra={"lead": lead_id})
