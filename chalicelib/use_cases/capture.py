"""Taking an enquiry: it is stored before anything else happens."""

import logging
from collections.abc import Sequence

from chalicelib.leads.changes import enquire, unknown
from chalicelib.leads.enquiry import Enquiry, Suspicion
from chalicelib.leads.quarantine import quarantine
from chalicelib.use_cases.leads import Leads, wake_at_once
from chalicelib.use_cases.ports import Budget, Conflict, Exhausted, Unavailable, Wakeups

logger = logging.getLogger(__name__)

TRIES_WITHIN_LIMIT = 3
"""Forms that come at once from one network get in the way of each other's count."""


def capture(
    lead_id: str,
    enquiry: Enquiry,
    suspicion: Suspicion | None,
    limits: Sequence[Budget],
    *,
    leads: Leads,
    wakeups: Wakeups,
) -> None:
    """Store an enquiry, in quarantine if there is a suspicion or its network has sent more than people do; then, as a
    courtesy, wake a worker. Raises Exhausted, if its network has sent too many that are suspicious, TooManyEnquiries or
    Unavailable if it was not stored."""
    tries = 0
    while True:
        lead = leads.store.load(lead_id) or unknown(lead_id)
        changed = quarantine(lead, enquiry, suspicion) if suspicion else enquire(lead, enquiry, leads.rules.caps)
        if changed == lead:
            return
        tries += 1
        try:
            leads.save(changed, limits)
            break
        except Exhausted:
            if suspicion:
                raise
            suspicion, limits = Suspicion.CROWD, ()
        except Conflict:
            limits = limits if tries < TRIES_WITHIN_LIMIT else ()
        except Unavailable:
            if not limits:
                raise
            logger.warning("a network's forms cannot be counted, lead %s is taken all the same", lead_id)
            limits = ()
    # For suspects too, which are owed nothing: how long an answer takes must not tell a machine that it was found out.
    wake_at_once(lead_id, wakeups)
