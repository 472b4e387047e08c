"""The use-cases. Each loads a lead, changes it, and saves it if nobody else did meanwhile; every collaborator is
an argument."""

import logging
import zlib
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from chalicelib.changes import (
    claim,
    enquire,
    erase,
    hold,
    lapse,
    new_lead,
    postpone_guide,
    record_event,
    set_outcome,
    settle,
    unsubscribe,
)
from chalicelib.emails import Email, EmailWriter
from chalicelib.lead import Attempt, DeliveryId, Enquiry, Kind, Lead, Outcome, Result
from chalicelib.mail_events import MailEvent
from chalicelib.ports import (
    PARKED,
    Budget,
    Clock,
    Conflict,
    Exhausted,
    Held,
    InDoubt,
    Lane,
    Mailer,
    Measure,
    Metric,
    Rejected,
    Store,
    Unavailable,
    Unwritable,
    Wakeups,
)
from chalicelib.sequence import Sequence, next_delivery, next_due

logger = logging.getLogger(__name__)


LONGEST_SLEEP = timedelta(days=1)
"""A lead that is owed something is looked at this often, so that a sequence edited today is followed tomorrow."""


@dataclass(frozen=True, slots=True)
class Desk:
    """What a use-case needs to keep leads: where they are, the plan they follow, and the time."""

    store: Store
    sequence: Sequence
    clock: Clock
    measure: Measure

    def save(self, lead: Lead, budget: Budget | None = None) -> Lead:
        """Save the lead with its `due_at` derived anew, in the lane of what it is owed next.
        Conflict, Exhausted, Unavailable."""
        now = self.clock()
        planned = next_delivery(lead, self.sequence, now)
        lane = Lane.FOLLOW_UPS if planned and planned.delivery.kind is Kind.FOLLOW_UP else Lane.AT_ONCE
        due_at = next_due(lead, self.sequence, now)
        if due_at is not None:
            due_at = min(due_at, now + LONGEST_SLEEP)
        return self.store.save(replace(lead, due_at=due_at), lane, budget)

    def change(self, lead: Lead | None, lead_id: str, change: Callable[[Lead], Lead]) -> Lead | None:
        """Apply `change` to the lead, again to a fresh one whenever somebody was faster. None if there is no lead."""
        lead = lead or self.store.load(lead_id)
        while lead is not None:
            changed = change(lead)
            if changed == lead:
                return lead
            try:
                return self.save(changed)
            except Conflict:
                lead = self.store.load(lead_id)
        return None


def capture(lead_id: str, enquiry: Enquiry, *, desk: Desk, wakeups: Wakeups) -> None:
    """Store an enquiry; then, as a courtesy, wake a worker. TooManyEnquiries or Unavailable if it was not stored."""
    while True:
        lead = desk.store.load(lead_id)
        changed = new_lead(lead_id, enquiry) if lead is None else enquire(lead, enquiry)
        if changed == lead:
            return
        try:
            desk.save(changed)
            break
        except Conflict:
            continue
    try:
        wakeups.wake(Lane.AT_ONCE, [lead_id])
    except Unavailable:
        logger.warning("no wake-up for lead %s, the sweep will find it", lead_id)


def sweep(*, desk: Desk, wakeups: Wakeups) -> int:
    """Wake a worker for each lead that is due; how many there were. Unavailable."""
    now = desk.clock()
    lanes: dict[Lane, list[str]] = {lane: [] for lane in Lane}
    oldest = now
    for due in desk.store.due(now):
        lanes[due.lane].append(due.lead_id)
        oldest = min(oldest, due.at)
    desk.measure(Metric.OLDEST_OVERDUE, (now - oldest).total_seconds())
    for lane, lead_ids in lanes.items():
        if lead_ids:
            wakeups.wake(lane, lead_ids)
    return sum(map(len, lanes.values()))


def deliver(lead_id: str, *, desk: Desk, writer: EmailWriter, mailer: Mailer, new_id: Callable[[], str]) -> None:
    """Send everything the lead is owed by now, one email after another. Unavailable, or Unwritable once all that
    could be written has been sent."""
    unwritable: dict[DeliveryId, Unwritable] = {}
    lead = desk.store.load(lead_id)
    while lead is not None:
        now = desk.clock()
        lead = lapse(lead, now)
        planned = next_delivery(lead, desk.sequence, now, without=unwritable)
        if lead.attempt is not None or planned is None or planned.at > now:
            break
        attempt = Attempt(new_id(), planned.delivery, planned.planned_at, now)
        try:
            lead = _attempt(lead, attempt, desk, writer, mailer)
        except Unwritable as error:
            unwritable[planned.delivery] = error
    if lead is not None:
        _rearm(lead, desk)
    for unwritten in unwritable.values():
        raise unwritten


def _attempt(lead: Lead, attempt: Attempt, desk: Desk, writer: EmailWriter, mailer: Mailer) -> Lead | None:
    """Write, claim, send once, settle. The order matters: a text that cannot be written burns no claim, and after
    the claim a crash at any point leaves an open attempt whose fate the lease decides."""
    email = _written(lead, attempt, writer)
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


def _written(lead: Lead, attempt: Attempt, writer: EmailWriter) -> Email:
    try:
        return writer.write(lead, attempt.delivery, attempt.claimed_at)
    except Exception as error:
        # Whatever is wrong with one text or one enquiry, the person's other emails are owed all the same.
        raise Unwritable(f"{attempt.delivery.kind} of lead {lead.id}: {type(error).__name__}") from error


def _send(lead: Lead, attempt: Attempt, email: Email, desk: Desk, mailer: Mailer) -> Lead | None:
    """Send the email of a claimed attempt, and settle the attempt by what SES says."""
    try:
        message_id = mailer.send(email, {"lead": lead.id, "attempt": attempt.id, "kind": attempt.delivery.kind.value})
    except Held as held:
        logger.warning("SES holds mail back: %s", held)
        desk.measure(Metric.PARKED if held.wait >= PARKED else Metric.HELD, 1)
        until = desk.clock() + held.wait * (1 + _jitter(attempt))
        return desk.change(lead, lead.id, lambda fresh: hold(fresh, attempt.id, until))
    except Rejected as rejected:
        logger.error("SES rejects attempt %s of lead %s: %s", attempt.id, lead.id, rejected)
        desk.measure(Metric.REJECTED, 1)
        return desk.change(lead, lead.id, lambda fresh: settle(fresh, attempt.id, Result.FAILED))
    except InDoubt as doubt:
        logger.warning("attempt %s of lead %s is in doubt: %s", attempt.id, lead.id, doubt)
        desk.measure(Metric.IN_DOUBT, 1)
        return lead
    return desk.change(lead, lead.id, lambda fresh: settle(fresh, attempt.id, Result.SENT, message_id))


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


def record(event: MailEvent, *, desk: Desk) -> None:
    """Note what SES says of an email. Events of leads we do not know change nothing. Unavailable."""
    desk.change(None, event.lead_id, lambda lead: record_event(lead, event))


def stop_follow_ups(lead_id: str, *, desk: Desk) -> None:
    """Somebody pressed unsubscribe, or their mail client did. Unavailable."""
    now = desk.clock()
    desk.change(None, lead_id, lambda lead: unsubscribe(lead, now))


def mark_outcome(lead_id: str, outcome: Outcome, *, desk: Desk) -> None:
    """The front desk says what came of a lead. Unavailable."""
    now = desk.clock()
    desk.change(None, lead_id, lambda lead: set_outcome(lead, outcome, now))


def forget(lead_id: str, *, desk: Desk) -> bool:
    """Erase a person, leaving a tombstone that keeps follow-ups stopped; whether there was anyone. Unavailable."""
    now = desk.clock()
    return desk.change(None, lead_id, lambda lead: erase(lead, now)) is not None
