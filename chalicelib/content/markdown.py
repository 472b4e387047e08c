"""One text, many forms: Markdown with a little front matter becomes HTML for pages and emails, and plain text.

Values put into a text are escaped as Markdown, so whatever a stranger typed comes out as the characters typed.
"""

import re
import textwrap
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import mistune
from jinja2 import Environment, StrictUndefined
from markupsafe import Markup, escape
from mistune.core import BlockState

from chalicelib.leads.text import single_line

PLAIN_WIDTH = 72
"""Columns of a paragraph in plain text; lists and quotes are indented by a few more (RFC 3676 recommends 66 to 78)."""

_PUNCTUATION = re.compile(r"([!-/:-@\[-`{-~])")


@dataclass(frozen=True, slots=True)
class Prose:
    """A text as written: its front matter, and Markdown in which Jinja2 expressions stand for values."""

    matter: Mapping[str, str]
    markdown: str

    def fill(self, values: Mapping[str, object]) -> str:
        """Its Markdown with the values put in. jinja2.UndefinedError if it asks for one that is not there."""
        return _MARKDOWN_ENVIRONMENT.from_string(self.markdown).render(values)

    def fill_line(self, name: str, values: Mapping[str, object]) -> str:
        """One line of its front matter with the values put in, in whatever lines they came."""
        return single_line(_LINE_ENVIRONMENT.from_string(self.matter[name]).render(values))


def read_prose(source: str) -> Prose:
    """The text in a file: TOML between two lines of `+++`, then Markdown. ValueError if it is not written so."""
    opening, matter, markdown = source.split("+++\n", 2)
    if opening:
        raise ValueError("a text starts with a line of +++")
    return Prose(tomllib.loads(matter), markdown)


def quote(text: str) -> Markup:
    """What somebody wrote, as a block quote in Markdown that keeps their lines."""
    hard_break = "  "
    lines = [f"> {escape_markdown(line)}{hard_break}" for line in text.splitlines()]
    return Markup("\n".join(lines))  # noqa: S704 - each line is escaped


def escape_markdown(value: object) -> str:
    """`value` as one line of Markdown that reads as exactly its characters (CommonMark 0.31, section 2.4)."""
    if isinstance(value, Markup):
        return value
    return _PUNCTUATION.sub(r"\\\1", single_line(str(value)))


_MARKDOWN_ENVIRONMENT = Environment(undefined=StrictUndefined, finalize=escape_markdown, trim_blocks=True)  # noqa: S701 - not HTML
_MARKDOWN_ENVIRONMENT.filters["quote"] = quote
_LINE_ENVIRONMENT = Environment(undefined=StrictUndefined)  # noqa: S701 - not HTML


def to_html(markdown: str, styles: Mapping[str, str] | None = None) -> Markup:
    """Markdown as HTML. `styles`, for email, gives the inline style of each tag, and those of a link titled "button":
    see `templates/emails/styles.toml`."""
    render = mistune.create_markdown(renderer=_HtmlRenderer(styles or {}), plugins=["table"])
    return Markup(render(markdown))  # noqa: S704 - the renderer escapes every text


def to_plain(markdown: str) -> str:
    """Markdown as plain text: wrapped paragraphs, each link followed by its address."""
    render = mistune.create_markdown(renderer=_PlainRenderer(), plugins=["table"])
    return str(render(markdown)).strip() + "\n"


class _HtmlRenderer(mistune.HTMLRenderer):
    def __init__(self, styles: Mapping[str, str]) -> None:
        super().__init__(escape=True)
        self._styles = styles

    def render_token(self, token: dict[str, Any], state: BlockState) -> str:
        if self._styles and _is_button(token):
            return self._button(self.render_tokens(token["children"], state))
        html = super().render_token(token, state)
        tag = re.match(r"\s*<(\w+)", html)
        # A tight list's item starts with the tag of its first child, which has its style already.
        if not tag or not self._styles or token["type"] == "block_text":
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

    def table_cell(self, text: str, align: str | None = None, head: bool = False) -> str:  # noqa: ARG002, FBT001, FBT002
        """Cells are aligned by the style sheet: mistune's own would carry a style, which the pages' policy forbids."""
        tag = "th" if head else "td"
        return f"<{tag}>{text}</{tag}>\n"

    def link(self, text: str, url: str, title: str | None = None) -> str:
        kind = ' class="button"' if title == "button" and not self._styles else ""
        return f'<a{kind} href="{self.safe_url(url)}">{text}</a>'


def _is_button(token: dict[str, Any]) -> bool:
    """Whether it is a paragraph of nothing but a link titled "button"."""
    children = token.get("children", [])
    is_alone = token["type"] == "paragraph" and len(children) == 1
    return is_alone and children[0].get("attrs", {}).get("title") == "button"


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
        # A number to dial stands in the words already; nobody types "tel:".
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
