"""The form: the pages it stands on, and what is sent with it."""

import logging
from dataclasses import replace
from datetime import datetime
from typing import TYPE_CHECKING

from chalice.app import Blueprint, Request, Response

from chalicelib.content.links import Action, BadLink
from chalicelib.entrypoints.requests import (
    READ,
    arrival_of,
    base_path,
    posted,
    query,
    reader_visit,
    sender_of,
    visit_of,
)
from chalicelib.entrypoints.responses import SHARED, error, html
from chalicelib.leads.variant import version_of
from chalicelib.services import current

if TYPE_CHECKING:
    from chalicelib.leads.forms.judgement import Accepted, Context, SentBack

logger = logging.getLogger(__name__)

form = Blueprint(__name__)

REFUSALS = {"wrong type": 415, "too large": 413, "malformed": 400}


@form.route("/", methods=READ)
@form.route("/{page}", methods=READ)
@form.route("/{page}/{language}", methods=READ)
def landing(page: str = "", language: str = "") -> Response:
    """Says the same to every visitor, with any query and any Referer, so that a shared cache can hold it: where a
    visitor came from is read from the form's own Referer, or filled in by the page's script."""
    services = current()
    path = "/".join(filter(None, (page, language)))
    token = services.links.stamp(Action.FORM, services.clock())
    rendered = services.landings.at(path, services.settings.site_url, base_path(_request()), version_of(token))
    if rendered is None:
        return error(_request(), 404)
    before, after = rendered
    return html(before + token + after, headers=SHARED)


@form.route("/leads", methods=READ)
def form_again() -> Response:
    """Who reloads the address that a form was sent to, or goes back to it, finds the form of that campaign and
    language."""
    visit = reader_visit(_request(), query(_request()).get("language", ""))
    page, _, language = current().templates.addresses.landing(visit.campaign, visit.language).partition("/")
    shown: Response = landing(page, language)
    return shown


@form.route("/contact", methods=READ)
@form.route("/contact/{language}", methods=READ)
def contact(language: str = "") -> Response:
    """The form, which carries where its visitor came from in hidden fields: no script and no cookie is needed."""
    from chalicelib.leads.forms.form import Form, Page
    from chalicelib.leads.forms.judgement import SentBack

    services, arrival = current(), arrival_of(_request())
    visit = visit_of(_request(), language)
    if visit is None:
        return error(_request(), 404)
    token = services.links.stamp(Action.FORM, services.clock())
    blank = Form(page=Page.CONTACT, token=token, landing=arrival.landing, referrer=arrival.referrer)
    return html(services.pages.render_form(visit, SentBack(blank)))


@form.route("/leads", methods=["POST"], content_types=["*/*"])
def leads() -> Response:
    from chalicelib.leads.forms.judgement import Refused, SentBack, judge

    match judge(posted(_request()), context_of(_request())):
        case Refused(reason):
            return error(_request(), REFUSALS[reason])
        case SentBack() as back:
            return _again(back, 422)
        case accepted:
            return _store(accepted)


def context_of(request: Request) -> "Context":
    """What a form is judged by that came with that request."""
    from chalicelib.leads.canary import is_proved
    from chalicelib.leads.forms.judgement import Context
    from chalicelib.use_cases.rate_limits import network_of

    services = current()
    now = services.clock()
    return Context(
        now=now,
        network=network_of(sender_of(request)),
        country=services.templates.clinic.country,
        site_host=services.settings.site_host,
        rendered_at=_rendered_at,
        form_page=services.templates.form_page,
        is_proved=lambda address: is_proved(address, now, services.settings.lead_id_key),
    )


def _store(accepted: "Accepted") -> Response:
    """Thanks, once the enquiry is stored; its status is never a 2xx or 3xx if it is not."""
    from chalicelib.leads.canary import is_canary
    from chalicelib.leads.forms.judgement import SentBack, Trouble
    from chalicelib.use_cases.capture import capture
    from chalicelib.use_cases.failures import Exhausted, Unavailable
    from chalicelib.use_cases.metric import Metric
    from chalicelib.use_cases.rate_limits import limits_of

    services, enquiry, is_suspect = current(), accepted.enquiry, accepted.suspicion is not None
    is_person = not is_canary(enquiry.contact.email)
    key, caps = services.settings.lead_id_key, services.templates.clinic.caps
    try:
        is_new = capture(
            services.lead_id_of(enquiry.contact.email),
            enquiry,
            accepted.suspicion,
            limits_of(sender_of(_request()), enquiry.at, key, caps, is_suspect=is_suspect),
            leads=services.leads,
            wakeups=services.wakeups,
        )
    except Exhausted:
        return _again(SentBack(accepted.form, trouble=Trouble.NOT_STORED), 429)
    except Unavailable as unavailable:
        logger.error("an enquiry could not be stored: %s", unavailable)
        if is_person:
            services.leads.measure(Metric.NOT_STORED, 1)
        return _again(SentBack(accepted.form, trouble=Trouble.NOT_STORED), 503)
    if is_person and is_new:
        services.leads.measure(Metric.STORED, 1)
    return _thanks(accepted)


def _thanks(accepted: "Accepted") -> Response:
    """The same for everybody who typed the same: it says what they told us, and nothing of what we know."""
    from chalicelib.content.second import Part, version_met
    from chalicelib.site.pages import Visit

    services, enquiry = current(), accepted.enquiry
    visit = Visit(base_path(_request()), enquiry.campaign, enquiry.language, enquiry.touch, "thank-you")
    second = services.templates.seconds.get((enquiry.campaign, enquiry.language))
    version = version_met(Part.GUIDE, second, [enquiry])
    guide_url = services.guide_url(enquiry.campaign, enquiry.language, version)
    return html(services.pages.render_thanks(visit, guide_url, accepted.form))


def _rendered_at(token: str) -> datetime | None:
    """When the page with the form was rendered, None if its token is not ours."""
    try:
        return current().links.stamped_at(Action.FORM, token)
    except BadLink:
        return None


def _again(back: "SentBack", status: int) -> Response:
    """The form with everything that was typed."""
    from chalicelib.leads.attribution import read_touch
    from chalicelib.leads.forms.form import Page
    from chalicelib.leads.forms.judgement import FASTEST, is_stale
    from chalicelib.site.pages import Visit

    services, typed = current(), back.form
    if is_stale(_rendered_at(typed.token), services.clock()):
        # It is filled in already, and may be sent at once.
        fresh = services.links.stamp(Action.FORM, services.clock() - FASTEST)
        back = replace(back, form=replace(typed, token=fresh))
    page, touch = "contact" if typed.page == Page.CONTACT else "", read_touch(typed.landing, "")
    visit = Visit(base_path(_request()), typed.campaign, typed.language, touch, page)
    return html(services.pages.render_form(visit, back), status)


def _request() -> Request:
    request: Request = form.current_request
    return request
