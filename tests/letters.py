"""Every email that the service writes, to one made-up person."""

import tomllib
from datetime import UTC, datetime
from email import message_from_bytes, policy
from email.message import EmailMessage
from functools import cache
from html.parser import HTMLParser

import pytest

from chalicelib import services
from chalicelib.content.links import Links
from chalicelib.content.markdown import read_prose
from chalicelib.leads.attribution import Touch
from chalicelib.leads.changes import new_lead
from chalicelib.leads.lead import UNREACHABLE, Consent, Contact, EmailId, EmailKind, Enquiry, Lead, Purpose
from chalicelib.mail.writer import Addresses, Email, EmailWriter
from chalicelib.site.pages import template_environment

NOON = datetime(2026, 3, 2, 7, 0, tzinfo=UTC)
LINKS = Links("https://guide.clinic.test", ("a signing key that is long enough.",))
STEPS = [step["id"] for step in tomllib.loads((services.TEMPLATES / "sequence.toml").read_text())["steps"]]
ALERT, GUIDE, MISSED = (EmailId(kind, "e1") for kind in (EmailKind.ALERT, EmailKind.GUIDE, EmailKind.NOTICE))
FOLLOW_UPS = [EmailId(EmailKind.FOLLOW_UP, step) for step in STEPS]
TO_LEADS = [GUIDE, *FOLLOW_UPS]
TO_CLINIC = [ALERT, MISSED, UNREACHABLE]
ALL = [*TO_CLINIC, *TO_LEADS]


def named(email_id: EmailId) -> str:
    if email_id.kind is EmailKind.NOTICE:
        return "unreachable" if email_id == UNREACHABLE else "missed"
    return email_id.reference if email_id.kind is EmailKind.FOLLOW_UP else email_id.kind.value


each_email = pytest.mark.parametrize("email_id", ALL, ids=named)
each_email_to_leads = pytest.mark.parametrize("email_id", TO_LEADS, ids=named)
each_email_to_the_clinic = pytest.mark.parametrize("email_id", TO_CLINIC, ids=named)
each_follow_up = pytest.mark.parametrize("email_id", FOLLOW_UPS, ids=named)


@cache
def sample_writer() -> EmailWriter:
    texts = {("en", path.stem): path for path in services.TEMPLATES.glob("emails/en/*.md")}
    return EmailWriter(
        clinic=services.clinic(),
        links=LINKS,
        addresses=Addresses("guide@clinic.test", "enquiries@clinic.test", "front-desk@clinic.test"),
        texts={key: read_prose(path.read_text(encoding="utf-8")) for key, path in texts.items()},
        guide_pdfs={"en": b"%PDF-1.7 a guide"},
        layouts=template_environment(services.TEMPLATES),
        styles=tomllib.loads((services.TEMPLATES / "emails/styles.toml").read_text()),
    )


def lead(name: str = "Amina Khan", message: str = "", email: str = "amina@example.com", **touch: str) -> Lead:
    contact = Contact(name, email, "+923001234567")
    consents = (Consent(Purpose.FOLLOW_UPS, "Yes", NOON),)
    return new_lead(
        "lead1", Enquiry("e1", NOON, contact, "en", message, guide=True, consents=consents, touch=Touch(**touch))
    )


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
