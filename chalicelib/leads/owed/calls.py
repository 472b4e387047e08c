"""Who the front desk has to call, and when: the queue of calls, and the clock that runs until the first one.

People call people: of those with one address, each number is called by itself. Who asks twice is called about what they
asked last, and what was said of them since then counts, on whichever enquiry it was noted.
"""

from datetime import datetime, timedelta
from itertools import takewhile

from chalicelib.leads.enquiry import Enquiry
from chalicelib.leads.lead import Lead
from chalicelib.leads.outcome import CONSEQUENCES, NextCall, Outcome, OutcomeMark
from chalicelib.leads.owed.hours import OpenHours

CALL_AGAIN_AFTER = timedelta(hours=2)
"""Of open time, after the first call that nobody answered. After each later one they are called the next morning."""

TRIES = 3
"""Calls without an answer after which a text is worth more than another call."""


def call_at(lead: Lead, enquiry: Enquiry, hours: OpenHours) -> datetime | None:
    """When the person who sent that enquiry is to be called next, None if nobody has to (any more)."""
    if lead.is_blocked or enquiry != _asked(lead, enquiry)[-1]:
        return None
    said = _in_force(lead, enquiry)
    latest = said[-1] if said else OutcomeMark(enquiry.id, Outcome.NEW, enquiry.at)
    match CONSEQUENCES[latest.outcome].next_call:
        case NextCall.NEVER:
            return None
        case NextCall.AT_ONCE:
            return hours.next_open(latest.at)
        case NextCall.AS_AGREED:
            return latest.for_at or hours.next_open(latest.at)
        case NextCall.AGAIN if unanswered(lead, enquiry) == 1:
            return hours.after_open_time(latest.at, CALL_AGAIN_AFTER)
        case _:
            return hours.next_morning(latest.at)


def unanswered(lead: Lead, enquiry: Enquiry) -> int:
    """How many calls in a row nobody has answered."""
    latest_first = reversed(_in_force(lead, enquiry))
    return len(list(takewhile(lambda mark: mark.outcome is Outcome.NO_ANSWER, latest_first)))


def is_hard_to_reach(lead: Lead, enquiry: Enquiry) -> bool:
    """Whether it is time to write instead."""
    return unanswered(lead, enquiry) >= TRIES


def first_called_at(lead: Lead, enquiry: Enquiry) -> datetime | None:
    """When they were first called about that enquiry, answered or not; None if they were not yet, or are no person."""
    calls = (mark.at for mark in _in_force(lead, enquiry) if mark.outcome is not Outcome.SPAM)
    return min(calls, default=None)


def is_seen(lead: Lead, enquiry: Enquiry) -> bool:
    """Whether the front desk has said anything of that enquiry, were it by a slip of the thumb, or is to look at a
    later one of the same person."""
    return enquiry != _asked(lead, enquiry)[-1] or bool(_said(lead, enquiry))


def _asked(lead: Lead, enquiry: Enquiry) -> list[Enquiry]:
    """All enquiries of who is called at that number, oldest first."""
    return [one for one in lead.enquiries if one.contact.phone == enquiry.contact.phone]


def _said(lead: Lead, enquiry: Enquiry) -> list[OutcomeMark]:
    """What was said of them since that enquiry, oldest first."""
    asked = {one.id for one in _asked(lead, enquiry)}
    return [mark for mark in lead.outcomes if mark.enquiry_id in asked and mark.at >= enquiry.at]


def _in_force(lead: Lead, enquiry: Enquiry) -> list[OutcomeMark]:
    return [mark for mark in _said(lead, enquiry) if mark.undone_at is None]
