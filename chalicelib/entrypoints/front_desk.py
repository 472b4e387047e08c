"""What the front desk does from its emails: it says what came of an enquiry, and judges who is in quarantine."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from chalice.app import Blueprint, Request, Response

from chalicelib.content.links import Action, BadLink
from chalicelib.entrypoints.requests import READ, URL_ENCODED, clinic_visit, field_lists, fields, query
from chalicelib.entrypoints.responses import TOKEN_HEADERS, error, html
from chalicelib.services import current

if TYPE_CHECKING:
    from chalicelib.leads.enquiry import Enquiry
    from chalicelib.leads.lead import Lead

front_desk = Blueprint(__name__)

MARKS = ("no_answer", "contacted", "booked", "attended", "not_interested")
"""The outcomes that the front desk can say, by the names they have in links and forms."""

THROW_AWAY = "throw-away"
"""What the buttons say that throw enquiries away."""


OUTCOME_LINKS_LAST = timedelta(days=365)


@front_desk.route("/outcome/{token}", methods=READ)
def show_outcome(token: str) -> Response:
    """A button for each outcome. A link in the alert only chooses which comes first: mail scanners open links."""
    mark, asked = query(_request()).get("mark", ""), _asked_about(token)
    return _outcome_page(*asked, chosen=mark if mark in MARKS else "") if asked else error(_request(), 404)


@front_desk.route("/outcome/{token}", methods=["POST"], content_types=URL_ENCODED)
def mark_outcome(token: str) -> Response:
    """Note an outcome, or take the latest one back."""
    from chalicelib.leads.outcome import Outcome
    from chalicelib.use_cases import feedback

    asked = _asked_about(token)
    if asked is None:
        return error(_request(), 404)
    posted = fields(_request())
    if posted is None:
        return error(_request(), 413)
    lead, enquiry = asked
    mark, undone = posted.get("mark", ""), _moment(posted.get("undo", ""))
    if mark in MARKS:
        marked = feedback.mark_outcome(lead.id, enquiry.id, Outcome[mark.upper()], leads=current().leads)
        return _outcome_page(marked or lead, enquiry, done="saved")
    if undone:
        marked = feedback.take_back_outcome(lead.id, enquiry.id, undone, leads=current().leads)
        return _outcome_page(marked or lead, enquiry, done="undone")
    return error(_request(), 400)


def _asked_about(token: str) -> "tuple[Lead, Enquiry] | None":
    """The enquiry that a link is about, None if it is not ours, or no longer: it ends a year after the enquiry, and
    when the person is erased."""
    services = current()
    try:
        lead_id, _, enquiry_id = services.links.name(Action.OUTCOME, token).partition(".")
    except BadLink:
        return None
    lead = services.leads.store.load(lead_id)
    enquiry = next((one for one in lead.enquiries if one.id == enquiry_id), None) if lead else None
    if lead is None or enquiry is None or services.clock() - enquiry.at >= OUTCOME_LINKS_LAST:
        return None
    return lead, enquiry


def _moment(typed: str) -> datetime | None:
    try:
        return datetime.fromisoformat(typed)
    except ValueError:
        return None


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
    chosen = list(zip(asked.get("lead", []), asked.get("enquiry", []), strict=False))
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


def _outcome_page(lead: "Lead", enquiry: "Enquiry", *, chosen: str = "", done: str = "") -> Response:
    """The enquiry that the link is about, and no other of the same person."""
    from chalicelib.leads.aftercare import aftercare_id
    from chalicelib.leads.plan import is_owed

    services = current()
    values = {
        "lead": lead,
        "enquiry": enquiry,
        "marks": MARKS,
        "mark": lead.mark_of(enquiry.id),
        "now": lead.outcome_of(enquiry.id).name.lower(),
        "chosen": chosen,
        "done": done,
        "owes_aftercare": is_owed(lead, aftercare_id(enquiry.campaign), services.leads.rules, services.clock()),
    }
    return html(services.pages.render("outcome", clinic_visit(_request()), **values), headers=TOKEN_HEADERS)


def _request() -> Request:
    request: Request = front_desk.current_request
    return request
