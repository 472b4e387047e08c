"""Delivering: everything a lead is owed by now is written, claimed, sent once and settled."""

import logging
import zlib
from collections.abc import Callable
from datetime import datetime, timedelta

from chalicelib.leads.changes import claim, hold, lapse, postpone_guide, rest, settle
from chalicelib.leads.lead import Attempt, DeliveryId, Kind, Lead, Result
from chalicelib.leads.plan import Sequence, next_delivery, next_due
from chalicelib.mail.writer import Email, EmailWriter
from chalicelib.use_cases.leads import Desk
from chalicelib.use_cases.ports import (
    PARKED,
    Budget,
    Conflict,
    Exhausted,
    Held,
    InDoubt,
    Mailer,
    Metric,
    Rejected,
    Unavailable,
)

logger = logging.getLogger(__name__)

UNWRITABLE_AGAIN = timedelta(hours=1)
"""When an email that could not be written is tried again: somebody has to mend its text first."""


def deliver(lead_id: str, *, desk: Desk, writer: EmailWriter, mailer: Mailer, new_id: Callable[[], str]) -> None:
    """Send everything the lead is owed by now that can be written, one email after another. Unavailable."""
    unwritable: set[DeliveryId] = set()
    lead = desk.store.load(lead_id)
    while lead is not None:
        now = desk.clock()
        lead = lapse(lead, now)
        planned = next_delivery(lead, desk.sequence, now, without=unwritable)
        if lead.attempt is not None or planned is None or planned.at > now:
            break
        attempt = Attempt(new_id(), planned.delivery, planned.planned_at, now)
        try:
            email = writer.write(lead, attempt.delivery, now)
        except Exception as error:  # noqa: BLE001 - it is logged, and the alarm is raised by what is measured
            # Whatever is wrong with one text or one enquiry, the person's other emails are owed all the same.
            logger.error("%s of lead %s cannot be written: %s", planned.delivery.kind, lead_id, type(error).__name__)
            desk.measure(Metric.UNWRITABLE, 1)
            unwritable.add(planned.delivery)
            continue
        lead = _attempt(lead, attempt, email, desk, mailer)
    if lead is not None and unwritable:
        until = desk.clock() + UNWRITABLE_AGAIN
        lead = desk.change(lead, lead_id, lambda fresh: rest(fresh, until))
    if lead is not None:
        _rearm(lead, desk)


def _attempt(lead: Lead, attempt: Attempt, email: Email, desk: Desk, mailer: Mailer) -> Lead | None:
    """Prove if need be, claim, send once, settle. The order matters: after the claim a crash at any point leaves an
    open attempt whose fate the lease decides."""
    if mailer.is_in_doubt or Result.IN_DOUBT in lead.results(attempt.delivery):
        # SES may be down for hours, and an email has so few attempts that silence would use them up.
        try:
            mailer.prove()
        except Held as held:
            until = _until(held, attempt, desk)
            return desk.change(lead, lead.id, lambda fresh: rest(fresh, until))
    try:
        lead = desk.save(claim(lead, attempt), _budget(attempt, desk.sequence))
    except Exhausted:
        desk.measure(Metric.GUIDES_CAPPED, 1)
        return desk.change(lead, lead.id, lambda fresh: postpone_guide(fresh, _next_hour(attempt)))
    except (Conflict, Unavailable) as failure:
        # A claim whose answer was lost may be ours all the same, and nobody else would ever send it.
        fresh = desk.store.load(lead.id)
        if fresh is None or fresh.attempt is None or fresh.attempt.id != attempt.id:
            if isinstance(failure, Unavailable):
                raise
            return fresh
        lead = fresh
    return _send(lead, attempt, email, desk, mailer)


def _send(lead: Lead, attempt: Attempt, email: Email, desk: Desk, mailer: Mailer) -> Lead | None:
    """Send the email of a claimed attempt, and settle the attempt by what SES says."""
    try:
        message_id = mailer.send(email, {"lead": lead.id, "attempt": attempt.id, "kind": attempt.delivery.kind.value})
    except Held as held:
        until = _until(held, attempt, desk)
        return _note(lead, desk, lambda fresh: hold(fresh, attempt.id, until))
    except Rejected as rejected:
        logger.error("SES rejects attempt %s of lead %s: %s", attempt.id, lead.id, rejected)
        desk.measure(Metric.REJECTED, 1)
        return _note(lead, desk, lambda fresh: settle(fresh, attempt.id, Result.FAILED))
    except InDoubt as doubt:
        logger.warning("attempt %s of lead %s is in doubt: %s", attempt.id, lead.id, doubt)
        desk.measure(Metric.IN_DOUBT, 1)
        return lead
    return _note(lead, desk, lambda fresh: settle(fresh, attempt.id, Result.SENT, message_id))


def _until(held: Held, attempt: Attempt, desk: Desk) -> datetime:
    """Until when mail that SES holds back has to wait."""
    logger.warning("SES holds mail back: %s", held)
    desk.measure(Metric.PARKED if held.wait >= PARKED else Metric.HELD, 1)
    return desk.clock() + held.wait * (1 + _jitter(attempt))


def _note(lead: Lead, desk: Desk, change: Callable[[Lead], Lead]) -> Lead | None:
    """Save what SES said, and try again if that fails: unsaved, what we know would count as in doubt. Unavailable."""
    try:
        return desk.change(lead, lead.id, change)
    except Unavailable:
        return desk.change(None, lead.id, change)


def _budget(attempt: Attempt, sequence: Sequence) -> Budget | None:
    if attempt.delivery.kind is not Kind.GUIDE:
        return None
    hour = attempt.claimed_at.strftime("%Y-%m-%dT%H")
    return Budget(f"guides-{hour}", sequence.guides_an_hour, attempt.claimed_at + timedelta(days=1))


def _next_hour(attempt: Attempt) -> datetime:
    hour = attempt.claimed_at.replace(minute=0, second=0, microsecond=0)
    return hour + timedelta(hours=1) + timedelta(minutes=10) * _jitter(attempt)


def _jitter(attempt: Attempt) -> float:
    """A number from 0 up to 1, spread evenly over attempts, so that what waits together does not return together."""
    return zlib.crc32(attempt.id.encode()) / 2**32


def _rearm(lead: Lead, desk: Desk) -> None:
    """Keep the due index true when the plan has moved under a lead: it slid into a window, or the sequence changed."""
    now = desk.clock()
    due_at = next_due(lead, desk.sequence, now)
    if due_at == lead.due_at or (due_at is not None and lead.due_at is not None and now < lead.due_at <= due_at):
        return
    try:
        desk.save(lead)
    except Conflict:
        logger.info("lead %s changed meanwhile, and was planned anew by whoever changed it", lead.id)
