"""The other pages that visitors see: thanks, privacy, the guide, unsubscribing. GET and HEAD change nothing."""

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING

from chalice.app import Blueprint, Request, Response

from chalicelib.content.links import Action, as_given
from chalicelib.entrypoints.requests import READ, fields, named, reader_visit, visit_of
from chalicelib.entrypoints.responses import HEADERS, TOKEN_HEADERS, error, html
from chalicelib.entrypoints.yours import other_ways_out, own_address, own_page
from chalicelib.services import current

if TYPE_CHECKING:
    from chalicelib.site.pages import Visit

public = Blueprint(__name__)


@public.route("/thank-you", methods=READ)
@public.route("/thank-you/{language}", methods=READ)
def thank_you(language: str = "") -> Response:
    """What stays true of the thanks when their address is opened: it names no person."""
    services = current()
    return _page(
        language,
        lambda visit: services.pages.render_thanks(visit, services.guide_url(visit.campaign, visit.language)),
    )


@public.route("/language", methods=READ)
@public.route("/language/{language}", methods=READ)
def turn(language: str = "") -> Response:
    """Leads from a landing page to the same one in another language. A landing page is the same for everybody, so a
    link on it cannot name the ad: this address reads it from where the visitor comes from, without a script too."""
    visit = visit_of(_request(), language)
    if visit is None:
        return error(_request(), 404)
    return Response("", {**HEADERS, "Location": current().pages.home(visit)}, 302)


@public.route("/privacy", methods=READ)
@public.route("/privacy/{language}", methods=READ)
def privacy(language: str = "") -> Response:
    return _page(language, lambda visit: current().pages.render_text("privacy", visit))


@public.route("/guide/{token}", methods=READ)
@public.route("/guide/{token}/{language}", methods=READ)
def guide(token: str, language: str = "") -> Response:
    from chalicelib.content.second import named_guide

    campaign, version = named_guide(named(Action.GUIDE, token))
    visit = visit_of(_request(), as_given(language), campaign)
    if not campaign or visit is None or visit.campaign != campaign:
        return error(_request(), 404)
    return html(current().pages.render_guide(visit, version), headers=TOKEN_HEADERS)


@public.route("/unsubscribe/{token}", methods=READ)
@public.route("/unsubscribe/{token}/{language}", methods=READ)
def show_unsubscribe(token: str, language: str = "") -> Response:
    return _unsubscribe_page(token, language)


@public.route("/unsubscribe/{token}", methods=["POST"], content_types=["*/*"])
@public.route("/unsubscribe/{token}/{language}", methods=["POST"], content_types=["*/*"])
def unsubscribe(token: str, language: str = "") -> Response:
    """A button of the page, and the one-click request of a mail client (RFC 8058): its body may be anything, for the
    token says all, and the answer is never a redirect. Only the page's own button for one campaign names it."""
    from chalicelib.use_cases.feedback import stop_campaign, stop_follow_ups

    only = (fields(_request()) or {}).get("only", "")
    if only in current().templates.campaigns:
        act = partial(stop_campaign, campaign=only, leads=current().leads)
    else:
        only, act = "", partial(stop_follow_ups, leads=current().leads)
    return _unsubscribe_page(token, language, act, only)


@public.route("/start/{token}", methods=READ)
@public.route("/start/{token}/{language}", methods=READ)
def show_start(token: str, language: str = "") -> Response:
    return _start_page(token, language)


@public.route("/start/{token}", methods=["POST"], content_types=["*/*"])
@public.route("/start/{token}/{language}", methods=["POST"], content_types=["*/*"])
def start(token: str, language: str = "") -> Response:
    """The button that confirms a consent, or starts the follow-ups again after unsubscribing."""
    from chalicelib.use_cases.feedback import start_follow_ups

    return _start_page(token, language, partial(start_follow_ups, leads=current().leads))


def _start_page(token: str, language: str, act: Callable[[str, str], bool] | None = None) -> Response:
    campaign, _, lead_id = named(Action.START, token).partition(".")
    visit = visit_of(_request(), as_given(language), campaign) or visit_of(_request(), "", campaign)
    if not lead_id or visit is None or visit.campaign != campaign:
        page = current().pages.render("start", reader_visit(_request(), language), state="damaged")
        return html(page, 404, TOKEN_HEADERS)
    state = "asked" if act is None else "started" if act(lead_id, campaign) else "over"
    return html(current().pages.render("start", visit, state=state), headers=TOKEN_HEADERS)


def _unsubscribe_page(token: str, language: str, act: Callable[[str], None] | None = None, only: str = "") -> Response:
    """The page of their own, or what `act` has done: to all follow-ups, or to those of one campaign `only`."""
    lead_id = named(Action.UNSUBSCRIBE, token)
    if not lead_id:
        return other_ways_out(_request(), language)
    if act is None:
        return own_page(_request(), lead_id, language)
    act(lead_id)
    visit = reader_visit(_request(), language)
    title = current().pages.title(only, visit.language) if only else ""
    own = own_address(Action.OWN_PAGE, lead_id, visit)
    return html(current().pages.render("unsubscribe", visit, title=title, own=own), headers=TOKEN_HEADERS)


def _page(language: str, render: Callable[["Visit"], str]) -> Response:
    visit = visit_of(_request(), language)
    return error(_request(), 404) if visit is None else html(render(visit))


def _request() -> Request:
    request: Request = public.current_request
    return request
