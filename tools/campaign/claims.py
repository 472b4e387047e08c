"""What ad platforms forbid to say about health: that a treatment works for certain, or that the reader is ill.

English and Urdu share no letters, so a text of either is held against the words of both.
"""

import re
from collections.abc import Iterator

HYPE = (
    "best|100|amazing|miracle|guaranteed?|cures?|painless|proven|act now|limited offer|for free|discount"
    "|بہترین|سو فیصد|معجزہ|معجزاتی|ضمانت|گارنٹی|شرطیہ|پکا علاج"
    "|مکمل علاج|شفا|جڑ سے|بغیر درد|آزمودہ|محدود آفر|رعایت|ڈسکاؤنٹ"
)

HONEST = (
    "not a cure|no cure|nobody can guarantee|best (?:supports?)|its best|muscle pain best"
    "|پکا علاج نہیں|ضمانت نہیں دے سکتا"
)
"""Words of a promise in sentences that make none."""

AILMENTS = "pain|ache|headache|migraine|sciatica|neck|back|shoulder|knee|injury|condition|stiffness|muscle knots?"

URDU_AILMENTS = "درد|تکلیف|مائیگرین|شیاٹیکا|چوٹ|بیماری|اکڑن|کھچاؤ|گانٹھ|گانٹھیں"

_SPACE = r"\s+"


def promises(text: str) -> Iterator[tuple[int, str]]:
    """Each word that promises too much, and how many characters into the text it stands."""
    honest = re.compile(HONEST.replace(" ", _SPACE), re.IGNORECASE)
    silenced = honest.sub(lambda found: "·" * len(found[0]), text)
    return _found(rf"\b(?:{HYPE})\b", silenced)


def diagnoses(text: str) -> Iterator[tuple[int, str]]:
    """Each phrase that says of its reader that they are ill, and where it stands."""
    said = rf"\byour (?:\w+ )?(?:{AILMENTS})\b|\byou (?:have|suffer|are in|feel) (?:\w+ )?(?:{AILMENTS})\b"
    said += rf"|\bآپ (?:کا|کی|کے|کو) (?:\w+ ){{0,3}}(?:{URDU_AILMENTS})\b"
    return _found(said, text)


def _found(pattern: str, text: str) -> Iterator[tuple[int, str]]:
    """A line may end within a phrase."""
    for found in re.finditer(pattern.replace(" ", _SPACE), text, re.IGNORECASE):
        yield found.start(), " ".join(found[0].split())
