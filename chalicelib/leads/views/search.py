"""What is typed into the search, understood: an address, the end of a phone number, the beginnings of words."""

import re
from dataclasses import dataclass

from chalicelib.leads.forms.email_address import ascii_address
from chalicelib.leads.forms.fault import Faulty
from chalicelib.leads.forms.phone import national_digits
from chalicelib.leads.text import tidy_code, tidy_line
from chalicelib.leads.views.folding import backwards, folded, words_of

FEWEST_DIGITS = 4
"""Of a phone: fewer would be everybody's."""

LONGEST_SEARCH = 200


@dataclass(frozen=True, slots=True)
class Search:
    """`phone` is the last digits of a number, the last one first, and `words` are how words begin: all of it has to
    hold. `email` is a whole address: who has it is found by that alone, and only if nobody has by the rest."""

    email: str = ""
    phone: str = ""
    words: tuple[str, ...] = ()


def read_search(typed: str, country: str) -> Search:
    """What somebody looks for, in whatever spelling. `country` (ISO 3166) is where national numbers belong."""
    searched = tidy_line(typed)[:LONGEST_SEARCH]
    pieces = searched.split()
    words = [piece.partition("@")[0] for piece in pieces if any(c.isalpha() for c in piece)]
    number = "".join(piece for piece in pieces if not any(c.isalpha() for c in piece))
    return Search(_email(searched), _phone(number, country), _telling(words_of(" ".join(words))))


def _telling(words: tuple[str, ...]) -> tuple[str, ...]:
    """Without those that hold wherever another one does, since it begins with them."""
    return tuple(one for one in words if not any(other != one and other.startswith(one) for other in words))


def _email(typed: str) -> str:
    try:
        return ascii_address(tidy_code(typed))
    except Faulty:
        return ""


def _phone(typed: str, country: str) -> str:
    digits = re.sub(r"[^0-9]", "", folded(typed))
    if len(digits) < FEWEST_DIGITS:
        return ""
    return backwards(national_digits(typed, country) or digits)
