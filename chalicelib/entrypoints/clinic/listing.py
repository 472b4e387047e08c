"""All people in a list, narrowed down as the front desk likes, and found by a search."""

import logging
from collections.abc import Mapping
from typing import TYPE_CHECKING
from urllib.parse import urlencode

from chalice.app import Blueprint, Request, Response

from chalicelib.entrypoints.clinic.desk import enquiry_of, mark_named, show
from chalicelib.entrypoints.clinic.sessions import SignedIn, for_staff
from chalicelib.entrypoints.requests import query
from chalicelib.entrypoints.responses import csv_file
from chalicelib.services import current

if TYPE_CHECKING:
    from chalicelib.use_cases.lists import Listing, Wanted

logger = logging.getLogger(__name__)

listing = Blueprint(__name__)


@for_staff(listing, "/clinic/leads")
def all_leads(asking: SignedIn) -> Response:
    """The latest enquiries, or who was searched for. A search is not narrowed down: it finds few."""
    from chalicelib.leads.lead import Standing
    from chalicelib.leads.outcome import Outcome
    from chalicelib.leads.text import printed
    from chalicelib.use_cases import desk

    services, asked = current(), query(_request())
    found = listed(asked, desk.SHOWN)
    kept = _kept(asked)
    values: dict[str, object] = {
        "asked": dict.fromkeys(("q", *NARROWING), "") | {name: printed(value) for name, value in kept.items()},
        "older": urlencode({**kept, "page": found.next}) if found.next else "",
        "as_file": urlencode(kept),
        "done": asked.get("done", ""),
        "is_narrowed": bool(kept),
        "is_later": bool(asked.get("page")),
        "rows": [(one.lead, enquiry_of(one.lead, one.enquiry_id)) for one in found.listed],
        "outcomes": list(Outcome),
        "standings": list(Standing),
        "campaigns": list(services.templates.campaigns),
        "staff": [one.name for one in services.door.staff.values()],
    }
    return show(_request(), asking, "leads", 200, **values)


@for_staff(listing, "/clinic/leads.csv")
def file_of_leads(asking: SignedIn) -> Response:
    """The same list as a file. Who took it stands in the log: to look changes nothing, so no lead can tell it."""
    from chalicelib.leads.exports.spreadsheet import leads_table
    from chalicelib.use_cases.gathering import gather

    services, asked = current(), query(_request())
    found = gather(lambda page: listed({**asked, "page": page}, AT_ONCE), asked.get("page", ""), services.clock)
    logger.info("leads were taken as a file, %d enquiries", len(found.listed), extra={"staff": asking.staff_id})
    rest = urlencode({**_kept(asked), "page": found.next})
    more_at = f"{services.settings.site_url}/clinic/leads.csv?{rest}" if found.next else ""
    rows = ((one.lead, enquiry_of(one.lead, one.enquiry_id)) for one in found.listed)
    return csv_file("leads", leads_table(rows, services.templates.clinic.zone, more_at))


def _kept(asked: Mapping[str, str]) -> dict[str, str]:
    """What of an address says who is listed."""
    return {name: asked[name] for name in ("q", *NARROWING) if asked.get(name)}


AT_ONCE = 100
"""People in one read of DynamoDB's, at most."""

NARROWING = ("outcome", "campaign", "source", "ad", "standing", "by")


def listed(asked: Mapping[str, str], most: int) -> "Listing":
    """The people that a query of the list's address asks for, so many at a time."""
    from chalicelib.use_cases import desk

    services, page = current(), asked.get("page", "")
    typed = asked.get("q", "").strip()
    if typed:
        country = services.templates.clinic.country
        return desk.find(
            typed,
            page,
            most,
            leads=services.leads,
            lists=services.lists,
            country=country,
            lead_id_of=services.lead_id_of,
        )
    return services.lists.newest(wanted(asked), most, page)


def wanted(asked: Mapping[str, str]) -> "Wanted":
    """What the list is narrowed down to. What is no outcome and no standing is any."""
    from chalicelib.leads.lead import Standing
    from chalicelib.leads.outcome import Outcome
    from chalicelib.leads.views.origin import plain, source_named
    from chalicelib.use_cases.lists import Wanted

    named = asked.get("outcome", "")
    return Wanted(
        campaign=asked.get("campaign", ""),
        source=source_named(asked.get("source", "")),
        ad=plain(asked.get("ad", "")),
        outcome=Outcome.NEW if named == "new" else mark_named(named),
        standing=next((one for one in Standing if one.value == asked.get("standing")), None),
        by=asked.get("by", ""),
    )


def _request() -> Request:
    request: Request = listing.current_request
    return request
