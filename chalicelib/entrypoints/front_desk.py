"""What the front desk does from the links in its emails: say what came of a lead, and let in whom we held back."""

from urllib.parse import parse_qs

from chalice.app import Blueprint, Request, Response

from chalicelib import services
from chalicelib.content.links import Action, BadLink
from chalicelib.entrypoints.requests import base_path, body
from chalicelib.entrypoints.responses import TOKEN_HEADERS, error, html
from chalicelib.leads.lead import QUARANTINE, Outcome

clinic = Blueprint(__name__)

MARKS = {outcome.name.lower(): outcome for outcome in Outcome if outcome is not Outcome.NEW}


@clinic.route("/outcome/{token}", methods=["GET", "HEAD"])
def show_outcome(token: str) -> Response:
    """A button for each outcome. A link in the alert only chooses which comes first: mail scanners open links."""
    request: Request = clinic.current_request
    mark = request.query_params.get("mark") if request.query_params else None
    return _outcome_page(request, token, chosen=MARKS.get(mark or ""))


@clinic.route("/outcome/{token}", methods=["POST"], content_types=["application/x-www-form-urlencoded"])
def mark_outcome(token: str) -> Response:
    from chalicelib.use_cases import feedback

    request: Request = clinic.current_request
    mark = parse_qs(body(request).decode(errors="replace")).get("mark", [""])[0]
    if mark not in MARKS:
        return error(request, 400)
    try:
        lead_id = services.links().lead_id(Action.OUTCOME, token)
    except BadLink:
        return error(request, 404)
    feedback.mark_outcome(lead_id, MARKS[mark], leads=services.leads())
    return _outcome_page(request, token, saved=MARKS[mark])


@clinic.route("/held/{token}", methods=["GET", "HEAD"])
def show_quarantine(token: str) -> Response:
    return _quarantine_page(clinic.current_request, token)


@clinic.route("/held/{token}", methods=["POST"], content_types=["application/x-www-form-urlencoded"])
def let_in(token: str) -> Response:
    from chalicelib.use_cases import review

    request: Request = clinic.current_request
    if not _may_see_quarantine(token):
        return error(request, 404)
    asked = parse_qs(body(request).decode(errors="replace"))
    lead_id, enquiry_id = asked.get("lead", [""])[0], asked.get("enquiry", [""])[0]
    if not (lead_id and enquiry_id):
        return error(request, 400)
    review.let_in(lead_id, enquiry_id, leads=services.leads(), wakeups=services.wakeups())
    return _quarantine_page(request, token, let_in=enquiry_id)


def _may_see_quarantine(token: str) -> bool:
    """The link works for as long as what its digest tells of is kept."""
    try:
        return services.now() - services.links().stamped_at(Action.DEFERRED, token) < QUARANTINE
    except BadLink:
        return False


def _quarantine_page(request: Request, token: str, *, let_in: str = "") -> Response:
    from chalicelib.use_cases import review

    if not _may_see_quarantine(token):
        return error(request, 404)
    held = review.newest_suspects(leads=services.leads(), suspects=services.store())
    # The index may be a moment behind the lead.
    shown = [one for one in held if one.suspect.enquiry.id != let_in]
    page = services.pages().render(
        "held", base_path(request), "", held=shown, has_let_in=bool(let_in), most=review.SHOWN
    )
    return html(page, headers=TOKEN_HEADERS)


def _outcome_page(
    request: Request, token: str, *, chosen: Outcome | None = None, saved: Outcome | None = None
) -> Response:
    try:
        lead = services.leads().store.load(services.links().lead_id(Action.OUTCOME, token))
    except BadLink:
        lead = None
    if lead is None or not lead.enquiries:
        return error(request, 404)
    page = services.pages().render(
        "outcome", base_path(request), "", lead=lead, marks=MARKS, chosen=chosen, saved=saved
    )
    return html(page, headers=TOKEN_HEADERS)
