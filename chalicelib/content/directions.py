"""Two directions on one page: what runs from left to right within a language that runs from right to left.

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


def set_apart(html: str, language: Language, latin: str) -> str:
    """HTML of ours in that language, in which each run from left to right is set apart if the language runs the other
    way. `latin` is the code of the language of Latin letters, which a screen reader says otherwise."""
    if language.direction == "ltr":
        return html

    def marked(piece: re.Match[str]) -> str:
        run = piece["run"]
        if not run or run.isdigit():
            return piece[0]
        spoken = f' lang="{latin}"' if re.search(r"[^\W\d]{2}", run) else ""
        return f'<bdi dir="ltr"{spoken}>{run}</bdi>'

    return _PIECES.sub(marked, html)


def kept_whole(text: str, language: Language) -> str:
    """The same for plain text, which has no marks that every mail program hides: the digits of a number are kept
    together by a space that does not part them, and addresses stand on lines of their own."""
    if language.direction == "ltr":
        return text
    return re.sub(r" +(?=https?://)", "\n", re.sub(r"(?<=\d) (?=\d)", "\u00a0", text))
