"""The queue of the front desk: who to call, and what came of it."""

from typing import Any

from chalice.app import Blueprint, Request, Response

from chalicelib.entrypoints.clinic.desk import (
    LATER,
    enquiry_of,
    go_to,
    lead_at,
    mark_named,
    moment_of,
    said_before,
    show,
)
from chalicelib.entrypoints.clinic.people import lead_page
from chalicelib.entrypoints.clinic.sessions import SignedIn, for_staff
from chalicelib.entrypoints.requests import console_fields, query
from chalicelib.entrypoints.responses import error
from chalicelib.services import current

queue = Blueprint(__name__)

CALLS_SHOWN = 30

LISTS = {"queue": "/clinic", "visits": "/clinic/visits"}
"""Where outcomes are noted for one person after another, by what their forms call it."""


@for_staff(queue, "/clinic")
def to_call(asking: SignedIn) -> Response:
    """Who has waited longest comes first; behind them who is to be called within a day."""
    from chalicelib.leads.owed.calls import call_at, is_hard_to_reach

    services, now, page = current(), current().clock(), query(_request()).get("page", "")
    listing = services.lists.to_call(now + LATER, CALLS_SHOWN, page)
    calls: list[dict[str, Any]] = [
        {
            "lead": one.lead,
            "enquiry": enquiry,
            "at": at,
            "is_hard_to_reach": is_hard_to_reach(one.lead, enquiry),
        }
        for one in listing.listed
        for enquiry in [enquiry_of(one.lead, one.enquiry_id)]
        # The list may be a moment behind what was just said.
        if (at := call_at(one.lead, enquiry, services.leads.rules.hours))
    ]
    values = {"calls": calls, "said": said_before(_request()), "page": page, "next_page": listing.next}
    return show(_request(), asking, "to-call", 200, **values)


@for_staff(queue, "/clinic/leads/{lead_id}/outcome", ["POST"])
def mark_outcome(asking: SignedIn, lead_id: str) -> Response:
    """Note what came of an enquiry, or take it back, and go on where they were: in a list, or at the person."""
    from chalicelib.leads.forms.fault import Faulty
    from chalicelib.leads.staff.appointment import time_of
    from chalicelib.use_cases import feedback

    posted, lead, services = console_fields(_request()), lead_at(lead_id), current()
    if lead is None:
        return error(_request(), 404)
    enquiry, by = enquiry_of(lead, posted.get("enquiry", "")), asking.staff.name
    mark, undone, typed = (
        mark_named(posted.get("mark", "")),
        moment_of(posted.get("undo", "")),
        posted.get("for_at", ""),
    )
    if mark:
        try:
            for_at = time_of(mark, typed, services.templates.clinic.zone, services.clock())
        except Faulty as faulty:
            return lead_page(_request(), asking, lead, enquiry, chosen=mark, fault=faulty.fault, typed=typed)
        feedback.mark_outcome(lead.id, enquiry.id, mark, leads=services.leads, by=by, for_at=for_at)
    elif undone:
        feedback.take_back_outcome(lead.id, enquiry.id, undone, leads=services.leads, by=by)
    else:
        return error(_request(), 400)
    said = f"{lead.id}.{enquiry.id}"
    came_from = LISTS.get(posted.get("back", ""))
    if came_from:
        return go_to(_request(), came_from, said=said, page=posted.get("page", ""))
    return go_to(_request(), f"/clinic/leads/{lead.id}", said=said)


def _request() -> Request:
    request: Request = queue.current_request
    return request
