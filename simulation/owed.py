"""What each lead was owed by the end of a campaign: the second opinion on what `chalicelib.leads.owed.plan` plans.

Steps, enquiries, consents and results are taken as they are stored. What follows from them is written out here anew, so
that a mistake in the service's own rules is not made twice.
"""

from collections.abc import Callable, Iterator, Mapping
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from chalicelib.leads.attempt import UNREACHABLE, Delivery, EmailId, EmailKind, Result
from chalicelib.leads.lead import Lead, Standing
from chalicelib.leads.owed.hours import OpenHours
from chalicelib.leads.owed.sequence import Step
from simulation.evidence import Evidence
from simulation.ledger import AN_HOUR, visits

TIME_TO_RECOVER = timedelta(days=5)
"""A day of outage, a night, and the distance that a step inserted behind schedule keeps to the next: a follow-up that
is later than this by its own day is lost."""


WAITS = (timedelta(hours=4), timedelta(days=1), timedelta(days=3))
"""After each bounce for now, how long a guide waits until it is sent again."""

TIME_TO_SEND = timedelta(days=1)
"""A guide waits for its hour, and for SES, which may be down for a day."""


def not_again(evidence: Evidence) -> Iterator[tuple[str, EmailId]]:
    """The guides that came back, as is stored, and were not sent again though it was time."""
    for lead in evidence.leads.values():
        for enquiry in lead.enquiries:
            guide = EmailId(EmailKind.GUIDE, enquiry.id)
            back = bounces(lead, guide)
            is_over = len(back) > len(WAITS) or _is_hopeless(lead, guide) or lead.id in evidence.ledger.silences
            if back and not is_over and not evidence.received((lead.id, guide)):
                again_at = back[-1] + WAITS[len(back) - 1]
                is_again = any(sent.at > back[-1] for sent in evidence.taken.get((lead.id, guide), ()))
                if not is_again and again_at + TIME_TO_SEND < evidence.outcome.plan.ends_at:
                    yield lead.id, guide


def bounces(lead: Lead, guide: EmailId) -> list[datetime]:
    """When a guide came back, and may go another time."""
    ended = [one for one in lead.attempts if one.attempt.email_id == guide and one.result is Result.SENT]
    for_now = [one for one in ended if one.delivery in (Delivery.SOFT_BOUNCED, Delivery.REFUSED)]
    return sorted(one.bounced_at for one in for_now if one.bounced_at)


def lost(evidence: Evidence, kind: EmailKind) -> Iterator[tuple[str, EmailId]]:
    """What had to go and never did. Nothing is owed to people who were erased."""
    for lead in evidence.leads.values():
        if lead.id not in evidence.ledger.erased:
            for email_id in _OWED[kind](evidence, lead):
                if (lead.id, email_id) not in evidence.taken:
                    yield lead.id, email_id


def _alerts(evidence: Evidence, lead: Lead) -> Iterator[EmailId]:
    """An enquiry whose alert is hopeless has reached the clinic if a notice about it has."""
    for enquiry in lead.enquiries:
        alert, notice = EmailId(EmailKind.ALERT, enquiry.id), EmailId(EmailKind.NOTICE, enquiry.id)
        if not (_is_hopeless(lead, alert) and (lead.id, notice) in evidence.taken):
            yield alert


def _guides(evidence: Evidence, lead: Lead) -> Iterator[EmailId]:
    """If one is hopeless, the clinic has to know, once, that email does not reach this person."""
    is_clinic_told = (lead.id, UNREACHABLE) in evidence.taken
    for enquiry in lead.enquiries:
        guide = EmailId(EmailKind.GUIDE, enquiry.id)
        is_excused = _is_hopeless(lead, guide) and is_clinic_told
        if enquiry.guide and lead.id not in evidence.ledger.silences and not is_excused:
            yield guide


def _notices(evidence: Evidence, lead: Lead) -> Iterator[EmailId]:
    """Once email does not reach a person, the clinic has to be told to phone them."""
    guides = (EmailId(EmailKind.GUIDE, enquiry.id) for enquiry in lead.enquiries)
    is_hopeless = any(
        (_is_hopeless(lead, guide) and (lead.id, guide) not in evidence.taken) or len(bounces(lead, guide)) > len(WAITS)
        for guide in guides
    )
    if (lead.standing is Standing.BOUNCED or is_hopeless) and not _is_hopeless(lead, UNREACHABLE):
        yield UNREACHABLE


def _reminders(evidence: Evidence, lead: Lead) -> Iterator[EmailId]:
    """Of an enquiry of which the front desk was told, and nobody has said anything. A later one from the same number
    takes its place; a reminder in doubt is given up."""
    for enquiry in lead.enquiries:
        reminder = EmailId(EmailKind.SECOND_ALERT, enquiry.id)
        same = [one for one in lead.enquiries if one.contact.phone == enquiry.contact.phone]
        is_seen = enquiry != same[-1] or any(one.id in evidence.ledger.seen for one in same)
        told_at = max(told(evidence, lead.id, enquiry.id), default=None)
        if told_at is None or is_seen or lead.results(reminder):
            continue
        due_at = after_an_open_hour(told_at, evidence.outcome.rules.hours)
        if due_at + TIME_TO_SEND < evidence.outcome.plan.ends_at:
            yield reminder


def told(evidence: Evidence, lead_id: str, enquiry_id: str) -> list[datetime]:
    """When the front desk was told of that enquiry, each time."""
    tidings = (EmailId(kind, enquiry_id) for kind in (EmailKind.ALERT, EmailKind.NOTICE))
    return [sent.at for email_id in tidings for sent in evidence.taken.get((lead_id, email_id), ())]


def after_an_open_hour(start: datetime, hours: OpenHours) -> datetime:
    """Counted minute by minute."""
    at, open_minutes = start, 0
    while open_minutes < 60:
        local = at.astimezone(hours.zone)
        spans = () if local.date() in hours.holidays else hours.days.get(f"{local:%A}", ())
        open_minutes += any(span.opens <= local.time() < span.closes for span in spans)
        at += timedelta(minutes=1)
    return at


def _nothing(_evidence: Evidence, _lead: Lead) -> Iterator[EmailId]:
    """No clinic that is played names its owner, and nobody asks to see what is kept of them."""
    yield from ()


def _is_hopeless(lead: Lead, email_id: EmailId) -> bool:
    """Whether SES has rejected it for good, or two attempts at it are in doubt and a third could triple it."""
    results = lead.results(email_id)
    return Result.FAILED in results or results.count(Result.IN_DOUBT) > 1


def _follow_ups(evidence: Evidence, lead: Lead) -> Iterator[EmailId]:
    """Each step that this lead should have had by now, or that no worker will ever look at again."""
    plan, campaign = evidence.outcome.plan, evidence.campaign_of(lead.id)
    agreed_at, stop = lead.follow_ups_agreed_at.get(campaign), evidence.ledger.stops.get(lead.id)
    if agreed_at is None:
        return
    until = stop.at if stop else plan.ends_at
    for step in evidence.outcome.rules.sequences[campaign]:
        email_id = EmailId(EmailKind.FOLLOW_UP, f"{campaign}/{step.id}")
        planned_at = due_on(step, agreed_at, plan.zone)
        slack = TIME_TO_RECOVER + evidence.ledger.paused[lead.id] + _behind(lead)
        is_late = planned_at + slack < until
        is_forgotten = lead.due_at is None and not stop
        is_over = Result.FAILED in lead.results(email_id) or (lead.id, email_id) in evidence.explained
        is_behind = step.id in plan.touched and campaign == plan.campaign and _has_passed(lead, planned_at)
        is_told = step.is_aftercare and (lead.id, EmailId(EmailKind.AFTERCARE, campaign)) in evidence.taken
        if (is_late or is_forgotten) and not (is_over or is_behind or is_told):
            yield email_id


def _aftercare(evidence: Evidence, lead: Lead) -> Iterator[EmailId]:
    """For a visit that was noted, and not taken back, an hour before the end."""
    aftercare = EmailId(EmailKind.AFTERCARE, evidence.campaign_of(lead.id))
    is_due = any(noted_at + AN_HOUR < evidence.outcome.plan.ends_at for noted_at in visits(lead))
    is_over = Result.FAILED in lead.results(aftercare) or (lead.id, aftercare) in evidence.explained
    if is_due and lead.id not in evidence.ledger.silences and not is_over:
        yield aftercare


def due_on(step: Step, agreed_at: datetime, zone: ZoneInfo) -> datetime:
    """The step's day, at the time of day at which the person agreed: clocks are put forward and back on the way."""
    agreed = agreed_at.astimezone(zone).replace(tzinfo=None)
    return (agreed + step.after).replace(tzinfo=zone)


def _behind(lead: Lead) -> timedelta:
    """How late the last follow-up was: the next ones keep their distance to it, be it for closed days or an outage."""
    tried = [one.attempt for one in lead.attempts if one.attempt.email_id.kind is EmailKind.FOLLOW_UP]
    last = max(tried, key=lambda one: one.claimed_at, default=None)
    return max(last.claimed_at - last.planned_at, timedelta()) if last else timedelta()


def _has_passed(lead: Lead, planned_at: datetime) -> bool:
    """Whether the lead was further already when the edit put a step there."""
    return any(
        ended.attempt.planned_at > planned_at
        for ended in lead.attempts
        if ended.attempt.email_id.kind is EmailKind.FOLLOW_UP
    )


_OWED: Mapping[EmailKind, Callable[[Evidence, Lead], Iterator[EmailId]]] = {
    EmailKind.ALERT: _alerts,
    EmailKind.GUIDE: _guides,
    EmailKind.NOTICE: _notices,
    EmailKind.SECOND_ALERT: _reminders,
    EmailKind.OWNER_ALERT: _nothing,
    EmailKind.FOLLOW_UP: _follow_ups,
    EmailKind.AFTERCARE: _aftercare,
    EmailKind.OWN_DATA: _nothing,
}
