"""The visits of a clinic: who comes today, who comes next, and who of those before has come."""

from datetime import datetime, time, timedelta
from typing import TYPE_CHECKING, Any

from chalice.app import Blueprint, Request, Response

from chalicelib.entrypoints.clinic.desk import enquiry_of, said_before, show
from chalicelib.entrypoints.clinic.sessions import SignedIn, for_staff
from chalicelib.entrypoints.requests import query
from chalicelib.services import current

if TYPE_CHECKING:
    from chalicelib.use_cases.lists import Listing

visits = Blueprint(__name__)

SHOWN = 30
"""Visits of days before, on a page."""

AT_MOST = 100
"""Visits of today, and of the days ahead."""

DAYS_AHEAD = 7


@for_staff(visits, "/clinic/visits")
def to_come(asking: SignedIn) -> Response:
    """Today's come first, since that is what is asked at a desk; of those before, the latest does. Later pages have
    those before alone."""
    services, page = current(), query(_request()).get("page", "")
    lists, zone = services.lists, services.templates.clinic.zone
    today = services.clock().astimezone(zone).date()
    dawn, midnight, last = (
        datetime.combine(today + timedelta(days=days), time(), zone) for days in (0, 1, DAYS_AHEAD + 1)
    )
    before = lists.visits_before(dawn, SHOWN, page)
    values = {
        "today": [] if page else _visits(lists.visits(dawn, midnight, AT_MOST)),
        "before": _visits(before),
        "ahead": [] if page else _visits(lists.visits(midnight, last, AT_MOST)),
        "said": said_before(_request()),
        "page": page,
        "next_page": before.next,
    }
    return show(_request(), asking, "visits", 200, **values)


def _visits(listing: "Listing") -> list[dict[str, Any]]:
    """Each with its time. The list may be a moment behind what was just said."""
    from chalicelib.leads.owed.visits import visit_of

    found = ((one.lead, enquiry_of(one.lead, one.enquiry_id)) for one in listing.listed)
    return [
        {"lead": lead, "enquiry": enquiry, "mark": visit}
        for lead, enquiry in found
        if (visit := visit_of(lead, enquiry))
    ]


def _request() -> Request:
    request: Request = visits.current_request
    return request
