"""As what the enquiries of a lead count."""

from collections.abc import Iterator

from chalicelib.leads.attempt import Delivery, EmailId, EmailKind
from chalicelib.leads.enquiry import Enquiry
from chalicelib.leads.lead import Lead
from chalicelib.leads.outcome import Outcome, OutcomeMark
from chalicelib.leads.owed.calls import first_called_at
from chalicelib.leads.owed.hours import OpenHours
from chalicelib.leads.verdict import has_booked_since, tried_on
from chalicelib.leads.views.origin import plain, source_of
from chalicelib.leads.views.tally import Cell, Stage, Tally, first_call, marked, tried, tried_booked, week_of

BOOKED = frozenset({Outcome.BOOKED, Outcome.ATTENDED, Outcome.NO_SHOW, Outcome.CANCELLED})
"""Who came, did not come or cancelled had booked."""

ARRIVED = frozenset({Delivery.DELIVERED, Delivery.COMPLAINED})
"""Nobody complains of what they did not get."""


def tallies_of(lead: Lead, hours: OpenHours) -> frozenset[Tally]:
    """What counts of each of the lead's enquiries. What the front desk calls spam counts as nothing."""
    return frozenset(
        Tally(enquiry.id, cell, name)
        for enquiry in lead.enquiries
        if lead.outcome_of(enquiry.id) is not Outcome.SPAM
        for cell in [cell_of(enquiry, hours)]
        for name in _names(lead, enquiry, hours)
    )


def cell_of(enquiry: Enquiry, hours: OpenHours) -> Cell:
    touch = enquiry.touch
    return Cell(
        week=week_of(enquiry.at, hours.zone),
        campaign=enquiry.campaign,
        source=source_of(touch),
        ad=plain(touch.utm_campaign),
        creative=plain(touch.utm_content),
    )


def _names(lead: Lead, enquiry: Enquiry, hours: OpenHours) -> Iterator[str]:
    yield Stage.ENQUIRED.value
    if _is_reached(lead, enquiry):
        yield Stage.REACHED.value
    called_at = first_called_at(lead, enquiry)
    if called_at is not None:
        yield Stage.CALLED.value
        # Who calls the clinic, or walks in, has waited for nobody.
        if not enquiry.typed_by:
            yield first_call(hours.open_time_between(enquiry.at, called_at))
    marks = _marks(lead, enquiry)
    outcomes = {mark.outcome for mark in marks}
    if outcomes & BOOKED:
        yield Stage.BOOKED.value
    if Outcome.ATTENDED in outcomes:
        yield Stage.ATTENDED.value
    yield from (marked(mark.outcome, mark.at.astimezone(hours.zone).hour) for mark in marks)
    for met, variant in tried_on(lead):
        if met.id == enquiry.id:
            yield tried(variant)
            if has_booked_since(lead, met):
                yield tried_booked(variant)


def _is_reached(lead: Lead, enquiry: Enquiry) -> bool:
    guides = lead.tries(EmailId(EmailKind.GUIDE, enquiry.id))
    return any(ended.delivery in ARRIVED for ended in guides)


def _marks(lead: Lead, enquiry: Enquiry) -> list[OutcomeMark]:
    return [mark for mark in lead.outcomes if mark.enquiry_id == enquiry.id and mark.undone_at is None]
