"""The emails of an edition as plain text, each written as for a person who might have asked."""

import re
from collections.abc import Iterator
from datetime import datetime
from email import message_from_bytes, policy

from jinja2 import TemplateError

from chalicelib.content.links import Links
from chalicelib.leads.attempt import EmailId, EmailKind, follow_up_id
from chalicelib.leads.changes import set_outcome
from chalicelib.leads.outcome import Outcome
from chalicelib.leads.owed.aftercare import aftercare_id
from chalicelib.mail.email import Senders
from chalicelib.mail.writer import writer_of
from tools.campaign.edition import Edition
from tools.preview.drafts import somebody

SITE = Links("https://guide.example.com", ("a key for checks, which opens nothing",))
SENDERS = Senders("guide@example.com", "enquiries@example.com", "front-desk@example.com")

UNWRITABLE = (TemplateError, KeyError, ValueError)


def plain_emails(edition: Edition, now: datetime) -> Iterator[tuple[str, str | Exception]]:
    """Each email that has its text, by name, without its frame and the marks of what is set apart, or why it cannot be
    written."""
    writer = writer_of(edition.templates, SITE, SENDERS)
    person = somebody(edition.templates, now, edition.campaign, edition.language)
    [enquiry] = person.enquiries
    booked = set_outcome(person, enquiry.id, Outcome.BOOKED, now)
    sent = {
        "guide": (person, EmailId(EmailKind.GUIDE, enquiry.id)),
        **{name: (person, follow_up_id(edition.campaign, name)) for name in edition.steps},
        "aftercare": (booked, aftercare_id(edition.campaign)),
    }
    for name, (reader, email_id) in sent.items():
        if name in edition.emails:
            try:
                raw = writer.write(reader, email_id, now).raw
            except UNWRITABLE as error:
                yield name, error
            else:
                body = message_from_bytes(raw, policy=policy.default).get_body(("plain",))
                plain = str(body.get_content()).partition("--------")[0] if body else ""
                yield name, re.sub(r"^> ", "", plain, flags=re.MULTILINE)
