"""Which visit is to be, or was and nobody has said what came of it."""

from chalicelib.leads.enquiry import Enquiry
from chalicelib.leads.lead import Lead
from chalicelib.leads.outcome import AFTERCARE_OUTCOMES, OutcomeMark, settled


def visit_of(lead: Lead, enquiry: Enquiry) -> OutcomeMark | None:
    """The visit of that enquiry whose time was noted, until somebody says what came of it. A person who wrote again and
    has another one since has that one."""
    said = settled(lead.outcomes)
    visit = said.get(enquiry.id)
    if visit is None or not visit.is_visit:
        return None
    own = (said.get(one.id) for one in lead.enquiries if one.contact.phone == enquiry.contact.phone)
    is_moved = any(mark is not None and mark.outcome in AFTERCARE_OUTCOMES and mark.at > visit.at for mark in own)
    return None if is_moved else visit
