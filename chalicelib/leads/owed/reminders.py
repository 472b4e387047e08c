"""Reminding the clinic of an enquiry of which nobody has said anything: its front desk once more, then its owner."""

from collections.abc import Iterator
from datetime import datetime, timedelta

from chalicelib.leads.attempt import EmailId, EmailKind, Result
from chalicelib.leads.lead import Lead
from chalicelib.leads.owed.calls import is_seen
from chalicelib.leads.owed.sequence import Rules

PATIENCE = timedelta(hours=1)
"""Of open time, since the front desk was told."""

OWNER_PATIENCE = timedelta(days=1)
"""After that: so a weekend between counts for nothing."""


def reminders(lead: Lead, rules: Rules) -> Iterator[tuple[EmailId, datetime]]:
    """Each reminder of an enquiry that is still to be seen, and when it is due. There is none of
    a person that the front desk has blocked."""
    if lead.is_blocked:
        return
    for enquiry in lead.enquiries:
        told_at = _told_at(lead, enquiry.id)
        if told_at is None or is_seen(lead, enquiry):
            continue
        second_at = rules.hours.after_open_time(told_at, PATIENCE)
        yield EmailId(EmailKind.SECOND_ALERT, enquiry.id), second_at
        if rules.tells_owner:
            yield EmailId(EmailKind.OWNER_ALERT, enquiry.id), rules.hours.next_open(second_at + OWNER_PATIENCE)


def _told_at(lead: Lead, enquiry_id: str) -> datetime | None:
    """When the front desk was first told of that enquiry, None if it was not, as far as we know. Not when it came: mail
    may have been held back, or the enquiry have been in quarantine."""
    tidings = (EmailId(EmailKind.ALERT, enquiry_id), EmailId(EmailKind.NOTICE, enquiry_id))
    sent = (
        ended.attempt.claimed_at
        for ended in lead.attempts
        if ended.attempt.email_id in tidings and ended.result is Result.SENT
    )
    return min(sent, default=None)
