"""What the browser may load for a page: nothing but what stands in it."""

import base64
import hashlib
from collections.abc import Sequence
from pathlib import Path

STYLE = "pages/style.css"
GUIDE_STYLE = "pages/guide.css"
SCRIPT = "pages/form.js"
"""What stands in the pages, by its place in `templates/`: the style sheet of every page, and what the guide and the
pages with a form have beside it."""


def policy_of(templates: Path) -> str:
    """The policy of every page of the site whose templates are in that folder."""
    style, guide_style, script = (
        (templates / name).read_text(encoding="utf-8") for name in (STYLE, GUIDE_STYLE, SCRIPT)
    )
    return content_security_policy([style.strip(), guide_style.strip()], script.strip())


def content_security_policy(styles: Sequence[str], script: str) -> str:
    """Nothing may be loaded or framed; the style sheets and the script are known by their hashes (CSP level 3).

    Connections to the site itself are allowed, because Chromium asks the page's policy when Lighthouse, on behalf of a
    page, reads its robots.txt.
    """
    return (
        f"default-src 'none'; style-src {' '.join(map(_source_hash, styles))}; script-src {_source_hash(script)}; "
        "img-src data:; connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
    )


def _source_hash(source: str) -> str:
    digest = base64.b64encode(hashlib.sha256(source.encode()).digest()).decode()
    return f"'sha256-{digest}'"
