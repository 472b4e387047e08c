"""Every email that the service writes, to one made-up person: in the words of the tests' clinic, or in others."""

from datetime import UTC, datetime
from email import message_from_bytes, policy
from email.message import EmailMessage
from functools import cache
from html.parser import HTMLParser

import pytest

from chalicelib.content.links import Links
from chalicelib.content.templates import Templates
from chalicelib.leads.attempt import UNREACHABLE, EmailId, EmailKind, follow_up_id
from chalicelib.leads.attribution import Touch
from chalicelib.leads.changes import new_lead
from chalicelib.leads.enquiry import Consent, Contact, Enquiry, Purpose
from chalicelib.leads.lead import Lead
from chalicelib.leads.owed.aftercare import aftercare_id
from chalicelib.mail.email import Email, Senders
from chalicelib.mail.writer import EmailWriter, writer_of
from tests.clinic import CAMPAIGN, STEPS, templates

NOON = datetime(2026, 3, 2, 7, 0, tzinfo=UTC)
OWNER = "owner@clinic.test"
LINKS = Links("https://guide.clinic.test", ("a signing key that is long enough.",))
SENDERS = Senders("guide@clinic.test", "enquiries@clinic.test", "front-desk@clinic.test")
ALERT, GUIDE, MISSED = (EmailId(kind, "e1") for kind in (EmailKind.ALERT, EmailKind.GUIDE, EmailKind.NOTICE))
SECOND_ALERT, OWNER_ALERT = (EmailId(kind, "e1") for kind in (EmailKind.SECOND_ALERT, EmailKind.OWNER_ALERT))
FOLLOW_UPS = [follow_up_id(CAMPAIGN, step) for step in STEPS]
AFTERCARE = aftercare_id(CAMPAIGN)
OWN_DATA = EmailId(EmailKind.OWN_DATA, NOON.isoformat())
TO_LEADS = [GUIDE, *FOLLOW_UPS, AFTERCARE, OWN_DATA]
TO_CLINIC = [ALERT, SECOND_ALERT, OWNER_ALERT, MISSED, UNREACHABLE]
ALL = [*TO_CLINIC, *TO_LEADS]

NAMES = {
    ALERT: "alert",
    SECOND_ALERT: "second-alert",
    OWNER_ALERT: "owner-alert",
    MISSED: "missed",
    UNREACHABLE: "unreachable",
    GUIDE: f"{CAMPAIGN}/guide",
    **{email_id: email_id.reference for email_id in FOLLOW_UPS},
    AFTERCARE: f"{CAMPAIGN}/aftercare",
    OWN_DATA: "own-data",
}


def named(email_id: EmailId) -> str:
    return NAMES[email_id]


each_email = pytest.mark.parametrize("email_id", ALL, ids=named)
each_email_to_leads = pytest.mark.parametrize("email_id", TO_LEADS, ids=named)
each_email_to_the_clinic = pytest.mark.parametrize("email_id", TO_CLINIC, ids=named)
each_follow_up = pytest.mark.parametrize("email_id", FOLLOW_UPS, ids=named)


@cache
def writer_in(words: Templates) -> EmailWriter:
    return writer_of(words, LINKS, SENDERS)


def sample_writer() -> EmailWriter:
    return writer_in(templates())


def lead(
    name: str = "Amina Khan",
    message: str = "",
    email: str = "amina@example.com",
    campaign: str = CAMPAIGN,
    language: str = "en",
    **touch: str,
) -> Lead:
    """A person who asked for the guide and agreed to the follow-ups."""
    enquiry = Enquiry(
        id="e1",
        at=NOON,
        campaign=campaign,
        language=language,
        contact=Contact(name, email, "+923001234567"),
        message=message,
        guide=True,
        consents=(Consent(Purpose.FOLLOW_UPS, campaign, "Yes", NOON),),
        touch=Touch(**touch),
    )
    return new_lead("lead1", enquiry)


def written(email_id: EmailId, to: Lead | None = None) -> Email:
    return sample_writer().write(to or lead(message="Is Tuesday possible?", utm_campaign="spring"), email_id, NOON)


def parsed(email: Email) -> EmailMessage:
    return message_from_bytes(email.raw, policy=policy.default)


def body(email: Email, kind: str) -> str:
    part = parsed(email).get_body((kind,))
    assert part
    return part.get_content()


class Shown(HTMLParser):
    """What a reader sees, a line for each piece of it."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.text = ""
        self.feed(html.partition("</head>")[2])

    def handle_data(self, data):
        self.text += data + "\n"


class Hrefs(HTMLParser):
    def __init__(self, html: str) -> None:
        super().__init__()
        self.found: set[str] = set()
        self.feed(html)

    def handle_starttag(self, tag, attrs):
        self.found |= {value for name, value in attrs if name == "href"}
