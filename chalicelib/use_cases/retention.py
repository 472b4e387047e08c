"""Letting go of people without a visit, once the clinic's months are over: a few at a time, with the tick that comes
every five minutes, so that no night has thousands of them."""

import logging

from chalicelib.leads.owed.retention import let_go, months_before
from chalicelib.use_cases.leads import Leads
from chalicelib.use_cases.lists import Lists

logger = logging.getLogger(__name__)

AT_A_TIME = 25
"""More than 7,000 in a day."""


def let_go_of_the_unheard(months: int, *, leads: Leads, lists: Lists) -> int:
    """Erase those who were not heard of for so many months, 0 for nobody; how many these were. What was counted of
    them stays, and so does what they said of emails. Raises Unavailable."""
    if not months:
        return 0
    before = months_before(leads.clock(), months)
    found = {one.lead.id for one in lists.unheard_since(before, AT_A_TIME).listed}
    for lead_id in found:
        leads.change(None, lead_id, lambda lead: let_go(lead, before))
        logger.info("erased, since nothing was heard for %d months", months, extra={"lead": lead_id})
    return len(found)
