"""The people of the clinic: all of them in a list, found by a search, and one by one with all that is known."""

from typing import TYPE_CHECKING

from chalice.app import Blueprint, Request, Response

from chalicelib.entrypoints.clinic.desk import enquiry_of, go_to, lead_at, said_before, show
from chalicelib.entrypoints.clinic.sessions import SignedIn, for_staff
from chalicelib.entrypoints.requests import console_fields, query
from chalicelib.entrypoints.responses import error
from chalicelib.services import current

if TYPE_CHECKING:
    from chalicelib.leads.attempt import EmailId
    from chalicelib.leads.enquiry import Enquiry
    from chalicelib.leads.forms.fault import Fault
    from chalicelib.leads.lead import Lead
    from chalicelib.leads.outcome import Outcome
    from chalicelib.leads.owed.plan import Planned

people = Blueprint(__name__)


@for_staff(people, "/clinic/leads/{lead_id}")
def show_lead(asking: SignedIn, lead_id: str) -> Response:
    lead = lead_at(lead_id)
    if lead is None:
        return error(_request(), 404)
    asked = query(_request())
    said = said_before(_request())
    return lead_page(_request(), asking, lead, enquiry_of(lead, asked.get("enquiry", said[1].id if said else "")))


@for_staff(people, "/clinic/leads/{lead_id}/acts", ["POST"])
def act(asking: SignedIn, lead_id: str) -> Response:
    """A note, or what one of the buttons beside a person does."""
    from chalicelib.use_cases import desk
    from chalicelib.use_cases.leads import wake_at_once

    posted, lead, services = console_fields(_request()), lead_at(lead_id), current()
    if lead is None:
        return error(_request(), 404)
    do, by = posted.get("do", ""), asking.staff.name
    if do == "note":
        desk.note(lead.id, posted.get("note", ""), by, leads=services.leads)
    elif do == "guide":
        if desk.send_guide_again(lead, enquiry_of(lead, posted.get("enquiry", "")).id, by, leads=services.leads):
            wake_at_once(lead.id, services.wakeups)
        else:
            do = "guide_withheld"
    elif do in desk.SWITCHES:
        desk.switch(lead.id, do, by, leads=services.leads)
    else:
        return error(_request(), 400)
    return go_to(_request(), f"/clinic/leads/{lead.id}", enquiry=posted.get("enquiry", ""), done=do)


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
    from chalicelib.leads.acts import LONGEST_NOTE
    from chalicelib.leads.owed.calls import call_at, is_hard_to_reach
    from chalicelib.leads.staff.desk import may_get_guide_again
    from chalicelib.leads.staff.timeline import timeline
    from chalicelib.leads.text import printed
    from chalicelib.use_cases import desk

    services = current()
    values = {
        "lead": lead,
        "enquiry": enquiry,
        "chosen": chosen,
        "fault": fault,
        "typed": printed(typed),
        "said": said_before(request),
        "done": query(request).get("done", ""),
        "events": timeline(lead),
        "next_call": call_at(lead, enquiry, services.leads.rules.hours),
        "is_hard_to_reach": is_hard_to_reach(lead, enquiry),
        "next_email": _next_email(lead),
        "may_get_guide": may_get_guide_again(lead, enquiry.id),
        "others": desk.others_like(lead, leads=services.leads, lists=services.lists),
        "longest_note": LONGEST_NOTE,
    }
    return show(request, asking, "lead", 422 if fault else 200, **values)


def _next_email(lead: "Lead") -> "Planned | None":
    """What the person gets next, whatever the clinic gets before."""
    from chalicelib.leads.owed.plan import next_email

    services, to_clinic = current(), set["EmailId"]()
    while planned := next_email(lead, services.leads.rules, services.clock(), without=to_clinic):
        if not planned.email_id.kind.is_for_clinic:
            break
        to_clinic.add(planned.email_id)
    return planned


def _request() -> Request:
    request: Request = people.current_request
    return request
