"""Claiming an email before it is sent, in the same write that counts it for its mailbox and for its hour."""

from collections.abc import Sequence
from contextlib import suppress
from dataclasses import replace

from chalicelib.leads.attempt import Attempt, EmailKind
from chalicelib.leads.lead import Lead
from chalicelib.leads.mailing.mailbox import Mailbox
from chalicelib.leads.mailing.sending import claim
from chalicelib.use_cases.budget import Budget
from chalicelib.use_cases.failures import Conflict, Exhausted, Shut
from chalicelib.use_cases.follow_ups import follow_ups_to
from chalicelib.use_cases.guides import guides_of, guides_of_network
from chalicelib.use_cases.leads import Leads, mailbox_of


class TurnedAway(Exception):
    """The mailbox gets no more guides, or nothing at all."""

    def __init__(self, mailbox: Mailbox) -> None:
        super().__init__(mailbox.id)
        self.mailbox = mailbox


def claim_email(lead: Lead, attempt: Attempt, leads: Leads) -> tuple[Lead, Sequence[Budget]]:
    """Claim the attempt; with what that spent of budgets. Raises TurnedAway, Conflict, Exhausted or Unavailable.

    The mailbox of most people who ask for their first guide is not known yet, so it is read only if it turns out to be:
    a call less for the one email that a person waits for."""
    if attempt.email_id.kind in (EmailKind.FOLLOW_UP, EmailKind.AFTERCARE, EmailKind.OWN_DATA):
        is_follow_up = attempt.email_id.kind is EmailKind.FOLLOW_UP
        spent = [follow_ups_to(lead.contact.email, attempt.claimed_at)] if is_follow_up else []
        try:
            return leads.save(claim(lead, attempt), spent, must_be_open=leads.mailbox_id_of(lead.contact.email)), spent
        except Shut:
            raise TurnedAway(mailbox_of(lead, leads)) from None
    if attempt.email_id.kind is not EmailKind.GUIDE:
        return leads.save(claim(lead, attempt)), ()
    if len(lead.enquiries) == 1 and not lead.results(attempt.email_id):
        with suppress(Conflict):
            return _claim_guide(lead, attempt, Mailbox(leads.mailbox_id_of(lead.contact.email)), leads)
    return _claim_guide(lead, attempt, mailbox_of(lead, leads), leads)


def _claim_guide(lead: Lead, attempt: Attempt, known: Mailbox, leads: Leads) -> tuple[Lead, Sequence[Budget]]:
    """Claim a guide, and count it for its mailbox.

    A network that had its guides of the hour may have more while half of all are left: people who share a carrier's
    address do not wait, and a flood leaves some to everybody else. One whose guides bounce may not."""
    claimed, caps = claim(lead, attempt), leads.rules.caps
    enquiry = lead.enquiry(attempt.email_id.reference)
    mailbox = known.with_guide(lead, enquiry, caps)
    if mailbox is None:
        raise TurnedAway(known)
    spent = [guides_of(attempt.claimed_at, caps.guides_an_hour)]
    own = guides_of_network(attempt.claimed_at, caps.guides_an_hour_of_a_network, enquiry.network)
    try:
        return leads.save(claimed, [own, *spent], mailbox), [own, *spent]
    except Exhausted:
        own = replace(own, limit=caps.guides_an_hour)
        spent = [own, guides_of(attempt.claimed_at, caps.guides_an_hour // 2)]
        return leads.save(claimed, spent, mailbox), spent
