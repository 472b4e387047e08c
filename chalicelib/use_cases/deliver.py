"""Delivering: everything a lead is owed by now is written, claimed, sent once and settled."""

import logging
import zlib
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from chalicelib.leads.attempt import Attempt, EmailId, EmailKind, Result
from chalicelib.leads.lead import Lead
from chalicelib.leads.mailing.feedback import CANARY
from chalicelib.leads.mailing.mailbox import turn_away
from chalicelib.leads.mailing.sending import defer, defer_follow_ups, defer_guide, lapse, settle, withdraw
from chalicelib.leads.owed.plan import next_due, next_email
from chalicelib.mail.email import Email
from chalicelib.mail.writer import EmailWriter
from chalicelib.use_cases.budget import Budget
from chalicelib.use_cases.claims import TurnedAway, claim_email
from chalicelib.use_cases.failures import PARKED, Conflict, Deferred, Exhausted, InDoubt, Rejected, Unavailable
from chalicelib.use_cases.leads import Leads
from chalicelib.use_cases.metric import Metric
from chalicelib.use_cases.ports import Mailer
from chalicelib.use_cases.trail import trail

logger = logging.getLogger(__name__)

UNWRITABLE_AGAIN = timedelta(hours=1)
"""When an email that could not be written is tried again: a person has to mend its text first."""


def deliver(lead_id: str, *, leads: Leads, writer: EmailWriter, mailer: Mailer, new_id: Callable[[], str]) -> None:
    """Send everything the lead is owed by now that can be written and that SES takes, one email after another. Raises
    Unavailable."""
    set_aside: dict[EmailId, datetime] = {}
    lead = leads.store.load(lead_id)
    if lead is not None and lead.is_synthetic:
        leads = replace(leads, measure=_count_nowhere)
    while lead is not None:
        now = leads.clock()
        lead = lapse(lead, now)
        planned = next_email(lead, leads.rules, now, without=set_aside)
        if lead.open_attempt is not None or planned is None or planned.at > now:
            break
        attempt = Attempt(new_id(), planned.email_id, planned.planned_at, now)
        try:
            email = writer.write(lead, attempt.email_id, now)
        except Exception as error:  # noqa: BLE001 - it is logged, and the alarm is raised by what is measured
            # Something is wrong with one text or one enquiry; the person's other emails are owed all the same.
            logger.error("email cannot be written: %s", type(error).__name__, extra=trail(lead_id, attempt))
            leads.measure(Metric.UNWRITABLE, 1)
            set_aside[planned.email_id] = now + UNWRITABLE_AGAIN
            continue
        lead = _attempt(lead, attempt, email, leads, mailer)
        if lead is not None and lead.deferred_until is not None and lead.deferred_until - now >= PARKED:
            # The reason may be an address of this email alone, and the person's other emails are owed all the same.
            set_aside[planned.email_id] = lead.deferred_until
            lead = replace(lead, deferred_until=None)
    if lead is not None and set_aside:
        others = next_email(lead, leads.rules, leads.clock(), without=set_aside)
        until = min([*set_aside.values(), *([others.at] if others else [])])
        lead = leads.change(lead, lead_id, lambda fresh: defer(fresh, until))
    if lead is not None:
        _rearm(lead, leads)


def _attempt(lead: Lead, attempt: Attempt, email: Email, leads: Leads, mailer: Mailer) -> Lead | None:
    """Probe if need be, claim, send once, settle. The order matters: after the claim a crash at any point leaves an
    open attempt that ends with its lease."""
    if mailer.is_in_doubt or Result.IN_DOUBT in lead.results(attempt.email_id):
        # SES may be down for hours, and an email has so few attempts that silence would use them up.
        try:
            mailer.probe()
        except Deferred as deferred:
            until = _until(deferred, lead, attempt, leads)
            return leads.change(lead, lead.id, lambda fresh: defer(fresh, until))
    try:
        lead, spent = claim_email(lead, attempt, leads)
    except TurnedAway as turned_away:
        enquiry_id, mailbox = attempt.email_id.reference, turned_away.mailbox
        turned = leads.change(lead, lead.id, lambda fresh: turn_away(fresh, enquiry_id, mailbox, attempt.claimed_at))
        # A lead that knew already what its mailbox is should not have been owed this: no use to ask again at once.
        return None if turned == lead else turned
    except Exhausted:
        if attempt.email_id.kind is EmailKind.FOLLOW_UP:
            logger.warning("follow-ups wait, the person's server refuses our mail", extra=trail(lead.id, attempt))
            return leads.change(lead, lead.id, lambda fresh: defer_follow_ups(fresh, _next_day(attempt)))
        leads.measure(Metric.GUIDES_CAPPED, 1)
        return leads.change(lead, lead.id, lambda fresh: defer_guide(fresh, _next_hour(attempt)))
    except (Conflict, Unavailable) as failure:
        # A claim whose answer was lost may be ours all the same, and no other worker would ever send it.
        fresh = leads.store.load(lead.id)
        if fresh is None or fresh.open_attempt is None or fresh.open_attempt.id != attempt.id:
            if isinstance(failure, Unavailable):
                raise
            return fresh
        lead, spent = fresh, ()
    return _send(lead, attempt, email, spent, leads, mailer)


def _send(
    lead: Lead, attempt: Attempt, email: Email, spent: Sequence[Budget], leads: Leads, mailer: Mailer
) -> Lead | None:
    """Send the email of a claimed attempt, and settle the attempt by what SES says. What the claim spent is given back
    if SES takes nothing."""
    kind = CANARY if lead.is_synthetic else attempt.email_id.kind.value
    try:
        message_id = mailer.send(email, {"lead": lead.id, "attempt": attempt.id, "kind": kind})
    except Deferred as deferred:
        until = _until(deferred, lead, attempt, leads)
        given_back = [budget.given_back for budget in spent]
        return _note(lead, leads, lambda fresh: withdraw(fresh, attempt.id, until), given_back)
    except Rejected as rejected:
        logger.error("email rejected by SES: %s", rejected, extra=trail(lead.id, attempt))
        leads.measure(Metric.REJECTED, 1)
        return _note(lead, leads, lambda fresh: settle(fresh, attempt.id, Result.FAILED))
    except InDoubt as doubt:
        logger.warning("email in doubt: %s", doubt, extra=trail(lead.id, attempt))
        leads.measure(Metric.IN_DOUBT, 1)
        return lead
    logger.info("email sent", extra={**trail(lead.id, attempt), "ses": message_id})
    return _note(lead, leads, lambda fresh: settle(fresh, attempt.id, Result.SENT, message_id))


def _count_nowhere(_metric: Metric, _value: float) -> None:
    """What becomes of a canary is told by an alarm of its own."""


def _until(deferred: Deferred, lead: Lead, attempt: Attempt, leads: Leads) -> datetime:
    """Until when mail that SES holds back has to wait."""
    logger.warning("email deferred by SES: %s", deferred, extra=trail(lead.id, attempt))
    leads.measure(Metric.PARKED if deferred.wait >= PARKED else Metric.DEFERRED, 1)
    return leads.clock() + deferred.wait * (1 + _jitter(attempt))


def _note(lead: Lead, leads: Leads, change: Callable[[Lead], Lead], given_back: Sequence[Budget] = ()) -> Lead | None:
    """Save what SES said, and try again if that fails, for unsaved it would count as in doubt. Raises Unavailable."""
    try:
        return leads.change(lead, lead.id, change, given_back)
    except Unavailable:
        return leads.change(None, lead.id, change, given_back)


def _next_hour(attempt: Attempt) -> datetime:
    hour = attempt.claimed_at.replace(minute=0, second=0, microsecond=0)
    return hour + timedelta(hours=1) + timedelta(minutes=10) * _jitter(attempt)


def _next_day(attempt: Attempt) -> datetime:
    day = attempt.claimed_at.replace(hour=0, minute=0, second=0, microsecond=0)
    return day + timedelta(days=1)


def _jitter(attempt: Attempt) -> float:
    """A number from 0 up to 1, spread evenly over attempts, so that what waits together does not return together."""
    return zlib.crc32(attempt.id.encode()) / 2**32


def _rearm(lead: Lead, leads: Leads) -> None:
    """Keep the due index true when the plan has moved under a lead: it slid into a window, or the sequence changed."""
    now = leads.clock()
    due, stored = next_due(lead, leads.rules, now), lead.due
    if due == stored or (due is not None and stored is not None and now < stored.at <= due.at):
        return
    try:
        leads.save(lead)
    except Conflict:
        logger.info("lead changed meanwhile, and was planned anew with that change", extra={"lead": lead.id})
