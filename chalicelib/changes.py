"""What can happen to a lead.

Every change is a pure function from one lead to the next, with the time passed in. A use-case loads a lead,
changes it, and saves it on condition that nobody else did meanwhile (`revision`); so claiming a delivery is a
change like any other, two workers cannot both win it, and an unsubscribe that lands first makes the claim fail.
"""

from dataclasses import replace
from datetime import datetime, timedelta

from chalicelib.lead import Attempt, Delivery, Enquiry, Kind, Lead, Outcome, OutcomeMark, Result, Standing

GUIDE_CAPS = ((timedelta(hours=24), 1), (timedelta(days=30), 3))
"""At most so many guides within each period, so that a form cannot be turned on a stranger's inbox."""

ENQUIRIES_KEPT = 20
"""Older ones are forgotten once the clinic has been told: a lead has to fit into one item."""

_SEVERITY = list(Standing)


def new_lead(lead_id: str, enquiry: Enquiry) -> Lead:
    """The lead that a person's first enquiry makes."""
    return Lead(id=lead_id, enquiries=(enquiry,), first_touch=enquiry.touch, consents=enquiry.consents)


def enquire(lead: Lead, enquiry: Enquiry) -> Lead:
    """A known person asks again: a new enquiry, and the guide once more unless a cap is reached.

    The same enquiry twice (a double click, a form sent again) changes nothing.
    """
    if any(known.id == enquiry.id for known in lead.enquiries):
        return lead
    owed = replace(enquiry, guide=enquiry.guide and not _is_guide_capped(lead, enquiry.at))
    agreed = {(consent.purpose, consent.wording) for consent in lead.consents}
    fresh = tuple(consent for consent in enquiry.consents if (consent.purpose, consent.wording) not in agreed)
    return _forget_old_enquiries(
        replace(lead, enquiries=(*lead.enquiries, owed), consents=(*lead.consents, *fresh)), enquiry.at
    )


def claim(lead: Lead, attempt: Attempt) -> Lead:
    """Open an attempt. ValueError if one is open: callers end or `lapse` it first."""
    if lead.attempt is not None:
        raise ValueError("another attempt is open")
    return replace(lead, attempt=attempt, held_until=None)


def settle(lead: Lead, attempt_id: str, result: Result, message_id: str = "") -> Lead:
    """End the open attempt. Nothing changes if it is not that one, as when an SES event was faster."""
    if lead.attempt is None or lead.attempt.id != attempt_id:
        return lead
    ended = Delivery(lead.attempt, result, message_id)
    return replace(lead, attempt=None, deliveries=(*lead.deliveries, ended))


def hold(lead: Lead, attempt_id: str, until: datetime) -> Lead:
    """Take back an attempt that SES certainly did not carry out, and ask for nothing before `until`."""
    if lead.attempt is None or lead.attempt.id != attempt_id:
        return lead
    return replace(lead, attempt=None, held_until=until)


def lapse(lead: Lead, now: datetime) -> Lead:
    """End an attempt whose lease ran out: a worker died, or SES never answered."""
    if lead.attempt is None or now < lead.attempt.lease_ends_at:
        return lead
    return settle(lead, lead.attempt.id, Result.IN_DOUBT)


def confirm(lead: Lead, attempt_id: str, message_id: str) -> Lead:
    """SES says that this attempt went: settle it if it is open, clear the doubt if it was in doubt."""
    settled = settle(lead, attempt_id, Result.SENT, message_id)
    deliveries = tuple(
        replace(ended, result=Result.SENT, message_id=message_id)
        if ended.attempt.id == attempt_id and ended.result is Result.IN_DOUBT
        else ended
        for ended in settled.deliveries
    )
    return replace(settled, deliveries=deliveries)


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


def _is_guide_capped(lead: Lead, now: datetime) -> bool:
    given = [enquiry.at for enquiry in lead.enquiries if enquiry.guide]
    return any(sum(now - at < period for at in given) >= most for period, most in GUIDE_CAPS)


def _forget_old_enquiries(lead: Lead, now: datetime) -> Lead:
    longest_cap = max(period for period, _ in GUIDE_CAPS)
    told = {
        ended.attempt.delivery.reference
        for ended in lead.deliveries
        if ended.attempt.delivery.kind is Kind.ALERT and ended.result is Result.SENT
    }
    kept = tuple(
        enquiry
        for age, enquiry in enumerate(reversed(lead.enquiries))
        if age < ENQUIRIES_KEPT or enquiry.id not in told or (enquiry.guide and now - enquiry.at < longest_cap)
    )[::-1]
    forgotten = {enquiry.id for enquiry in lead.enquiries} - {enquiry.id for enquiry in kept}
    deliveries = tuple(ended for ended in lead.deliveries if ended.attempt.delivery.reference not in forgotten)
    return replace(lead, enquiries=kept, deliveries=deliveries)
