"""Make the picture that WhatsApp and Facebook show beside a link to the site, from the landing page's own drawing."""

import io
import tempfile
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup
from playwright.sync_api import sync_playwright

from chalicelib import services

HERE = Path(__file__).resolve().parent
PICTURE = services.TEMPLATES / "pages" / "preview.png"
SIZE = (1200, 630)
"""Pixels, the size that Open Graph readers show whole."""

COLOURS = 48
"""Enough for a drawing without gradients; each costs bytes on a slow connection."""


def main() -> None:
    import font_source_sans_pro
    import font_source_serif_pro
    from PIL import Image

    environment = Environment(
        loader=FileSystemLoader([HERE, services.TEMPLATES]),
        autoescape=True,
        undefined=StrictUndefined,
    )
    page = environment.get_template("link_picture.html").render(
        clinic=services.clinic(),
        style=Markup((services.TEMPLATES / "pages" / "style.css").read_text(encoding="utf-8")),  # noqa: S704 - it is ours
        serif=_font(font_source_serif_pro.__file__, "SourceSerifPro-Semibold.otf"),
        sans=_font(font_source_sans_pro.__file__, "SourceSansPro-Regular.otf"),
    )
    with tempfile.NamedTemporaryFile("w", suffix=".html") as file, sync_playwright() as playwright:
        file.write(page)
        file.flush()
        browser = playwright.chromium.launch(executable_path="/usr/bin/chromium", args=["--no-sandbox"])
        tab = browser.new_page(viewport={"width": SIZE[0], "height": SIZE[1]}, color_scheme="light")
        tab.goto(Path(file.name).as_uri())
        tab.evaluate("document.fonts.ready")
        shot = Image.open(io.BytesIO(tab.screenshot()))
        browser.close()
    shot.convert("RGB").quantize(COLOURS).save(PICTURE, optimize=True)


def _font(package: str, name: str) -> str:
    return (Path(package).parent / "files" / name).as_uri()


if __name__ == "__main__":
    main()
