"""Taking an enquiry: it is stored before anything else happens."""

import logging
from collections.abc import Callable, Sequence
from itertools import count

from chalicelib.leads.canary import is_synthetic
from chalicelib.leads.changes import enquire, is_full, unknown
from chalicelib.leads.enquiry import Enquiry, Suspicion
from chalicelib.leads.lead import Lead
from chalicelib.leads.quarantine import held
from chalicelib.use_cases.budget import Budget
from chalicelib.use_cases.failures import Conflict, Exhausted, Unavailable
from chalicelib.use_cases.leads import Leads, wake_at_once
from chalicelib.use_cases.ports import Wakeups

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
) -> bool:
    """Store an enquiry, in quarantine if there is a suspicion or more came than people send; then, as a courtesy, wake
    a worker. Whether its lead has it now and had it not before. If it was not stored, raises Unavailable, or Exhausted
    where its network has sent too much that is suspicious, or where a canary would be held: the clinic is not shown
    any."""
    is_new = False
    try:
        if suspicion is None:
            is_new = _store(lambda: _with(enquiry, lead_id, leads), limits, leads)
    except Exhausted:
        suspicion, limits = Suspicion.CROWD, ()
    if suspicion is not None:
        if is_synthetic(lead_id):
            raise Exhausted
        suspect = held(lead_id, enquiry, suspicion)
        _store(lambda: None if leads.store.load(suspect.id) else suspect, limits, leads)
    came = "enquiry stored" if suspicion is None else "enquiry held in quarantine"
    logger.info(came, extra={"lead": lead_id, "enquiry": enquiry.id})
    # For suspects too, which are owed nothing: how long an answer takes must not tell a machine that it was found out.
    wake_at_once(lead_id, wakeups)
    return is_new


def _with(enquiry: Enquiry, lead_id: str, leads: Leads) -> Lead | None:
    """The lead with that enquiry, None if it is there. Raises Exhausted if there is no room."""
    lead = leads.store.load(lead_id) or unknown(lead_id)
    if lead.has(enquiry.id):
        return None
    if is_full(lead, enquiry.at):
        raise Exhausted
    return enquire(lead, enquiry, leads.rules.caps)


def _store(change: Callable[[], Lead | None], limits: Sequence[Budget], leads: Leads) -> bool:
    """Save what is changed, if anything is, and spend the limits with it; a count that cannot be kept refuses none,
    nor does a list. Whether there was anything to save: what is there by the second try may be our own. Raises
    Exhausted or Unavailable."""
    is_new, alone, tries = False, False, count(1)
    while True:
        changed = change()
        if changed is None:
            return is_new
        is_new = True
        try:
            _ = leads.save_alone(changed) if alone else leads.save(changed, limits)
            return True
        except Conflict:
            alone = next(tries) >= TRIES_WITHIN_LIMIT
        except Unavailable:
            if alone:
                raise
            logger.warning("a form cannot be counted or listed, it is taken all the same")
            alone = True
