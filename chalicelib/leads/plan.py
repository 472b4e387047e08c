"""The plan: which email a lead is owed next, and the earliest moment it may go.

The sequence is data that a marketer edits while people are midway. Steps are known by their ids; a step once
ended for a lead never comes again, and one inserted behind the point a lead has reached is not sent to them.
"""

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from chalicelib.leads.lead import UNREACHABLE, EmailId, EmailKind, EndedAttempt, Lead, Result, Standing

WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")

MAX_DOUBTS = {EmailKind.ALERT: 2, EmailKind.NOTICE: 2, EmailKind.GUIDE: 2, EmailKind.FOLLOW_UP: 1}
"""How many attempts may end in doubt before we stop. A lost lead is worse than a doubled alert, and a guide not
received worse than one received twice; a follow-up is worth neither a repetition nor an apology."""


MAX_TOO_HEAVY = 2
"""Once with the PDF, once without."""


@dataclass(frozen=True, slots=True)
class SendingWindow:
    """When follow-ups may arrive, in the zone of the clinic: from `opens` until before `closes`, on `weekdays` that are
    no holidays."""

    opens: time
    closes: time
    zone: ZoneInfo
    weekdays: frozenset[str] = frozenset(WEEKDAYS)
    holidays: frozenset[date] = frozenset()

    def next_open(self, at: datetime) -> datetime:
        """The first moment at or after `at` that lies in the window, in the zone of `at`."""
        local = at.astimezone(self.zone)
        if self._is_open_on(local.date()) and self.opens <= local.time() < self.closes:
            return at
        day = local.date() if local.time() < self.opens else local.date() + timedelta(days=1)
        while not self._is_open_on(day):
            day += timedelta(days=1)
        return datetime.combine(day, self.opens, self.zone).astimezone(at.tzinfo)

    def _is_open_on(self, day: date) -> bool:
        return WEEKDAYS[day.weekday()] in self.weekdays and day not in self.holidays


@dataclass(frozen=True, slots=True)
class Step:
    id: str
    after: timedelta


@dataclass(frozen=True, slots=True)
class Sequence:
    """Follow-up steps in the order of their delays, and how fast mail may go."""

    steps: tuple[Step, ...]
    window: SendingWindow
    minimum_gap: timedelta
    guides_an_hour: int


@dataclass(frozen=True, slots=True)
class Planned:
    """A delivery that is owed. `planned_at` is its own time, `at` the earliest moment it may be sent."""

    email_id: EmailId
    planned_at: datetime
    at: datetime


def read_sequence(data: dict[str, Any], zone: ZoneInfo) -> Sequence:
    """The sequence told by `sequence.toml`. ValueError names what is wrong with it, for the marketer who wrote it."""
    try:
        return _read_sequence(data, zone)
    except KeyError as error:
        raise ValueError(f"sequence.toml: {error.args[0]} is missing") from error
    except TypeError as error:
        raise ValueError("sequence.toml: a day or a number of hours is not written as a number") from error


def _read_sequence(data: dict[str, Any], zone: ZoneInfo) -> Sequence:
    steps = tuple(Step(step["id"], timedelta(days=step["day"])) for step in data["steps"])
    minimum_gap = timedelta(hours=data["window"]["minimum_gap_hours"])
    ids = [step.id for step in steps]
    if repeated := {step_id for step_id in ids if ids.count(step_id) > 1}:
        raise ValueError(f"sequence.toml: each step needs an id of its own, repeated: {', '.join(sorted(repeated))}")
    if list(steps) != sorted(steps, key=lambda step: step.after):
        raise ValueError("sequence.toml: steps must stand in the order of their days")
    if minimum_gap < timedelta(0) or any(step.after < timedelta(0) for step in steps):
        raise ValueError("sequence.toml: days and hours must not be negative")
    if data["caps"]["guides_an_hour"] < 1:
        raise ValueError("sequence.toml: guides_an_hour must be 1 or more")
    return Sequence(steps, _read_window(data["window"], zone), minimum_gap, data["caps"]["guides_an_hour"])


def _read_window(data: dict[str, Any], zone: ZoneInfo) -> SendingWindow:
    weekdays, holidays = frozenset(data["weekdays"]), frozenset(data["holidays"])
    if not weekdays or not weekdays <= set(WEEKDAYS):
        raise ValueError(f"sequence.toml: weekdays are some of {', '.join(WEEKDAYS)}")
    if not all(isinstance(day, date) for day in holidays):
        raise ValueError("sequence.toml: holidays are written like 2026-03-20, without quotes")
    if not isinstance(data["opens"], time) or not isinstance(data["closes"], time):
        raise ValueError("sequence.toml: opens and closes are written like 10:00:00, without quotes")  # noqa: TRY004
    if data["opens"] >= data["closes"]:
        raise ValueError("sequence.toml: the window must open before it closes")
    return SendingWindow(data["opens"], data["closes"], zone, weekdays, holidays)


def next_email(lead: Lead, sequence: Sequence, now: datetime, without: Collection[EmailId] = ()) -> Planned | None:
    """What the lead is owed next, or None. It may be sent once `at` has come and no attempt is open.
    `without` leaves some out, so that an email that cannot be written keeps no other from going."""
    owed = (planned for planned in _owed(lead, sequence, now) if planned.email_id not in without)
    planned = min(owed, key=lambda one: one.at, default=None)
    if planned is None or lead.deferred_until is None or planned.at >= lead.deferred_until:
        return planned
    return Planned(planned.email_id, planned.planned_at, lead.deferred_until)


def next_due(lead: Lead, sequence: Sequence, now: datetime) -> datetime | None:
    """When a worker should look at the lead again, or None if it is owed nothing."""
    if lead.open_attempt is not None:
        return lead.open_attempt.lease_ends_at
    planned = next_email(lead, sequence, now)
    return planned.at if planned else None


def is_concluded(lead: Lead, email_id: EmailId) -> bool:
    """Whether that delivery was sent, has failed for good, was in doubt as often as its kind allows, or came back too
    heavy even when it was light."""
    results = lead.results(email_id)
    return (
        Result.SENT in results
        or Result.FAILED in results
        or results.count(Result.IN_DOUBT) >= MAX_DOUBTS[email_id.kind]
        or results.count(Result.TOO_HEAVY) >= MAX_TOO_HEAVY
    )


def _owed(lead: Lead, sequence: Sequence, now: datetime) -> Iterator[Planned]:
    """Alerts come first: where two are due at once, `min` keeps the earlier of this order."""
    for enquiry in lead.enquiries:
        alert = EmailId(EmailKind.ALERT, enquiry.id)
        if _is_given_up(lead, alert):
            # Not the alert again, which may have come twice already, but word of it: no enquiry goes untold.
            alert = EmailId(EmailKind.NOTICE, enquiry.id)
        if not is_concluded(lead, alert):
            yield Planned(alert, enquiry.at, enquiry.at)
        guide = EmailId(EmailKind.GUIDE, enquiry.id)
        if enquiry.guide and lead.may_get_guide and not is_concluded(lead, guide):
            yield Planned(guide, enquiry.at, max(enquiry.at, lead.guide_deferred_until or enquiry.at))
    if _is_unreachable(lead) and not is_concluded(lead, UNREACHABLE):
        yield Planned(UNREACHABLE, lead.enquiries[-1].at, lead.enquiries[-1].at)
    follow_up = _next_follow_up(lead, sequence, now)
    if follow_up is not None:
        yield follow_up


def _is_given_up(lead: Lead, email_id: EmailId) -> bool:
    return is_concluded(lead, email_id) and Result.SENT not in lead.results(email_id)


def _is_unreachable(lead: Lead) -> bool:
    """Whether email does not reach the person, as far as we know, so that somebody has to phone them."""
    guides = (EmailId(EmailKind.GUIDE, enquiry.id) for enquiry in lead.enquiries if enquiry.guide)
    has_bounced = lead.standing is Standing.BOUNCED and bool(lead.enquiries)
    return has_bounced or any(_is_given_up(lead, guide) for guide in guides)


def _next_follow_up(lead: Lead, sequence: Sequence, now: datetime) -> Planned | None:
    agreed_at = lead.follow_ups_agreed_at
    if agreed_at is None or not lead.may_get_follow_ups:
        return None
    last = _last_follow_up(lead)
    reached_at = _reached_at(last, sequence, agreed_at) if last else agreed_at
    for step in sequence.steps:
        email_id = EmailId(EmailKind.FOLLOW_UP, step.id)
        planned_at = agreed_at + step.after
        is_behind = planned_at < reached_at
        if not is_behind and not is_concluded(lead, email_id):
            at = planned_at if last is None else max(planned_at, _spaced(planned_at, last, sequence.minimum_gap))
            return Planned(email_id, planned_at, sequence.window.next_open(max(at, now)))
    return None


def _reached_at(last: EndedAttempt, sequence: Sequence, agreed_at: datetime) -> datetime:
    """How far in the sequence a lead has come: to where its last step stood when it was sent, or stands now if that is
    earlier. So nobody loses what lies ahead of them, be the sequence shortened or their last step moved to its end."""
    now_at = [agreed_at + step.after for step in sequence.steps if step.id == last.attempt.email_id.reference]
    return min([last.attempt.planned_at, *now_at])


def _last_follow_up(lead: Lead) -> EndedAttempt | None:
    ended = [one for one in lead.attempts if one.attempt.email_id.kind is EmailKind.FOLLOW_UP]
    return max(ended, key=lambda one: one.attempt.claimed_at, default=None)


def _spaced(planned_at: datetime, last: EndedAttempt, minimum_gap: timedelta) -> datetime:
    """Keep the distance the plan gives two steps, so that after an outage late steps slide and never stack."""
    return last.attempt.claimed_at + max(minimum_gap, planned_at - last.attempt.planned_at)
