"""Markdown as plain text."""

import textwrap
from typing import Any

import mistune
from mistune.core import BlockState

PLAIN_WIDTH = 72
"""Columns of a paragraph; lists and quotes are indented by a few more (RFC 3676 recommends 66 to 78)."""


def to_plain(markdown: str) -> str:
    """Markdown as plain text: wrapped paragraphs, each link followed by its address."""
    render = mistune.create_markdown(renderer=_PlainRenderer(), plugins=["table"])
    return str(render(markdown)).strip() + "\n"


class _PlainRenderer(mistune.BaseRenderer):
    """Writes what a person would have typed. Method names are those of mistune's tokens."""

    NAME = "plain"

    def render_token(self, token: dict[str, Any], state: BlockState) -> str:
        text = self.render_tokens(token["children"], state) if "children" in token else token.get("raw", "")
        method = getattr(self, "_" + token["type"], None)
        return method(text, token) if method else text

    def _softbreak(self, _text: str, _token: dict[str, Any]) -> str:
        return " "

    def _linebreak(self, _text: str, _token: dict[str, Any]) -> str:
        return "\n"

    def _link(self, text: str, token: dict[str, Any]) -> str:
        url = token["attrs"]["url"].removeprefix("mailto:")
        # A number to dial stands in the words already; people do not type "tel:".
        if url.startswith("tel:") and any(c.isdigit() for c in text):
            return str(text)
        return text if text.endswith(url) else f"{text}: {url.removeprefix('tel:')}"

    def _paragraph(self, text: str, _token: dict[str, Any]) -> str:
        return _wrap(text) + "\n\n"

    def _block_text(self, text: str, _token: dict[str, Any]) -> str:
        return _wrap(text) + "\n"

    def _heading(self, text: str, _token: dict[str, Any]) -> str:
        return f"{text}\n{'-' * min(len(text), PLAIN_WIDTH)}\n\n"

    def _block_quote(self, text: str, _token: dict[str, Any]) -> str:
        return textwrap.indent(text.strip(), "> ", lambda _line: True) + "\n\n"

    def _list(self, _text: str, token: dict[str, Any]) -> str:
        state = BlockState()
        items = [self.render_tokens(item["children"], state).strip() for item in token["children"]]
        ordered = token["attrs"]["ordered"]
        marked = [f"{number}. {item}" if ordered else f"- {item}" for number, item in enumerate(items, 1)]
        return "\n".join(textwrap.indent(item, "   " if ordered else "  ").lstrip() for item in marked) + "\n\n"

    def _table_head(self, text: str, _token: dict[str, Any]) -> str:
        return text.removesuffix(" | ") + "\n"

    _table_row = _table_head

    def _table_cell(self, text: str, _token: dict[str, Any]) -> str:
        return text + " | "

    def _table(self, text: str, _token: dict[str, Any]) -> str:
        return text + "\n"


def _wrap(text: str) -> str:
    return "\n".join(
        textwrap.fill(line, PLAIN_WIDTH, break_long_words=False, break_on_hyphens=False) for line in text.split("\n")
    )
