"""Every email that the service can write, for a person who might have asked."""

from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass, replace
from datetime import datetime, timedelta
from email import message_from_bytes, policy
from email.message import EmailMessage
from functools import partial
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
from chalicelib.mail.email import Email
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


@dataclass(frozen=True, slots=True)
class Occasion:
    """An email that is not written yet. `text` is the file of its words in `templates/`."""

    name: str
    when: str
    text: str
    write: Callable[[], Email]

    def draft(self) -> Draft:
        """The email as it is written. Raises whatever its text does."""
        return Draft(self.name, self.when, self.write().raw)


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
    return (occasion.draft() for occasion in occasions(writer, lead, now))


def occasions(writer: EmailWriter, lead: Lead, now: datetime) -> Iterator[Occasion]:
    """The same before any is written, so that one which cannot be holds up no other."""
    campaign = writer.campaigns[lead.enquiries[0].campaign]
    own, clinic = f"campaigns/{campaign.id}/{lead.language}/emails", f"emails/{writer.clinic.language}"

    def of_lead(
        folder: str, name: str, when: str, email_id: EmailId, to: Lead = lead, after: timedelta = timedelta()
    ) -> Occasion:
        return Occasion(name, when, f"{folder}/{name}.md", partial(writer.write, to, email_id, now + after))

    def of_clinic(name: str, when: str, write: Callable[[], Email]) -> Occasion:
        return Occasion(name, f"to the clinic, {when}", f"{clinic}/{name}.md", write)

    enquiry = lead.enquiries[0].id
    yield of_lead(clinic, "alert", "to the clinic, at once", EmailId(EmailKind.ALERT, enquiry))
    yield of_lead(own, "guide", "at once", EmailId(EmailKind.GUIDE, enquiry))
    for step in campaign.steps:
        follow_up = follow_up_id(campaign.id, step.id)
        yield of_lead(own, step.id, f"on day {step.after.days}", follow_up, after=step.after)
    second_alert, owner_alert = (EmailId(kind, enquiry) for kind in (EmailKind.SECOND_ALERT, EmailKind.OWNER_ALERT))
    yield of_lead(clinic, "second-alert", "to the clinic, after an open hour", second_alert)
    yield of_lead(clinic, "owner-alert", "to the clinic's owner, after a day", owner_alert)
    if (lead.language, f"{campaign.id}/aftercare") in writer.composer.texts:
        booked, when = set_outcome(lead, enquiry, Outcome.BOOKED, now), "after they are marked as booked or attended"
        yield of_lead(own, "aftercare", f"an hour {when}", aftercare_id(campaign.id), booked)
    own_data = EmailId(EmailKind.OWN_DATA, now.isoformat())
    yield of_lead(f"emails/{lead.language}", "own-data", "at once, when they ask what is kept of them", own_data)
    bounced = replace(lead, standing=Standing.BOUNCED, standing_since=now)
    yield of_lead(clinic, "unreachable", "to the clinic, if email comes back", UNREACHABLE, bounced)
    notice = EmailId(EmailKind.NOTICE, enquiry)
    yield of_lead(clinic, "missed", "to the clinic, if an alert may not have arrived", notice)
    held = [Suspect(enquiry, suspicion) for enquiry in lead.enquiries for suspicion in Suspicion]
    yield of_clinic("digest", "within a quarter of an hour", partial(writer.digest, held, now))
    asked = Some(((lead, lead.enquiries[0]),))
    morning = Morning(
        since=now - timedelta(days=1),
        to_call=asked,
        booked=asked,
        unreachable=asked,
        suspects=tuple(held),
        held_back=1,
        visits=3,
        unsaid=1,
    )
    yield of_clinic("morning", "as it opens", partial(writer.morning, morning, now))
    weeks = [
        Row(
            week_of(now - timedelta(weeks=back), writer.clinic.zone),
            {Stage.ENQUIRED: asked, Stage.BOOKED: 3},
            {25: 1},
            {},
        )
        for back, asked in ((3, 9), (2, 4), (1, 12))
    ]
    yield of_clinic("weekly", "as its week begins", partial(writer.weekly, Weekly(weeks), now))
    staff = Staff(writer.clinic.name, writer.senders.clinic_inbox)
    yield of_clinic("sign-in", "to one of its staff who asks", partial(writer.sign_in, staff, "preview", now))
