"""The landing page, rendered before anybody asks for it: what only the answer knows is a gap."""

from enum import StrEnum
from urllib.parse import quote


class Gap(StrEnum):
    """What stands in a gap. Nothing else on the page reads so: nobody can own a name that ends so (RFC 2606)."""

    SITE_URL = "https://site-url.invalid"
    BASE = "/base.invalid"
    STAMP = "stamp.invalid"


def fill(page: str, site_url: str, base: str) -> tuple[str, str]:
    """The page before and after the token of its form, which differs from one answer to the next."""
    before, _, after = page.replace(Gap.SITE_URL, site_url).replace(Gap.BASE, quote(base)).partition(Gap.STAMP)
    return before, after
