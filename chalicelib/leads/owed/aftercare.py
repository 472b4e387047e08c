"""The email on what to do after a session, and on its warning signs: once, to somebody who has a visit (ADR 17).

It is no marketing but part of the visit, so it needs no consent to follow-ups, and unsubscribing from those does not
stop it.
"""

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from chalicelib.leads.attempt import EmailId, EmailKind, Result
from chalicelib.leads.enquiry import Enquiry
from chalicelib.leads.lead import Lead
from chalicelib.leads.outcome import AFTERCARE_OUTCOMES, settled

AFTER = timedelta(hours=1)
"""How long after the mark it goes: a slip of the thumb is taken back by then."""

WITHIN = timedelta(days=3)
"""So long after the mark it may go. A text that a campaign gets later is sent to nobody whose visit is long past."""


@dataclass(frozen=True, slots=True)
class Visit:
    """An enquiry that came to a visit, as the front desk noted at `noted_at`."""

    enquiry: Enquiry
    noted_at: datetime


def aftercare_id(campaign: str) -> EmailId:
    """The aftercare of that campaign: one for all enquiries."""
    return EmailId(EmailKind.AFTERCARE, campaign)


def visit_in(lead: Lead, campaign: str) -> Visit | None:
    """The visit that the aftercare of that campaign is about: of those that nobody took back, the one noted last."""
    said = settled(lead.outcomes)
    marks = ((enquiry, said.get(enquiry.id)) for enquiry in lead.enquiries if enquiry.campaign == campaign)
    visits = [Visit(enquiry, mark.at) for enquiry, mark in marks if mark and mark.outcome in AFTERCARE_OUTCOMES]
    return max(visits, key=lambda visit: visit.noted_at, default=None)


def owed_aftercare(lead: Lead, campaigns: Collection[str], now: datetime) -> Iterator[tuple[EmailId, datetime]]:
    """The aftercare of each of these campaigns that the lead has a visit in, and when it is to go: at any hour, since
    what it warns of may come in the first evening. An address that bounced or complained gets none, and who gave
    none."""
    if not lead.may_get_guide:
        return
    for campaign in sorted(campaigns):
        visit = visit_in(lead, campaign)
        if visit and visit.enquiry.contact.email and now < visit.noted_at + WITHIN:
            yield aftercare_id(campaign), visit.noted_at + AFTER


def has_aftercare(lead: Lead, campaign: str) -> bool:
    """Whether the lead got it, as far as we know."""
    tries = lead.tries(aftercare_id(campaign))
    return any(ended.result is Result.SENT and not ended.came_back for ended in tries)
