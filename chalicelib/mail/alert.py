"""What the front desk is shown of an enquiry: the words of a stranger, made harmless, and links that act in one tap.

Texts to the clinic see nothing else, so no address that a visitor typed or put into a link can be tapped by mistake.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import asdict
from datetime import datetime
from urllib.parse import quote

from chalicelib.content.clinic import Clinic, whatsapp_url
from chalicelib.content.links import Action, Links
from chalicelib.leads.attribution import Touch
from chalicelib.leads.lead import Enquiry, Lead, Outcome, Suspect
from chalicelib.leads.text import single_line
from chalicelib.mail.defang import defanged


def shown(lead: Lead, enquiry: Enquiry, clinic: Clinic, links: Links) -> Mapping[str, object]:
    """The values for a text to the clinic about that enquiry of the lead."""
    outcome_url = links.signed(Action.OUTCOME, lead.id)
    contact = enquiry.contact
    return {
        "clinic": clinic,
        "name": defanged(single_line(contact.name)),
        "phone": contact.phone,
        "call_url": f"tel:{contact.phone}",
        "whatsapp_url": whatsapp_url(contact.phone),
        "email": _readable_email(contact.email),
        "email_url": f"mailto:{quote(contact.email, safe='@+')}",
        "message": defanged(enquiry.message),
        "received": _at_the_clinic(enquiry.at, clinic),
        "standing": lead.standing,
        "is_known": enquiry.id != lead.enquiries[0].id,
        "is_guide_sent": enquiry.guide and lead.may_get_guide,
        "gets_follow_ups": lead.may_get_follow_ups,
        "touch": _shown_touch(enquiry.touch),
        "first_touch": _shown_touch(lead.first_touch),
        "outcome_urls": {mark.name.lower(): f"{outcome_url}?mark={mark.name.lower()}" for mark in Outcome},
    }


def shown_suspects(suspects: Iterable[Suspect], clinic: Clinic) -> list[Mapping[str, str]]:
    """The values for a text about enquiries that were held back: who, when, and why."""
    return [
        {
            "name": defanged(single_line(suspect.enquiry.contact.name)),
            "received": _at_the_clinic(suspect.enquiry.at, clinic),
            "suspicion": suspect.suspicion,
        }
        for suspect in suspects
    ]


def _at_the_clinic(at: datetime, clinic: Clinic) -> str:
    return f"{at.astimezone(clinic.zone):%A %-d %B, %H:%M}"


def _shown_touch(touch: Touch) -> Mapping[str, str]:
    """The touch with its source and campaign in words."""
    values = {**asdict(touch), "source": touch.source, "campaign": touch.campaign}
    return {name: defanged(single_line(value)) for name, value in values.items()}


def _readable_email(email: str) -> str:
    """The address as it is, unless it could be taken for another: `www.evil.example/x@example.com` is allowed too
    (RFC 5322, section 3.4.1). A reply goes to it all the same."""
    is_plain = re.fullmatch(r"(?!www\.)[\w.+-]+@[\w.-]+", email, re.IGNORECASE)
    return email if is_plain else defanged(email)
