"""The other pages that visitors see: thanks, privacy, the guide, unsubscribing. GET and HEAD change nothing."""

from collections.abc import Callable

from chalice.app import Blueprint, Request, Response

from chalicelib import services
from chalicelib.content.links import Action, BadLink
from chalicelib.entrypoints.requests import arrival_of, base_path
from chalicelib.entrypoints.responses import TOKEN_HEADERS, error, html

web = Blueprint(__name__)

READ = ["GET", "HEAD"]


@web.route("/thank-you", methods=READ)
def thank_you() -> Response:
    return _page("thank-you")


@web.route("/privacy", methods=READ)
def privacy() -> Response:
    return _page("privacy")


@web.route("/guide/{token}", methods=READ)
def guide(token: str) -> Response:
    request = _request()
    try:
        services.links().lead_id(Action.GUIDE, token)
    except BadLink:
        return error(request, 404)
    page = services.pages().render("guide", base_path(request), "", guide=services.guide(services.LANGUAGE))
    return html(page, headers=TOKEN_HEADERS)


@web.route("/unsubscribe/{token}", methods=READ)
def show_unsubscribe(token: str) -> Response:
    return _unsubscribe_page(token)


@web.route("/unsubscribe/{token}", methods=["POST"], content_types=["*/*"])
def unsubscribe(token: str) -> Response:
    """The button of the page, and the one-click request of a mail client (RFC 8058): whatever its body is, the token
    says all, and the answer is never a redirect."""
    from chalicelib.use_cases.feedback import stop_follow_ups

    return _unsubscribe_page(token, lambda lead_id: stop_follow_ups(lead_id, leads=services.leads()))


def _unsubscribe_page(token: str, act: Callable[[str], None] | None = None) -> Response:
    request = _request()
    try:
        lead_id = services.links().lead_id(Action.UNSUBSCRIBE, token)
    except BadLink:
        return error(request, 404)
    if act:
        act(lead_id)
    page = services.pages().render("unsubscribe", base_path(request), "", done=act is not None)
    return html(page, headers=TOKEN_HEADERS)


def _page(name: str) -> Response:
    request = _request()
    return html(services.pages().render(name, base_path(request), arrival_of(request).trail))


def _request() -> Request:
    request: Request = web.current_request
    return request
