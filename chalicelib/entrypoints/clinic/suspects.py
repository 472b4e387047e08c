"""The quarantine in the console: people are let in, the rest is thrown away, one by one or a group at once."""

import logging
from typing import TYPE_CHECKING

from chalice.app import Blueprint, Request, Response

from chalicelib.entrypoints.clinic.desk import go_to, judge, show
from chalicelib.entrypoints.clinic.sessions import SignedIn, for_staff
from chalicelib.entrypoints.requests import field_lists, query
from chalicelib.entrypoints.responses import error
from chalicelib.services import current

if TYPE_CHECKING:
    from chalicelib.use_cases.lists import Suspected

logger = logging.getLogger(__name__)

suspects = Blueprint(__name__)


@for_staff(suspects, "/clinic/quarantine")
def show_quarantine(asking: SignedIn) -> Response:
    from chalicelib.use_cases import review

    services, asked = current(), query(_request())
    page = review.newest_suspects(leads=services.leads, suspects=services.store, page=asked.get("page", ""))
    # The index may be a moment behind the table.
    shown = [one for one in page.suspected if _is_there(one)] if "done" in asked else page.suspected
    values = {"groups": review.grouped(shown), "done": asked.get("done", ""), "next_page": page.next}
    return show(_request(), asking, "quarantine", 200, **values)


@for_staff(suspects, "/clinic/quarantine", ["POST"])
def judge_suspects(asking: SignedIn) -> Response:
    done, chosen = judge(field_lists(_request()) or {}, asking.staff.name)
    if not done:
        return error(_request(), 400)
    logger.info("suspects were judged, %d: %s", len(chosen), done, extra={"staff": asking.staff_id})
    return go_to(_request(), "/clinic/quarantine", done=done)


def _is_there(one: "Suspected") -> bool:
    lead = current().leads.store.load(one.lead_id)
    return lead is not None and any(suspect.enquiry.id == one.suspect.enquiry.id for suspect in lead.quarantine)


def _request() -> Request:
    request: Request = suspects.current_request
    return request
