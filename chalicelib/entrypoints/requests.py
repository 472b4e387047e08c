"""What a request tells: where the site stands for it, who sent it, what with, where they came from, and in which
language they read."""

import hmac
import re
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qs, quote, urlencode, urlsplit

from chalice.app import Request

from chalicelib.content.links import LEAD_ID, Action, BadLink, as_given
from chalicelib.services import current

if TYPE_CHECKING:
    from chalicelib.leads.attribution import Arrival
    from chalicelib.leads.forms.form import Posted
    from chalicelib.site.pages import Visit

READ = ["GET", "HEAD"]

MOST_OF_A_BUTTON = 8 * 1024
"""In bytes: what a form of ours that has but buttons can send, with a page full of suspects."""

SUSPECT_ID = rf"{LEAD_ID}(\.[A-Za-z0-9_-]+)?"

URL_ENCODED = ["application/x-www-form-urlencoded"]

WITH_A_FILE = ["multipart/form-data"]


def base_path(request: Request) -> str:
    """The path the site lives under: "/prod" on a stage's own address, "" on a domain of its own."""
    if current().settings.origin_key:
        # CloudFront puts the stage before the path of each request; its visitors know of none.
        return urlsplit(current().settings.site_url).path
    full_path: str = request.context.get("path") or request.path
    segments = full_path.rstrip("/").split("/")
    own = request.path.rstrip("/").count("/")
    return "/".join(segments[: len(segments) - own])


def path_of(request: Request) -> str:
    """Where on the site it was sent: Chalice tells the pattern, and what was found in the place of each {name}."""
    values = {name: quote(value, safe="") for name, value in (request.uri_params or {}).items()}
    return str(request.path.format(**values))


def sender_of(request: Request) -> str:
    """The IP address a request came from. What any client can claim, like X-Forwarded-For, counts for nothing. "" for
    who comes to a site behind CloudFront by another way: whatever they say of themselves, they are one crowd."""
    origin_key = current().settings.origin_key
    if not origin_key:
        source: str = request.context.get("identity", {}).get("sourceIp", "")
        return source
    if not hmac.compare_digest(request.headers.get("x-origin-key", "").encode(), origin_key.encode()):
        return ""
    # With the port: "198.51.100.10:46532".
    address: str = request.headers.get("cloudfront-viewer-address", "").rpartition(":")[0]
    return address.strip("[]")


def posted(request: Request) -> "Posted":
    """What was sent, as it came."""
    from chalicelib.leads.forms.form import Posted

    headers = request.headers
    content_type, page, origin = (headers.get(name, "") for name in ("content-type", "referer", "origin"))
    return Posted(content_type, _body(request), page, origin)


def query(request: Request) -> dict[str, str]:
    """The last value of each parameter of the address."""
    return dict(request.query_params or {})


def fields(request: Request, most: int = MOST_OF_A_BUTTON) -> dict[str, str] | None:
    """The first value of each field of a posted form of ours, None if it is larger than that: than one that has but
    buttons, if nothing else is said."""
    lists = field_lists(request, most)
    return None if lists is None else {name: first for name, (first, *_) in lists.items()}


def console_fields(request: Request) -> dict[str, str]:
    """The same of a form of the console, for staff alone: a whole enquiry is typed there, or a file sent along."""
    from chalicelib.leads.forms.form import MAX_BODY_BYTES

    return fields(request, MAX_BODY_BYTES) or fields_beside_a_file(request)


def field_lists(request: Request, most: int = MOST_OF_A_BUTTON) -> dict[str, list[str]] | None:
    """All values of each of its fields. The size comes first: it is anybody's who has an address of ours."""
    body = _body(request)
    if len(body) > most:
        return None
    if request.headers.get("content-type", "").startswith(*WITH_A_FILE):
        return {name: [value] for name, value in fields_beside_a_file(request).items()}
    return parse_qs(body.decode(errors="replace"))


def fields_beside_a_file(request: Request) -> dict[str, str]:
    """Those of a form that has a file in it: for staff alone, since a large one takes seconds to read."""
    return {name: value.decode(errors="replace") for name, value in parts(request).items()}


def parts(request: Request) -> dict[str, bytes]:
    """What stands in each field of a posted form that has a file in it, which Lambda lets be no larger than 4.5 MB."""
    from chalicelib.entrypoints.multipart import parts_of

    return parts_of(request.headers.get("content-type", ""), _body(request))


def suspects_in(lists: Mapping[str, list[str]]) -> list[tuple[str, str]]:
    """The suspects that a posted form names, by where they are kept and by their enquiry. What is the id of nothing in
    quarantine is left out: other things are kept in the same table."""
    named = zip(lists.get("lead", []), lists.get("enquiry", []), strict=False)
    return [(held_id, enquiry_id) for held_id, enquiry_id in named if re.fullmatch(SUSPECT_ID, held_id)]


def named(action: Action, token: str) -> str:
    """The name in a signed address, "" if it is not ours."""
    try:
        return current().links.name(action, token)
    except BadLink:
        return ""


def arrival_of(request: Request) -> "Arrival":
    """Where its visitor came from: what its own address and its Referer say."""
    from chalicelib.leads.attribution import read_arrival

    values: dict[str, Any] = request.to_original_event().get("multiValueQueryStringParameters") or {}
    address = path_of(request) + ("?" + urlencode(values, doseq=True) if values else "")
    return read_arrival(address, request.headers.get("referer", ""), current().settings.site_host)


def visit_of(request: Request, language: str = "", campaign: str = "") -> "Visit | None":
    """Who a page is for, None if the site does not speak that language. The campaign is that of the address,
    where the page is not of one, and the first where the address names none that speaks it."""
    from chalicelib.leads.attribution import read_touch
    from chalicelib.site.pages import Visit

    templates = current().templates
    spoken = language or templates.clinic.language
    named = campaign or query(request).get("campaign", "")
    own = [one.id for one in templates.campaigns.values() if spoken in one.languages]
    if not own or language == templates.clinic.language:
        return None
    touch = read_touch(arrival_of(request).landing, "")
    # Not always the language of the page: who has just chosen another one is answered in that.
    addressed = (request.uri_params or {}).get("language", language)
    page = path_of(request).strip("/").removesuffix(f"/{addressed}")
    return Visit(base_path(request), named if named in own else own[0], spoken, touch, page)


def reader_visit(request: Request, language: str) -> "Visit":
    """Who a page behind a link of ours is for. A language that was damaged on the way is no reason to keep anybody
    from it."""
    return visit_of(request, as_given(language)) or clinic_visit(request)


def clinic_visit(request: Request) -> "Visit":
    """The same for the front desk, which reads the clinic's own, and for pages that have no language of their own."""
    from chalicelib.site.pages import Visit

    clinic = current().templates.clinic
    return Visit(base_path(request), clinic.first_campaign, clinic.language)


def _body(request: Request) -> bytes:
    raw = request.raw_body
    return raw.encode() if isinstance(raw, str) else raw
