"""What comes back about a lead: from SES, from the person, and from the front desk."""

import logging
from collections.abc import Sequence
from contextlib import suppress
from datetime import datetime

from chalicelib.leads.attempt import Attempt, Delivery, EmailKind
from chalicelib.leads.changes import erase, opt_out, set_outcome, start, undo_outcome, unsubscribe
from chalicelib.leads.lead import Lead
from chalicelib.leads.mailing.feedback import MailEvent
from chalicelib.leads.mailing.sending import record_event
from chalicelib.leads.outcome import Outcome
from chalicelib.use_cases.budget import Budget
from chalicelib.use_cases.failures import Conflict, Exhausted
from chalicelib.use_cases.follow_ups import refusal_of
from chalicelib.use_cases.guides import bounce_of_all, bounce_of_network
from chalicelib.use_cases.leads import Leads, mailbox_of
from chalicelib.use_cases.lists import Suspects
from chalicelib.use_cases.metric import Metric
from chalicelib.use_cases.review import forget_suspects
from chalicelib.use_cases.trail import trail

logger = logging.getLogger(__name__)


def record(event: MailEvent, *, leads: Leads) -> None:
    """Note what SES says of an email. Events of leads we do not know change nothing. Raises Unavailable."""
    if event.delivery is Delivery.REFUSED:
        # Our words, our sender or our reputation: nothing that a person could mend at their end.
        leads.measure(Metric.REFUSED, 1)
    # A server that is down for now says nothing of our list.
    is_bounced = event.kind is EmailKind.GUIDE and event.delivery in (Delivery.HARD_BOUNCED, Delivery.REFUSED)
    if is_bounced:
        leads.measure(Metric.GUIDES_BOUNCED, 1)
    known = leads.store.load(event.lead_id)
    if event.is_for_clinic and _is_unread(event, known):
        leads.measure(Metric.CLINIC_UNREACHED, 1)
    attempt = _attempt(known, event)
    told = trail(event.lead_id, attempt) if attempt else {"lead": event.lead_id, "email": event.attempt_id}
    logger.info("email reported by SES", extra={**told, "ses": event.message_id, "delivery": event.delivery.value})
    if known is None:
        return
    refused = _refused(known, event, leads)
    if is_bounced:
        lead = _noted_bounce(known, event, _network(known, attempt), refused, leads)
    else:
        lead = _noted(known, event, leads, refused)
    if lead is not None and lead.enquiries and not lead.may_get_guide:
        _note_standing(lead, leads)


def _is_unread(event: MailEvent, known: Lead | None) -> bool:
    """Whether nobody at the clinic has that email. What comes back from an inbox that has it is a holiday notice."""
    if event.delivery is Delivery.SOFT_BOUNCED:
        ended = known.attempts if known else ()
        return not any(one.attempt.id == event.attempt_id and one.delivery is Delivery.DELIVERED for one in ended)
    # SES drops what goes to that inbox from now on, and tells us alone.
    return event.delivery in (Delivery.HARD_BOUNCED, Delivery.COMPLAINED)


def _refused(known: Lead, event: MailEvent, leads: Leads) -> list[Budget]:
    """What a refusal for our sake counts in, so that the follow-ups to that domain wait."""
    is_ours = event.delivery is Delivery.REFUSED and not event.is_for_clinic
    return refusal_of(known.contact.email, leads.clock()) if is_ours and known.enquiries else []


def _noted_bounce(known: Lead, event: MailEvent, network: str, refused: Sequence[Budget], leads: Leads) -> Lead | None:
    """Note that a guide bounced, for its network and, as far as that one's share goes, for all people together."""
    now, caps = leads.clock(), leads.rules.caps
    own = [*refused, *bounce_of_network(now, caps, network)]
    try:
        return _noted(known, event, leads, [*own, *bounce_of_all(now, caps, network)])
    except Exhausted:
        return _noted(known, event, leads, own)


def _noted(known: Lead, event: MailEvent, leads: Leads, bounces: Sequence[Budget] = ()) -> Lead | None:
    return leads.change(known, event.lead_id, lambda lead: record_event(lead, event), bounces)


def _attempt(lead: Lead | None, event: MailEvent) -> Attempt | None:
    """The attempt at the email that the event is about, None if that is not known (any more)."""
    attempts = [*(ended.attempt for ended in lead.attempts), lead.open_attempt] if lead else []
    return next((one for one in attempts if one and one.id == event.attempt_id), None)


def _network(lead: Lead, attempt: Attempt | None) -> str:
    """Where the enquiry was sent from whose email that was, "" if that is not known (any more)."""
    enquiry_id = attempt.email_id.reference if attempt else ""
    return next((enquiry.network for enquiry in lead.enquiries if enquiry.id == enquiry_id), "")


def _note_standing(lead: Lead, leads: Leads) -> None:
    """Let what became of mail to one spelling count for the mailbox behind it. Raises Unavailable."""
    while True:
        mailbox = mailbox_of(lead, leads)
        worse = mailbox.with_standing_of(lead)
        if worse == mailbox:
            return
        with suppress(Conflict):
            leads.store.save_mailbox(worse)


def stop_follow_ups(lead_id: str, *, leads: Leads) -> None:
    """A person pressed unsubscribe, or their mail client did. Raises Unavailable."""
    now = leads.clock()
    leads.change(None, lead_id, lambda lead: unsubscribe(lead, now))
    logger.info("follow-ups stopped", extra={"lead": lead_id})


def stop_campaign(lead_id: str, campaign: str, *, leads: Leads) -> None:
    """A person wants no more of that campaign's follow-ups, and those of others all the same. Raises Unavailable."""
    now = leads.clock()
    leads.change(None, lead_id, lambda lead: opt_out(lead, campaign, now))


def start_follow_ups(lead_id: str, campaign: str, *, leads: Leads) -> bool:
    """A person says, from their own inbox, that they want the follow-ups; whether they get them now.

    Raises Unavailable."""
    now = leads.clock()
    lead = leads.change(None, lead_id, lambda lead: start(lead, campaign, now))
    logger.info("follow-ups started", extra={"lead": lead_id})
    return lead is not None and lead.may_get_follow_ups and campaign in lead.follow_ups_agreed_at


def mark_outcome(
    lead_id: str, enquiry_id: str, outcome: Outcome, *, leads: Leads, by: str = "", for_at: datetime | None = None
) -> Lead | None:
    """The front desk says what came of an enquiry; the lead with it. Raises Unavailable."""
    now = leads.clock()
    logger.info("outcome marked: %s", outcome.value, extra={"lead": lead_id, "enquiry": enquiry_id})
    return leads.change(None, lead_id, lambda lead: set_outcome(lead, enquiry_id, outcome, now, by=by, for_at=for_at))


def take_back_outcome(lead_id: str, enquiry_id: str, marked_at: datetime, *, leads: Leads, by: str = "") -> Lead | None:
    """The front desk says that what it noted then was a slip; the lead without it. Raises Unavailable."""
    now = leads.clock()
    logger.info("outcome taken back", extra={"lead": lead_id, "enquiry": enquiry_id})
    return leads.change(None, lead_id, lambda lead: undo_outcome(lead, enquiry_id, marked_at, now, by=by))


def forget(lead_id: str, *, leads: Leads, suspects: Suspects) -> bool:
    """Erase a person, and what is in quarantine in their name, leaving a tombstone that keeps follow-ups stopped;
    whether there was one. Raises Unavailable."""
    now = leads.clock()
    # The person first: anybody can fill quarantine with more than there is time to look through.
    was_known = leads.change(None, lead_id, lambda lead: erase(lead, now)) is not None
    were_any_held = forget_suspects(lead_id, leads=leads, suspects=suspects)
    return was_known or were_any_held
