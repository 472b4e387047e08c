"""Emails to the front desk that come once, as its day begins."""

import logging
from datetime import datetime, timedelta

from chalicelib.leads.owed.hours import OpenHours
from chalicelib.mail.email import Email
from chalicelib.use_cases.budget import Budget
from chalicelib.use_cases.failures import Deferred, Exhausted, InDoubt, Rejected
from chalicelib.use_cases.metric import Measure, Metric
from chalicelib.use_cases.ports import Limits, Mailer

logger = logging.getLogger(__name__)

DAY = timedelta(days=1)

MORNING = timedelta(hours=1)
"""How long after opening they are tried. Later they would be none of the morning."""


def begins_at(hours: OpenHours, now: datetime) -> datetime | None:
    """When the clinic opened, in its first hour of the day; None at any other time."""
    opened_at = hours.opening_on(now.astimezone(hours.zone).date())
    return opened_at if opened_at <= now < opened_at + MORNING else None


def tell_once(email: Email, name: str, now: datetime, *, limits: Limits, mailer: Mailer, measure: Measure) -> bool:
    """Send it, unless one of that name was sent before; whether it was sent now. What SES does not take is tried again;
    of what may have been sent nobody gets a second. Raises Unavailable."""
    once = Budget(name, 1, now + DAY)
    try:
        limits.spend(once)
        mailer.send(email, {"kind": email.topic})
    except Exhausted:
        return False
    except Deferred as deferred:
        logger.warning("an email to the front desk waits: %s", deferred, extra={"kind": email.topic})
        limits.spend(once.given_back)
        return False
    except (Rejected, InDoubt) as failure:
        logger.error("not sent, as far as we know: %s", failure, extra={"kind": email.topic})
        measure(Metric.PARKED, 1)
        return False
    return True
