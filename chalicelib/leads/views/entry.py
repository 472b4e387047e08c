"""A place of a lead in one of the clinic's lists."""

from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum


class View(StrEnum):
    """The lists. Each is in the order of its keys: CALLS by when somebody is to be called, ENQUIRIES by when they came,
    BOOKINGS by when a visit was booked, VISITS by when it is to be, BOUNCED by when an address turned out dead, HEARD
    by when something was last heard of who has no visit, EVENTS by when something happened that the clinic's own system
    is told of, WORDS and PHONES by what a search begins with, the last two by when Google Ads may be told."""

    CALLS = "calls"
    ENQUIRIES = "enquiries"
    BOOKINGS = "bookings"
    VISITS = "visits"
    BOUNCED = "bounced"
    HEARD = "heard"
    EVENTS = "events"
    WORDS = "words"
    PHONES = "phones"
    TOLD_BOOKED = "told booked"
    TOLD_ATTENDED = "told attended"


@dataclass(frozen=True, slots=True)
class Facts:
    """What a list can be narrowed down by: of an enquiry where it came from (`ad` is the ad's own campaign) and what
    came of it, of what is searched for all that a search may ask of the same person. What Google Ads is told is a
    `row`, up to a time. What does not belong to a list is ""."""

    enquiry_id: str = ""
    campaign: str = ""
    source: str = ""
    ad: str = ""
    outcome: str = ""
    standing: str = ""
    by: str = ""
    text: str = ""
    row: str = ""
    until: str = ""


@dataclass(frozen=True, slots=True)
class Entry:
    """`slot` tells apart the places that a lead has in one list; the key of a slot may move."""

    view: View
    slot: str
    key: str
    facts: Facts


def sortable(at: datetime) -> str:
    """A moment as text whose order is that of time."""
    return at.astimezone(UTC).isoformat(timespec="microseconds")
