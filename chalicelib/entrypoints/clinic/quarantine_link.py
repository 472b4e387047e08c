"""What the front desk does from its emails with who is in quarantine."""

from collections.abc import Sequence

from chalice.app import Blueprint, Request, Response

from chalicelib.content.links import Action, BadLink
from chalicelib.entrypoints.requests import READ, URL_ENCODED, clinic_visit, field_lists, query, suspects_in
from chalicelib.entrypoints.responses import TOKEN_HEADERS, error, html
from chalicelib.services import current

front_desk = Blueprint(__name__)

THROW_AWAY = "throw-away"
"""What the buttons say that throw enquiries away."""


@front_desk.route("/quarantine/{token}", methods=READ)
def show_quarantine(token: str) -> Response:
    return _quarantine_page() if _may_see_quarantine(token) else error(_request(), 404)


@front_desk.route("/quarantine/{token}", methods=["POST"], content_types=URL_ENCODED)
def judge_suspects(token: str) -> Response:
    """A person is let in; one enquiry, or all of a group that are shown, are thrown away."""
    from chalicelib.use_cases import review

    if not _may_see_quarantine(token):
        return error(_request(), 404)
    asked, services = field_lists(_request()), current()
    if asked is None:
        return error(_request(), 413)
    chosen = suspects_in(asked)
    if not chosen:
        return error(_request(), 400)
    if asked.get("do") == [THROW_AWAY]:
        for held_id, enquiry_id in chosen:
            review.throw_away(held_id, enquiry_id, leads=services.leads, suspects=services.store)
        return _quarantine_page(done=THROW_AWAY, gone=chosen)
    review.release(*chosen[0], leads=services.leads, suspects=services.store, wakeups=services.wakeups)
    return _quarantine_page(done="release", gone=chosen[:1])


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
    request: Request = front_desk.current_request
    return request
