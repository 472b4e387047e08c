"""Drawings put into a text: no page may load anything, and only so can a drawing follow the page's colours."""

import re
from collections.abc import Mapping

from markupsafe import Markup, escape

_DOT, _DOTS = 15, 8


def draw(html: Markup, drawings: Mapping[str, str], labels: Mapping[str, str]) -> Markup:
    """With the drawing in the place of each picture `<name>.svg`, and the picture's alternative text as its title. One
    that stands alone is a figure, and a list may have one at the head of each item. `labels` stand in the place of the
    {names} in a drawing. Raises KeyError if a drawing or a label is not there."""

    def drawn(picture: re.Match[str]) -> str:
        name, alternative = picture.groups()
        if dots := re.fullmatch(r"range-(\d)-(\d)", name):
            return _range(int(dots[1]), int(dots[2]))
        drawing = re.sub(r"{(\w+)}", lambda label: str(escape(labels[label[1]])), drawings[name])
        return re.sub(r"<svg([^>]*)>", rf'<svg\1 role="img"><title>{alternative}</title>', drawing, count=1)

    placed = re.sub(r'<p>(<img src="[\w-]+\.svg" alt="[^"]*" />)</p>', r"<figure>\1</figure>", str(html))
    placed = placed.replace("<li><img", '<li class="drawn"><img')
    return Markup(re.sub(r'<img src="([\w-]+)\.svg" alt="([^"]*)" />', drawn, placed))  # noqa: S704 - our own text


def _range(least: int, most: int) -> str:
    """Dots for a number of sessions. The words beside them say the same, so a screen reader is spared them."""
    width = _DOTS * _DOT
    return (
        f'<svg class="dots" viewBox="0 0 {width} 10" width="{width}" height="10" aria-hidden="true">'
        f'<path d="M5 5h{width - 14}"/><path class="on" d="M{least * _DOT - 10} 5h{(most - least) * _DOT + 1}"/></svg>'
    )
