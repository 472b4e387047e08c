"""The people of the clinic: all of them in a list, found by a search, and one by one with all that is known."""

from typing import TYPE_CHECKING

from chalice.app import Blueprint, Request, Response

from chalicelib.entrypoints.desk import enquiry_of, lead_at, said_before, show
from chalicelib.entrypoints.requests import query
from chalicelib.entrypoints.responses import error
from chalicelib.entrypoints.sessions import SignedIn, for_staff
from chalicelib.services import current

if TYPE_CHECKING:
    from chalicelib.leads.enquiry import Enquiry
    from chalicelib.leads.fault import Fault
    from chalicelib.leads.lead import Lead
    from chalicelib.leads.outcome import Outcome

people = Blueprint(__name__)


@for_staff(people, "/clinic/leads/{lead_id}")
def show_lead(asking: SignedIn, lead_id: str) -> Response:
    lead = lead_at(lead_id)
    if lead is None:
        return error(_request(), 404)
    return lead_page(_request(), asking, lead, enquiry_of(lead, query(_request()).get("enquiry", "")))


def lead_page(
    request: Request,
    asking: SignedIn,
    lead: "Lead",
    enquiry: "Enquiry",
    *,
    chosen: "Outcome | None" = None,
    fault: "Fault | None" = None,
    typed: str = "",
) -> Response:
    """All that is known of a person, with the buttons for that enquiry."""
    from chalicelib.leads.calls import TRIES, call_at, unanswered
    from chalicelib.leads.plan import next_email
    from chalicelib.leads.text import printed

    services = current()
    values = {
        "lead": lead,
        "enquiry": enquiry,
        "chosen": chosen,
        "fault": fault,
        "typed": printed(typed),
        "said": said_before(request),
        "next_call": call_at(lead, enquiry, services.leads.rules.hours),
        "is_hard_to_reach": unanswered(lead, enquiry) >= TRIES,
        "next_email": next_email(lead, services.leads.rules, services.clock()),
    }
    return show(request, asking, "lead", 422 if fault else 200, **values)


def _request() -> Request:
    request: Request = people.current_request
    return request
