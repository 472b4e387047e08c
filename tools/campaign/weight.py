"""How much of the bundle an edition takes."""

import zlib
from collections.abc import Iterator

from chalicelib.site.landing import render_landing
from tools.campaign.edition import Edition
from tools.campaign.promises import FILE as PROMISES


def weight(edition: Edition) -> int:
    """In bytes, compressed: its texts, what is made of them, and its page, which is rendered as the bundle is built."""
    return sum(len(zlib.compress(part, 9)) for part in _parts(edition))


def _parts(edition: Edition) -> Iterator[bytes]:
    folder = edition.templates.folder / "campaigns" / str(edition)
    yield from (path.read_bytes() for path in folder.rglob("*.*") if path.is_file() and path.name != PROMISES)
    path = edition.templates.addresses.landing(edition.campaign, edition.language)
    yield render_landing(edition.templates, path).encode()
