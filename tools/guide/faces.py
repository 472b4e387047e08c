"""The fonts of what is drawn at build time. All are under the SIL Open Font License, which lets a PDF hold them."""

import sys
from pathlib import Path

NASTALIQ = Path(sys.prefix) / "nastaliq" / "node_modules" / "@fontsource" / "noto-nastaliq-urdu" / "files"
"""Urdu's comes from npm: no package of Python has it."""


def faces() -> str:
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
            _face("Noto Nastaliq Urdu", "normal", 400, NASTALIQ / "noto-nastaliq-urdu-arabic-400-normal.woff2"),
            _face("Noto Nastaliq Urdu", "normal", 600, NASTALIQ / "noto-nastaliq-urdu-arabic-600-normal.woff2"),
        ]
    )


def _face(family: str, style: str, weight: int, path: Path) -> str:
    return f'@font-face{{font-family:"{family}";font-style:{style};font-weight:{weight};src:url("{path.as_uri()}")}}'
