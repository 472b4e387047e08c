"""What can happen to a lead.

Every change is a pure function from one lead to the next, with the time passed in. A use-case loads a lead,
changes it, and saves it on condition that nobody else did meanwhile (`revision`); so claiming a delivery is a
change like any other, two workers cannot both win it, and an unsubscribe that lands first makes the claim fail.
"""

from dataclasses import replace
from datetime import datetime, timedelta

from chalicelib.leads.attribution import Touch
from chalicelib.leads.feedback import MailEvent
from chalicelib.leads.lead import Attempt, Delivery, EndedAttempt, Enquiry, Lead, Outcome, OutcomeMark, Result, Standing

GUIDE_CAPS = ((timedelta(hours=24), 1), (timedelta(days=30), 3))
"""At most so many guides within each period, so that a form cannot be turned on a stranger's inbox."""

ENQUIRIES_KEPT = 8
"""Older ones are forgotten once the clinic has been told: a lead has to fit into one item of 400 KB."""

ENQUIRIES_WAITING = 8
"""So many that the clinic was not told of yet, and no more are taken: nobody types that fast, and mail is not going."""

MAX_SOFT_BOUNCES = 5
"""So many emails in a row that bounced softly, and the address counts as dead: full mailboxes are mostly left ones."""

_SEVERITY = list(Standing)
_STRENGTH = list(Delivery)
_CERTAINTY = [Result.IN_DOUBT, Result.SENT, Result.TOO_HEAVY, Result.FAILED]


class TooManyEnquiries(Exception):
    """The lead has too many enquiries already that nobody has read."""


def new_lead(lead_id: str, enquiry: Enquiry) -> Lead:
    """The lead that a person's first enquiry makes."""
    return accept(unknown(lead_id), enquiry)


def unknown(lead_id: str) -> Lead:
    """The lead of somebody who has sent nothing yet."""
    return Lead(id=lead_id, enquiries=(), first_touch=Touch())


def enquire(lead: Lead, enquiry: Enquiry) -> Lead:
    """A known person asks again: a new enquiry, which waits for nothing that held up what came before it, and the
    guide once more unless a cap is reached.

    The same enquiry twice (a double click, a form sent again) changes nothing. TooManyEnquiries.
    """
    if any(known.id == enquiry.id for known in lead.enquiries):
        return lead
    if len(lead.enquiries) - len(_told(lead)) >= ENQUIRIES_WAITING:
        raise TooManyEnquiries(lead.id)
    return accept(lead, enquiry)


def accept(lead: Lead, enquiry: Enquiry) -> Lead:
    """Add an enquiry in the order of their times, out of quarantine if it was there, and owe what it asks for."""
    if not lead.enquiries:
        lead = replace(lead, first_touch=enquiry.touch)
    owed = replace(enquiry, guide=enquiry.guide and not _is_guide_capped(lead, enquiry.at))
    agreed = {(consent.purpose, consent.wording) for consent in lead.consents}
    fresh = tuple(consent for consent in enquiry.consents if (consent.purpose, consent.wording) not in agreed)
    accepted = replace(
        lead,
        enquiries=tuple(sorted((*lead.enquiries, owed), key=lambda one: one.at)),
        consents=(*lead.consents, *fresh),
        quarantine=tuple(suspect for suspect in lead.quarantine if suspect.enquiry.id != enquiry.id),
        deferred_until=None,
    )
    return _forget_old_enquiries(accepted, enquiry.at)


def claim(lead: Lead, attempt: Attempt) -> Lead:
    """Open an attempt. ValueError if one is open: callers end or `lapse` it first."""
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
    )


def worsen(lead: Lead, standing: Standing, at: datetime) -> Lead:
    """Move the standing down, never up: a bounce that arrives after a complaint does not soften it."""
    if _SEVERITY.index(standing) <= _SEVERITY.index(lead.standing):
        return lead
    return replace(lead, standing=standing, standing_since=at)


def unsubscribe(lead: Lead, at: datetime) -> Lead:
    """Stop all follow-ups, for good. Repeating it changes nothing."""
    return worsen(lead, Standing.UNSUBSCRIBED, at)


def set_outcome(lead: Lead, outcome: Outcome, at: datetime) -> Lead:
    """Note what came of the lead. Repeating the latest outcome changes nothing."""
    if outcome is lead.outcome:
        return lead
    return replace(lead, outcomes=(*lead.outcomes, OutcomeMark(outcome, at)))


def erase(lead: Lead, at: datetime) -> Lead:
    """Forget everything about the person but that they get no follow-ups, and whether their address is dead.

    What is left is a tombstone under a keyed hash, which says nothing to anyone. An email being sent at this moment
    can no longer be called back.
    """
    gone = unsubscribe(lead, at)
    return Lead(
        id=lead.id,
        enquiries=(),
        first_touch=Touch(),
        standing=gone.standing,
        standing_since=gone.standing_since,
        revision=lead.revision,
    )


def defer_guide(lead: Lead, until: datetime) -> Lead:
    """Let guides wait, because too many have gone to too many people; alerts and follow-ups are not held up."""
    return replace(lead, guide_deferred_until=until)


def _is_guide_capped(lead: Lead, now: datetime) -> bool:
    given = [enquiry.at for enquiry in lead.enquiries if enquiry.guide]
    return any(sum(now - at < period for at in given) >= most for period, most in GUIDE_CAPS)


def _told(lead: Lead) -> set[str]:
    """The ids of the enquiries that the clinic knows of."""
    return {enquiry.id for enquiry in lead.enquiries} & {
        ended.attempt.email_id.reference
        for ended in lead.attempts
        if ended.attempt.email_id.kind.is_for_clinic and ended.result is Result.SENT
    }


def _forget_old_enquiries(lead: Lead, now: datetime) -> Lead:
    longest_cap = max(period for period, _ in GUIDE_CAPS)
    told = _told(lead)
    kept = tuple(
        enquiry
        for age, enquiry in enumerate(reversed(lead.enquiries))
        if age < ENQUIRIES_KEPT or enquiry.id not in told or (enquiry.guide and now - enquiry.at < longest_cap)
    )[::-1]
    forgotten = {enquiry.id for enquiry in lead.enquiries} - {enquiry.id for enquiry in kept}
    attempts = tuple(ended for ended in lead.attempts if ended.attempt.email_id.reference not in forgotten)
    return replace(lead, enquiries=kept, attempts=attempts)
