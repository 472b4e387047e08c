"""Getting ready for a form while it is being typed.

Otherwise the first form in a container waits for botocore and for the libraries that read addresses and phone numbers,
and in a small clinic nearly every form is a first one."""

from contextlib import suppress
from urllib.parse import urlencode

from chalice.app import Blueprint, Response

from chalicelib.entrypoints.form import context_of
from chalicelib.entrypoints.requests import READ, URL_ENCODED, clinic_visit
from chalicelib.entrypoints.responses import HEADERS
from chalicelib.services import current

readiness = Blueprint(__name__)

REHEARSAL = {"name": "Nobody", "email": "nobody@example.com"}
"""A form that was not sent, but for its phone. The domain takes no mail (RFC 2606): it is the address of no person."""


@readiness.route("/ready", methods=READ)
def get_ready() -> Response:
    """Goes the way of a form as far as nothing is changed. The page's script asks for it, once, when its visitor begins
    to type; it sends nothing, and is told nothing."""
    from chalicelib.leads.forms.form import Posted
    from chalicelib.leads.forms.judgement import judge
    from chalicelib.use_cases import capture  # noqa: F401 - what a form needs next
    from chalicelib.use_cases.failures import Unavailable

    services, request = current(), readiness.current_request
    form = {**REHEARSAL, "phone": services.templates.clinic.example_phone}
    judge(Posted(URL_ENCODED[0], urlencode(form).encode(), ""), context_of(request))
    with suppress(Unavailable):
        # A call less for the form, and the connection is open. Where it fails, the form will say so to a person.
        services.recognize_key()
    services.leads, services.wakeups  # noqa: B018 - made when first asked for
    visit = clinic_visit(request)
    services.pages.render_thanks(visit, services.guide_url(visit.campaign, visit.language))
    return Response("", {**HEADERS}, 204)
