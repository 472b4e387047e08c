"""Every email that the service can write, for a person who might have asked."""

from collections.abc import Iterator
from dataclasses import asdict, dataclass, replace
from datetime import datetime, timedelta
from email import message_from_bytes, policy
from email.message import EmailMessage
from urllib.parse import urlencode

from chalicelib.content.templates import Templates
from chalicelib.leads.attempt import UNREACHABLE, EmailId, EmailKind, follow_up_id
from chalicelib.leads.changes import new_lead, set_outcome
from chalicelib.leads.enquiry import Suspect, Suspicion
from chalicelib.leads.figures.report import Row
from chalicelib.leads.forms.form import URL_ENCODED, Form, Posted
from chalicelib.leads.forms.judgement import Accepted, Context, judge
from chalicelib.leads.lead import Lead, Standing
from chalicelib.leads.outcome import Outcome
from chalicelib.leads.owed.aftercare import aftercare_id
from chalicelib.leads.staff.access import Staff
from chalicelib.leads.views.tally import Stage, week_of
from chalicelib.mail.morning import Morning, Some
from chalicelib.mail.weekly import Weekly
from chalicelib.mail.writer import EmailWriter

READING = timedelta(minutes=1)

FORM = Form(
    name="Amina Khan",
    email="amina@example.com",
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


def somebody(templates: Templates, now: datetime, campaign: str = "", language: str = "") -> Lead:
    """A person who has just sent the form of that page, by default the first one, and agreed to everything."""
    typed = asdict(replace(FORM, phone=templates.clinic.example_phone, campaign=campaign, language=language))
    posted = Posted(URL_ENCODED, urlencode(typed).encode(), page="")
    context = Context(
        now=now,
        network="",
        country=templates.clinic.country,
        site_host="",
        rendered_at=lambda _: now - READING,
        form_page=templates.form_page,
        is_proved=lambda _: False,
    )
    match judge(posted, context):
        case Accepted(_, enquiry, _):
            return new_lead("preview", enquiry)
        case verdict:
            raise ValueError(f"the form of the preview is not accepted: {verdict}")


def drafts(writer: EmailWriter, lead: Lead, now: datetime) -> Iterator[Draft]:
    """Each email of that lead, those to the clinic among them, in the order of a campaign."""

    def draft(name: str, when: str, email_id: EmailId, to: Lead = lead, after: timedelta = timedelta()) -> Draft:
        return Draft(name, when, writer.write(to, email_id, now + after).raw)

    enquiry = lead.enquiries[0].id
    yield draft("alert", "to the clinic, at once", EmailId(EmailKind.ALERT, enquiry))
    yield draft("guide", "at once", EmailId(EmailKind.GUIDE, enquiry))
    campaign = writer.campaigns[lead.enquiries[0].campaign]
    for step in campaign.steps:
        yield draft(step.id, f"on day {step.after.days}", follow_up_id(campaign.id, step.id), after=step.after)
    yield draft("second-alert", "to the clinic, after an open hour", EmailId(EmailKind.SECOND_ALERT, enquiry))
    yield draft("owner-alert", "to the clinic's owner, after a day", EmailId(EmailKind.OWNER_ALERT, enquiry))
    if (lead.language, f"{campaign.id}/aftercare") in writer.composer.texts:
        booked = set_outcome(lead, enquiry, Outcome.BOOKED, now)
        yield draft(
            "aftercare", "an hour after they are marked as booked or attended", aftercare_id(campaign.id), booked
        )
    own_data = EmailId(EmailKind.OWN_DATA, now.isoformat())
    yield draft("own-data", "at once, when they ask what is kept of them", own_data)
    bounced = replace(lead, standing=Standing.BOUNCED, standing_since=now)
    yield draft("unreachable", "to the clinic, if email comes back", UNREACHABLE, bounced)
    yield draft("missed", "to the clinic, if an alert may not have arrived", EmailId(EmailKind.NOTICE, enquiry))
    held = [Suspect(enquiry, suspicion) for enquiry in lead.enquiries for suspicion in Suspicion]
    yield Draft("digest", "to the clinic, within a quarter of an hour", writer.digest(held, now).raw)
    asked = Some(((lead, lead.enquiries[0]),))
    morning = Morning(
        since=now - timedelta(days=1), to_call=asked, booked=asked, unreachable=asked, suspects=tuple(held), held_back=1
    )
    yield Draft("morning", "to the clinic, as it opens", writer.morning(morning, now).raw)
    weeks = [
        Row(
            week_of(now - timedelta(weeks=back), writer.clinic.zone),
            {Stage.ENQUIRED: asked, Stage.BOOKED: 3},
            {25: 1},
            {},
        )
        for back, asked in ((3, 9), (2, 4), (1, 12))
    ]
    yield Draft("weekly", "to the clinic, as its week begins", writer.weekly(Weekly(weeks), now).raw)
    staff = Staff(writer.clinic.name, writer.senders.clinic_inbox)
    yield Draft("sign-in", "to the clinic, to one of its staff who asks", writer.sign_in(staff, "preview", now).raw)
