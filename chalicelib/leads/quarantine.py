"""Enquiries that look like a machine's: kept apart and owed nothing, until the clinic releases them or their time is
over."""

from dataclasses import replace
from datetime import datetime

from chalicelib.leads.caps import SUSPECTS_KEPT, Caps
from chalicelib.leads.changes import accept
from chalicelib.leads.enquiry import QUARANTINE, Enquiry, Suspect, Suspicion
from chalicelib.leads.lead import Lead


def quarantine(lead: Lead, enquiry: Enquiry, suspicion: Suspicion) -> Lead:
    """Put an enquiry into quarantine. The same one twice, or one that was accepted, changes nothing."""
    known = [*lead.enquiries, *(suspect.enquiry for suspect in lead.quarantine)]
    if enquiry.id in {one.id for one in known}:
        return lead
    kept = (*_unexpired(lead, enquiry.at), Suspect(enquiry, suspicion))
    return replace(lead, quarantine=kept[-SUSPECTS_KEPT:])


def release(lead: Lead, enquiry_id: str, caps: Caps) -> Lead:
    """Make a suspect an enquiry like any other. Nothing changes if it is not in quarantine (any more)."""
    for suspect in lead.quarantine:
        if suspect.enquiry.id == enquiry_id:
            return accept(lead, suspect.enquiry, caps)
    return lead


def forget_expired(lead: Lead, now: datetime) -> Lead:
    """Leave out the suspects whose time is over, unless the lead is about to go as a whole."""
    return lead if lead.expires_at else replace(lead, quarantine=_unexpired(lead, now))


def _unexpired(lead: Lead, now: datetime) -> tuple[Suspect, ...]:
    return tuple(suspect for suspect in lead.quarantine if now - suspect.enquiry.at < QUARANTINE)
