"""Leads to begin with, for tests of what happens to them."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

from chalicelib.leads.attempt import Attempt, Delivery, EmailId, EmailKind, Result, follow_up_id
from chalicelib.leads.attribution import Touch
from chalicelib.leads.caps import Caps
from chalicelib.leads.changes import enquire, new_lead, set_outcome
from chalicelib.leads.enquiry import Consent, Contact, Enquiry, Purpose
from chalicelib.leads.lead import Lead
from chalicelib.leads.mailing.feedback import MailEvent
from chalicelib.leads.mailing.sending import claim, record_event, settle
from chalicelib.leads.outcome import Outcome
from tests.clinic import CAMPAIGN

NOW = datetime(2026, 3, 2, 6, 0, tzinfo=UTC)
AMINA = Contact("Amina Khan", "amina@example.com", "+923001234567")
FOLLOW_UPS = Consent(Purpose.FOLLOW_UPS, CAMPAIGN, "Send me six emails.", NOW)


def enquiry(enquiry_id: str = "e1", at: datetime = NOW, **changes: object) -> Enquiry:
    first = Enquiry(enquiry_id, at, CAMPAIGN, "en", AMINA, "", True, (FOLLOW_UPS,), Touch(utm_source="meta"))
    return replace(first, **changes)


def lead(**changes: object) -> Lead:
    return replace(new_lead("lead-1", enquiry()), **changes)


GUIDE = EmailId(EmailKind.GUIDE, "e1")


def attempt(email_id: EmailId = GUIDE, attempt_id: str = "a1") -> Attempt:
    return Attempt(attempt_id, email_id, planned_at=NOW, claimed_at=NOW)


def event(
    result: Result | None = Result.SENT,
    delivery: Delivery = Delivery.UNKNOWN,
    attempt_id: str = "a1",
    **changes: object,
) -> MailEvent:
    return replace(MailEvent("lead-1", attempt_id, "ses-1", GUIDE.kind, result, delivery, NOW), **changes)


def emailed(*deliveries: Delivery) -> Lead:
    """A lead that got one email after another, each with what SES reported."""
    reader = lead()
    for number, delivery in enumerate(deliveries):
        attempt_id = f"a{number}"
        at = NOW + timedelta(days=number)
        mailed = Attempt(attempt_id, follow_up_id(CAMPAIGN, f"step{number}"), at, at)
        reader = settle(claim(reader, mailed), attempt_id, Result.SENT, f"ses-{number}")
        reader = record_event(reader, event(delivery=delivery, attempt_id=attempt_id, message_id=f"ses-{number}"))
    return reader


def called(lead: Lead, email_id: EmailId, at: datetime) -> Lead:
    """The front desk calls the person that email is about, so that no reminder is owed."""
    is_about_an_enquiry = email_id.kind.is_for_clinic and lead.has(email_id.reference)
    return set_outcome(lead, email_id.reference, Outcome.CALLED, at) if is_about_an_enquiry else lead


def asked_at(*ages: timedelta) -> Lead:
    asking = new_lead("lead-1", enquiry("e0", NOW - ages[0]))
    for number, age in enumerate(ages[1:], 1):
        asking = enquire(asking, enquiry(f"e{number}", NOW - age), Caps())
    return asking
