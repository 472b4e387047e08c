"""What happens to a lead as its emails are sent: attempts are opened and ended, and SES reports.

Pure functions from one lead to the next, as in `changes`. Claiming an email is such a change, so of two workers one
wins, and an unsubscribe that lands first makes the claim fail.
"""

from dataclasses import replace
from datetime import datetime

from chalicelib.leads.attempt import CAME_BACK, Attempt, Delivery, EndedAttempt, Result
from chalicelib.leads.caps import MAX_SOFT_BOUNCES
from chalicelib.leads.changes import worsen
from chalicelib.leads.lead import Lead, Standing
from chalicelib.leads.mailing.feedback import MailEvent

_STRENGTH = list(Delivery)
_CERTAINTY = [Result.IN_DOUBT, Result.SENT, Result.TOO_HEAVY, Result.FAILED]


def claim(lead: Lead, attempt: Attempt) -> Lead:
    """Open an attempt. Raises ValueError if one is open: callers end or `lapse` it first."""
    if lead.open_attempt is not None:
        raise ValueError("another attempt is open")
    return replace(lead, open_attempt=attempt, deferred_until=None)


def settle(lead: Lead, attempt_id: str, result: Result, message_id: str = "") -> Lead:
    """End the open attempt. Nothing changes if it is not that one, as when an SES event was faster."""
    if lead.open_attempt is None or lead.open_attempt.id != attempt_id:
        return lead
    ended = EndedAttempt(lead.open_attempt, result, message_id)
    return replace(lead, open_attempt=None, attempts=(*lead.attempts, ended))


def withdraw(lead: Lead, attempt_id: str, until: datetime) -> Lead:
    """Take back an attempt that SES certainly did not carry out, and ask for nothing before `until`."""
    if lead.open_attempt is None or lead.open_attempt.id != attempt_id:
        return lead
    return defer(replace(lead, open_attempt=None), until)


def defer(lead: Lead, until: datetime) -> Lead:
    """Ask for nothing of the lead's before `until`."""
    return replace(lead, deferred_until=until)


def defer_guide(lead: Lead, until: datetime) -> Lead:
    """Let guides wait, because too many have gone to too many people; alerts and follow-ups are not held up."""
    return replace(lead, guide_deferred_until=until)


def defer_follow_ups(lead: Lead, until: datetime) -> Lead:
    """Let follow-ups wait, because the person's server refuses our mail; what they ask for is not held up."""
    return replace(lead, follow_ups_deferred_until=until)


def lapse(lead: Lead, now: datetime) -> Lead:
    """End an attempt whose lease ran out: a worker died, or SES never answered."""
    if lead.open_attempt is None or now < lead.open_attempt.lease_ends_at:
        return lead
    return settle(lead, lead.open_attempt.id, Result.IN_DOUBT)


def record_event(lead: Lead, event: MailEvent) -> Lead:
    """Note what SES tells of an email. Events may come twice, in any order, and before the worker's own `settle`."""
    noted = _noted(lead, event)
    if event.is_for_clinic:
        return noted
    if event.delivery is Delivery.COMPLAINED:
        return worsen(noted, Standing.COMPLAINED, event.at)
    if event.delivery is Delivery.HARD_BOUNCED or noted.soft_bounces >= MAX_SOFT_BOUNCES:
        return worsen(noted, Standing.BOUNCED, event.at)
    return noted


def _noted(lead: Lead, event: MailEvent) -> Lead:
    """The lead with the attempt that the event is about brought up to date, be it open or ended."""
    if event.result is not None:
        lead = settle(lead, event.attempt_id, event.result, event.message_id)
    return replace(lead, attempts=tuple(_updated(ended, event) for ended in lead.attempts))


def _updated(ended: EndedAttempt, event: MailEvent) -> EndedAttempt:
    if ended.attempt.id != event.attempt_id and not (ended.message_id and ended.message_id == event.message_id):
        return ended
    return replace(
        ended,
        result=max(ended.result, event.result or ended.result, key=_CERTAINTY.index),
        message_id=ended.message_id or event.message_id,
        delivery=max(ended.delivery, event.delivery, key=_STRENGTH.index),
        bounced_at=_latest(ended.bounced_at, event.at) if event.delivery in CAME_BACK else ended.bounced_at,
    )


def _latest(known: datetime | None, at: datetime) -> datetime:
    return max(known, at) if known else at
