"""Markdown as the HTML of an email, with a style on each tag: mail clients drop style sheets."""

import re
from collections.abc import Mapping
from typing import Any

import mistune
from markupsafe import Markup, escape
from mistune.core import BlockState

from chalicelib.content.page_renderer import PageRenderer


class EmailHtml:
    """Markdown as the HTML of an email. `styles` gives the inline style of each tag, and those of a link titled
    "button": see `templates/emails/styles.toml`."""

    def __init__(self, styles: Mapping[str, str]) -> None:
        self.styles = styles
        self._render = mistune.create_markdown(renderer=_EmailRenderer(styles), plugins=["table"])

    def __call__(self, markdown: str) -> Markup:
        return Markup(self._render(markdown))  # noqa: S704 - the renderer escapes every text


class _EmailRenderer(PageRenderer):
    def __init__(self, styles: Mapping[str, str]) -> None:
        super().__init__(escape=True)
        self._styles = styles

    def render_token(self, token: dict[str, Any], state: BlockState) -> str:
        if _is_button(token):
            return self._button(self.render_tokens(token["children"], state))
        html = super().render_token(token, state)
        tag = re.match(r"\s*<(\w+)", html)
        # A tight list's item starts with the tag of its first child, which has its style already.
        if not tag or token["type"] == "block_text":
            return html
        name = "button-link" if token.get("attrs", {}).get("title") == "button" else tag[1]
        style = self._styles.get(name)
        return f'{tag[0]} style="{escape(style)}"{html[tag.end() :]}' if style else html

    def block_quote(self, text: str) -> str:
        """In email the line beside a quote ends where its words do, and each paragraph runs as its language does."""
        paragraph, last = (f' style="{escape(self._styles.get(name, ""))}"' for name in ("p", "last-p"))
        before, found, after = text.rpartition(paragraph)
        if found:
            text = f"{before}{last}{after}".replace("<p ", '<p dir="auto" ')
        return str(super().block_quote(text))

    def _button(self, link: str) -> str:
        """A cell has its colour and its size in every mail client; a link has neither in Outlook on Windows, where a
        table has no margin either, so an empty row keeps the distance."""
        colour, cell, gap = (escape(self._styles[name]) for name in ("button-colour", "button", "button-gap"))
        return (
            f'<table role="presentation" cellpadding="0" cellspacing="0" border="0">'
            f'<tr><td class="button" bgcolor="{colour}" style="background-color:{colour};{cell}">{link}</td></tr>'
            f'<tr><td style="{gap}">&nbsp;</td></tr></table>\n'
        )

    def image(self, text: str, url: str, title: str | None = None) -> str:
        """A bar of two colours, each so many in a hundred wide: "12-30". Mail clients show no SVG and keep pictures of
        others back, but all of them show the colour of a cell."""
        widths = [int(width) for width in url.split("-")] if title == "bar" else []
        if not any(widths):
            return text
        cells = "".join(
            f'<td width="{100 * width // sum(widths)}%" bgcolor="{colour}" '
            f'style="padding:0;background-color:{colour};{escape(self._styles["bar"])}">&nbsp;</td>'
            for width, colour in zip(widths, self._styles["bar-colours"].split(), strict=True)
            if width
        )
        return (
            f'<table role="presentation" width="{sum(widths)}%" cellpadding="0" cellspacing="0" border="0">'
            f"<tr>{cells}</tr></table>"
        )

    def link(self, text: str, url: str, title: str | None = None) -> str:  # noqa: ARG002 - its style says that it is a button
        return f'<a href="{self.safe_url(url)}">{text}</a>'


def _is_button(token: dict[str, Any]) -> bool:
    """Whether it is a paragraph of nothing but a link titled "button"."""
    children = token.get("children", [])
    is_alone = token["type"] == "paragraph" and len(children) == 1
    return is_alone and children[0].get("attrs", {}).get("title") == "button"
