"""Emails as they go out: which text, to whom, with which headers."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from email.headerregistry import Address
from email.message import EmailMessage
from email.utils import format_datetime

from jinja2 import Environment

from chalicelib.content.clinic import Clinic
from chalicelib.content.links import Action, Links
from chalicelib.content.markdown import Prose, to_html, to_plain
from chalicelib.leads.lead import UNREACHABLE, EmailId, EmailKind, Lead, Result, Suspect
from chalicelib.mail.alert import shown, shown_suspects
from chalicelib.mail.defang import unlinked_name
from chalicelib.mail.mime import mark, named, new_message


@dataclass(frozen=True, slots=True)
class Addresses:
    """Who the service writes as, and to: plain addresses. People answer mails to leads at `clinic_inbox`."""

    mail_from: str
    alert_from: str
    clinic_inbox: str


@dataclass(frozen=True, slots=True)
class Email:
    """A message ready to be sent: `raw` is its MIME form, `sender` and `recipient` its envelope. `topic` and `language`
    say which text it is: the same for everybody who gets it."""

    sender: str
    recipient: str
    raw: bytes
    topic: str
    language: str


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

    def write(self, lead: Lead, email_id: EmailId, at: datetime) -> Email:
        """The email of that delivery, dated `at`. KeyError if there is no text or no enquiry for it."""
        topic = _topic(email_id)
        if email_id.kind.is_for_clinic:
            message, language = self._to_clinic(lead, email_id, topic), "en"
        else:
            message, language = self._to_lead(lead, email_id, topic), lead.language
        written = repr((lead.id, email_id.kind.value, email_id.reference, at.isoformat()))
        return _finished(message, written, at, topic, language)

    def digest(self, news: Sequence[Suspect], held: int, at: datetime) -> Email:
        """To the front desk, about what was newly held back, of all that is. KeyError if there is no text."""
        values = {
            "news": shown_suspects(news, self.clinic),
            "held": held,
            "held_url": self.links.stamped(Action.DEFERRED, at),
        }
        message = self._message("digest", "en", {**values, "clinic": self.clinic}, footer="clinic")
        self._address_to_clinic(message)
        return _finished(message, repr(("digest", at.isoformat())), at, "digest", "en")

    def _to_clinic(self, lead: Lead, email_id: EmailId, topic: str) -> EmailMessage:
        """To the front desk, in the clinic's language. A reply to an alert goes to the lead."""
        enquiry = lead.enquiries[-1] if email_id == UNREACHABLE else lead.enquiry(email_id.reference)
        message = self._message(topic, "en", shown(lead, enquiry, self.clinic, self.links), footer="clinic")
        self._address_to_clinic(message)
        if email_id.kind is EmailKind.ALERT:
            message["Reply-To"] = named(enquiry.contact.name, enquiry.contact.email)
        return message

    def _address_to_clinic(self, message: EmailMessage) -> None:
        message["From"] = named(f"{self.clinic.name} enquiries", self.addresses.alert_from)
        message["To"] = Address(addr_spec=self.addresses.clinic_inbox)

    def _to_lead(self, lead: Lead, email_id: EmailId, topic: str) -> EmailMessage:
        """The guide comes with its PDF, unless the recipient's server has refused that before."""
        is_guide = email_id.kind is EmailKind.GUIDE
        is_attached = is_guide and Result.TOO_HEAVY not in lead.results(email_id)
        values = {
            "name": unlinked_name(lead.contact.name),
            "clinic": self.clinic,
            "guide_url": self.links.signed(Action.GUIDE, lead.id),
            "unsubscribe_url": self.links.signed(Action.UNSUBSCRIBE, lead.id),
            "is_attached": is_attached,
        }
        message = self._message(topic, lead.language, values, footer="guide" if is_guide else "follow-up")
        message["From"] = named(self.clinic.name, self.addresses.mail_from)
        message["To"] = named(lead.contact.name, lead.contact.email)
        message["Reply-To"] = named(self.clinic.name, self.addresses.clinic_inbox)
        if is_attached:
            self._attach_guide(message, lead.language)
        if not is_guide:
            self._offer_to_stop(message, lead)
        return message

    def _attach_guide(self, message: EmailMessage, language: str) -> None:
        filename = f"{self.clinic.name.lower().replace(' ', '-')}-dry-needling-guide.pdf"
        message.add_attachment(self.guide_pdfs[language], maintype="application", subtype="pdf", filename=filename)

    def _offer_to_stop(self, message: EmailMessage, lead: Lead) -> None:
        """One-click unsubscribe, RFC 8058 section 3.1: an HTTPS address, and this pair to the letter."""
        message["List-Unsubscribe"] = f"<{self.links.signed(Action.UNSUBSCRIBE, lead.id)}>"
        message["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"
        domain = self.addresses.mail_from.partition("@")[2]
        message["List-Id"] = f"{self.clinic.name} follow-ups <follow-ups.{domain}>"

    def _message(self, topic: str, language: str, values: Mapping[str, object], *, footer: str) -> EmailMessage:
        text = self.texts[language, topic]
        markdown = text.fill(values)
        lines = {name: text.fill_line(name, values) for name in ("subject", "preview")}
        frame = {**values, **lines, "language": language, "footer": footer}
        plain = self.layouts.get_template("emails/layout.txt").render(frame, body=to_plain(markdown))
        html = self.layouts.get_template("emails/layout.html").render(frame, body=to_html(markdown, self.styles))
        return new_message(lines["subject"], plain, html)


def _topic(email_id: EmailId) -> str:
    """The text of a delivery, by the name of its file."""
    match email_id.kind:
        case EmailKind.FOLLOW_UP:
            return email_id.reference
        case EmailKind.NOTICE:
            return "unreachable" if email_id == UNREACHABLE else "missed"
        case kind:
            return kind.value


def _finished(message: EmailMessage, written: str, at: datetime, topic: str, language: str) -> Email:
    """The message with what all have in common. `written` is the same for the same email written twice."""
    sender, recipient = (message[name].addresses[0].addr_spec for name in ("From", "To"))
    message["Date"] = format_datetime(at)
    # Made by software, so nobody's holiday notice should answer it (RFC 3834, section 5).
    message["Auto-Submitted"] = "auto-generated"
    mark(message, written, sender)
    return Email(sender, recipient, message.as_bytes(), topic, language)
