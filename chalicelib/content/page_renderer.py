"""How mistune writes the HTML of a page."""

import mistune


class PageRenderer(mistune.HTMLRenderer):
    def table_cell(self, text: str, align: str | None = None, head: bool = False) -> str:  # noqa: ARG002, FBT001, FBT002
        """Cells are aligned by the style sheet: mistune's own would carry a style, which the pages' policy forbids."""
        tag = "th" if head else "td"
        return f"<{tag}>{text}</{tag}>\n"

    def link(self, text: str, url: str, title: str | None = None) -> str:
        kind = ' class="button"' if title == "button" else ""
        return f'<a{kind} href="{self.safe_url(url)}">{text}</a>'
