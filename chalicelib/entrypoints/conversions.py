"""The files that Google Ads fetches by itself, each of one event, with a user name and a password."""

import base64
import hmac
from binascii import Error
from typing import TYPE_CHECKING

from chalice.app import Blueprint, Response

from chalicelib.entrypoints.requests import READ
from chalicelib.entrypoints.responses import HEADERS, error
from chalicelib.services import current

if TYPE_CHECKING:
    from chalicelib.leads.exports.conversions import Event

conversions = Blueprint(__name__)

USER = "google-ads"
"""Who may fetch them. The password is in a secret of the stack."""


@conversions.route("/conversions/{name}", methods=READ)
def conversions_of_event(name: str) -> Response:
    """Reading changes nothing: what is told has settled, and stays. Where Google is told nothing, there is no page."""
    password, event = current().settings.conversions_password, event_of(name)
    if not password or event is None:
        return error(conversions.current_request, 404)
    if not _is_google(conversions.current_request.headers.get("authorization", ""), password):
        return Response("", {**HEADERS, "WWW-Authenticate": 'Basic realm="conversions", charset="UTF-8"'}, 401)
    of_a_file = {
        "Content-Type": "text/csv; charset=utf-8",
        "Content-Disposition": f'attachment; filename="{name}"',
        "X-Robots-Tag": "noindex",
    }
    return Response(told_of(event), {**HEADERS, **of_a_file})


def event_of(name: str) -> "Event | None":
    """Of which event the file of that name is, None if there is no such file."""
    from chalicelib.leads.exports.conversions import Event

    return next((event for event in Event if name == f"{event}.csv"), None)


def told_of(event: "Event") -> str:
    """What the file of that event says by now."""
    from chalicelib.leads.exports.conversions import conversions_file

    return conversions_file(current().conversions.told(event, current().clock()))


def _is_google(authorization: str, password: str) -> bool:
    """Whether that header (RFC 7617) has its name and password. How long this takes tells nothing of them."""
    scheme, _, credentials = authorization.partition(" ")
    try:
        given = base64.b64decode(credentials.strip(), validate=True)
    except (Error, ValueError):
        return False
    return scheme.lower() == "basic" and hmac.compare_digest(given, f"{USER}:{password}".encode())
