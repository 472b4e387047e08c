"""Who a page is for that explains an error: of what came with the request, nothing has to be as we would send it."""

from collections.abc import Iterator
from typing import TYPE_CHECKING
from urllib.parse import parse_qs, urlsplit

from chalice.app import Request

from chalicelib.entrypoints.requests import arrival_of, base_path, path_of, posted, query
from chalicelib.services import current

if TYPE_CHECKING:
    from chalicelib.site.pages import Visit

FORM_PATH = "/leads"
"""Where the form of people is sent. Those of the front desk name the language of somebody else."""


def visit_astray(request: Request) -> "Visit":
    """In the language that the address names, or else the form that was sent, or else the page of ours that they come
    from; of the campaign that one of them names and that speaks it, and with the ad. Where none does, in the clinic's
    own and of its first."""
    from chalicelib.leads.attribution import read_touch
    from chalicelib.site.pages import Visit

    templates, form = current().templates, _form(request)
    told = [*_told(request, form)]
    campaigns = templates.campaigns.values()
    spoken = {code for campaign in campaigns for code in campaign.languages}
    language = next((word for word in told if word in spoken), templates.clinic.language)
    speaking = [one.id for one in campaigns if language in one.languages] or [templates.clinic.first_campaign]
    campaign = next((word for word in told if word in speaking), speaking[0])
    touch = read_touch(form.get("landing") or arrival_of(request).landing, "")
    return Visit(base_path(request), campaign, language, touch)


def _told(request: Request, form: dict[str, str]) -> Iterator[str]:
    """What may be the name of a language or a campaign, what counts most first."""
    from chalicelib.leads.attribution import hostname_of

    yield from _parts(path_of(request))
    yield query(request).get("campaign", "")
    yield from (form.get(field, "") for field in ("language", "campaign"))
    page = request.headers.get("referer", "")
    if hostname_of(page) == current().settings.site_host:
        address = urlsplit(page)
        yield from _parts(address.path)
        yield from parse_qs(address.query).get("campaign", [])


def _parts(path: str) -> list[str]:
    """Those of a path. A signed one begins with the campaign, if it is of one: "neck-pain.<lead>.<signature>"."""
    return [part.partition(".")[0] for part in path.split("/")]


def _form(request: Request) -> dict[str, str]:
    """The form that was sent, as far as it can be read: its hidden fields stand last."""
    from chalicelib.leads.forms.form import MAX_BODY_BYTES

    if path_of(request) != FORM_PATH:
        return {}
    fields = parse_qs(posted(request).body[-MAX_BODY_BYTES:].decode(errors="replace"))
    return {name: first for name, (first, *_) in fields.items()}
