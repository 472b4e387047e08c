"""Which text an email is: its name, its campaign and its language."""

from chalicelib.leads.attempt import UNREACHABLE, EmailId, EmailKind
from chalicelib.leads.lead import Lead


def text_name(lead: Lead, email_id: EmailId) -> str:
    """The name of an email's text: "alert" to the clinic, "dry-needling/questions" to a person. Raises KeyError if it
    is about an enquiry that is not there."""
    match email_id.kind:
        case EmailKind.FOLLOW_UP:
            return email_id.reference
        case EmailKind.GUIDE:
            return f"{campaign_of(lead, email_id)}/guide"
        case EmailKind.NOTICE:
            return "unreachable" if email_id == UNREACHABLE else "missed"
        case EmailKind.ALERT | EmailKind.SECOND_ALERT | EmailKind.OWNER_ALERT:
            return email_id.kind.value


def campaign_of(lead: Lead, email_id: EmailId) -> str:
    """The campaign of an email to a person."""
    return lead.enquiry(email_id.reference).campaign if email_id.kind is EmailKind.GUIDE else email_id.campaign


def language_of(lead: Lead, email_id: EmailId) -> str:
    """The language of an email to a person: that of its enquiry, or of their latest one in its campaign."""
    if email_id.kind is EmailKind.GUIDE:
        return lead.enquiry(email_id.reference).language
    return lead.language_in(email_id.campaign)


def name_of(lead: Lead, email_id: EmailId) -> str:
    """The name of the person who asked for that email, as they gave it when they did: anybody can send a form with
    somebody's address and another name. "" where that enquiry is kept no longer."""
    if email_id.kind is EmailKind.GUIDE:
        return lead.enquiry(email_id.reference).contact.name
    asked_at = next(
        (one.at for one in lead.consents if one.campaign == email_id.campaign and one.is_to_follow_ups), None
    )
    return next((enquiry.contact.name for enquiry in lead.enquiries if enquiry.at == asked_at), "")
