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

from chalicelib.content.directions import set_apart
from chalicelib.content.guide import Guide
from chalicelib.content.language import Language
from chalicelib.content.second import Part
from chalicelib.content.templates import Templates
from chalicelib.leads.variant import Version
from chalicelib.services import TEMPLATES
from tools.guide.faces import faces
from tools.guide.labels import laid_on
from tools.operate.ending import ending

HERE = Path(__file__).resolve().parent
OURS = Templates(TEMPLATES)

FEW = 6
"""A guide of so many chapters is brief: it has no page of contents, and is set closer."""

Code = Callable[[str, str], str]
"""Draws an address as a QR code with a title, as SVG."""


def digest(templates: Templates, campaign: str, language: str, version: Version = Version.A) -> str:
    """SHA-256 over the document that is typeset: its text, its drawings, its design and the clinic's facts."""

    def address(url: str, title: str) -> str:
        return f"{title}: {url}"

    addresses = typeset_html(templates, campaign, language, version, digest="", code=address)
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


def versions_of(templates: Templates, campaign: str, language: str) -> list[Version]:
    """Those of the first page of a guide: more than one where a second is tried."""
    return list(Version) if templates.second(campaign, language, Part.GUIDE) else [Version.A]


def typeset_html(
    templates: Templates, campaign: str, language: str, version: Version = Version.A, *, digest: str, code: Code
) -> str:
    """The guide as one HTML document for print."""
    spoken = templates.languages[language]
    environment = Environment(loader=FileSystemLoader(HERE), autoescape=True, undefined=StrictUndefined)
    html = environment.get_template("guide.html").render(
        guide=templates.guide(campaign, language, version),
        clinic=templates.clinic,
        language=spoken,
        words=spoken.words["print"],
        few=FEW,
        code=code,
        digest=digest,
        style="\n".join(path.read_text(encoding="utf-8") for path in _styles(language)),
        cover=b64encode(_cover(spoken).encode()).decode(),
    )
    return set_apart(laid_on(html) if spoken.direction == "rtl" else html, spoken, templates.clinic.language)


def _cover(language: Language) -> str:
    """The drawing of the cover, whose needle stands where no line begins."""
    drawing = (HERE / "cover.svg").read_text(encoding="utf-8")
    if language.direction == "ltr":
        return drawing
    return drawing.replace(">", '><g transform="matrix(-1 0 0 1 148 0)">', 1).replace("</svg>", "</g></svg>")


def _styles(language: str) -> list[Path]:
    """The style sheet of all guides, and that of a language which is set otherwise."""
    return [path for path in (HERE / "guide.css", HERE / f"{language}.css") if path.exists()]


def main() -> None:
    from tools.guide.packed import pack

    with ending("guide"):
        editions = OURS.addresses.editions
    for campaign, language in editions:
        for target in typeset(OURS, campaign, language, pack=pack):
            sys.stdout.write(f"{target.relative_to(TEMPLATES)}: {target.stat().st_size:,} bytes\n")


def typeset(
    templates: Templates, campaign: str, language: str, pack: Callable[[Any], None] | None = None
) -> list[Path]:
    """Write the PDF of a guide beside its text, one for each version of its first page, and return where; a version
    that is tried no longer goes. `pack` makes it smaller, and takes its time."""
    versions = versions_of(templates, campaign, language)
    for version in Version:
        if version not in versions:
            templates.guide_pdf(campaign, language, version).unlink(missing_ok=True)
    return [_typeset(templates, campaign, language, version, pack) for version in versions]


def _typeset(
    templates: Templates, campaign: str, language: str, version: Version, pack: Callable[[Any], None] | None
) -> Path:
    from weasyprint import CSS, HTML
    from weasyprint.text.fonts import FontConfiguration

    from tools.guide.copied import spell

    fonts = FontConfiguration()
    edition, target = (campaign, language, version), templates.guide_pdf(campaign, language, version)
    html = typeset_html(templates, *edition, digest=digest(templates, *edition), code=_qr_code)
    how = {"pdf_variant": "pdf/ua-1", "custom_metadata": True}
    document = HTML(string=html).render(fonts, stylesheets=[CSS(string=faces(), font_config=fonts)], **how)
    is_joined = templates.languages[language].direction == "rtl"
    if is_joined:
        spell(document)
    finish = partial(_finish, templates.guide(*edition), is_joined, pack)
    document.write_pdf(target, finisher=finish, **how)
    return target


def _finish(  # WeasyPrint calls it
    guide: Guide,
    is_joined: bool,  # noqa: FBT001
    pack: Callable[[Any], None] | None,
    _document: object,
    pdf: Any,
) -> None:
    from tools.guide.positions import shorten
    from tools.guide.tags import complete

    if is_joined:
        # Letters that stand apart are moved seldom, and by ways of writing a number that are not worth reading here.
        shorten(pdf)
    complete(pdf, {chapter.id: chapter.title for chapter in guide.chapters})
    if pack:
        pack(pdf)


def _qr_code(url: str, title: str) -> Markup:
    import segno

    # Level M reads with 15% of it dirty, and the margin of four modules is the standard's (ISO/IEC 18004, 6.3.8).
    code = segno.make_qr(url, error="m")
    return Markup(code.svg_inline(border=4, light="#fff", dark="#12352f", title=title, omitsize=True))  # noqa: S704


if __name__ == "__main__":
    main()
