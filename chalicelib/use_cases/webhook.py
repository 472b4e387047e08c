"""Telling a system of the clinic's own what happened, in order, each until it has it. No lead waits for it."""

import logging
from datetime import datetime, timedelta

from chalicelib.leads.happened import happened
from chalicelib.leads.views.entry import sortable
from chalicelib.leads.webhook import body_of, headers_of
from chalicelib.use_cases.leads import Leads
from chalicelib.use_cases.ports import Events, Hook, Metric, Told, Unavailable

logger = logging.getLogger(__name__)

SETTLED = timedelta(minutes=1)
"""How long an event is left to reach the list: one that took long would else be behind what was told already."""

PATIENCE = timedelta(days=1)
"""What could not be told for so long is left out, so that what comes behind it is told."""

AT_A_TIME = 50

ENOUGH = timedelta(seconds=20)
"""The tick that tells has other things to do."""


def tell_of_events(*, site_url: str, key: bytes, hook: Hook, events: Events, leads: Leads) -> int:
    """Tell what is new, as far as there is time; of how much. It stops at what does not go, and begins there with the
    next tick. A system that is new is told from now on. Raises Unavailable."""
    now, through, told = leads.clock(), events.told_through(), 0
    if not through:
        events.note_told(sortable(now - SETTLED))
        return 0
    for one in events.after(through, now - SETTLED, AT_A_TIME):
        if leads.clock() >= now + ENOUGH or not _is_told(one, site_url, key, hook, leads):
            break
        events.note_told(one.place)
        told += 1
    return told


def _is_told(one: Told, site_url: str, key: bytes, hook: Hook, leads: Leads) -> bool:
    """Whether it has that, or will never have it."""
    event = next((event for event in happened(one.lead) if event.id == one.event_id), None)
    if event is None:
        return True
    now, body = leads.clock(), body_of(event, one.lead, site_url)
    try:
        hook.post(body, headers_of(f"{one.lead.id}_{event.id}", body, key, now))
    except Unavailable as unavailable:
        leads.measure(Metric.WEBHOOK_FAILED, 1)
        is_over = _is_over(event.at, now)
        words = "the clinic's own system is never told" if is_over else "the clinic's own system could not be told"
        logger.warning("%s: %s", words, unavailable, extra={"lead": one.lead.id, "enquiry": event.enquiry.id})
        return is_over
    return True


def _is_over(at: datetime, now: datetime) -> bool:
    return now - at >= PATIENCE
