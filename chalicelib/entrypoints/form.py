"""The form: the pages it stands on, and what is sent with it."""

import logging
from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from types import MappingProxyType

from chalice.app import Blueprint, Request, Response

from chalicelib import services
from chalicelib.content.links import Action, BadLink
from chalicelib.entrypoints.requests import arrival_of, base_path, body, sender_of
from chalicelib.entrypoints.responses import SHARED, error, html, see_other
from chalicelib.leads.attribution import Arrival, arrival_of_form
from chalicelib.leads.form import (
    FASTEST,
    MAX_BODY_BYTES,
    Fault,
    Form,
    MalformedForm,
    Page,
    Trouble,
    check,
    is_stale,
    make_enquiry,
    read_form,
    suspicion_of,
)

logger = logging.getLogger(__name__)

forms = Blueprint(__name__)

URL_ENCODED = "application/x-www-form-urlencoded"


@forms.route("/", methods=["GET", "HEAD"])
def landing() -> Response:
    """Says the same to everybody, whatever the query and the Referer, so that a shared cache can hold it: where a
    visitor came from is read from the form's own Referer, or filled in by the page's script."""
    before, after = services.landing_page(base_path(_request()))
    return html(before + _token() + after, headers=SHARED)


@forms.route("/contact", methods=["GET", "HEAD"])
def contact() -> Response:
    """The form, which carries where its visitor came from in hidden fields: no script and no cookie is needed."""
    request = _request()
    arrival = arrival_of(request)
    form = Form(page=Page.CONTACT, token=_token(), landing=arrival.landing, referrer=arrival.referrer)
    return html(services.pages().render_form(base_path(request), arrival.trail, form, {}))


def _token() -> str:
    return services.links().stamp(Action.FORM, services.now())


@forms.route("/leads", methods=["POST"], content_types=["*/*"])
def leads() -> Response:
    request = _request()
    if request.headers.get("content-type", "").partition(";")[0].strip().lower() != URL_ENCODED:
        return error(request, 415)
    if len(body(request)) > MAX_BODY_BYTES:
        return error(request, 413)
    try:
        form = read_form(body(request))
    except MalformedForm:
        return error(request, 400)
    return _take(_with_arrival(form, request), request)


def _with_arrival(form: Form, request: Request) -> Form:
    if form.landing:
        return form
    arrival = arrival_of_form(request.headers.get("referer", ""), services.settings().site_host)
    return replace(form, landing=arrival.landing)


def _take(form: Form, request: Request) -> Response:
    from chalicelib.leads.changes import TooManyEnquiries
    from chalicelib.use_cases.capture import capture
    from chalicelib.use_cases.ports import Metric, Unavailable
    from chalicelib.use_cases.rate_limits import limit_of, network_of

    who, faults = check(form, services.clinic().country)
    if who is None:
        return _form_again(form, request, 422, faults)
    now, rendered_at = services.now(), _rendered_at(form)
    if is_stale(rendered_at, now):
        return _form_again(form, request, 422, notice=Trouble.STALE)
    sender = sender_of(request)
    enquiry = make_enquiry(
        form,
        who,
        language=services.LANGUAGE,
        wordings=services.pages().consents,
        network=network_of(sender),
        at=now,
    )
    suspicion = suspicion_of(form, rendered_at, now)
    try:
        capture(
            services.lead_id_of(who.email),
            enquiry,
            suspicion,
            limit_of(sender, now, services.settings().lead_id_key),
            leads=services.leads(),
            wakeups=services.wakeups(),
        )
    except TooManyEnquiries:
        return _form_again(form, request, 429, notice=Trouble.NOT_STORED)
    except Unavailable as unavailable:
        logger.error("an enquiry could not be stored: %s", unavailable)
        services.leads().measure(Metric.NOT_STORED, 1)
        return _form_again(form, request, 503, notice=Trouble.NOT_STORED)
    return see_other(f"{base_path(request)}/thank-you")


def _rendered_at(form: Form) -> datetime | None:
    """When the page with the form was rendered, None if its token is not ours."""
    try:
        return services.links().stamped_at(Action.FORM, form.token)
    except BadLink:
        return None


def _form_again(
    form: Form,
    request: Request,
    status: int,
    faults: Mapping[str, Fault] = MappingProxyType({}),
    notice: Trouble | None = None,
) -> Response:
    """The form with everything that was typed, because a field is at fault, it is stale or it could not be stored.

    Its status is never a 2xx: that would promise that the enquiry is stored.
    """
    if is_stale(_rendered_at(form), services.now()):
        # It is filled in already, and may be sent at once.
        form = replace(form, token=services.links().stamp(Action.FORM, services.now() - FASTEST))
    trail = Arrival(form.landing, form.referrer).trail
    return html(services.pages().render_form(base_path(request), trail, form, faults, notice), status)


def _request() -> Request:
    request: Request = forms.current_request
    return request
