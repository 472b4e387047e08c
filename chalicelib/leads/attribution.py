"""Which ad brought a visitor: read from the address of the page they landed on.

The address is the only carrier. It needs no script and no cookie, and it survives a form sent back for a correction.
"""

from dataclasses import dataclass, fields
from urllib.parse import parse_qs, urlencode, urlsplit

from chalicelib.leads.text import is_printable

MAX_VALUE_BYTES = 512
"""Longest value kept, in UTF-8. A longer one is dropped whole: half a click id matches nothing."""

MAX_URL_LENGTH = 4096
"""Longest address read, in characters: browsers cut a Referer beyond this one to its origin."""

MAX_PARAMETERS = 100


@dataclass(frozen=True, slots=True)
class Touch:
    """One arrival at the site. Values are verbatim (click ids are case-sensitive) and untrusted; absent is ""."""

    landing_path: str = ""
    referrer: str = ""
    utm_source: str = ""
    utm_medium: str = ""
    utm_campaign: str = ""
    utm_term: str = ""
    utm_content: str = ""
    gclid: str = ""
    gbraid: str = ""
    wbraid: str = ""
    fbclid: str = ""
    msclkid: str = ""

    @property
    def is_from_ad(self) -> bool:
        return any(getattr(self, name) for name in AD_PARAMETERS)

    @property
    def source(self) -> str:
        """Where the visitor came from, in words for the front desk."""
        if self.utm_source:
            return self.utm_source
        if self.gclid or self.gbraid or self.wbraid:
            return "Google ad"
        if self.fbclid:
            return "Meta ad"
        if self.msclkid:
            return "Microsoft ad"
        if self.referrer:
            return _hostname(self.referrer) or self.referrer
        return "direct visit"

    @property
    def campaign(self) -> str:
        """The campaign's name, or the source where the ad gave none."""
        return self.utm_campaign or self.source


AD_PARAMETERS = tuple(field.name for field in fields(Touch) if field.name not in ("landing_path", "referrer"))


def read_touch(landing: str, referrer: str) -> Touch:
    """The touch told by a landing address (absolute, or path and query) and the address that linked to it.

    Anything malformed, overlong or unprintable is left out; nothing here can make an enquiry fail.
    """
    address = _split(landing)
    if address is None:
        return Touch(referrer=_kept(referrer))
    path, query = address
    try:
        parameters = parse_qs(query, max_num_fields=MAX_PARAMETERS)
    except ValueError:
        parameters = {}
    campaign = {name: _kept(parameters[name][0]) for name in AD_PARAMETERS if name in parameters}
    return Touch(landing_path=_kept(path), referrer=_kept(referrer), **campaign)


@dataclass(frozen=True, slots=True)
class Arrival:
    """Where a visitor came to the site, and from where: what the form carries, and what the site's links pass on."""

    landing: str
    referrer: str

    @property
    def trail(self) -> str:
        """The campaign as a query for the site's own links, so that it outlives a walk through the site."""
        touch = read_touch(self.landing, "")
        campaign = {name: getattr(touch, name) for name in AD_PARAMETERS if getattr(touch, name)}
        return f"?{urlencode(campaign)}" if campaign else ""


def read_arrival(address: str, referrer: str, site_host: str) -> Arrival:
    """The arrival of somebody who opens `address`, sent there by `referrer`.

    Somebody who comes from a page of the site itself arrived earlier: at that page, if it knows of a campaign.
    Addresses too long to be kept are as good as none.
    """
    landing = address if len(address) <= MAX_URL_LENGTH else urlsplit(address).path
    if _hostname(referrer) != site_host:
        return Arrival(landing, referrer if len(referrer) <= MAX_URL_LENGTH else "")
    if read_touch(landing, "").is_from_ad or not read_touch(referrer, "").is_from_ad:
        return Arrival(landing, "")
    return Arrival(referrer, "")


def arrival_of_form(page: str, site_host: str) -> Arrival:
    """The arrival of somebody whose form does not say where; `page` is the page it stands on, by its Referer."""
    return Arrival(page if _hostname(page) == site_host and len(page) <= MAX_URL_LENGTH else "", "")


def _split(address: str) -> tuple[str, str] | None:
    if len(address) > MAX_URL_LENGTH:
        return None
    try:
        parts = urlsplit(address)
    except ValueError:
        return None
    return parts.path, parts.query


def _hostname(address: str) -> str:
    try:
        return urlsplit(address).hostname or ""
    except ValueError:
        return ""


def _kept(value: str) -> str:
    return value if len(value.encode()) <= MAX_VALUE_BYTES and is_printable(value) else ""
