"""What can be wrong with a field of the form; the words for it are in `templates/wording/`."""

from enum import StrEnum


class Fault(StrEnum):
    MISSING = "missing"
    TOO_LONG = "too_long"
    TOO_SHORT = "too_short"
    UNPRINTABLE = "unprintable"
    INVALID = "invalid"
    ROLE = "role"
    COSTLY = "costly"
    UNCLEAR = "unclear"


class Faulty(Exception):
    """The field cannot be read, and the person has to look at it again."""

    def __init__(self, fault: Fault) -> None:
        super().__init__(fault)
        self.fault = fault
