"""The plan: which email a lead is owed next, and the earliest moment it may go.

The sequences are data that a marketer edits while people are midway. Steps are known by their ids; a step once ended
for a lead never comes again, and one inserted behind the point a lead has reached is not sent to them.
"""

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from chalicelib.leads.attempt import UNREACHABLE, Delivery, EmailId, EmailKind, EndedAttempt, follow_up_id
from chalicelib.leads.enquiry import Enquiry
from chalicelib.leads.lead import Due, Lead, Queue, Standing
from chalicelib.leads.owed.aftercare import has_aftercare, owed_aftercare
from chalicelib.leads.owed.reminders import reminders
from chalicelib.leads.owed.sequence import Rules
from chalicelib.leads.own_data import owed_own_data
from chalicelib.leads.tries import GUIDE_AGAIN_AFTER, is_concluded, is_given_up, tries_of

WEEK = timedelta(weeks=1)
"""The least gap between two follow-ups to somebody who wants fewer."""


@dataclass(frozen=True, slots=True)
class Planned:
    """An email that is owed. `planned_at` is its own time, `at` the earliest moment it may be sent."""

    email_id: EmailId
    planned_at: datetime
    at: datetime


def next_email(lead: Lead, rules: Rules, now: datetime, without: Collection[EmailId] = ()) -> Planned | None:
    """What the lead is owed next, or None. It may be sent once `at` has come and no attempt is open.
    `without` leaves some out, so that an email that is set aside keeps no other from going. Of what is due, what the
    clinic has to know goes first: a guide that SES throttles would hold it up each time."""
    owed = (planned for planned in _owed(lead, rules, now) if planned.email_id not in without)
    planned = min(owed, key=lambda one: (max(one.at, now), not one.email_id.kind.is_for_clinic, one.at), default=None)
    if planned is None or lead.deferred_until is None or planned.at >= lead.deferred_until:
        return planned
    return replace(planned, at=lead.deferred_until)


def is_owed(lead: Lead, email_id: EmailId, rules: Rules, now: datetime) -> bool:
    """Whether that email is among what the lead is owed."""
    return any(planned.email_id == email_id for planned in _owed(lead, rules, now))


def owes_follow_ups(lead: Lead, rules: Rules, now: datetime) -> bool:
    """Whether any is ahead: who may get them may have had them all."""
    return lead.may_get_follow_ups and any(_follow_ups(lead, rules, now))


def next_due(lead: Lead, rules: Rules, now: datetime) -> Due | None:
    """When a worker has to look at the lead again, and through which queue; None if it is owed nothing."""
    if lead.open_attempt is not None:
        return Due(lead.open_attempt.lease_ends_at, _queue(lead.open_attempt.email_id))
    planned = next_email(lead, rules, now)
    return Due(planned.at, _queue(planned.email_id)) if planned else None


def _queue(email_id: EmailId) -> Queue:
    return Queue.FOLLOW_UPS if email_id.kind is EmailKind.FOLLOW_UP else Queue.AT_ONCE


def _owed(lead: Lead, rules: Rules, now: datetime) -> Iterator[Planned]:
    for enquiry in lead.enquiries:
        yield from _of(enquiry, lead, rules)
    unreachable = [(UNREACHABLE, lead.enquiries[-1].at)] if _is_unreachable(lead) else []
    aftercare = owed_aftercare(lead, rules.aftercare, now)
    for email_id, at in (*reminders(lead, rules), *unreachable, *aftercare, *owed_own_data(lead, now)):
        if not is_concluded(lead, email_id):
            yield Planned(email_id, at, at)
    if lead.may_get_follow_ups:
        yield from _follow_ups(lead, rules, now)


def _of(enquiry: Enquiry, lead: Lead, rules: Rules) -> Iterator[Planned]:
    """Its alert and its guide."""
    alert = EmailId(EmailKind.ALERT, enquiry.id)
    if is_given_up(lead, alert):
        # Not the alert again, which may have come twice already, but word of it: no enquiry goes untold.
        alert = EmailId(EmailKind.NOTICE, enquiry.id)
    if not enquiry.typed_by and not is_concluded(lead, alert):
        yield Planned(alert, enquiry.at, enquiry.at)
    guide = EmailId(EmailKind.GUIDE, enquiry.id)
    is_asked_for = enquiry.guide and enquiry.campaign in rules.sequences
    if is_asked_for and lead.may_get_guide and not is_concluded(lead, guide):
        planned_at = _guide_at(lead, enquiry)
        yield Planned(guide, planned_at, max(planned_at, lead.guide_deferred_until or planned_at))


def _guide_at(lead: Lead, enquiry: Enquiry) -> datetime:
    """At once, and after a bounce some time later, or as soon as the person asks again."""
    bounces = tries_of(lead, EmailId(EmailKind.GUIDE, enquiry.id)).bounces
    if not bounces:
        return enquiry.at
    again_at = bounces[-1] + GUIDE_AGAIN_AFTER[len(bounces) - 1]
    asked_at = lead.asked_at(enquiry.campaign) or enquiry.at
    return min(again_at, asked_at) if asked_at > bounces[-1] else again_at


def _is_unreachable(lead: Lead) -> bool:
    """Whether email does not reach the person, as far as we know, so that the clinic has to phone them."""
    guides = (EmailId(EmailKind.GUIDE, enquiry.id) for enquiry in lead.enquiries if enquiry.guide)
    has_bounced = lead.standing is Standing.BOUNCED and bool(lead.enquiries)
    return has_bounced or any(is_given_up(lead, guide) for guide in guides)


def unreached(lead: Lead) -> Enquiry:
    """The enquiry that `UNREACHABLE` is about: the latest whose guide did not arrive, and not what somebody else asked
    after it under the same address."""
    lost = [one for one in lead.enquiries if one.guide and _came_to_nothing(lead, EmailId(EmailKind.GUIDE, one.id))]
    return (lost or lead.enquiries)[-1]


def is_guide_lost(lead: Lead, enquiry: Enquiry) -> bool:
    """Whether a guide was asked for with that enquiry which has not reached the person, as far as we know."""
    guide = EmailId(EmailKind.GUIDE, enquiry.id)
    return enquiry.guide and (_came_to_nothing(lead, guide) or not tries_of(lead, guide).is_sent)


def _came_to_nothing(lead: Lead, guide: EmailId) -> bool:
    has_bounced = any(ended.delivery is Delivery.HARD_BOUNCED for ended in lead.tries(guide))
    return has_bounced or is_given_up(lead, guide)


def _follow_ups(lead: Lead, rules: Rules, now: datetime) -> Iterator[Planned]:
    """The next follow-up of each campaign that the person agreed to, that of their latest enquiry first. A campaign
    that we do not know (any more) owes neither follow-ups nor a guide."""
    agreed = lead.follow_ups_agreed_at
    for campaign in sorted(agreed, key=lambda one: lead.asked_at(one) or agreed[one], reverse=True):
        planned = _next_follow_up(lead, campaign, rules, agreed[campaign])
        if planned is not None:
            at = max(planned.at, now, lead.follow_ups_deferred_until or now)
            yield replace(planned, at=rules.window.next_open(at))


def _next_follow_up(lead: Lead, campaign: str, rules: Rules, agreed_at: datetime) -> Planned | None:
    """In the course of its own campaign, and no sooner after another one's than the least gap."""
    own, last = lead.last_follow_up(campaign), lead.last_follow_up()
    is_cared_for = has_aftercare(lead, campaign)
    gap = max(rules.minimum_gap, WEEK) if lead.weekly_since else rules.minimum_gap
    steps = [
        (follow_up_id(campaign, step.id), rules.window.days_after(agreed_at, step.after))
        for step in rules.sequences.get(campaign, ())
        if not (step.is_aftercare and is_cared_for)
    ]
    reached_at = _reached_at(own, steps) if own else agreed_at
    for email_id, planned_at in steps:
        is_behind = planned_at < reached_at
        if not is_behind and not is_concluded(lead, email_id):
            in_course = _spaced(planned_at, own, gap) if own else planned_at
            apart = last.attempt.claimed_at + gap if last else planned_at
            return Planned(email_id, planned_at, max(planned_at, in_course, apart))
    return None


def _reached_at(last: EndedAttempt, steps: Iterable[tuple[EmailId, datetime]]) -> datetime:
    """How far in the sequence a lead has come: to where its last step stood when it was sent, or stands now if that is
    earlier. A person loses nothing that lies ahead, be the sequence shortened or their last step moved to its end."""
    now_at = [planned_at for email_id, planned_at in steps if email_id == last.attempt.email_id]
    return min([last.attempt.planned_at, *now_at])


def _spaced(planned_at: datetime, last: EndedAttempt, minimum_gap: timedelta) -> datetime:
    """Keep the distance the plan gives two steps, so that after an outage late steps slide and never stack."""
    return last.attempt.claimed_at + max(minimum_gap, planned_at - last.attempt.planned_at)
