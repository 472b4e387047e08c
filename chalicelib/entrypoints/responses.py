"""What all answers to a browser have in common: strict headers, and errors as pages of the site's own."""

import base64
import json
from collections.abc import Callable, Mapping
from typing import Any

from chalice.app import Request, Response

from chalicelib.entrypoints.astray import visit_astray
from chalicelib.errors import Explained
from chalicelib.services import current

HEADERS = {
    "Content-Type": "text/html; charset=utf-8",
    "Strict-Transport-Security": "max-age=63072000; includeSubDomains",
    "X-Content-Type-Options": "nosniff",
    # Same-origin requests keep the whole address: a form sent from a landing page says which one.
    "Referrer-Policy": "strict-origin-when-cross-origin",
    "Permissions-Policy": "camera=(), display-capture=(), geolocation=(), microphone=(), payment=(), usb=()",
    # Of what is no page. A page has a policy of its own.
    "Content-Security-Policy": "default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Cache-Control": "no-store",
}

SHARED = {"Cache-Control": "public, max-age=0, s-maxage=300, stale-while-revalidate=600", "Vary": "Accept-Encoding"}
"""For what is the same for everybody: a cache in front of the site may hold it. Its use of a stale copy (RFC 5861) is
kept short, because the form on the landing page grows old in it."""

TOKEN_HEADERS = {"Referrer-Policy": "no-referrer", "X-Robots-Tag": "noindex"}
"""For pages whose address is itself a key."""


CONSOLE_HEADERS = {
    # Within the site whole, since a browser that may not say where a form was sent from hides its origin too.
    "Referrer-Policy": "same-origin",
    "X-Robots-Tag": "noindex",
    # Nothing is left for who presses "back" after signing out, not even in the memory of the browser.
    "Cache-Control": "no-store, private",
}


def html(page: str, status: int = 200, headers: dict[str, str] | None = None) -> Response:
    """A page with the headers every page has; `headers` adds to them or overrides them."""
    policy = {"Content-Security-Policy": current().policy}
    return Response(page, {**HEADERS, **policy, **(headers or {})}, status)


def console_page(page: str, status: int = 200, headers: dict[str, str] | None = None) -> Response:
    """A page of the console: nobody else may know of it, nor what it shows."""
    private = {**CONSOLE_HEADERS, "Content-Security-Policy": current().console_policy}
    return Response(page, {**HEADERS, **private, **(headers or {})}, status)


def csv_file(name: str, content: str) -> Response:
    """A file of the console's for a spreadsheet."""
    of_a_file = {
        "Content-Type": "text/csv; charset=utf-8",
        "Content-Disposition": f'attachment; filename="{name}.csv"',
    }
    return Response(content, {**HEADERS, **CONSOLE_HEADERS, **of_a_file})


def see_other(path: str, headers: dict[str, str] | None = None) -> Response:
    """Leads a browser that posted something to the page that shows what came of it."""
    return Response("", {**HEADERS, **CONSOLE_HEADERS, "Location": path, **(headers or {})}, 303)


def json_file(name: str, values: Mapping[str, Any], headers: Mapping[str, str]) -> Response:
    """What is kept of a person, as a file to save."""
    of_a_file: dict[str, str | list[str]] = {
        "Content-Type": "application/json; charset=utf-8",
        "Content-Disposition": f'attachment; filename="{name}.json"',
    }
    return Response(json.dumps(values, ensure_ascii=False, indent=2), {**HEADERS, **headers, **of_a_file})


def plain(text: str, content_type: str) -> Response:
    """A text that is no page, and the same for everybody."""
    return Response(text, {**HEADERS, **SHARED, "Content-Type": content_type})


class Picture(Response):
    """A picture, handed to API Gateway in base64 whether or not the request accepts that.

    Chalice would refuse it to a client that does not name its type, and link previewers name none; so Chalice is told
    of no binary types, and the template tells API Gateway that every type is one.
    """

    def __init__(self, content: bytes, content_type: str) -> None:
        headers: dict[str, str | list[str]] = {
            **HEADERS,
            **SHARED,
            "Content-Type": content_type,
            # Others may show it beside a link to the site: that is what it is for.
            "Cross-Origin-Resource-Policy": "cross-origin",
        }
        super().__init__(base64.b64encode(content).decode(), headers)

    def to_dict(self, binary_types: list[str] | None = None) -> dict[str, Any]:
        return {**super().to_dict(binary_types), "isBase64Encoded": True}


def error(request: Request, status: int) -> Response:
    """The page that explains a status to a person. It may stand at an address that is a key."""
    known = status if status in EXPLAINED else 500 if status >= 500 else 400
    return html(current().pages.render("error", visit_astray(request), status=known), status, TOKEN_HEADERS)


EXPLAINED = frozenset({400, 403, 404, 405, 413, 415, 429, 500, 503})


def pages_for_errors(request: Request, get_response: Callable[[Any], Response]) -> Response:
    """Middleware: where Chalice answers with JSON (405, 415, an exception in a view), answer with a page."""
    response = get_response(request)
    if isinstance(response.body, dict) and "Code" in response.body:
        try:
            page = error(request, response.status_code)
        except Explained:
            # Without its settings the service has no page to show; what is missing is in the log.
            return response
        return Response(page.body, {**response.headers, **page.headers}, response.status_code)
    return response
