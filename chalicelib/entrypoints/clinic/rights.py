"""What a person may ask of the clinic: all that is kept of them, and that it is erased."""

import logging
from typing import TYPE_CHECKING, Any

from chalice.app import Blueprint, Request, Response

from chalicelib.entrypoints.clinic.desk import go_to, lead_at, show
from chalicelib.entrypoints.clinic.sessions import SignedIn, for_staff
from chalicelib.entrypoints.requests import console_fields
from chalicelib.entrypoints.responses import CONSOLE_HEADERS, error, json_file
from chalicelib.services import current

if TYPE_CHECKING:
    from chalicelib.leads.lead import Lead

logger = logging.getLogger(__name__)

rights = Blueprint(__name__)

OF_THE_PERSON = (
    *("id", "enquiries", "first_touch", "consents", "standing", "standing_since"),
    *("attempts", "outcomes", "acts", "quarantine", "opt_outs"),
    *("weekly_since", "language_choice", "own_data_asked_at"),
)
"""What of a lead is about its person, and not about how it is kept."""


@for_staff(rights, "/clinic/leads/{lead_id}/export", ["POST"])
def export(asking: SignedIn, lead_id: str) -> Response:
    """A page to read and to print, or a file for machines. That it was taken is kept, so it takes a button."""
    from chalicelib.leads.staff.timeline import timeline
    from chalicelib.use_cases import desk, review

    services = current()
    lead = desk.export(lead_id, asking.staff.name, leads=services.leads) if lead_at(lead_id) else None
    if lead is None:
        return error(_request(), 404)
    held = list(review.held_of(lead.id, leads=services.leads, suspects=services.store))
    if console_fields(_request()).get("do") == "json":
        return _file(lead, [one.suspect for one in held])
    return show(_request(), asking, "export", 200, lead=lead, events=timeline(lead), held=held)


@for_staff(rights, "/clinic/leads/{lead_id}/erase")
def ask_to_erase(asking: SignedIn, lead_id: str) -> Response:
    lead = lead_at(lead_id)
    return show(_request(), asking, "erase", 200, lead=lead, is_unsure=False) if lead else error(_request(), 404)


@for_staff(rights, "/clinic/leads/{lead_id}/erase", ["POST"])
def erase(asking: SignedIn, lead_id: str) -> Response:
    from chalicelib.use_cases import feedback

    lead = lead_at(lead_id)
    if lead is None:
        return error(_request(), 404)
    if console_fields(_request()).get("sure") != "yes":
        return show(_request(), asking, "erase", 422, lead=lead, is_unsure=True)
    feedback.forget(lead.id, leads=current().leads, suspects=current().store)
    # With the lead its history goes; who had it erased stays to be found.
    logger.info("a person was erased", extra={"staff": asking.staff_id, "lead": lead.id})
    return go_to(_request(), "/clinic/leads", done="erased")


def _file(lead: "Lead", held: list[Any]) -> Response:
    from dataclasses import replace

    from chalicelib.aws.items import to_values

    values = to_values(replace(lead, quarantine=tuple(held)))
    known = {name: values[name] for name in OF_THE_PERSON if name in values}
    return json_file(lead.id, known, CONSOLE_HEADERS)


def _request() -> Request:
    request: Request = rights.current_request
    return request
