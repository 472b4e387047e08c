"""Where a lead stands in the clinic's lists."""

import re
from collections.abc import Iterator

from chalicelib.leads.enquiry import Contact, Enquiry
from chalicelib.leads.exports.conversions import Conversion, Event, conversions, row_of
from chalicelib.leads.exports.happened import happened
from chalicelib.leads.lead import Lead, Standing
from chalicelib.leads.outcome import Outcome
from chalicelib.leads.owed.calls import call_at
from chalicelib.leads.owed.hours import OpenHours
from chalicelib.leads.owed.retention import heard_at
from chalicelib.leads.owed.visits import visit_of
from chalicelib.leads.views.entry import Entry, Facts, View, sortable
from chalicelib.leads.views.folding import backwards, words_of
from chalicelib.leads.views.origin import plain, source_of

TOLD = {Event.BOOKED: View.TOLD_BOOKED, Event.ATTENDED: View.TOLD_ATTENDED}
"""The list of each file for Google Ads."""

MOST_TERMS = 40
"""Of one lead, those of its latest enquiries: they are written, and taken back, in one transaction."""


def entries_of(lead: Lead, hours: OpenHours) -> frozenset[Entry]:
    """All places of the lead in lists. Who was erased, or is in quarantine, has none."""
    calls = (_call(lead, enquiry, hours) for enquiry in lead.enquiries)
    enquiries = (_enquiry(lead, enquiry) for enquiry in lead.enquiries)
    bookings = (_booking(lead, enquiry) for enquiry in lead.enquiries)
    visits = (_visit(lead, enquiry) for enquiry in lead.enquiries)
    told = (_told(one, hours) for one in conversions(lead))
    return frozenset(
        (*filter(None, (*calls, *bookings, *visits, _bounced(lead), _heard(lead))), *enquiries, *terms_of(lead), *told)
    )


def _call(lead: Lead, enquiry: Enquiry, hours: OpenHours) -> Entry | None:
    """All who wrote in the night are to be called as the clinic opens: the first of them first."""
    at = call_at(lead, enquiry, hours)
    return Entry(View.CALLS, enquiry.id, f"{sortable(at)} {sortable(enquiry.at)}", Facts(enquiry.id)) if at else None


def _booking(lead: Lead, enquiry: Enquiry) -> Entry | None:
    mark = lead.mark_of(enquiry.id)
    if mark is None or mark.outcome is not Outcome.BOOKED:
        return None
    return Entry(View.BOOKINGS, enquiry.id, sortable(mark.at), Facts(enquiry.id))


def _visit(lead: Lead, enquiry: Enquiry) -> Entry | None:
    visit = visit_of(lead, enquiry)
    at = visit.for_at if visit else None
    return Entry(View.VISITS, enquiry.id, sortable(at), Facts(enquiry.id)) if at else None


def _bounced(lead: Lead) -> Entry | None:
    since = lead.standing_since
    if lead.standing is not Standing.BOUNCED or since is None or not lead.enquiries:
        return None
    return Entry(View.BOUNCED, "", sortable(since), Facts())


def _heard(lead: Lead) -> Entry | None:
    at = heard_at(lead)
    return Entry(View.HEARD, "", sortable(at), Facts()) if at else None


def events_of(lead: Lead) -> frozenset[Entry]:
    """Its places in the list of what the clinic's own system is told."""
    return frozenset(
        Entry(View.EVENTS, one.id, f"{sortable(one.at)} {lead.id}_{one.id}", Facts(one.enquiry.id, row=one.id))
        for one in happened(lead)
    )


def _enquiry(lead: Lead, enquiry: Enquiry) -> Entry:
    mark = lead.mark_of(enquiry.id)
    facts = Facts(
        enquiry_id=enquiry.id,
        campaign=enquiry.campaign,
        source=source_of(enquiry.touch),
        ad=plain(enquiry.touch.utm_campaign),
        outcome=lead.outcome_of(enquiry.id).value,
        standing=lead.standing.value,
        by=mark.by if mark else "",
    )
    return Entry(View.ENQUIRIES, enquiry.id, sortable(enquiry.at), facts)


def _told(one: Conversion, hours: OpenHours) -> Entry:
    facts = Facts(row=row_of(one, hours.zone), until=sortable(one.told_until))
    return Entry(TOLD[one.event], one.order_id, sortable(one.told_from), facts)


def terms_of(lead: Lead) -> list[Entry]:
    """What the lead is found by: the contact of each of its enquiries, the latest first."""
    terms: dict[tuple[View, str], Entry] = {}
    for contact in dict.fromkeys(enquiry.contact for enquiry in reversed(lead.enquiries)):
        for entry in _terms_of(contact):
            terms.setdefault((entry.view, entry.slot), entry)
    return list(terms.values())[:MOST_TERMS]


def _terms_of(contact: Contact) -> Iterator[Entry]:
    phone = backwards(re.sub(r"\D", "", contact.number))
    words = words_of(f"{contact.name} {contact.email.partition('@')[0]}")
    text = Facts(text="".join(f" {term}" for term in (*words, phone)))
    yield Entry(View.PHONES, phone, phone, text)
    yield from (Entry(View.WORDS, word, word, text) for word in words)
