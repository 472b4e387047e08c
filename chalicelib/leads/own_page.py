"""What people change on the page of their own: pure functions from one lead to the next, as in `changes`."""

from dataclasses import replace
from datetime import datetime

from chalicelib.leads.attempt import EmailKind
from chalicelib.leads.enquiry import LanguageChoice
from chalicelib.leads.lead import Lead, Standing
from chalicelib.leads.own_data import ASK_AGAIN_AFTER


def slow_down(lead: Lead, at: datetime) -> Lead:
    """One follow-up a week is enough. Repeating it changes nothing."""
    return lead if lead.weekly_since else replace(lead, weekly_since=at)


def speed_up(lead: Lead) -> Lead:
    """Follow-ups come as planned again."""
    return replace(lead, weekly_since=None)


def speak(lead: Lead, language: str, at: datetime) -> Lead:
    """Write to them in that language from now on. Nothing changes if that is what we do."""
    if not lead.enquiries or all(lead.language_of(one) == language for one in lead.enquiries):
        return lead
    return replace(lead, language_choice=LanguageChoice(language, at))


def has_stopped_all(lead: Lead) -> bool:
    """Whether no follow-ups come that they could still stop, nor would once they confirm."""
    if lead.standing is not Standing.ACTIVE:
        return True
    to_confirm = any(lead.awaits_confirmation(consent.campaign) for consent in lead.consents)
    return bool(lead.opt_outs) and not lead.follow_ups_agreed_at and not to_confirm


def ask_for_own_data(lead: Lead, at: datetime) -> Lead:
    """Owe them the link to what we keep of them. Nothing changes if they asked within a day: somebody who was handed an
    email of theirs can press that button too."""
    asked_at = lead.own_data_asked_at
    if not lead.enquiries or (asked_at and at - asked_at < ASK_AGAIN_AFTER):
        return lead
    # What became of the link before counts for nothing, and a button pressed daily must not fill the item.
    others = tuple(one for one in lead.attempts if one.attempt.email_id.kind is not EmailKind.OWN_DATA)
    return replace(lead, own_data_asked_at=at, attempts=others, deferred_until=None)
