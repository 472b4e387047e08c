"""Markdown as the HTML of a page. mistune is loaded when it is needed: the answer to a form has no Markdown."""

from functools import cache
from typing import TYPE_CHECKING

from markupsafe import Markup

if TYPE_CHECKING:
    import mistune


@cache
def _page_renderer() -> "mistune.Markdown":
    import mistune

    from chalicelib.content.page_renderer import PageRenderer

    return mistune.create_markdown(renderer=PageRenderer(escape=True), plugins=["table", "def_list"])


def to_html(markdown: str) -> Markup:
    """Markdown as the HTML of a page."""
    return Markup(_page_renderer()(markdown))  # noqa: S704 - the renderer escapes every text
