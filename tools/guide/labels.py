"""The words in a drawing as words of the page that lie on it: WeasyPrint sets the text of SVG letter by letter, and the
letters of Urdu have to join."""

import re

_LABELLED = re.compile(r'<svg[^>]* viewBox="0 0 (\d+) (\d+)"(?:(?!</svg>).)*<text.*?</svg>', re.DOTALL)
_LABEL = re.compile(r'<text x="([\d.]+)" y="([\d.]+)"( text-anchor="end")?>(.*?)</text>')


def laid_on(html: str) -> str:
    """With the words of each drawing taken out of it and laid where they stood."""
    return _LABELLED.sub(_labelled, html)


def _labelled(drawing: re.Match[str]) -> str:
    width, height = float(drawing[1]), float(drawing[2])
    labels = [_label(label, width, height) for label in _LABEL.finditer(drawing[0])]
    return f'<div class="labelled">{_LABEL.sub("", drawing[0])}{"".join(labels)}</div>'


def _label(label: re.Match[str], width: float, height: float) -> str:
    """A label that begins, or ends, where it did, with its words on the same line."""
    x, y = float(label[1]) / width, float(label[2]) / height
    side, distance = ("right", 1 - x) if label[3] else ("left", x)
    return f'<span style="{side}:{distance:.1%};bottom:{1 - y:.1%}">{label[4]}</span>'
