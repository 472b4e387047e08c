"""Emails as they go out: which text, which recipient, which headers."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from email.message import EmailMessage

from chalicelib.content.campaign import Campaign
from chalicelib.content.clinic import Clinic
from chalicelib.content.language import Language
from chalicelib.content.links import Action, Links
from chalicelib.content.second import Part, Second, guide_name, version_met
from chalicelib.content.templates import Templates
from chalicelib.leads.attempt import UNREACHABLE, EmailId, EmailKind
from chalicelib.leads.enquiry import Suspect
from chalicelib.leads.lead import Lead
from chalicelib.leads.owed.plan import is_guide_lost, unreached
from chalicelib.leads.staff.access import LINK_LASTS, Staff
from chalicelib.leads.text import slug
from chalicelib.leads.variant import Version
from chalicelib.mail.alert import shown, shown_suspects
from chalicelib.mail.composer import Composer, composer_of
from chalicelib.mail.email import Email, Senders, finished
from chalicelib.mail.letter import is_attached, letter, offer_to_start
from chalicelib.mail.mime import encoded, mailbox
from chalicelib.mail.morning import Morning, shown_morning
from chalicelib.mail.texts import campaign_of, language_of, text_name
from chalicelib.mail.weekly import Weekly, shown_weekly


@dataclass(frozen=True, slots=True)
class EmailWriter:
    """Writes any email of any lead. `guide_pdfs` maps (campaign, language, version) to the guide."""

    clinic: Clinic
    campaigns: Mapping[str, Campaign]
    languages: Mapping[str, Language]
    links: Links
    senders: Senders
    composer: Composer
    seconds: Mapping[tuple[str, str], Second]
    guide_pdfs: Mapping[tuple[str, str, Version], bytes]

    def write(self, lead: Lead, email_id: EmailId, at: datetime) -> Email:
        """That email, dated `at`. Raises KeyError if there is no text or no enquiry for it."""
        if email_id.kind.is_for_clinic:
            message, language = self._to_clinic(lead, email_id), self._clinic_language
            envelope = (self.senders.alert_from, self._reader_of(lead, email_id))
        else:
            campaign = campaign_of(lead, email_id)
            language = self._language_for(lead, email_id, campaign)
            message = self._to_lead(lead, email_id, campaign, language, at)
            envelope = (self.senders.mail_from, lead.contact.email)
        written = repr((lead.id, email_id.kind.value, email_id.reference, at.isoformat()))
        return finished(message, envelope, written, at, text_name(lead, email_id), language)

    def digest(self, news: Sequence[Suspect], at: datetime) -> Email:
        """To the front desk, about what is new in quarantine. Raises KeyError if there is no text."""
        language = self._clinic_language
        values = {
            "clinic": self.clinic,
            "news": shown_suspects(news, self.clinic, language),
            "quarantine_url": self.links.stamped(Action.QUARANTINE, at),
        }
        return self._news("digest", language, values, at)

    def morning(self, morning: Morning, at: datetime) -> Email:
        """To the front desk, as it opens. Raises KeyError if there is no text."""
        language = self._clinic_language
        values = shown_morning(morning, at, self.clinic, language, self.links)
        return self._news("morning", language, values, at)

    def weekly(self, weekly: Weekly, at: datetime) -> Email:
        """To the front desk, as its week begins. Raises KeyError if there is no text."""
        return self._news("weekly", self._clinic_language, shown_weekly(weekly, self._clinic_language, self.links), at)

    def _news(self, name: str, language: Language, values: Mapping[str, object], at: datetime) -> Email:
        """An email to the front desk that is about no one lead."""
        message = self.composer.compose(name, language, values, footer="clinic")
        self._address_to_clinic(message, self.senders.clinic_inbox)
        envelope = (self.senders.alert_from, self.senders.clinic_inbox)
        return finished(message, envelope, repr((name, at.isoformat())), at, name, language)

    def sign_in(self, staff: Staff, sign_in_id: str, at: datetime) -> Email:
        """To one of the staff, with the link that signs them in once. Raises KeyError if there is no text."""
        language = self._clinic_language
        values = {
            "clinic": self.clinic,
            "name": staff.name,
            "minutes": int(LINK_LASTS.total_seconds() // 60),
            "sign_in_url": self.links.page(f"clinic/sign-in/{self.links.token(Action.SIGN_IN, sign_in_id)}"),
        }
        message = self.composer.compose("sign-in", language, values, footer="clinic")
        self._address_to_clinic(message, staff.email)
        envelope = (self.senders.alert_from, staff.email)
        return finished(message, envelope, repr(("sign-in", sign_in_id)), at, "sign-in", language)

    @property
    def _clinic_language(self) -> Language:
        return self.languages[self.clinic.language]

    def _to_clinic(self, lead: Lead, email_id: EmailId) -> EmailMessage:
        """To the front desk, in the clinic's language. A reply to an alert goes to the lead."""
        enquiry = unreached(lead) if email_id == UNREACHABLE else lead.enquiry(email_id.reference)
        about = shown(lead, enquiry, self.clinic, self._clinic_language, self.links)
        values = {**about, "is_guide_lost": is_guide_lost(lead, enquiry)}
        message = self.composer.compose(text_name(lead, email_id), self._clinic_language, values, footer="clinic")
        self._address_to_clinic(message, self._reader_of(lead, email_id))
        if email_id.kind in (EmailKind.ALERT, EmailKind.SECOND_ALERT):
            message["Reply-To"] = mailbox(enquiry.contact.name, enquiry.contact.email)
        return message

    def _reader_of(self, lead: Lead, email_id: EmailId) -> str:
        """Who of the clinic reads that email. Of a canary nobody does: its alert goes to itself. Without an
        owner nobody is owed what is theirs."""
        if lead.is_synthetic:
            return lead.contact.email
        is_owners = email_id.kind is EmailKind.OWNER_ALERT and self.clinic.owner
        return self.clinic.owner if is_owners else self.senders.clinic_inbox

    def _address_to_clinic(self, message: EmailMessage, reader: str) -> None:
        sender = self._clinic_language.words["clinic"]["sender"].format(clinic=self.clinic.name)
        message["From"] = mailbox(sender, self.senders.alert_from)
        message["To"] = reader

    def _language_for(self, lead: Lead, email_id: EmailId, campaign: str) -> Language:
        """A link to what we keep is owed even to somebody whose campaign is gone."""
        known = self.campaigns.get(campaign)
        return self.languages[known.spoken(language_of(lead, email_id)) if known else self.clinic.language]

    def _to_lead(self, lead: Lead, email_id: EmailId, campaign: str, language: Language, at: datetime) -> EmailMessage:
        is_guide = email_id.kind is EmailKind.GUIDE
        version = self._version(lead, campaign, language)
        guide = guide_name(campaign, version, lead.id)
        values = letter(lead, email_id, guide, at, self.clinic, language, self.links)
        offer = offer_to_start(lead, campaign, self.clinic, language, self.links) if is_guide else ""
        subject = self._second_subject(lead, email_id, language) if is_guide else ""
        footer = email_id.kind.value
        message = self.composer.compose(
            text_name(lead, email_id), language, values, footer=footer, offer=offer, subject=subject
        )
        message["From"] = mailbox(self.clinic.name, self.senders.mail_from)
        message["To"] = lead.contact.email
        message["Reply-To"] = mailbox(self.clinic.name, self.senders.clinic_inbox)
        if is_attached(lead, email_id):
            self._attach_guide(message, campaign, language, version)
        if email_id.kind is EmailKind.FOLLOW_UP:
            self._offer_to_stop(message, str(values["unsubscribe_url"]), language)
        return message

    def _second_subject(self, lead: Lead, email_id: EmailId, language: Language) -> str:
        """Of an email with the guide to somebody who is sent a second subject, "" for all others."""
        enquiry = lead.enquiry(email_id.reference)
        second = self.seconds.get((enquiry.campaign, language.code))
        is_sent = version_met(Part.SUBJECT, second, [enquiry]) is Version.B
        return second.words if second and is_sent else ""

    def _version(self, lead: Lead, campaign: str, language: Language) -> Version:
        """Of the guide's first page, as the person met it who asked for that guide last."""
        asked = [enquiry for enquiry in lead.enquiries if enquiry.campaign == campaign]
        return version_met(Part.GUIDE, self.seconds.get((campaign, language.code)), asked)

    def _attach_guide(self, message: EmailMessage, campaign: str, language: Language, version: Version) -> None:
        clinic = slug(self.clinic.name, 40)
        name = slug(language.words["email"]["guide_file"].format(clinic=clinic, campaign=campaign), 80)
        pdf = self.guide_pdfs[campaign, language.code, version]
        filename = f"{name or campaign}.pdf"
        message.add_attachment(pdf, maintype="application", subtype="pdf", filename=filename)

    def _offer_to_stop(self, message: EmailMessage, unsubscribe_url: str, language: Language) -> None:
        """One-click unsubscribe, RFC 8058 section 3.1: an HTTPS address, and this pair to the letter."""
        message["List-Unsubscribe"] = f"<{unsubscribe_url}>"
        message["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"
        name = language.words["email"]["list"].format(clinic=self.clinic.name)
        message["List-Id"] = f"{encoded(name)} <follow-ups.{self.senders.mail_from.partition('@')[2]}>"


def writer_of(templates: Templates, links: Links, senders: Senders) -> EmailWriter:
    """A writer with the texts of that folder."""
    return EmailWriter(
        clinic=templates.clinic,
        campaigns=templates.campaigns,
        languages=templates.languages,
        links=links,
        senders=senders,
        composer=composer_of(templates),
        seconds=templates.seconds,
        guide_pdfs=templates.guide_pdfs,
    )
