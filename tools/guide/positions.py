"""Where each letter stands, told more briefly: WeasyPrint writes it to sixteen digits and says that nothing moves, and
Nastaliq moves every letter. A third of a guide in Urdu was such numbers."""

import re

from pydyf import PDF, Stream

_MOVE = re.compile(rb"-?\d+(?:\.\d+)?(?=[<\]])|-?\d+(?:\.\d+)?$")
_RISE = re.compile(rb"(\S+) Ts")
_SHOWN = re.compile(rb"\[(.*)\] TJ", re.DOTALL)

LEAST = 2
"""In thousandths of the size of the letters. A move of less is none: on a phone it is a hundredth of a pixel."""


def shorten(pdf: PDF) -> None:
    """Round in each page of a PDF that is about to be written how far its letters are moved."""
    for stream in pdf.objects:
        if isinstance(stream, Stream) and any(isinstance(token, bytes) and b"TJ" in token for token in stream.stream):
            stream.stream = _shortened(stream.stream)


def _shortened(tokens: list[object]) -> list[object]:
    kept: list[object] = []
    for token in tokens:
        short = _short(token) if isinstance(token, bytes) else token
        if short == b"[] TJ":
            continue
        if kept and _is_rise(short) and _is_rise(kept[-1]):
            kept.pop()
        kept.append(short)
    return kept


def _is_rise(token: object) -> bool:
    return isinstance(token, bytes) and bool(_RISE.fullmatch(token))


def _short(token: bytes) -> bytes:
    if rise := _RISE.fullmatch(token):
        return b"%g Ts" % round(float(rise[1]), 1)
    if shown := _SHOWN.fullmatch(token):
        moved = _MOVE.sub(lambda move: _rounded(float(move[0])), shown[1])
        return b"[" + moved.replace(b"<>", b"").replace(b"><", b"") + b"] TJ"
    return token


def _rounded(move: float) -> bytes:
    return b"%d" % round(move) if abs(move) >= LEAST else b""
