"""What the front desk is shown of an enquiry: the words of a stranger, made harmless, and links that act in one tap.

Texts to the clinic see nothing else, so no address that a visitor typed or put into a link can be tapped by mistake.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import asdict
from urllib.parse import quote

from chalicelib.content.clinic import Clinic
from chalicelib.content.language import Language
from chalicelib.content.links import Action, Links
from chalicelib.leads.attribution import Touch
from chalicelib.leads.enquiry import Enquiry, Suspect
from chalicelib.leads.lead import Lead
from chalicelib.leads.outcome import MARKS
from chalicelib.leads.text import single_line
from chalicelib.mail.defang import defanged


def shown(lead: Lead, enquiry: Enquiry, clinic: Clinic, language: Language, links: Links) -> Mapping[str, object]:
    """The values for a text to the clinic about that enquiry of the lead."""
    outcome_url = links.signed(Action.OUTCOME, f"{lead.id}.{enquiry.id}")
    contact = enquiry.contact
    return {
        "clinic": clinic,
        "name": defanged(single_line(contact.name)),
        "phone": language.phone(contact, clinic.country),
        "call_url": f"tel:{contact.phone}",
        "whatsapp_url": clinic.chat_url(contact.number, language.words["clinic"]["hello"]),
        "email": _readable_email(contact.email),
        "email_url": f"mailto:{quote(contact.email, safe='@+')}",
        "message": defanged(enquiry.message),
        "received": language.moment(enquiry.at, clinic.zone),
        "reads": _language_read(enquiry, language),
        "standing": lead.standing,
        "is_known": enquiry.id != lead.enquiries[0].id,
        "earlier": [_shown_earlier(lead, one, clinic, language) for one in lead.enquiries if one.at < enquiry.at],
        "is_guide_sent": enquiry.guide and lead.may_get_guide,
        "gets_follow_ups": lead.may_get_follow_ups,
        "touch": _shown_touch(enquiry.touch, language),
        "first_touch": _shown_touch(lead.first_touch, language),
        "outcome_url": outcome_url,
        "outcome_urls": {mark.name.lower(): f"{outcome_url}?mark={mark.name.lower()}" for mark in MARKS},
    }


def _language_read(enquiry: Enquiry, language: Language) -> str:
    """What the front desk calls the language of the page that somebody sent the form from, in which they expect its
    call; "" if it is its own."""
    is_other = enquiry.language != language.code
    return str(language.words["languages"].get(enquiry.language, enquiry.language)) if is_other else ""


def _shown_earlier(lead: Lead, enquiry: Enquiry, clinic: Clinic, language: Language) -> Mapping[str, str]:
    """An earlier enquiry with the same address, and what came of it. It may be another person's: a couple has one."""
    return {
        "name": defanged(single_line(enquiry.contact.name)),
        "phone": language.phone(enquiry.contact, clinic.country),
        "received": language.day(enquiry.at, clinic.zone),
        "outcome": language.words["outcomes"][lead.outcome_of(enquiry.id).name.lower()],
    }


def shown_suspects(suspects: Iterable[Suspect], clinic: Clinic, language: Language) -> list[Mapping[str, str]]:
    """The values for a text about enquiries in quarantine: who, when, and why."""
    return [
        {
            "name": defanged(single_line(suspect.enquiry.contact.name)),
            "received": language.moment(suspect.enquiry.at, clinic.zone),
            "suspicion": language.words["suspicions"][suspect.suspicion.name.lower()],
        }
        for suspect in suspects
    ]


def _shown_touch(touch: Touch, language: Language) -> Mapping[str, str]:
    """The touch with its source and its ad in words."""
    words = language.words["sources"]
    values = {**asdict(touch), "source": touch.source(words), "ad": touch.ad(words)}
    return {name: defanged(single_line(value)) for name, value in values.items()}


def _readable_email(email: str) -> str:
    """The address as it is, unless it could be taken for another: `www.evil.example/x@example.com` is allowed too
    (RFC 5322, section 3.4.1). A reply goes to it all the same."""
    is_plain = re.fullmatch(r"(?!www\.)[\w.+-]+@[\w.-]+", email, re.IGNORECASE)
    return email if is_plain else defanged(email)
