"""What the front desk does from its emails with who is in quarantine."""

from collections.abc import Sequence

from chalice.app import Blueprint, Request, Response

from chalicelib.content.links import Action, BadLink
from chalicelib.entrypoints.clinic.desk import judge
from chalicelib.entrypoints.requests import READ, URL_ENCODED, clinic_visit, field_lists, query
from chalicelib.entrypoints.responses import TOKEN_HEADERS, error, html
from chalicelib.services import current

quarantine_link = Blueprint(__name__)


@quarantine_link.route("/quarantine/{token}", methods=READ)
def show_quarantine(token: str) -> Response:
    return _quarantine_page() if _may_see_quarantine(token) else error(_request(), 404)


@quarantine_link.route("/quarantine/{token}", methods=["POST"], content_types=URL_ENCODED)
def judge_suspects(token: str) -> Response:
    if not _may_see_quarantine(token):
        return error(_request(), 404)
    asked = field_lists(_request())
    if asked is None:
        return error(_request(), 413)
    done, gone = judge(asked)
    return _quarantine_page(done=done, gone=gone) if done else error(_request(), 400)


def _may_see_quarantine(token: str) -> bool:
    """The link works for as long as what its digest tells of is kept."""
    from chalicelib.leads.enquiry import QUARANTINE

    try:
        return current().clock() - current().links.stamped_at(Action.QUARANTINE, token) < QUARANTINE
    except BadLink:
        return False


def _quarantine_page(*, done: str = "", gone: Sequence[tuple[str, str]] = ()) -> Response:
    from chalicelib.use_cases import review

    services = current()
    page = review.newest_suspects(leads=services.leads, suspects=services.store, page=query(_request()).get("page", ""))
    # The index may be a moment behind the table.
    shown = [one for one in page.suspected if (one.lead_id, one.suspect.enquiry.id) not in gone]
    values = {"groups": review.grouped(shown), "done": done, "next_page": page.next}
    return html(services.pages.render("quarantine", clinic_visit(_request()), **values), headers=TOKEN_HEADERS)


def _request() -> Request:
    request: Request = quarantine_link.current_request
    return request
