"""The console: what the front desk works with all day, on a phone."""

from chalice.app import Blueprint, Request, Response

from chalicelib.entrypoints.requests import clinic_visit
from chalicelib.entrypoints.responses import console_page
from chalicelib.entrypoints.sessions import SignedIn, for_staff
from chalicelib.services import current

console = Blueprint(__name__)


@for_staff(console, "/clinic")
def to_call(asking: SignedIn) -> Response:
    return _page("to-call", asking)


def _page(name: str, asking: SignedIn, **values: object) -> Response:
    visit = clinic_visit(_request())
    return console_page(current().pages.render_console(name, visit, asking=asking, place=name, **values))


def _request() -> Request:
    request: Request = console.current_request
    return request
