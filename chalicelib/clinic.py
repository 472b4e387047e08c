"""What the front desk does from the links in its alerts: say what came of a lead."""

from urllib.parse import parse_qs

from chalice.app import Blueprint, Request, Response

from chalicelib import wiring
from chalicelib.answers import TOKEN_HEADERS, base_path, body, error, html
from chalicelib.lead import Outcome
from chalicelib.links import Action, BadLink

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
    from chalicelib import service

    request: Request = clinic.current_request
    mark = parse_qs(body(request).decode(errors="replace")).get("mark", [""])[0]
    if mark not in MARKS:
        return error(request, 400)
    try:
        lead_id = wiring.links().lead_id(Action.OUTCOME, token)
    except BadLink:
        return error(request, 404)
    service.mark_outcome(lead_id, MARKS[mark], desk=wiring.desk())
    return _outcome_page(request, token, saved=MARKS[mark])


def _outcome_page(
    request: Request, token: str, *, chosen: Outcome | None = None, saved: Outcome | None = None
) -> Response:
    try:
        lead = wiring.desk().store.load(wiring.links().lead_id(Action.OUTCOME, token))
    except BadLink:
        lead = None
    if lead is None or not lead.enquiries:
        return error(request, 404)
    page = wiring.pages().render("outcome", base_path(request), "", lead=lead, marks=MARKS, chosen=chosen, saved=saved)
    return html(page, headers=TOKEN_HEADERS)
