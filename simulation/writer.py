"""Emails that are written in full for some leads, and outlined for the others."""

from collections.abc import Callable
from dataclasses import dataclass, fields, replace
from datetime import datetime

from chalicelib.leads.attempt import EmailId, EmailKind, Result
from chalicelib.leads.lead import Lead
from chalicelib.mail.email import Email
from chalicelib.mail.texts import text_name
from chalicelib.mail.writer import EmailWriter
from simulation.plan import INSERTED, Plan

PDF = b"application/pdf"
"""What an email with the guide attached has in it, and no other."""


@dataclass(frozen=True, slots=True)
class SamplingWriter(EmailWriter):
    """To write an email takes some ten milliseconds, and a campaign has tens of thousands."""

    is_in_sample: Callable[[str], bool]

    def write(self, lead: Lead, email_id: EmailId, at: datetime) -> Email:
        if self.is_in_sample(lead.id):
            return EmailWriter.write(self, lead, email_id, at)
        return self._outline(lead, email_id)

    def _outline(self, lead: Lead, email_id: EmailId) -> Email:
        """KeyError wherever the real one would fail so."""
        if email_id.kind.is_for_clinic:
            if email_id.kind is EmailKind.ALERT:
                lead.enquiry(email_id.reference)
            return Email(self.senders.alert_from, self.senders.clinic_inbox, b"", "alert", "en")
        name = text_name(lead, email_id)
        if (lead.language, name) not in self.composer.texts:
            raise KeyError(name)
        is_attached = email_id.kind is EmailKind.GUIDE and Result.TOO_HEAVY not in lead.results(email_id)
        return Email(self.senders.mail_from, lead.contact.email, PDF if is_attached else b"", name, lead.language)


def sampling(writer: EmailWriter, plan: Plan, is_in_sample: Callable[[str], bool]) -> SamplingWriter:
    """That writer, with a text for the step that the marketer is going to insert."""
    parts = {part.name: getattr(writer, part.name) for part in fields(EmailWriter)}
    inserted, moved = f"{plan.campaign}/{INSERTED}", f"{plan.campaign}/{plan.moved}"
    texts = writer.composer.texts
    copied = {(language, inserted): text for (language, name), text in texts.items() if name == moved}
    parts["composer"] = replace(writer.composer, texts={**texts, **copied})
    return SamplingWriter(**parts, is_in_sample=is_in_sample)
