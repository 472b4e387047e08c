"""Telling a system of the clinic's own what happened, in order, each until it has it. No lead waits for it."""

import logging
from collections.abc import Iterable
from datetime import datetime, timedelta
from enum import Enum, auto

from chalicelib.leads.exports.happened import happened
from chalicelib.leads.exports.webhook import body_of, headers_of
from chalicelib.leads.views.entry import sortable
from chalicelib.use_cases.failures import Declined, Unavailable
from chalicelib.use_cases.leads import Leads
from chalicelib.use_cases.metric import Metric
from chalicelib.use_cases.ports import Events, Hook, Told

logger = logging.getLogger(__name__)

SETTLED = timedelta(minutes=1)
"""How long an event is left to reach the list: one that took long would else be behind what was told already."""

PATIENCE = timedelta(days=1)
"""What could not be told for so long is left out, so that what comes behind it is told."""

AT_A_TIME = 50

ENOUGH = timedelta(seconds=20)
"""The tick that tells has other things to do."""


class Answer(Enum):
    """What became of one message. MOOT: its person was erased, or a day has gone by without an answer."""

    TAKEN = auto()
    MOOT = auto()
    DECLINED = auto()
    FAILED = auto()


def tell_of_events(*, site_url: str, key: bytes, hook: Hook, events: Events, leads: Leads) -> int:
    """Tell what is new, as far as there is time; of how much. It stops at what does not go, and begins there with the
    next tick. A message that is declined is left out once one behind it is taken: then it is that message, and not the
    system. A system that is new is told from now on. Raises Unavailable."""
    now, through, told = leads.clock(), events.told_through(), 0
    if not through:
        events.note_told(sortable(now - SETTLED))
        return 0
    declined: list[Told] = []
    for one in events.after(through, now - SETTLED, AT_A_TIME):
        answer = Answer.FAILED if leads.clock() >= now + ENOUGH else _tell(one, site_url, key, hook, leads)
        if answer is Answer.FAILED:
            break
        if answer is Answer.TAKEN:
            _leave_out(declined, leads)
            declined.clear()
        if answer is Answer.DECLINED:
            declined.append(one)
        if not declined:
            events.note_told(one.place)
            told += 1
    return told


def _tell(one: Told, site_url: str, key: bytes, hook: Hook, leads: Leads) -> Answer:
    event = next((event for event in happened(one.lead) if event.id == one.event_id), None)
    if event is None:
        return Answer.MOOT
    now, body = leads.clock(), body_of(event, one.lead, site_url)
    try:
        hook.post(body, headers_of(f"{one.lead.id}_{event.id}", body, key, now))
    except Unavailable as unavailable:
        leads.measure(Metric.WEBHOOK_FAILED, 1)
        is_over = _is_over(event.at, now)
        words = "the clinic's own system is never told" if is_over else "the clinic's own system could not be told"
        logger.warning("%s: %s", words, unavailable, extra={"lead": one.lead.id, "enquiry": event.enquiry.id})
        if is_over:
            return Answer.MOOT
        return Answer.DECLINED if isinstance(unavailable, Declined) else Answer.FAILED
    return Answer.TAKEN


def _leave_out(declined: Iterable[Told], leads: Leads) -> None:
    """The clinic's own system is never told of these: an engineer has to look why."""
    for one in declined:
        leads.measure(Metric.WEBHOOK_DECLINED, 1)
        words = "the clinic's own system declines %s, and is told what came after it"
        logger.error(words, one.event_id, extra={"lead": one.lead.id})


def _is_over(at: datetime, now: datetime) -> bool:
    return now - at >= PATIENCE
