"""Entering an enquiry that the front desk typed."""

from collections.abc import Callable

from chalicelib.leads.changes import accept, asks_for_guide, set_outcome, unknown
from chalicelib.leads.enquiry import Enquiry
from chalicelib.leads.lead import Lead
from chalicelib.leads.outcome import Outcome
from chalicelib.use_cases.leads import Leads, takes_guide, wake_at_once
from chalicelib.use_cases.ports import Wakeups


def enter(enquiry: Enquiry, *, leads: Leads, wakeups: Wakeups, lead_id_of: Callable[[str], str]) -> Lead:
    """Keep it, with the call that it was; its lead. Who gave no email is known by their phone. The same twice is one.
    Raises Unavailable."""
    lead_id = lead_id_of(enquiry.contact.known_by)
    known = leads.store.load(lead_id) or unknown(lead_id)
    entered = leads.change(known, lead_id, lambda lead: _entered(lead, enquiry, leads))
    if enquiry.contact.email:
        wake_at_once(lead_id, wakeups)
    return entered or known


def is_guide_withheld(lead: Lead, enquiry: Enquiry, *, leads: Leads) -> bool:
    """Whether that enquiry of the lead, as it was typed, asks for a guide that does not go: they or their mailbox had
    as many as they get, or it takes no mail. Raises Unavailable."""
    if not lead.has(enquiry.id) or not asks_for_guide(lead, enquiry):
        return False
    kept = lead.enquiry(enquiry.id)
    return not (kept.guide and takes_guide(lead, kept, leads))


def _entered(lead: Lead, enquiry: Enquiry, leads: Leads) -> Lead:
    if lead.has(enquiry.id):
        return lead
    entered = accept(lead, enquiry, leads.rules.caps)
    return set_outcome(entered, enquiry.id, Outcome.CALLED, enquiry.at, by=enquiry.typed_by)
