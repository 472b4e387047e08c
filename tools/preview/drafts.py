"""Every email that the service can write, for somebody who might have asked."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from email import message_from_bytes, policy
from email.message import EmailMessage

from chalicelib.leads.changes import new_lead
from chalicelib.leads.form import Form, check, make_enquiry
from chalicelib.leads.lead import UNREACHABLE, EmailId, EmailKind, Lead, Standing, Suspect, Suspicion
from chalicelib.leads.plan import Sequence
from chalicelib.mail.writer import EmailWriter

FORM = Form(
    name="Amina Khan",
    email="amina@example.com",
    phone="0300 1234567",
    message="My shoulder has been stiff since a cricket match.\nIs Tuesday evening possible?",
    follow_ups="yes",
    landing="/?utm_source=instagram&utm_medium=paid&utm_campaign=shoulder-spring&utm_content=video-2",
)


@dataclass(frozen=True, slots=True)
class Draft:
    """An email as its reader gets it. `when` says in words when that is."""

    name: str
    when: str
    raw: bytes

    @property
    def message(self) -> EmailMessage:
        return message_from_bytes(self.raw, policy=policy.default)

    def part(self, kind: str) -> str:
        """Its text, "plain" or "html"."""
        body = self.message.get_body((kind,))
        return str(body.get_content()) if body else ""

    @property
    def first_words(self) -> str:
        """What an inbox shows after the subject."""
        return " ".join(self.part("plain").split())[:90]

    @property
    def attachments(self) -> list[str]:
        return [str(part.get_filename()) for part in self.message.iter_attachments()]


def somebody(language: str, country: str, wordings: Mapping[str, str], now: datetime) -> Lead:
    """Who has just sent the form, and agreed to everything."""
    contact, faults = check(FORM, country)
    if contact is None:
        raise ValueError(f"the form of the preview is refused: {faults}")
    enquiry = make_enquiry(FORM, contact, language=language, wordings=wordings, network="", at=now)
    return new_lead("preview", enquiry)


def drafts(writer: EmailWriter, sequence: Sequence, lead: Lead, now: datetime) -> Iterator[Draft]:
    """Each email of that lead, those to the clinic among them, in the order of a campaign."""

    def draft(name: str, when: str, email_id: EmailId, to: Lead = lead, after: timedelta = timedelta()) -> Draft:
        return Draft(name, when, writer.write(to, email_id, now + after).raw)

    enquiry = lead.enquiries[0].id
    yield draft("alert", "to the clinic, at once", EmailId(EmailKind.ALERT, enquiry))
    yield draft("guide", "at once", EmailId(EmailKind.GUIDE, enquiry))
    for step in sequence.steps:
        yield draft(step.id, f"on day {step.after.days}", EmailId(EmailKind.FOLLOW_UP, step.id), after=step.after)
    bounced = replace(lead, standing=Standing.BOUNCED, standing_since=now)
    yield draft("unreachable", "to the clinic, if email comes back", UNREACHABLE, bounced)
    yield draft("missed", "to the clinic, if an alert may not have arrived", EmailId(EmailKind.NOTICE, enquiry))
    held = [Suspect(enquiry, suspicion) for enquiry in lead.enquiries for suspicion in Suspicion]
    yield Draft("digest", "to the clinic, in the morning", writer.digest(held, len(held), now).raw)
