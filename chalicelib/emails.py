"""Emails as they go out: which text, to whom, with which headers, as raw MIME.

The message is built here and nowhere else, byte for byte, because SES's own builder would leave it to SES what
the text part, the headers and the encodings are.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import EmailPolicy
from email.utils import format_datetime

from jinja2 import Environment

from chalicelib.facts import Clinic, whatsapp_url
from chalicelib.lead import UNREACHABLE, DeliveryId, Enquiry, Kind, Lead, Outcome, Result
from chalicelib.links import Action, Links
from chalicelib.prose import Prose, to_html, to_plain


def _named(name: str, address: str) -> Address:
    """An address with a display name of ours or a stranger's.

    Python loses the quotes around a display name when it folds a long one, and what was quoted then reads as more
    addresses; so no sign that means anything in an address (RFC 5322, section 3.2.3) is let through.
    """
    return Address(" ".join(re.sub(r'[()<>@,:;.\\"\[\]]', " ", name).split()), addr_spec=address)


class _MailPolicy(EmailPolicy):
    """Leaves the address in List-Unsubscribe whole: Python would put one longer than a line into encoded words, which
    no mail client reads there (RFC 2369, section 2)."""

    def fold_binary(self, name: str, value: str) -> bytes:
        if name == "List-Unsubscribe":
            return f"{name}: {value}{self.linesep}".encode("ascii")
        return super().fold_binary(name, value)


_SEVEN_BIT = _MailPolicy(linesep="\r\n", cte_type="7bit")
"""SES wants every part in 7-bit form; the default policy writes Urdu as 8bit."""


@dataclass(frozen=True, slots=True)
class Addresses:
    """Who the service writes as, and to: plain addresses. People answer mails to leads at `clinic_inbox`."""

    mail_from: str
    alert_from: str
    clinic_inbox: str


@dataclass(frozen=True, slots=True)
class Email:
    """A message ready to be sent: `raw` is its MIME form, the other two its envelope."""

    sender: str
    recipient: str
    raw: bytes


@dataclass(frozen=True, slots=True)
class EmailWriter:
    """Writes any delivery of any lead.

    `texts` maps (language, id) to the text of each email, `guide_pdfs` a language to the guide; `layouts` holds
    `emails/layout.html` and `emails/layout.txt`, and `styles` the inline style of each tag.
    """

    clinic: Clinic
    links: Links
    addresses: Addresses
    texts: Mapping[tuple[str, str], Prose]
    guide_pdfs: Mapping[str, bytes]
    layouts: Environment
    styles: Mapping[str, str]

    def write(self, lead: Lead, delivery: DeliveryId, at: datetime) -> Email:
        """The email of that delivery, dated `at`. KeyError if there is no text or no enquiry for it."""
        match delivery.kind:
            case Kind.ALERT:
                return self._alert(lead, lead.enquiry(delivery.reference), at)
            case Kind.GUIDE:
                return self._guide(lead, delivery, at)
            case Kind.FOLLOW_UP:
                return self._follow_up(lead, delivery.reference, at)
            case Kind.NOTICE:
                return self._notice(lead, delivery, at)

    def _alert(self, lead: Lead, enquiry: Enquiry, at: datetime) -> Email:
        """To the front desk. A reply to it goes to the lead."""
        message = self._message_to_clinic(lead, enquiry, "alert", at)
        message["Reply-To"] = _named(enquiry.contact.name, enquiry.contact.email)
        return Email(self.addresses.alert_from, self.addresses.clinic_inbox, message.as_bytes())

    def _notice(self, lead: Lead, delivery: DeliveryId, at: datetime) -> Email:
        """To the front desk, about a lead whom email does not reach, or an enquiry whose alert may not have arrived."""
        if delivery == UNREACHABLE:
            message = self._message_to_clinic(lead, lead.enquiries[-1], "unreachable", at)
        else:
            message = self._message_to_clinic(lead, lead.enquiry(delivery.reference), "missed", at)
        return Email(self.addresses.alert_from, self.addresses.clinic_inbox, message.as_bytes())

    def _message_to_clinic(self, lead: Lead, enquiry: Enquiry, text_id: str, at: datetime) -> EmailMessage:
        """Its language is the clinic's."""
        outcome_url = self.links.signed(Action.OUTCOME, lead.id)
        values = {
            "enquiry": enquiry,
            "lead": lead,
            "clinic": self.clinic,
            "is_known": enquiry.id != lead.enquiries[0].id,
            "received": f"{enquiry.at.astimezone(self.clinic.zone):%A %-d %B, %H:%M}",
            "call_url": f"tel:{enquiry.contact.phone}",
            "whatsapp_url": whatsapp_url(enquiry.contact.phone),
            "outcome_urls": {mark.name.lower(): f"{outcome_url}?mark={mark.name.lower()}" for mark in Outcome},
        }
        message = self._message(self.texts["en", text_id], values, at, "en", "alert")
        message["From"] = _named(f"{self.clinic.name} enquiries", self.addresses.alert_from)
        message["To"] = Address(addr_spec=self.addresses.clinic_inbox)
        return message

    def _guide(self, lead: Lead, delivery: DeliveryId, at: datetime) -> Email:
        """With the PDF, unless the recipient's server has refused it before."""
        is_attached = Result.TOO_HEAVY not in lead.results(delivery)
        message = self._message_to_lead(lead, "guide", at, is_attached=is_attached)
        if is_attached:
            filename = f"{self.clinic.name.lower().replace(' ', '-')}-dry-needling-guide.pdf"
            pdf = self.guide_pdfs[lead.language]
            message.add_attachment(pdf, maintype="application", subtype="pdf", filename=filename)
        return Email(self.addresses.mail_from, lead.contact.email, message.as_bytes())

    def _follow_up(self, lead: Lead, step_id: str, at: datetime) -> Email:
        message = self._message_to_lead(lead, step_id, at)
        # One-click unsubscribe, RFC 8058 section 3.1: an HTTPS address, and this pair to the letter.
        message["List-Unsubscribe"] = f"<{self.links.signed(Action.UNSUBSCRIBE, lead.id)}>"
        message["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"
        domain = self.addresses.mail_from.partition("@")[2]
        message["List-Id"] = f"{self.clinic.name} follow-ups <follow-ups.{domain}>"
        return Email(self.addresses.mail_from, lead.contact.email, message.as_bytes())

    def _message_to_lead(self, lead: Lead, text_id: str, at: datetime, **more: object) -> EmailMessage:
        values = {
            **more,
            "name": lead.contact.name,
            "clinic": self.clinic,
            "guide_url": self.links.signed(Action.GUIDE, lead.id),
            "unsubscribe_url": self.links.signed(Action.UNSUBSCRIBE, lead.id),
        }
        footer = "guide" if text_id == "guide" else "follow-up"
        message = self._message(self.texts[lead.language, text_id], values, at, lead.language, footer)
        message["From"] = _named(self.clinic.name, self.addresses.mail_from)
        message["To"] = _named(lead.contact.name, lead.contact.email)
        message["Reply-To"] = _named(self.clinic.name, self.addresses.clinic_inbox)
        return message

    def _message(
        self, text: Prose, values: Mapping[str, object], at: datetime, language: str, footer: str
    ) -> EmailMessage:
        markdown = text.fill(values)
        subject = text.fill_line("subject", values)
        frame = {**values, "subject": subject, "language": language, "footer": footer}
        plain = self.layouts.get_template("emails/layout.txt").render(frame, body=to_plain(markdown))
        html = self.layouts.get_template("emails/layout.html").render(frame, body=to_html(markdown, self.styles))
        message = EmailMessage(_SEVEN_BIT)
        message["Subject"] = subject
        message["Date"] = format_datetime(at)
        # Made by software, so nobody's holiday notice should answer it (RFC 3834, section 5).
        message["Auto-Submitted"] = "auto-generated"
        message.set_content(plain, cte="quoted-printable")
        message.add_alternative(html, subtype="html", cte="quoted-printable")
        return message
