"""What an email to a lead is filled in with."""

from datetime import datetime
from typing import Any

from chalicelib.content.clinic import Clinic
from chalicelib.content.facts import facts_in
from chalicelib.content.language import Language
from chalicelib.content.links import Action, Links
from chalicelib.leads.attempt import EmailId, EmailKind, Result
from chalicelib.leads.lead import Lead
from chalicelib.leads.own_data import DATA_LINK_LASTS
from chalicelib.mail.greeting import greeted
from chalicelib.mail.texts import name_of


def letter(
    lead: Lead, email_id: EmailId, guide: str, at: datetime, clinic: Clinic, language: Language, links: Links
) -> dict[str, Any]:
    """What the text of that email may name, written at that time and in that language. `guide` is what the link to the
    guide names."""
    suffix = _suffix(clinic, language)
    return {
        "name": greeted(name_of(lead, email_id)),
        **facts_in(clinic, language),
        "guide_url": links.signed(Action.GUIDE, guide, suffix),
        "unsubscribe_url": links.signed(Action.UNSUBSCRIBE, lead.id, suffix),
        "own_page_url": links.signed(Action.OWN_PAGE, lead.id, suffix),
        "is_attached": is_attached(lead, email_id),
        "has_question": _has_question(lead, email_id),
        "asked_on": _asked_on(lead, email_id, clinic, language),
        "own_data_url": links.signed(Action.OWN_DATA, f"{lead.id}.{int(at.timestamp())}", suffix),
        "link_hours": int(DATA_LINK_LASTS.total_seconds() // 3600),
    }


def is_attached(lead: Lead, email_id: EmailId) -> bool:
    """The guide comes with its PDF, unless the recipient's server has refused that before."""
    return email_id.kind is EmailKind.GUIDE and Result.TOO_HEAVY not in lead.results(email_id)


def _has_question(lead: Lead, email_id: EmailId) -> bool:
    """Whether the guide was asked for with a question. What one of the staff typed is a note of theirs."""
    if email_id.kind is not EmailKind.GUIDE:
        return False
    enquiry = lead.enquiry(email_id.reference)
    return bool(enquiry.message) and not enquiry.typed_by


def offer_to_start(lead: Lead, campaign: str, clinic: Clinic, language: Language, links: Links) -> str:
    """A button for a person whose consent to follow-ups has to be confirmed, as Markdown, "" for all others."""
    if lead.awaits_confirmation(campaign) is None:
        return ""
    words, url = language.words["start"], links.signed(Action.START, f"{campaign}.{lead.id}", _suffix(clinic, language))
    why = words["stopped"] if lead.has_stopped(campaign) else words["to_confirm"]
    return f'\n\n{why}\n\n[{words["button"]}]({url} "button")\n'


def _asked_on(lead: Lead, email_id: EmailId, clinic: Clinic, language: Language) -> str:
    """For the first follow-up of a campaign, which somebody may get who has asked for nothing: the day on which they
    were asked for. "" for any other email."""
    agreed_at = lead.follow_ups_agreed_at.get(email_id.campaign)
    is_first = email_id.kind is EmailKind.FOLLOW_UP and lead.last_follow_up(email_id.campaign) is None
    return language.day(agreed_at, clinic.zone) if agreed_at and is_first else ""


def _suffix(clinic: Clinic, language: Language) -> str:
    """What a link ends with for that language: nothing for the clinic's own."""
    return "" if language.code == clinic.language else language.code
