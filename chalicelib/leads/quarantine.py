"""Enquiries that look like a machine's: kept apart and owed nothing, until the clinic releases them or their time is
over."""

from dataclasses import replace
from datetime import datetime

from chalicelib.leads.caps import Caps
from chalicelib.leads.changes import accept, unknown
from chalicelib.leads.enquiry import QUARANTINE, Enquiry, Suspect, Suspicion
from chalicelib.leads.lead import Lead

_OF = "."
"""Between the id of a person and that of an enquiry. Neither has it."""


def held(lead_id: str, enquiry: Enquiry, suspicion: Suspicion) -> Lead:
    """An enquiry in quarantine: a lead by itself, of which nothing else is known. So it touches nothing of the person,
    nothing else that is sent in their name pushes it out, and the same enquiry twice is one."""
    return replace(unknown(f"{lead_id}{_OF}{enquiry.id}"), quarantine=(Suspect(enquiry, suspicion),))


def is_held(lead_id: str) -> bool:
    """Whether that is the id of an enquiry in quarantine. Versions before this one kept those within their leads."""
    return _OF in lead_id


def person_of(held_id: str) -> str:
    """The id of the lead that an enquiry belongs to once it is released."""
    return held_id.partition(_OF)[0]


def find(lead: Lead, enquiry_id: str) -> Suspect | None:
    """The suspect with that enquiry, None if it is not there (any more)."""
    return next((suspect for suspect in lead.quarantine if suspect.enquiry.id == enquiry_id), None)


def release(lead: Lead, enquiry: Enquiry, caps: Caps) -> Lead:
    """Make a suspect an enquiry like any other. Nothing changes if it is one (already)."""
    return lead if lead.has(enquiry.id) else accept(lead, enquiry, caps)


def throw_away(lead: Lead, enquiry_id: str) -> Lead:
    """Forget a suspect."""
    return replace(lead, quarantine=tuple(one for one in lead.quarantine if one.enquiry.id != enquiry_id))


def forget_expired(lead: Lead, now: datetime) -> Lead:
    """Leave out the suspects whose time is over, unless the lead is about to go as a whole."""
    if lead.expires_at:
        return lead
    return replace(lead, quarantine=tuple(one for one in lead.quarantine if now - one.enquiry.at < QUARANTINE))
