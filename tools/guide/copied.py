"""What is copied of a guide, searched in it and read out of it is its text, letter by letter.

In Nastaliq one shape stands for many letters, and a dot for its own, so what a PDF tells of its glyphs spells nothing:
each line says in words what it shows (ISO 32000-1, 14.9.4).
"""

from collections.abc import Callable
from functools import partial
from typing import Any

from pydyf import Dictionary, String
from weasyprint import Document
from weasyprint.formatting_structure.boxes import TextBox


def spell(document: Document) -> None:
    """Let each line of a document that is about to be written as a PDF have its text."""
    for page in document.pages:
        page.paint = partial(_paint_and_spell, page.paint)


def _paint_and_spell(paint: Callable[..., None], stream: Any, *how: Any, **named: Any) -> None:
    """WeasyPrint forgets which line is which once it has tagged them, which is after it has painted them."""
    paint(stream, *how, **named)
    texts = {told["mcid"]: box.text for box, told in stream._tags.items() if isinstance(box, TextBox)}  # noqa: SLF001
    for token in stream.stream:
        if isinstance(token, Dictionary) and (text := texts.get(token.get("MCID"))):
            token["ActualText"] = String(text)
