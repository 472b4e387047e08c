"""What the front desk says of an enquiry, behind a link that lets its holder do only this."""

from datetime import timedelta
from typing import TYPE_CHECKING

from chalice.app import Blueprint, Request, Response

from chalicelib.content.links import Action
from chalicelib.entrypoints.clinic.desk import gets_follow_ups, mark_named, moment_of
from chalicelib.entrypoints.requests import READ, URL_ENCODED, clinic_visit, fields, named, query
from chalicelib.entrypoints.responses import TOKEN_HEADERS, error, html
from chalicelib.services import current

if TYPE_CHECKING:
    from chalicelib.leads.enquiry import Enquiry
    from chalicelib.leads.forms.fault import Fault
    from chalicelib.leads.lead import Lead
    from chalicelib.leads.outcome import Outcome

outcomes = Blueprint(__name__)

OUTCOME_LINKS_LAST = timedelta(days=365)


@outcomes.route("/outcome/{token}", methods=READ)
def show_outcome(token: str) -> Response:
    """A button for each outcome. A link in the alert only chooses which comes first: mail scanners open links."""
    asked = _asked_about(token)
    if asked is None:
        return error(_request(), 404)
    return _outcome_page(*asked, chosen=mark_named(query(_request()).get("mark", "")))


@outcomes.route("/outcome/{token}", methods=["POST"], content_types=URL_ENCODED)
def mark_outcome(token: str) -> Response:
    """Note an outcome, or take the latest one back."""
    from chalicelib.use_cases import feedback

    asked = _asked_about(token)
    if asked is None:
        return error(_request(), 404)
    posted = fields(_request())
    if posted is None:
        return error(_request(), 413)
    lead, enquiry = asked
    mark, undone = mark_named(posted.get("mark", "")), moment_of(posted.get("undo", ""))
    if mark:
        return _marked(lead, enquiry, mark, posted.get("for_at", ""))
    if undone:
        marked = feedback.take_back_outcome(lead.id, enquiry.id, undone, leads=current().leads)
        return _outcome_page(marked or lead, enquiry, done="undone")
    return error(_request(), 400)


def _marked(lead: "Lead", enquiry: "Enquiry", mark: "Outcome", typed: str) -> Response:
    """With that outcome noted, or the page again with a word beside its time."""
    from chalicelib.leads.forms.fault import Faulty
    from chalicelib.leads.staff.appointment import time_of
    from chalicelib.use_cases import feedback

    services = current()
    try:
        for_at = time_of(mark, typed, services.templates.clinic.zone, services.clock())
    except Faulty as faulty:
        return _outcome_page(lead, enquiry, chosen=mark, fault=faulty.fault, typed=typed)
    marked = feedback.mark_outcome(lead.id, enquiry.id, mark, leads=services.leads, for_at=for_at)
    return _outcome_page(marked or lead, enquiry, done="saved")


def _asked_about(token: str) -> "tuple[Lead, Enquiry] | None":
    """The enquiry that a link is about, None if it is not ours, or no longer: it ends a year after the enquiry, and
    when the person is erased."""
    services = current()
    lead_id, _, enquiry_id = named(Action.OUTCOME, token).partition(".")
    lead = services.leads.store.load(lead_id) if lead_id else None
    enquiry = next((one for one in lead.enquiries if one.id == enquiry_id), None) if lead else None
    if lead is None or enquiry is None or services.clock() - enquiry.at >= OUTCOME_LINKS_LAST:
        return None
    return lead, enquiry


def _outcome_page(
    lead: "Lead",
    enquiry: "Enquiry",
    *,
    chosen: "Outcome | None" = None,
    done: str = "",
    fault: "Fault | None" = None,
    typed: str = "",
) -> Response:
    """The enquiry that the link is about, and no other of the same person."""
    from chalicelib.leads.outcome import MARKS, REPEATED_OUTCOMES, TIMED_OUTCOMES, usual_after
    from chalicelib.leads.owed.aftercare import aftercare_id
    from chalicelib.leads.owed.calls import call_at, is_hard_to_reach
    from chalicelib.leads.owed.plan import is_owed
    from chalicelib.leads.text import printed

    services, now = current(), lead.outcome_of(enquiry.id)
    values = {
        "lead": lead,
        "enquiry": enquiry,
        "mark": lead.mark_of(enquiry.id),
        "now": now,
        "usual": usual_after(now),
        "marks": MARKS,
        "timed": TIMED_OUTCOMES,
        "repeated": REPEATED_OUTCOMES,
        "chosen": chosen,
        "done": done,
        "fault": fault,
        "typed": printed(typed),
        "next_call": call_at(lead, enquiry, services.leads.rules.hours),
        "gets_follow_ups": gets_follow_ups(lead),
        "owes_aftercare": is_owed(lead, aftercare_id(enquiry.campaign), services.leads.rules, services.clock()),
        "is_hard_to_reach": is_hard_to_reach(lead, enquiry),
    }
    page = services.pages.render("outcome", clinic_visit(_request()), **values)
    return html(page, 422 if fault else 200, TOKEN_HEADERS)


def _request() -> Request:
    request: Request = outcomes.current_request
    return request
