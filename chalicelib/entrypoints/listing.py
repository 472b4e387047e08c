"""All people in a list, narrowed down as the front desk likes, and found by a search."""

from collections.abc import Mapping
from typing import TYPE_CHECKING
from urllib.parse import urlencode

from chalice.app import Blueprint, Request, Response

from chalicelib.entrypoints.desk import enquiry_of, mark_named, show
from chalicelib.entrypoints.requests import query
from chalicelib.entrypoints.sessions import SignedIn, for_staff
from chalicelib.services import current

if TYPE_CHECKING:
    from chalicelib.use_cases.ports import Listing, Wanted

listing = Blueprint(__name__)


@for_staff(listing, "/clinic/leads")
def all_leads(asking: SignedIn) -> Response:
    """The latest enquiries, or who was searched for. A search is not narrowed down: it finds few."""
    from chalicelib.leads.lead import Standing
    from chalicelib.leads.outcome import Outcome
    from chalicelib.leads.text import printed

    services, asked = current(), query(_request())
    found = listed(asked)
    kept = {name: asked[name] for name in ("q", *NARROWING) if asked.get(name)}
    values: dict[str, object] = {
        "asked": dict.fromkeys(("q", *NARROWING), "") | {name: printed(value) for name, value in kept.items()},
        "older": urlencode({**kept, "page": found.next}) if found.next else "",
        "done": asked.get("done", ""),
        "is_narrowed": bool(kept),
        "rows": [(one.lead, enquiry_of(one.lead, one.enquiry_id)) for one in found.listed],
        "outcomes": list(Outcome),
        "standings": list(Standing),
        "campaigns": list(services.templates.campaigns),
        "staff": [one.name for one in services.door.staff.values()],
    }
    return show(_request(), asking, "leads", 200, **values)


NARROWING = ("outcome", "campaign", "source", "standing", "by")


def listed(asked: Mapping[str, str]) -> "Listing":
    """The people that a query of the list's address asks for."""
    from chalicelib.use_cases import desk

    services, page = current(), asked.get("page", "")
    typed = asked.get("q", "").strip()
    if typed:
        country = services.templates.clinic.country
        return desk.find(
            typed, page, leads=services.leads, lists=services.lists, country=country, lead_id_of=services.lead_id_of
        )
    return services.lists.newest(wanted(asked), desk.SHOWN, page)


def wanted(asked: Mapping[str, str]) -> "Wanted":
    """What the list is narrowed down to. What is no outcome and no standing is any."""
    from chalicelib.leads.lead import Standing
    from chalicelib.leads.outcome import Outcome
    from chalicelib.leads.views.origin import plain
    from chalicelib.use_cases.ports import Wanted

    named = asked.get("outcome", "")
    return Wanted(
        campaign=asked.get("campaign", ""),
        source=plain(asked.get("source", "")),
        outcome=Outcome.NEW if named == "new" else mark_named(named),
        standing=next((one for one in Standing if one.value == asked.get("standing")), None),
        by=asked.get("by", ""),
    )


def _request() -> Request:
    request: Request = listing.current_request
    return request
