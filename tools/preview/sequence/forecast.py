"""What is still to come for a lead under a sequence, and what differs under another."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from chalicelib.leads.attempt import Attempt, EmailKind, Result
from chalicelib.leads.attribution import Touch
from chalicelib.leads.changes import new_lead
from chalicelib.leads.enquiry import Consent, Contact, Enquiry, Purpose
from chalicelib.leads.lead import Lead
from chalicelib.leads.mailing.sending import claim, settle
from chalicelib.leads.owed.plan import next_email
from chalicelib.leads.owed.sequence import Rules


@dataclass(frozen=True, slots=True)
class Coming:
    """A follow-up that a person is to get: its campaign and step."""

    step: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Shift:
    """When a person is to get a step, under the old sequence and the new: None for never."""

    step: str
    before: datetime | None
    after: datetime | None


@dataclass(frozen=True, slots=True)
class Change:
    """What a new sequence means for one lead. `twice` are the steps that would come though the lead has had them."""

    lead_id: str
    shifts: tuple[Shift, ...]
    twice: frozenset[str] = frozenset()

    @property
    def added(self) -> list[Shift]:
        return [shift for shift in self.shifts if shift.before is None]

    @property
    def dropped(self) -> list[Shift]:
        return [shift for shift in self.shifts if shift.after is None]

    @property
    def moved(self) -> list[Shift]:
        return [shift for shift in self.shifts if shift.before and shift.after and shift.before != shift.after]

    @property
    def unchanged(self) -> list[Shift]:
        return [shift for shift in self.shifts if shift.before == shift.after]

    @property
    def is_change(self) -> bool:
        return len(self.unchanged) < len(self.shifts)

    @property
    def next(self) -> tuple[datetime | None, datetime | None]:
        """When the lead is to get its next follow-up, under the old sequence and the new."""
        before = min((shift.before for shift in self.shifts if shift.before), default=None)
        return before, min((shift.after for shift in self.shifts if shift.after), default=None)

    @property
    def soonest(self) -> tuple[datetime, str]:
        """When the first difference shows: what to sort by."""
        times = [at for shift in self.shifts if shift not in self.unchanged for at in (shift.before, shift.after)]
        return min(at for at in times if at), self.lead_id


def forecast(lead: Lead, rules: Rules, now: datetime) -> list[Coming]:
    """The follow-ups the lead is to get, if each email goes out the moment it may and nothing else happens.

    No worker looks at a lead before it is due, and the sequence may say something else by then.
    """
    if lead.open_attempt is not None:
        lead = settle(lead, lead.open_attempt.id, Result.SENT)
    elif lead.due_at is not None:
        now = max(now, lead.due_at)
    coming = []
    while (planned := next_email(lead, rules, now)) is not None:
        # What was held back may be allowed again at night: the plan is asked anew then, as a worker would.
        if planned.at > now:
            now = planned.at
            continue
        attempt = Attempt("preview", planned.email_id, planned.planned_at, now)
        lead = settle(claim(lead, attempt), attempt.id, Result.SENT)
        if planned.email_id.kind is EmailKind.FOLLOW_UP:
            coming.append(Coming(planned.email_id.reference, now))
    return coming


def compare(leads: Iterable[Lead], old: Rules, new: Rules, now: datetime) -> list[Change]:
    """What the new sequence means for each lead, in their order."""
    return [_change(lead, forecast(lead, old, now), forecast(lead, new, now)) for lead in leads]


def _change(lead: Lead, before: list[Coming], after: list[Coming]) -> Change:
    was, will = ({coming.step: coming.at for coming in comings} for comings in (before, after))
    had = [one.attempt.email_id.reference for one in lead.attempts if one.attempt.email_id.kind is EmailKind.FOLLOW_UP]
    times = Counter([*had, *(coming.step for coming in after)])
    return Change(
        lead.id,
        tuple(Shift(step, was.get(step), will.get(step)) for step in {**will, **was}),
        frozenset(step for step in will if times[step] > 1),
    )


def imaginary_lead(campaign: str, now: datetime) -> Lead:
    """A person who asks now and agrees to everything."""
    contact = Contact("Somebody", "somebody@example.com", "+923000000000")
    consents = (Consent(Purpose.FOLLOW_UPS, campaign, "", now),)
    enquiry = Enquiry("enquiry", now, campaign, "", contact, "", guide=True, consents=consents, touch=Touch())
    return new_lead("somebody-who-asks-now", enquiry)
