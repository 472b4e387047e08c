"""What the front desk does from the links in its emails: say what came of a lead, and release who is in quarantine."""

from datetime import datetime

from chalice.app import Blueprint, Request, Response

from chalicelib.content.links import Action, BadLink
from chalicelib.entrypoints.requests import READ, URL_ENCODED, clinic_visit, fields, query
from chalicelib.entrypoints.responses import TOKEN_HEADERS, error, html
from chalicelib.services import current

front_desk = Blueprint(__name__)

MARKS = ("no_answer", "contacted", "booked", "attended", "not_interested")
"""The outcomes that the front desk can say, by the names they have in links and forms."""


@front_desk.route("/outcome/{token}", methods=READ)
def show_outcome(token: str) -> Response:
    """A button for each outcome. A link in the alert only chooses which comes first: mail scanners open links."""
    mark = query(_request()).get("mark", "")
    return _outcome_page(token, chosen=mark if mark in MARKS else "")


@front_desk.route("/outcome/{token}", methods=["POST"], content_types=URL_ENCODED)
def mark_outcome(token: str) -> Response:
    """Note an outcome, or take the latest one back."""
    from chalicelib.leads.outcome import Outcome
    from chalicelib.use_cases import feedback

    lead_id, enquiry_id = _enquiry_of(token)
    if not enquiry_id:
        return error(_request(), 404)
    posted = fields(_request())
    mark, undone = posted.get("mark", ""), _moment(posted.get("undo", ""))
    if mark in MARKS:
        feedback.mark_outcome(lead_id, enquiry_id, Outcome[mark.upper()], leads=current().leads)
        return _outcome_page(token, done="saved")
    if undone:
        feedback.take_back_outcome(lead_id, enquiry_id, undone, leads=current().leads)
        return _outcome_page(token, done="undone")
    return error(_request(), 400)


def _enquiry_of(token: str) -> tuple[str, str]:
    """The lead and the enquiry that a link is about, each "" if it is not ours."""
    try:
        lead_id, _, enquiry_id = current().links.name(Action.OUTCOME, token).partition(".")
    except BadLink:
        return "", ""
    return lead_id, enquiry_id


def _moment(typed: str) -> datetime | None:
    try:
        return datetime.fromisoformat(typed)
    except ValueError:
        return None


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


def _outcome_page(token: str, *, chosen: str = "", done: str = "") -> Response:
    """The enquiry that the link is about, and no other of the same person."""
    services = current()
    lead_id, enquiry_id = _enquiry_of(token)
    lead = services.leads.store.load(lead_id) if enquiry_id else None
    enquiry = next((one for one in lead.enquiries if one.id == enquiry_id), None) if lead else None
    if lead is None or enquiry is None:
        return error(_request(), 404)
    values = {
        "lead": lead,
        "enquiry": enquiry,
        "marks": MARKS,
        "mark": lead.mark_of(enquiry_id),
        "now": lead.outcome_of(enquiry_id).name.lower(),
        "chosen": chosen,
        "done": done,
    }
    return html(services.pages.render("outcome", clinic_visit(_request()), **values), headers=TOKEN_HEADERS)


def _request() -> Request:
    request: Request = front_desk.current_request
    return request
