"""What a person does on the page of their own."""

import logging
from collections.abc import Callable
from datetime import datetime

from chalicelib.leads.lead import Lead
from chalicelib.leads.own_page import ask_for_own_data
from chalicelib.use_cases.leads import Leads, wake_at_once
from chalicelib.use_cases.ports import Wakeups

logger = logging.getLogger(__name__)


def choose(lead_id: str, choice: Callable[[Lead, datetime], Lead], *, leads: Leads) -> Lead | None:
    """The lead once the person has chosen that. Raises Unavailable."""
    now = leads.clock()
    logger.info("chosen on a page of their own", extra={"lead": lead_id})
    return leads.change(None, lead_id, lambda lead: choice(lead, now))


def ask(lead_id: str, *, leads: Leads, wakeups: Wakeups) -> Lead | None:
    """The lead once it is owed the link to what is kept. Raises Unavailable."""
    lead = choose(lead_id, ask_for_own_data, leads=leads)
    wake_at_once(lead_id, wakeups)
    return lead
