"""What is kept of a person, behind a link that was mailed to them within a day: they read it, save it, and have it
erased. GET and HEAD change nothing."""

from collections.abc import Callable
from datetime import UTC, datetime
from functools import partial
from typing import TYPE_CHECKING

from chalice.app import Blueprint, Request, Response

from chalicelib.content.links import Action
from chalicelib.entrypoints.requests import READ, fields, named, reader_visit
from chalicelib.entrypoints.responses import TOKEN_HEADERS, error, html, json_file
from chalicelib.entrypoints.yours import own_address
from chalicelib.services import current

if TYPE_CHECKING:
    from chalicelib.leads.lead import Lead

your_data = Blueprint(__name__)

OF_ITS_PERSON = (
    *("enquiries", "first_touch", "consents", "attempts", "standing", "standing_since"),
    *("opt_outs", "weekly_since", "language_choice", "own_data_asked_at"),
)
"""What of a lead its person gets as a file."""


@your_data.route("/your-data/{token}", methods=READ)
@your_data.route("/your-data/{token}/{language}", methods=READ)
def show(token: str, language: str = "") -> Response:
    return _answer(token, language, {})


@your_data.route("/your-data/{token}", methods=["POST"], content_types=["*/*"])
@your_data.route("/your-data/{token}/{language}", methods=["POST"], content_types=["*/*"])
def press(token: str, language: str = "") -> Response:
    return _answer(token, language, fields(_request()) or {})


def _answer(token: str, language: str, pressed: dict[str, str]) -> Response:
    from chalicelib.leads.own_data import is_over, left_of

    services = current()
    lead_id, _, second = named(Action.OWN_DATA, token).rpartition(".")
    if not lead_id:
        return error(_request(), 404)
    page = partial(_page, lead_id, language)
    if is_over(datetime.fromtimestamp(int(second), UTC), services.clock()):
        return page("over", 410)
    lead = services.store.load(lead_id)
    return _press(lead, pressed, page) if lead and lead.enquiries else page(left_of(lead))


def _press(known: "Lead", pressed: dict[str, str], page: Callable[..., Response]) -> Response:
    """What a button of the page does; without one, the page."""
    from chalicelib.leads.own_data import as_its_person_sees
    from chalicelib.use_cases import feedback

    services, lead = current(), as_its_person_sees(known)
    match pressed:
        case {"do": "save"}:
            return _file(lead)
        case {"do": "erase", "sure": "yes"}:
            feedback.forget(lead.id, leads=services.leads, suspects=services.store)
            return page("erased")
        case {"do": "erase"}:
            return page("unsure", 422, lead)
    return page("asked", 200, lead)


def _page(lead_id: str, language: str, state: str, status: int = 200, lead: "Lead | None" = None) -> Response:
    services = current()
    visit = reader_visit(_request(), language)
    spoken, zone = services.templates.languages[visit.language], services.templates.clinic.zone
    page = services.pages.render(
        "your-data",
        visit,
        state=state,
        lead=lead,
        day=lambda at: spoken.date(at.astimezone(zone).date()),
        titles={one: services.pages.title(one, visit.language) for one in services.templates.campaigns},
        own=own_address(Action.OWN_PAGE, lead_id, visit),
    )
    return html(page, status, TOKEN_HEADERS)


def _file(lead: "Lead") -> Response:
    from chalicelib.aws.items import to_values

    values = to_values(lead)
    return json_file("your-data", {name: values[name] for name in OF_ITS_PERSON if name in values}, TOKEN_HEADERS)


def _request() -> Request:
    request: Request = your_data.current_request
    return request
