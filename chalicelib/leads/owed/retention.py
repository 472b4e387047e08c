"""How long somebody is kept who has no visit: so many months after the last that was heard of them."""

from datetime import datetime

from chalicelib.leads.acts import outliving
from chalicelib.leads.attribution import Touch
from chalicelib.leads.lead import Lead
from chalicelib.leads.outcome import AFTERCARE_OUTCOMES, Outcome, in_force, settled

SHORTEST_MONTH = 28


def heard_at(lead: Lead) -> datetime | None:
    """When somebody without a visit last wrote, or the front desk last noted what came of it. None of a person who has
    a visit, or had one, and of one who is not kept any more."""
    if not lead.enquiries or _has_visit(lead):
        return None
    return max([lead.enquiries[-1].at, *(mark.for_at or mark.at for mark in in_force(lead.outcomes).values())])


def _has_visit(lead: Lead) -> bool:
    """Who came once is a patient, whatever came of the next visit."""
    came = any(mark.outcome is Outcome.ATTENDED and mark.undone_at is None for mark in lead.outcomes)
    return came or any(mark.outcome in AFTERCARE_OUTCOMES for mark in settled(lead.outcomes).values())


def let_go(lead: Lead, before: datetime) -> Lead:
    """Forget who that was, if nothing was heard of them since `before`: what they said of emails stays, whether
    their address takes any, and whether the front desk has blocked them."""
    at = heard_at(lead)
    if at is None or at >= before:
        return lead
    return Lead(
        id=lead.id,
        enquiries=(),
        first_touch=Touch(),
        standing=lead.standing,
        standing_since=lead.standing_since,
        opt_outs=lead.opt_outs,
        acts=outliving(lead.acts),
        written=lead.written,
        revision=lead.revision,
    )


def months_before(at: datetime, months: int) -> datetime:
    """The moment so many months earlier, on a day that each month has: up to three days more, never fewer."""
    year, month = divmod(at.year * 12 + at.month - 1 - months, 12)
    return at.replace(year=max(year, 1), month=month + 1, day=min(at.day, SHORTEST_MONTH))
