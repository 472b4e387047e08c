"""Which text an email is: its name, its campaign and its language."""

from chalicelib.leads.attempt import UNREACHABLE, EmailId, EmailKind
from chalicelib.leads.enquiry import Enquiry, Purpose
from chalicelib.leads.lead import Lead
from chalicelib.leads.owed.aftercare import visit_in


def text_name(lead: Lead, email_id: EmailId) -> str:
    """The name of an email's text: "alert" to the clinic, "dry-needling/questions" to a person. Raises KeyError if it
    is about an enquiry that is not there."""
    match email_id.kind:
        case EmailKind.FOLLOW_UP:
            return email_id.reference
        case EmailKind.GUIDE:
            return f"{campaign_of(lead, email_id)}/guide"
        case EmailKind.AFTERCARE:
            return f"{email_id.campaign}/aftercare"
        case EmailKind.NOTICE:
            return "unreachable" if email_id == UNREACHABLE else "missed"
        case _:
            return email_id.kind.value


def campaign_of(lead: Lead, email_id: EmailId) -> str:
    """The campaign of an email to a person. What belongs to none speaks the language of the latest they asked in."""
    match email_id.kind:
        case EmailKind.GUIDE:
            return lead.enquiry(email_id.reference).campaign
        case EmailKind.OWN_DATA:
            return lead.enquiries[-1].campaign
        case _:
            return email_id.campaign


def language_of(lead: Lead, email_id: EmailId) -> str:
    """The language of an email to a person: that of its enquiry, or of their latest one in its campaign."""
    enquiry = _enquiry_of(lead, email_id)
    return lead.language_of(enquiry) if enquiry else lead.language_in(email_id.campaign)


def name_of(lead: Lead, email_id: EmailId) -> str:
    """The name of the person who asked for that email, or has the visit that it is about, as they gave it when they
    did: anybody can send a form with somebody's address and another name. "" where that enquiry is kept no longer."""
    enquiry = _enquiry_of(lead, email_id)
    if enquiry or email_id.kind is not EmailKind.FOLLOW_UP:
        return enquiry.contact.name if enquiry else ""
    return _name_agreed(lead, email_id.campaign)


def _name_agreed(lead: Lead, campaign: str) -> str:
    """The name of the person who agreed to the follow-ups. A button says yes for an address: where two names stand
    under it, it does not tell which of them has pressed."""
    consent = next((one for one in lead.consents if one.campaign == campaign and one.is_to_follow_ups), None)
    if consent is None:
        return ""
    names = {enquiry.contact.name for enquiry in lead.enquiries if enquiry.campaign == campaign}
    if consent.purpose is Purpose.FOLLOW_UPS_ONCE_CONFIRMED and len(names) > 1:
        return ""
    return next((enquiry.contact.name for enquiry in lead.enquiries if enquiry.at == consent.at), "")


def _enquiry_of(lead: Lead, email_id: EmailId) -> Enquiry | None:
    """The enquiry that a guide answers, or that came to the visit which aftercare is about."""
    if email_id.kind is EmailKind.GUIDE:
        return lead.enquiry(email_id.reference)
    visit = visit_in(lead, email_id.campaign) if email_id.kind is EmailKind.AFTERCARE else None
    return visit.enquiry if visit else None
