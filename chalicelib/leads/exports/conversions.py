"""What Google Ads is told of: bookings and visits of people who came by a click on an ad of Google's, in a file that it
fetches by itself. Nothing in it says who they are or what for.

A row is never changed once it was told, and needs no memory for that: what the front desk said counts as it stood when
a mark had settled, and nothing that is said later reaches back to that moment.

https://support.google.com/google-ads/answer/7014069 and https://support.google.com/google-ads/answer/14605515
"""

import hashlib
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta, tzinfo
from enum import StrEnum

from chalicelib.leads.enquiry import Enquiry, Purpose
from chalicelib.leads.forms.judgement import LONGEST_OPEN
from chalicelib.leads.lead import Lead
from chalicelib.leads.outcome import Outcome, OutcomeMark

SETTLING = timedelta(hours=24)
"""How long a mark stands before it is told. A slip of the thumb is taken back by then, and the click is so old that
Google knows it."""

CLICK_COUNTS = timedelta(days=90) - LONGEST_OPEN
"""How long after an enquiry Google still knows the click that led to it: 90 days after the click, which was as long
before the enquiry as a form may stand open."""

COLUMNS = (
    "Google Click ID",
    "Conversion Name",
    "Conversion Time",
    "Conversion Value",
    "Conversion Currency",
    "Order ID",
    "Ad User Data",
    "Ad Personalization",
)

_CLICK_ID = re.compile(r"[A-Za-z0-9_-]{10,512}")
"""What Google's look like. Anybody can type another into the address of a page."""


class Event(StrEnum):
    """What is told, each in a file of its own. Its name is neutral: a conversion says nothing of anybody's health."""

    BOOKED = "booked"
    ATTENDED = "attended"


STANDS_WITH: Mapping[Event, frozenset[Outcome]] = {
    Event.BOOKED: frozenset({Outcome.BOOKED, Outcome.ATTENDED, Outcome.NO_SHOW}),
    # Who was here may have booked their next visit.
    Event.ATTENDED: frozenset({Outcome.ATTENDED, Outcome.BOOKED}),
}
"""What may be said last of an enquiry, when a mark has settled, for its event to be told."""


@dataclass(frozen=True, slots=True)
class Conversion:
    """A row of the file. `order_id` is by what Google knows it again; `consent` is what the person said to ads."""

    event: Event
    order_id: str
    gclid: str
    at: datetime
    asked_at: datetime
    consent: str

    @property
    def told_from(self) -> datetime:
        return self.at + SETTLING

    @property
    def told_until(self) -> datetime:
        return self.asked_at + CLICK_COUNTS


def conversions(lead: Lead) -> tuple[Conversion, ...]:
    """What Google is told of a person, from the time that each one says."""
    return tuple(
        Conversion(event, _order_id(enquiry, event), enquiry.touch.gclid, mark.at, enquiry.at, _consent(enquiry))
        for enquiry in lead.enquiries
        if _CLICK_ID.fullmatch(enquiry.touch.gclid)
        for event in Event
        for mark in _first_that_stood(lead, enquiry, event)
    )


def row_of(one: Conversion, zone: tzinfo) -> str:
    """Its row, with the time on a clock of that zone. Its value is left to the conversion action."""
    at = one.at.astimezone(zone).strftime("%Y-%m-%d %H:%M:%S%z")
    # No cell has a comma or a quotation mark: what a stranger may have typed was held against a pattern.
    return f"{one.gclid},{one.event.capitalize()},{at},,,{one.order_id},{one.consent},{one.consent}"


def conversions_file(rows: Iterable[str]) -> str:
    """The file of these rows."""
    return "".join(f"{line}\r\n" for line in (",".join(COLUMNS), *rows))


def _first_that_stood(lead: Lead, enquiry: Enquiry, event: Event) -> Iterator[OutcomeMark]:
    """The first mark of that event that was still true when it had settled: one at most, for an event counts once."""
    said = [mark for mark in lead.outcomes if mark.enquiry_id == enquiry.id]
    for mark in said:
        if mark.outcome is Outcome(event) and _said_before(mark.at + SETTLING, said, mark) in STANDS_WITH[event]:
            yield mark
            return


def _said_before(moment: datetime, said: Iterable[OutcomeMark], mark: OutcomeMark) -> Outcome:
    """What was in force just before that moment, NEW if the mark itself had been taken back."""

    def was_in_force(one: OutcomeMark) -> bool:
        return one.at < moment and (one.undone_at is None or one.undone_at >= moment)

    return [one.outcome for one in said if was_in_force(one)][-1] if was_in_force(mark) else Outcome.NEW


def _order_id(enquiry: Enquiry, event: Event) -> str:
    """The same for ever, and of use to nobody who has no table of ours."""
    return hashlib.sha256(f"{event} of {enquiry.id}".encode()).hexdigest()[:32]


def _consent(enquiry: Enquiry) -> str:
    """What the person said to ads with that enquiry, in Google's words; "" if they were not asked."""
    said = {consent.purpose for consent in enquiry.consents}
    if Purpose.ADS_REFUSED in said:
        return "Denied"
    return "Granted" if Purpose.ADS in said else ""
