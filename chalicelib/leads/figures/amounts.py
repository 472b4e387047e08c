"""What an ad has cost, as platforms and spreadsheets write it: one parts the decimals with the mark with which another
parts the thousands."""

import re
from collections.abc import Iterable
from decimal import Decimal

LONGEST_AMOUNT = 20
"""In signs. No ad has cost more."""

_AMOUNT = re.compile(
    r"(?P<before>[^0-9]*?)(?P<number>((?<![^\W\d_])[.,])?[0-9]+([.,'’\s][0-9]+)*)(?P<after>[^0-9]*)"  # noqa: RUF001
)
_MINUS = re.compile(r"[-\u2212\u2013]")
_MARKS = {".": ",", ",": "."}


class TwoWays(Exception):
    """The amount can be read with thousands or with decimals."""


def decimal_mark(texts: Iterable[str]) -> str:
    """The mark with which these amounts part decimals, "" where they show none, or not the same."""
    shown = {_shown(_number(_written(text))) for text in texts} - {""}
    return shown.pop() if len(shown) == 1 else ""


def read_amount(text: str, mark: str = "") -> Decimal | None:
    """The amount, None if there is no number. A minus, before or behind it, or brackets are money that was given back.
    `mark` parts decimals where the amount itself does not show it. Raises TwoWays where nothing does, and it has a
    point: what has a comma has it between its thousands, since both platforms write English."""
    written = _written(text)
    number = _number(written)
    if written is None or not number:
        return None
    known = _shown(number) or mark or ("." if "." not in number else "")
    if not known:
        raise TwoWays
    whole, _, decimals = number.partition(known)
    amount = Decimal(f"{whole.replace(_MARKS[known], '') or 0}.{decimals or 0}")
    return -amount if _is_given_back(written) else amount


def _written(text: str) -> re.Match[str] | None:
    return _AMOUNT.fullmatch(text.strip())


def _number(written: re.Match[str] | None) -> str:
    """The digits and the marks of an amount, "" if it is none."""
    number = re.sub(r"[^0-9.,]", "", written["number"]) if written else ""
    return number if len(number) <= LONGEST_AMOUNT else ""


def _shown(number: str) -> str:
    """The mark that parts decimals as far as this number shows: of two the last one, none that stands there twice, and
    one behind which, or before which, stands no group of thousands."""
    marks = [sign for sign in number if sign in _MARKS]
    if len(set(marks)) > 1:
        return marks[-1]
    if len(marks) > 1:
        return _MARKS[marks[0]]
    is_group = re.fullmatch(r"[1-9][0-9]{0,2}[.,][0-9]{3}", number)
    return marks[0] if marks and not is_group else ""


def _is_given_back(written: re.Match[str]) -> bool:
    is_in_brackets = "(" in written["before"] and ")" in written["after"]
    return is_in_brackets or bool(_MINUS.search(written["before"] + written["after"]))
