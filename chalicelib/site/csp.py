"""What the browser may load for a page: nothing but what stands in it."""

import base64
import hashlib
from collections.abc import Sequence
from pathlib import Path

STYLE = "pages/style.css"
CONSOLE_STYLE = "pages/console.css"
GUIDE_STYLE = "pages/guide.css"
SCRIPT = "pages/form.js"
THANKS_SCRIPT = "pages/thank-you.js"
"""What stands in the pages, by its place in `templates/`: the style sheet of every page, and what the guide, the
console, the pages with a form and the answer to one have beside it."""


NONE = "'none'"


def policy_of(templates: Path) -> str:
    """The policy of every page of the site whose templates are in that folder."""
    styles, scripts = (
        [(templates / name).read_text(encoding="utf-8").strip() for name in names]
        for names in ((STYLE, GUIDE_STYLE, *looks_in(templates)), (SCRIPT, THANKS_SCRIPT))
    )
    return content_security_policy(styles, scripts)


def console_policy_of(templates: Path) -> str:
    """The policy of every page of the console, which has no script at all."""
    names = (STYLE, CONSOLE_STYLE, *looks_in(templates))
    styles = [(templates / name).read_text(encoding="utf-8").strip() for name in names]
    return content_security_policy(styles, [])


def looks_in(templates: Path) -> list[str]:
    """The style sheets of languages that look otherwise, by their places in that folder."""
    return sorted(path.relative_to(templates).as_posix() for path in templates.glob("pages/*/look.css"))


def content_security_policy(styles: Sequence[str], scripts: Sequence[str]) -> str:
    """Nothing may be loaded or framed; the style sheets and the scripts are known by their hashes (CSP level 3).

    Connections to the site itself are allowed, because Chromium asks the page's policy when Lighthouse, on behalf of a
    page, reads its robots.txt.
    """
    return (
        f"default-src 'none'; style-src {' '.join(map(_source_hash, styles))}; "
        f"script-src {' '.join(map(_source_hash, scripts)) or NONE}; "
        "img-src data:; connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
    )


def _source_hash(source: str) -> str:
    digest = base64.b64encode(hashlib.sha256(source.encode()).digest()).decode()
    return f"'sha256-{digest}'"
