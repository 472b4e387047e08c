"""How hard an English text is to read: the school grade by Kincaid et al., 1975; medical words count as hard."""

import re

from readability import getmeasures

HARDEST = 7.0
"""The school grade of people of 12 to 13."""


def grade(plain: str) -> float:
    """Of a text of whole sentences; 0 for one without any."""
    found = sentences(plain)
    return float(getmeasures("\n".join(found), lang="en")["readability grades"]["Kincaid"]) if found else 0.0


def sentences(plain: str) -> list[str]:
    """Each sentence, its words between spaces. Headings, and items that are no sentence, would only flatter."""
    blocks = re.split(r"\n\s*\n|\n(?=- |\d+\. )", re.sub(r"\r|https?://\S+", "", plain))
    found = (one for block in blocks for one in re.findall(r"[^.?!]+[.?!]", " ".join(block.split())))
    spelt = (" ".join(re.findall(r"[^\W\d_]+(?:[\u2019'-][^\W\d_]+)*", one)) for one in found)
    return [one for one in spelt if one]
