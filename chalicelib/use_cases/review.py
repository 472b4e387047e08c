"""The use-cases around quarantine: the clinic is told, looks, and releases people."""

import logging
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from chalicelib.leads import quarantine
from chalicelib.leads.enquiry import QUARANTINE
from chalicelib.mail.writer import EmailWriter
from chalicelib.use_cases.leads import Leads, wake_at_once
from chalicelib.use_cases.ports import (
    Budget,
    Deferred,
    Exhausted,
    InDoubt,
    Mailer,
    Metric,
    Rejected,
    Suspected,
    Suspects,
    Wakeups,
)

logger = logging.getLogger(__name__)

EVER = datetime.min.replace(tzinfo=UTC)

SHOWN = 50
"""Suspects that the clinic is shown at a time, the latest ones."""


def newest_suspects(*, leads: Leads, suspects: Suspects) -> list[Suspected]:
    """What the clinic may look at. Raises Unavailable."""
    now = leads.clock()
    return suspects.between(now - QUARANTINE, now, SHOWN)


def release(lead_id: str, enquiry_id: str, *, leads: Leads, wakeups: Wakeups) -> None:
    """The front desk says that a suspect is a person. Raises Unavailable."""
    leads.change(None, lead_id, lambda fresh: quarantine.release(fresh, enquiry_id, leads.rules.caps))
    wake_at_once(lead_id, wakeups)


def tell_of_suspects(*, leads: Leads, suspects: Suspects, writer: EmailWriter, mailer: Mailer, zone: ZoneInfo) -> None:
    """Write to the clinic if there is a suspect that it was not told of, but never twice on a day of its `zone`.
    What could not be sent today is told tomorrow. Raises Unavailable."""
    now = leads.clock()
    quarantined = newest_suspects(leads=leads, suspects=suspects)
    if not quarantined:
        return
    sent_through = suspects.digest_sent_through() or EVER
    news = [one.suspect for one in quarantined if one.suspect.enquiry.at > sent_through]
    if not news:
        return
    email = writer.digest(news, len(quarantined), now)
    try:
        suspects.spend(Budget(f"digest-{now.astimezone(zone):%Y-%m-%d}", 1, now + timedelta(days=2)))
        mailer.send(email, {"kind": "digest"})
    except Exhausted:
        return
    except (Deferred, Rejected, InDoubt) as failure:
        logger.error("the digest was not sent, as far as we know: %s", failure)
        leads.measure(Metric.PARKED, 1)
        return
    suspects.note_digest_sent(news[0].enquiry.at)


def forget_old_suspects(*, leads: Leads, suspects: Suspects) -> None:
    """Take the suspects whose time is over out of leads that stay. Raises Unavailable."""
    now = leads.clock()
    for lead_id in {one.lead_id for one in suspects.between(EVER, now - QUARANTINE, SHOWN)}:
        leads.change(None, lead_id, lambda lead: quarantine.forget_expired(lead, now))
