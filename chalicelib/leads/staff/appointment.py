"""A time that the front desk types: when a visit is booked for, or when a person wants to be called."""

import re
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from chalicelib.leads.forms.fault import Fault, Faulty
from chalicelib.leads.outcome import TIMED_OUTCOMES, Outcome

JUST_NOW = timedelta(hours=1)
"""So long ago is still now: people look at a clock, then type."""

FURTHEST = timedelta(days=366)

_WRITTEN = re.compile(r"\d{4}-\d\d-\d\d[T ]\d\d:\d\d", re.ASCII)
"""What a browser's field for a time sends, and what people can type where there is none."""


def time_of(outcome: Outcome, typed: str, zone: ZoneInfo, now: datetime) -> datetime | None:
    """The time that was typed for an outcome, None if it has none. Raises Faulty, and for a call without a time too."""
    at = _read(typed, zone, now) if outcome in TIMED_OUTCOMES else None
    if at is None and outcome is Outcome.CALL_BACK:
        raise Faulty(Fault.MISSING)
    return at


def _read(typed: str, zone: ZoneInfo, now: datetime) -> datetime | None:
    """The moment meant by a time of the clinic's clock, None for none. Raises Faulty if there is no such time, or none
    that anybody would agree on: it has passed, or lies more than a year ahead."""
    written = typed.strip()
    if not written:
        return None
    if not _WRITTEN.fullmatch(written):
        raise Faulty(Fault.INVALID)
    try:
        at = datetime.fromisoformat(written).replace(tzinfo=zone).astimezone(UTC)
    except (ValueError, OverflowError):
        raise Faulty(Fault.INVALID) from None
    if not now - JUST_NOW <= at <= now + FURTHEST:
        raise Faulty(Fault.UNCLEAR)
    return at
