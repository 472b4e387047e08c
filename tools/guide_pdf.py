"""Typeset the guide: `templates/guide/<language>.md` becomes the PDF beside it, at build time and never in Lambda.

The PDF carries a digest of what it was made from, so a test can tell whether it is current without typesetting.
"""

import hashlib
import re
import sys
from dataclasses import dataclass
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from chalicelib import wiring
from chalicelib.prose import read_prose, to_html

TOOLS = Path(__file__).resolve().parent
GUIDES = wiring.TEMPLATES / "guide"


@dataclass(frozen=True, slots=True)
class Chapter:
    id: str
    title: str


def digest(language: str) -> str:
    """SHA-256 over the document that is typeset: its text, its design and the clinic's facts."""
    return hashlib.sha256(typeset_html(language, digest="").encode()).hexdigest()


def typeset_html(language: str, digest: str) -> str:
    """The guide as one HTML document for print, its chapters numbered and listed."""
    prose = read_prose((GUIDES / f"{language}.md").read_text(encoding="utf-8"))
    body = str(to_html(prose.fill({"clinic": wiring.clinic()})))
    titles = re.findall(r"<h2>(.*?)</h2>", body)
    chapters = [
        Chapter(f"chapter-{number}", Markup(title))  # noqa: S704 - it is part of our own text
        for number, title in enumerate(titles, 1)
    ]
    for chapter in chapters:
        body = body.replace("<h2>", f'<h2 id="{chapter.id}">', 1)
    environment = Environment(loader=FileSystemLoader(TOOLS), autoescape=True, undefined=StrictUndefined)
    return environment.get_template("guide.html").render(
        guide=prose.matter,
        clinic=wiring.clinic(),
        language=language,
        chapters=chapters,
        body=Markup(body),  # noqa: S704 - it is our own text
        digest=digest,
        style=(TOOLS / "guide.css").read_text(encoding="utf-8"),
    )


def main() -> None:
    import font_source_sans_pro
    import font_source_serif_pro
    from weasyprint import CSS, HTML
    from weasyprint.text.fonts import FontConfiguration

    serif = Path(font_source_serif_pro.__file__).parent / "files"
    sans = Path(font_source_sans_pro.__file__).parent / "files"
    faces = [
        _face("Source Serif Pro", "normal", 400, serif / "SourceSerifPro-Regular.ttf"),
        _face("Source Serif Pro", "normal", 600, serif / "SourceSerifPro-Semibold.ttf"),
        _face("Source Serif Pro", "italic", 400, serif / "SourceSerifPro-It.ttf"),
        _face("Source Sans Pro", "normal", 400, sans / "SourceSansPro-Regular.ttf"),
        _face("Source Sans Pro", "normal", 600, sans / "SourceSansPro-Semibold.ttf"),
    ]
    fonts = FontConfiguration()
    sheet = CSS(string="".join(faces), font_config=fonts)
    for source in GUIDES.glob("*.md"):
        target = source.with_suffix(".pdf")
        document = HTML(string=typeset_html(source.stem, digest(source.stem)))
        document.write_pdf(target, stylesheets=[sheet], font_config=fonts, pdf_variant="pdf/ua-1", custom_metadata=True)
        sys.stdout.write(f"{target.name}: {target.stat().st_size:,} bytes\n")


def _face(family: str, style: str, weight: int, path: Path) -> str:
    return f'@font-face{{font-family:"{family}";font-style:{style};font-weight:{weight};src:url("{path.as_uri()}")}}'


if __name__ == "__main__":
    main()
