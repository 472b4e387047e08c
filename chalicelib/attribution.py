"""Which ad brought a visitor: read from the address of the page they landed on.

The address is the only carrier. It needs no script and no cookie, and it survives a form sent back for a correction.
"""

from dataclasses import dataclass, fields
from urllib.parse import parse_qs, urlsplit

from chalicelib.text import is_printable

MAX_VALUE_LENGTH = 512
"""Longest value kept, in characters. A longer one is dropped whole: half a click id matches nothing."""

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
    def is_from_campaign(self) -> bool:
        return any(getattr(self, name) for name in CAMPAIGN_PARAMETERS)

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


CAMPAIGN_PARAMETERS = tuple(field.name for field in fields(Touch) if field.name not in ("landing_path", "referrer"))


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
    campaign = {name: _kept(parameters[name][0]) for name in CAMPAIGN_PARAMETERS if name in parameters}
    return Touch(landing_path=_kept(path), referrer=_kept(referrer), **campaign)


def landing_of(page: str, referrer: str, site_host: str) -> tuple[str, str]:
    """The (landing, referrer) to remember for a visitor now at `page` who came from `referrer`.

    Someone who walked from the landing page to another page of the site still arrived at the landing page.
    """
    came_from_this_site = _hostname(referrer) == site_host
    if came_from_this_site:
        return (referrer, "") if not read_touch(page, "").is_from_campaign else (page, "")
    return page, referrer


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
    return value if len(value) <= MAX_VALUE_LENGTH and is_printable(value) else ""
