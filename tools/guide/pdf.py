"""Typeset the guides: each `guide.md` of a campaign becomes the PDF beside it, at build time and never in Lambda.

The PDF carries a digest of what it was made from, which tells without typesetting whether it is current.
"""

import hashlib
import sys
from base64 import b64encode
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from chalicelib.content.guide import Guide
from chalicelib.content.templates import Templates
from chalicelib.services import TEMPLATES

HERE = Path(__file__).resolve().parent
OURS = Templates(TEMPLATES)

FEW = 6
"""A guide of so many chapters is brief: it has no page of contents, and is set closer."""

Code = Callable[[str, str], str]
"""Draws an address as a QR code with a title, as SVG."""


def digest(templates: Templates, campaign: str, language: str) -> str:
    """SHA-256 over the document that is typeset: its text, its drawings, its design and the clinic's facts."""
    addresses = typeset_html(templates, campaign, language, digest="", code=lambda url, title: f"{title}: {url}")
    return hashlib.sha256(addresses.encode()).hexdigest()


def digest_in(pdf: Path) -> str:
    """The digest that a PDF carries, "" if it was not typeset here."""
    from pypdf import PdfReader
    from pypdf.errors import PyPdfError

    try:
        with PdfReader(pdf) as reader:
            return str(reader.metadata.get("/sourcedigest", "") if reader.metadata else "")
    except PyPdfError:
        return ""


def typeset_html(templates: Templates, campaign: str, language: str, *, digest: str, code: Code) -> str:
    """The guide as one HTML document for print."""
    environment = Environment(loader=FileSystemLoader(HERE), autoescape=True, undefined=StrictUndefined)
    return environment.get_template("guide.html").render(
        guide=templates.guide(campaign, language),
        clinic=templates.clinic,
        language=templates.languages[language],
        words=templates.languages[language].words["print"],
        few=FEW,
        code=code,
        digest=digest,
        style=(HERE / "guide.css").read_text(encoding="utf-8"),
        cover=b64encode((HERE / "cover.svg").read_bytes()).decode(),
    )


def main() -> None:
    for campaign, language in sorted(set(OURS.addresses.landings.values())):
        typeset(OURS, campaign, language)
        target = OURS.guide_pdf(campaign, language)
        sys.stdout.write(f"{target.relative_to(TEMPLATES)}: {target.stat().st_size:,} bytes\n")


def typeset(templates: Templates, campaign: str, language: str) -> None:
    """Write the PDF of a guide beside its text."""
    from weasyprint import CSS, HTML
    from weasyprint.text.fonts import FontConfiguration

    fonts = FontConfiguration()
    made_of = digest(templates, campaign, language)
    document = HTML(string=typeset_html(templates, campaign, language, digest=made_of, code=_qr_code))
    document.write_pdf(
        templates.guide_pdf(campaign, language),
        finisher=partial(_finish, templates.guide(campaign, language)),
        stylesheets=[CSS(string=_faces(), font_config=fonts)],
        font_config=fonts,
        pdf_variant="pdf/ua-1",
        custom_metadata=True,
    )


def _finish(guide: Guide, _document: object, pdf: Any) -> None:
    from tools.guide.tags import complete

    complete(pdf, {chapter.id: chapter.title for chapter in guide.chapters})


def _qr_code(url: str, title: str) -> Markup:
    import segno

    # Level M reads with 15% of it dirty, and the margin of four modules is the standard's (ISO/IEC 18004, 6.3.8).
    code = segno.make_qr(url, error="m")
    return Markup(code.svg_inline(border=4, light="#fff", dark="#12352f", title=title, omitsize=True))  # noqa: S704


def _faces() -> str:
    """The fonts, each as a rule of CSS."""
    import font_source_sans_pro
    import font_source_serif_pro

    serif = Path(font_source_serif_pro.__file__).parent / "files"
    sans = Path(font_source_sans_pro.__file__).parent / "files"
    return "".join(
        [
            _face("Source Serif Pro", "normal", 400, serif / "SourceSerifPro-Regular.ttf"),
            _face("Source Serif Pro", "normal", 600, serif / "SourceSerifPro-Semibold.ttf"),
            _face("Source Serif Pro", "italic", 400, serif / "SourceSerifPro-It.ttf"),
            _face("Source Sans Pro", "normal", 400, sans / "SourceSansPro-Regular.ttf"),
            _face("Source Sans Pro", "italic", 400, sans / "SourceSansPro-It.ttf"),
            _face("Source Sans Pro", "normal", 600, sans / "SourceSansPro-Semibold.ttf"),
        ]
    )


def _face(family: str, style: str, weight: int, path: Path) -> str:
    return f'@font-face{{font-family:"{family}";font-style:{style};font-weight:{weight};src:url("{path.as_uri()}")}}'


if __name__ == "__main__":
    main()
