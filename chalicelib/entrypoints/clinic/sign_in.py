"""Signing in to the console, and out again."""

import re

from chalice.app import Blueprint, Request, Response

from chalicelib.content.links import Action, BadLink
from chalicelib.entrypoints.clinic.sessions import (
    PLAIN_QUERY,
    SignedIn,
    cookie_with,
    door,
    for_staff,
    is_own,
    sign_in_page,
)
from chalicelib.entrypoints.requests import (
    READ,
    URL_ENCODED,
    base_path,
    clinic_visit,
    console_fields,
    fields,
    sender_of,
)
from chalicelib.entrypoints.responses import console_page, error, see_other
from chalicelib.services import current

sign_in = Blueprint(__name__)

LONGEST_ADDRESS = 254
"""RFC 5321, section 4.5.3.1.3."""


@sign_in.route("/clinic/sign-in", methods=READ)
def show_sign_in() -> Response:
    return sign_in_page(_request())


@sign_in.route("/clinic/sign-in", methods=["POST"], content_types=URL_ENCODED)
def ask() -> Response:
    """The same answer for every address: whose it is, only its owner learns."""
    from chalicelib.use_cases import access
    from chalicelib.use_cases.rate_limits import sign_ins_of

    posted, services = fields(_request()), current()
    if posted is None or not is_own(_request()):
        return error(_request(), 413 if posted is None else 403)
    typed = "".join(posted.get("email", "").split())[:LONGEST_ADDRESS]
    limits = sign_ins_of(sender_of(_request()), typed, services.clock(), services.settings.lead_id_key)
    page = _page_of_console(posted.get("page", ""))
    access.ask_for_link(typed, page, limits, door=door(), budgets=services.store, wakeups=services.wakeups)
    return sign_in_page(_request(), state="asked")


@sign_in.route("/clinic/sign-in/{token}", methods=READ)
def show_link(token: str) -> Response:
    """A button: mail scanners open links, and none of them signs anybody in."""
    from chalicelib.use_cases import access

    staff = access.look_at_link(_asked(token), door=door())
    if staff is None:
        return sign_in_page(_request(), 404, "over")
    visit = clinic_visit(_request())
    return console_page(current().pages.render_console("sign-in-link", visit, name=staff.name))


@sign_in.route("/clinic/sign-in/{token}", methods=["POST"], content_types=["*/*"])
def use_link(token: str) -> Response:
    from chalicelib.use_cases import access

    if not is_own(_request()):
        return error(_request(), 403)
    session_id = current().new_id()
    used = access.use_link(_asked(token), session_id, door=door())
    if used is None:
        return sign_in_page(_request(), 404, "over")
    cookie = cookie_with(current().links.token(Action.SESSION, f"{used.staff_id}.{session_id}"))
    return see_other(base_path(_request()) + used.page, cookie)


@for_staff(sign_in, "/clinic/sign-out", ["POST"])
def sign_out(asking: SignedIn) -> Response:
    from chalicelib.use_cases import access

    if console_fields(_request()).get("everywhere"):
        access.sign_out_everywhere(asking.staff_id, door=door())
    else:
        access.sign_out(asking.staff_id, asking.session_id, door=door())
    return see_other(f"{base_path(_request())}/clinic/sign-in", cookie_with(""))


def _asked(token: str) -> str:
    """The id of the link at that address. What is not ours is the id of none."""
    try:
        return current().links.name(Action.SIGN_IN, token)
    except BadLink:
        return "none"


def _page_of_console(path: str) -> str:
    """Where to go once signed in: no other place than a page of the console."""
    return path if re.fullmatch(rf"/clinic(/[A-Za-z0-9_-]+)*(\?{PLAIN_QUERY})?", path) else "/clinic"


def _request() -> Request:
    request: Request = sign_in.current_request
    return request
