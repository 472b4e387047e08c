"""The site that visitors see: pages, the form, the guide, unsubscribing. GET and HEAD change nothing."""

import logging
from typing import Any

from chalice.app import Blueprint, Request, Response

from chalicelib import wiring
from chalicelib.answers import TOKEN_HEADERS, base_path, body, error, html, see_other
from chalicelib.attribution import landing_of
from chalicelib.enquiry import MAX_BODY_BYTES, Form, MalformedForm, Page, check, make_enquiry, read_form
from chalicelib.lead import Purpose
from chalicelib.links import Action, BadLink

logger = logging.getLogger(__name__)

web = Blueprint(__name__)

READ = ["GET", "HEAD"]
FORM = "application/x-www-form-urlencoded"


@web.route("/", methods=READ)
def landing() -> Response:
    return _empty_form(Page.LANDING)


@web.route("/contact", methods=READ)
def contact() -> Response:
    return _empty_form(Page.CONTACT)


@web.route("/leads", methods=["POST"], content_types=["*/*"])
def leads() -> Response:
    request = _request()
    if request.headers.get("content-type", "").partition(";")[0].strip().lower() != FORM:
        return error(request, 415)
    if len(body(request)) > MAX_BODY_BYTES:
        return error(request, 413)
    try:
        form = read_form(body(request))
    except MalformedForm:
        return error(request, 400)
    return _take(form, request)


def _take(form: Form, request: Request) -> Response:
    from chalicelib.ports import Unavailable
    from chalicelib.service import capture

    pages, base = wiring.pages(), base_path(request)
    who, faults = check(form, wiring.clinic().country)
    if who is None:
        return html(pages.render_form(base, form, faults), 422)
    wordings = {purpose: pages.consents[purpose] for purpose in Purpose}
    enquiry = make_enquiry(form, who, language=wiring.LANGUAGE, wordings=wordings, at=wiring.now())
    lead_id = wiring.lead_id_of(who.email)
    try:
        capture(lead_id, enquiry, desk=wiring.desk(), wakeups=wiring.wakeups())
    except Unavailable as unavailable:
        logger.error("an enquiry could not be stored: %s", unavailable)
        return html(pages.render_form(base, form, {}, notice="unavailable"), 503)
    return see_other(f"{base}/thank-you")


@web.route("/thank-you", methods=READ)
def thank_you() -> Response:
    return _page("thank-you")


@web.route("/privacy", methods=READ)
def privacy() -> Response:
    return _page("privacy")


@web.route("/guide/{token}", methods=READ)
def guide(token: str) -> Response:
    from chalicelib.prose import to_html

    request = _request()
    try:
        wiring.links().lead_id(Action.GUIDE, token)
    except BadLink:
        return error(request, 404)
    prose = wiring.guide()
    text = to_html(prose.fill({"clinic": wiring.clinic()}))
    page = wiring.pages().render("guide", base_path(request), guide=prose.matter, body=text)
    return html(page, headers=TOKEN_HEADERS)


@web.route("/unsubscribe/{token}", methods=READ)
def show_unsubscribe(token: str) -> Response:
    return _unsubscribe_page(token, done=False)


@web.route("/unsubscribe/{token}", methods=["POST"], content_types=["*/*"])
def unsubscribe(token: str) -> Response:
    """The button of the page, and the one-click request of a mail client (RFC 8058): whatever its body is, the token
    says all, and the answer is never a redirect."""
    from chalicelib.service import stop_follow_ups

    page = _unsubscribe_page(token, done=True)
    if page.status_code == 200:
        stop_follow_ups(wiring.links().lead_id(Action.UNSUBSCRIBE, token), desk=wiring.desk())
    return page


def _unsubscribe_page(token: str, *, done: bool) -> Response:
    request = _request()
    try:
        wiring.links().lead_id(Action.UNSUBSCRIBE, token)
    except BadLink:
        return error(request, 404)
    page = wiring.pages().render("unsubscribe", base_path(request), done=done)
    return html(page, headers=TOKEN_HEADERS)


def _empty_form(page: Page) -> Response:
    """The form, which carries where its visitor came from in hidden fields: no script and no cookie is needed."""
    request = _request()
    address = request.path + _query_string(request)
    referrer = request.headers.get("referer", "")
    landed_on, came_from = landing_of(address, referrer, wiring.settings().site_host)
    form = Form(page=page, submission=wiring.new_id(), landing=landed_on, referrer=came_from)
    return html(wiring.pages().render_form(base_path(request), form, {}))


def _query_string(request: Request) -> str:
    from urllib.parse import urlencode

    values: dict[str, Any] = request.to_original_event().get("multiValueQueryStringParameters") or {}
    return "?" + urlencode(values, doseq=True) if values else ""


def _page(name: str) -> Response:
    return html(wiring.pages().render(name, base_path(_request())))


def _request() -> Request:
    request: Request = web.current_request
    return request
