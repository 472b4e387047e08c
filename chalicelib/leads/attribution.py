"""Which ad brought a visitor: read from the address of the page they landed on.

The address is the only carrier. It needs no script and no cookie, and it survives a form sent back for a correction.
"""

from collections.abc import Mapping
from dataclasses import dataclass, fields
from urllib.parse import urlsplit

from chalicelib.leads.query import named
from chalicelib.leads.text import is_printable

MAX_VALUE_BYTES = 512
"""Longest value kept, in UTF-8. A longer one is dropped whole: half a click id matches nothing."""

MAX_URL_LENGTH = 4096
"""Longest address read, in characters: browsers cut a Referer beyond this one to its origin."""


@dataclass(frozen=True, slots=True)
class Touch:
    """One arrival at the site. Values keep their case (that of click ids counts) and are untrusted; absent is ""."""

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
    def ad_parameters(self) -> dict[str, str]:
        """What the ad put into the address: links within the site pass it on, so that it outlives a walk there."""
        return {name: getattr(self, name) for name in AD_PARAMETERS if getattr(self, name)}

    @property
    def is_from_ad(self) -> bool:
        return bool(self.ad_parameters)

    def source(self, words: Mapping[str, str]) -> str:
        """Where the visitor came from, for the front desk: as the ad names it, or in `words`, which has some for a
        "google_ad", a "meta_ad", a "microsoft_ad" and a "direct_visit"."""
        if self.utm_source:
            return self.utm_source
        if self.gclid or self.gbraid or self.wbraid:
            return words["google_ad"]
        if self.fbclid:
            return words["meta_ad"]
        if self.msclkid:
            return words["microsoft_ad"]
        return hostname_of(self.referrer) or self.referrer or words["direct_visit"]

    def ad(self, words: Mapping[str, str]) -> str:
        """What the ad calls its campaign, or the source where it does not say."""
        return self.utm_campaign or self.source(words)


AD_PARAMETERS = tuple(field.name for field in fields(Touch) if field.name not in ("landing_path", "referrer"))


def read_touch(landing: str, referrer: str) -> Touch:
    """The touch told by a landing address (absolute, or path and query) and the address that linked to it.

    Anything malformed, overlong or unprintable is left out; nothing here can make an enquiry fail.
    """
    address = _split(landing)
    if address is None:
        return Touch(referrer=_kept(referrer))
    path, query = address
    of_ad: dict[str, str] = {}
    for name, value in named(AD_PARAMETERS, query):
        of_ad.setdefault(name, _kept(value))
    return Touch(landing_path=_kept(path), referrer=_kept(referrer), **of_ad)


@dataclass(frozen=True, slots=True)
class Arrival:
    """Where a visitor came to the site, and from where: what the form carries."""

    landing: str
    referrer: str


def read_arrival(address: str, referrer: str, site_host: str) -> Arrival:
    """The arrival of a person who opens `address`, sent there by `referrer`.

    A person who comes from a page of the site itself arrived earlier: at that page, if it knows of an ad.
    Addresses too long to be kept are as good as none.
    """
    landing = address if len(address) <= MAX_URL_LENGTH else urlsplit(address).path
    if hostname_of(referrer) != site_host:
        return Arrival(landing, referrer if len(referrer) <= MAX_URL_LENGTH else "")
    if read_touch(landing, "").is_from_ad or not read_touch(referrer, "").is_from_ad:
        return Arrival(landing, "")
    return Arrival(referrer, "")


def arrival_of_form(page: str, site_host: str) -> Arrival:
    """The arrival of a person whose form does not say where; `page` is the page it stands on, by its Referer."""
    return Arrival(page if hostname_of(page) == site_host and len(page) <= MAX_URL_LENGTH else "", "")


def _split(address: str) -> tuple[str, str] | None:
    if len(address) > MAX_URL_LENGTH:
        return None
    try:
        parts = urlsplit(address)
    except ValueError:
        return None
    # An ad whose address has its anchor before its query: only the page's script tells us.
    return parts.path, "&".join(filter(None, (parts.query, parts.fragment)))


def hostname_of(address: str) -> str:
    """The host of an address in small letters, "" if there is none in it."""
    try:
        return urlsplit(address).hostname or ""
    except ValueError:
        return ""


def _kept(value: str) -> str:
    return value if len(value.encode()) <= MAX_VALUE_BYTES and is_printable(value) else ""
