"""The files that Google Ads fetches by itself, each of one event, with a user name and a password."""

import base64
import hmac
from binascii import Error

from chalice.app import Blueprint, Response

from chalicelib.entrypoints.requests import READ
from chalicelib.entrypoints.responses import HEADERS, error
from chalicelib.services import current

conversions = Blueprint(__name__)

USER = "google-ads"
"""Who may fetch them. The password is in a secret of the stack."""


@conversions.route("/conversions/{name}", methods=READ)
def conversions_of_event(name: str) -> Response:
    """Reading changes nothing: what is told has settled, and stays. Where Google is told nothing, there is no page."""
    from chalicelib.leads.conversions import Event, conversions_file

    password = current().settings.conversions_password
    if not password or name not in [f"{event}.csv" for event in Event]:
        return error(conversions.current_request, 404)
    if not _is_google(conversions.current_request.headers.get("authorization", ""), password):
        return Response("", {**HEADERS, "WWW-Authenticate": 'Basic realm="conversions", charset="UTF-8"'}, 401)
    rows = current().conversions.told(Event(name.removesuffix(".csv")), current().clock())
    of_a_file = {
        "Content-Type": "text/csv; charset=utf-8",
        "Content-Disposition": f'attachment; filename="{name}"',
        "X-Robots-Tag": "noindex",
    }
    return Response(conversions_file(rows), {**HEADERS, **of_a_file})


def _is_google(authorization: str, password: str) -> bool:
    """Whether that header (RFC 7617) has its name and password. How long this takes tells nothing of them."""
    scheme, _, credentials = authorization.partition(" ")
    try:
        given = base64.b64decode(credentials.strip(), validate=True)
    except (Error, ValueError):
        return False
    return scheme.lower() == "basic" and hmac.compare_digest(given, f"{USER}:{password}".encode())
