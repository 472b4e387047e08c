"""The email with which the front desk begins its day: one, as it opens, and none on a day without news."""

from collections.abc import Iterable
from datetime import datetime, time, timedelta
from itertools import islice

from chalicelib.mail.morning import Morning, Some
from chalicelib.mail.writer import EmailWriter
from chalicelib.use_cases.leads import Leads
from chalicelib.use_cases.lists import Listed, Lists, Suspects
from chalicelib.use_cases.news import DAY, begins_at, tell_once
from chalicelib.use_cases.ports import Mailer
from chalicelib.use_cases.review import untold

MOST_TO_CALL, MOST_BOOKED, MOST_UNREACHABLE = 4, 2, 1
"""People who are named: all of it is one screen of a phone."""

LATE = timedelta(hours=1)
"""Mail that is due for so long is held back: by SES, or by something that is broken."""

COUNTED = 100
"""Visits, and people whose mail is late, at most."""


def begin_day(*, leads: Leads, lists: Lists, suspects: Suspects, writer: EmailWriter, mailer: Mailer) -> None:
    """Write to the front desk in its first hour, once. Raises Unavailable."""
    now = leads.clock()
    opened_at = begins_at(leads.rules.hours, now)
    if opened_at is None:
        return
    morning = _gathered(opened_at, leads, lists, suspects)
    if morning.is_quiet:
        return
    email, name = writer.morning(morning, now), f"morning-{opened_at.astimezone(leads.rules.hours.zone).date()}"
    is_sent = tell_once(email, name, now, limits=suspects, mailer=mailer, measure=leads.measure)
    if is_sent and morning.suspects:
        suspects.note_digest_sent(morning.suspects[0].enquiry.at)


def _gathered(opened_at: datetime, leads: Leads, lists: Lists, suspects: Suspects) -> Morning:
    """What there was to say as it opened, so that what comes in a minute later makes no email of its own."""
    hours, now = leads.rules.hours, leads.clock()
    today = opened_at.astimezone(hours.zone).date()
    since = hours.opening_before(today)
    day_before, dawn, tonight = (
        datetime.combine(day, time(), hours.zone) for day in (since.astimezone(hours.zone).date(), today, today + DAY)
    )
    dead = lists.bounced(since, opened_at, MOST_UNREACHABLE + 1).listed
    return Morning(
        since=since,
        to_call=_some(lists.to_call(tonight, MOST_TO_CALL + 1).listed, MOST_TO_CALL, opened_at),
        booked=_some(lists.booked(since, opened_at, MOST_BOOKED + 1).listed, MOST_BOOKED, opened_at),
        unreachable=_some(dead, MOST_UNREACHABLE, opened_at),
        suspects=tuple(one for one in untold(now, suspects) if one.enquiry.at < opened_at),
        held_back=sum(1 for _ in islice(leads.store.due(now - LATE), COUNTED)),
        visits=len(lists.visits(dawn, tonight, COUNTED).listed),
        unsaid=len(lists.visits(day_before, dawn, COUNTED).listed),
    )


def _some(listed: Iterable[Listed], most: int, until: datetime) -> Some:
    """So many of those who asked before `until`."""
    found = ((one.lead, one.lead.enquiry(one.enquiry_id)) for one in listed if one.lead.has(one.enquiry_id))
    asked = tuple((lead, enquiry) for lead, enquiry in found if enquiry.at < until)
    return Some(asked[:most], len(asked) > most)
