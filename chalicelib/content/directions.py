"""Two directions on one page: Latin names and numbers in a language that runs from right to left, and the names of
people who write so in one that does not.

Unicode orders letters by themselves, and numbers by what stands around them: among Urdu "0309 5885076" is shown as
"5885076 0309", "+92" as "92+", and the full stop of a Latin sentence on its wrong side (UAX 9). So each such run is set
apart, here and nowhere else: texts and templates know nothing of it.
"""

import re

from chalicelib.content.language import Language

_SIGN = r"[A-Za-z0-9\u00c0-\u024f]"
# A full stop of Urdu is another one, so this one belongs to the Latin words before it.
_BETWEEN = r"[ \n\u00a0.,:;/@+'\u2019()?=~_#$%\u2013-]|&(?:amp|quot|#34|#39);"
_RUN = rf"(?:[+$#]|\(\+?(?=\d+\)))?{_SIGN}(?:(?:{_SIGN}|{_BETWEEN})*[A-Za-z0-9\u00c0-\u024f%.?!])?"
_HAS_NO_WORDS = r"<(script|style|title|svg|textarea|option|bdi)\b.*?</\1>|<!--.*?-->|<[^>]*>|&#?\w+;"
_RUNS_AS_IT_IS = r'<p dir="auto".*?</p>'
_PIECES = re.compile(rf"{_RUNS_AS_IT_IS}|{_HAS_NO_WORDS}|(?P<run>{_RUN})", re.DOTALL)

_FROM_THE_RIGHT = re.compile("[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc]")
_OTHER_RUN = rf"{_FROM_THE_RIGHT.pattern}+(?:[ \u00a0\u200b-\u200f]+{_FROM_THE_RIGHT.pattern}+)*"
_OTHER_PIECES = re.compile(rf"{_RUNS_AS_IT_IS}|{_HAS_NO_WORDS}|(?P<run>{_OTHER_RUN})", re.DOTALL)


def set_apart(html: str, language: Language, latin: str) -> str:
    """HTML of ours in that language, in which each run of the other direction is set apart. `latin` is the code of the
    language of Latin letters, which a screen reader says otherwise."""
    if language.direction == "rtl":
        return _PIECES.sub(lambda piece: _apart(piece, latin), html)
    return _OTHER_PIECES.sub(_other_apart, html) if _FROM_THE_RIGHT.search(html) else html


def _apart(piece: re.Match[str], latin: str) -> str:
    run = piece["run"]
    if not run or run.isdigit():
        return piece[0]
    spoken = f' lang="{latin}"' if re.search(r"[^\W\d]{2}", run) else ""
    return f'<bdi dir="ltr"{spoken}>{_joined(run)}</bdi>'


def _other_apart(piece: re.Match[str]) -> str:
    return f"<bdi>{piece['run']}</bdi>" if piece["run"] else piece[0]


def kept_whole(text: str, language: Language) -> str:
    """The same for plain text, which has no marks that every mail program hides: the digits of a number are kept
    together by a space that does not part them, and in a language from right to left addresses stand on lines of their
    own."""
    if language.direction == "rtl":
        text = re.sub(r" +(?=https?://)", "\n", text)
    return _joined(text) if _FROM_THE_RIGHT.search(text) else text


def _joined(text: str) -> str:
    """With the parts of each number on one line, and in their order where a mail program drops what sets them apart."""
    return re.sub(r"(?<=\d) (?=\d)", "\u00a0", text)
