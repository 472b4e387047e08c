"""What a person may see of what is kept of them, and the link to it, which is mailed when they ask (ADR 32)."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta

from chalicelib.leads.attempt import EmailId, EmailKind
from chalicelib.leads.enquiry import EXTENSION, Contact, Enquiry
from chalicelib.leads.lead import Lead, Standing

ASK_AGAIN_AFTER = timedelta(days=1)

DATA_LINK_LASTS = timedelta(days=1)
"""From when it was written."""

SHOWN_DIGITS = 4
"""Of a phone: enough to know one's own by, and too few to call a stranger who mistyped their address."""


def owed_own_data(lead: Lead, now: datetime) -> Iterator[tuple[EmailId, datetime]]:
    """The link that the person has asked for. Who has stopped follow-ups gets it all the same, and no address that
    bounced or complained. One that could not go within a day has to be asked for again."""
    asked_at = lead.own_data_asked_at
    if asked_at and now - asked_at < ASK_AGAIN_AFTER and lead.may_get_guide and lead.enquiries:
        yield EmailId(EmailKind.OWN_DATA, asked_at.isoformat()), asked_at


def is_over(given_at: datetime, now: datetime) -> bool:
    """Whether a link that was written then has ended."""
    return now - given_at >= DATA_LINK_LASTS


def as_its_person_sees(lead: Lead) -> Lead:
    """The lead with what came with its address, and what we sent there. Anybody who reads that inbox may see this, so
    what the clinic notes of a person, and who of its staff did, is not in it, nor what is in quarantine."""
    sent = tuple(one for one in lead.attempts if not one.attempt.email_id.kind.is_for_clinic)
    enquiries = tuple(_with_phone_cut(one) for one in lead.enquiries)
    return replace(lead, enquiries=enquiries, attempts=sent, open_attempt=None, outcomes=(), acts=(), quarantine=())


def left_of(lead: Lead | None) -> str:
    """What is kept of a person without an enquiry: "nothing" that names them, or "only_mark", by which their address
    gets no follow-ups. A person who was let go has a mark only if they had stopped them, or no email reached them."""
    return "nothing" if lead is None or lead.standing is Standing.ACTIVE else "only_mark"


def _with_phone_cut(enquiry: Enquiry) -> Enquiry:
    contact = enquiry.contact
    number = contact.phone.partition(EXTENSION)[0]
    return replace(enquiry, contact=Contact(contact.name, contact.email, f"…{number[-SHOWN_DIGITS:]}"), typed_by="")
