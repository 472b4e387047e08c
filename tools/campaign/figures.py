"""The figures of a text: numbers, from one to another, phone numbers and prices, each with what it counts."""

import re
from dataclasses import dataclass
from decimal import Decimal

UNITS = {
    "minutes": "minutes?|منٹ",
    "hours": r"hours?|گھنٹ\w*",
    "days": "days?|دن(?:وں)?",
    "weeks": r"weeks?|ہفت\w*",
    "months": r"months?|مہین\w*|ماہ",
    "years": "years?|سال(?:وں)?",
    "sessions": "sessions?|سیشن(?:ز|وں)?",
    "dollars": r"US\$|\$|dollars?|(?:امریکی )?ڈالر",
    "rupees": r"Rs\.?|PKR|rupees?|روپ\w*",
    "per cent": "%|per ?cent|فیصد",
}
"""In English and Urdu, which share no letters. What is counted in other words is compared by its number alone."""

KNOWN = frozenset({"en", "ur"})
"""The languages of which it is known how they say "from 2 to 3"."""

_NUMBER = r"\d{1,3}(?:,\d{3})+(?!\d)|\d+(?:\.\d+)?"
_PHONE = r"(?<![\d.])(?:\+\d|0\d)[\d \u00a0-]{7,}\d"
_UNIT = "|".join(f"(?P<{name.replace(' ', '_')}{{0}}>{words})" for name, words in UNITS.items())
_FIGURE = re.compile(
    rf"(?P<phone>{_PHONE})|(?:(?:{_UNIT.replace('{0}', '_before')})[ \u00a0]?)?(?P<first>{_NUMBER})"
    rf"(?:\s*(?:\u2013|-|\bto\b|سے|تا)\s*(?P<last>{_NUMBER}))?"
    rf"(?:[ \u00a0-]?(?:{_UNIT.replace('{0}', '_after')})(?!\w))?",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Figure:
    """`numbers` are one, or the two between which it lies, or the digits of a phone number; `unit` is "" where none of
    the known ones stands beside it."""

    numbers: tuple[Decimal, ...]
    unit: str = ""


def figures(text: str) -> list[Figure]:
    """Those of a text, in its order."""
    return [_read(found) for found in _FIGURE.finditer(text)]


def _read(found: re.Match[str]) -> Figure:
    if found["phone"]:
        return Figure((Decimal(re.sub(r"\D", "", found["phone"])),), "phone")
    numbers = tuple(Decimal(number.replace(",", "")) for number in (found["first"], found["last"]) if number)
    named = {name.rpartition("_")[0].replace("_", " ") for name, words in found.groupdict().items() if words}
    return Figure(numbers, next((unit for unit in UNITS if unit in named), ""))
