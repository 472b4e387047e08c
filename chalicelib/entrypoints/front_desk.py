"""What the front desk does from the links in its emails: say what came of a lead, and release who is in quarantine."""

from chalice.app import Blueprint, Request, Response

from chalicelib.content.links import Action, BadLink
from chalicelib.entrypoints.requests import READ, URL_ENCODED, clinic_visit, fields, query
from chalicelib.entrypoints.responses import TOKEN_HEADERS, error, html
from chalicelib.services import current

front_desk = Blueprint(__name__)

MARKS = ("contacted", "booked", "attended", "not_interested")
"""The outcomes that the front desk can say, by the names they have in links and forms."""


@front_desk.route("/outcome/{token}", methods=READ)
def show_outcome(token: str) -> Response:
    """A button for each outcome. A link in the alert only chooses which comes first: mail scanners open links."""
    mark = query(_request()).get("mark", "")
    return _outcome_page(token, chosen=mark if mark in MARKS else "")


@front_desk.route("/outcome/{token}", methods=["POST"], content_types=URL_ENCODED)
def mark_outcome(token: str) -> Response:
    from chalicelib.leads.lead import Outcome
    from chalicelib.use_cases import feedback

    mark = fields(_request()).get("mark", "")
    if mark not in MARKS:
        return error(_request(), 400)
    try:
        lead_id = current().links.name(Action.OUTCOME, token)
    except BadLink:
        return error(_request(), 404)
    feedback.mark_outcome(lead_id, Outcome[mark.upper()], leads=current().leads)
    return _outcome_page(token, saved=mark)


@front_desk.route("/quarantine/{token}", methods=READ)
def show_quarantine(token: str) -> Response:
    return _quarantine_page(token)


@front_desk.route("/quarantine/{token}", methods=["POST"], content_types=URL_ENCODED)
def release(token: str) -> Response:
    from chalicelib.use_cases import review

    if not _may_see_quarantine(token):
        return error(_request(), 404)
    asked = fields(_request())
    lead_id, enquiry_id = asked.get("lead", ""), asked.get("enquiry", "")
    if not (lead_id and enquiry_id):
        return error(_request(), 400)
    review.release(lead_id, enquiry_id, leads=current().leads, wakeups=current().wakeups)
    return _quarantine_page(token, released=enquiry_id)


def _may_see_quarantine(token: str) -> bool:
    """The link works for as long as what its digest tells of is kept."""
    from chalicelib.leads.enquiry import QUARANTINE

    try:
        return current().clock() - current().links.stamped_at(Action.QUARANTINE, token) < QUARANTINE
    except BadLink:
        return False


def _quarantine_page(token: str, *, released: str = "") -> Response:
    from chalicelib.use_cases import review

    if not _may_see_quarantine(token):
        return error(_request(), 404)
    services = current()
    newest = review.newest_suspects(leads=services.leads, suspects=services.store)
    # The index may be a moment behind the lead.
    shown = [one for one in newest if one.suspect.enquiry.id != released]
    values = {"quarantined": shown, "has_released": bool(released), "most": review.SHOWN}
    page = services.pages.render("quarantine", clinic_visit(_request()), **values)
    return html(page, headers=TOKEN_HEADERS)


def _outcome_page(token: str, *, chosen: str = "", saved: str = "") -> Response:
    services = current()
    try:
        lead = services.leads.store.load(services.links.name(Action.OUTCOME, token))
    except BadLink:
        lead = None
    if lead is None or not lead.enquiries:
        return error(_request(), 404)
    values = {"lead": lead, "marks": MARKS, "now": lead.outcome.name.lower(), "chosen": chosen, "saved": saved}
    return html(services.pages.render("outcome", clinic_visit(_request()), **values), headers=TOKEN_HEADERS)


def _request() -> Request:
    request: Request = front_desk.current_request
    return request
