"""The emails of an edition as plain text, each written as for a person who might have asked."""

from collections.abc import Iterator
from datetime import datetime
from email import message_from_bytes, policy

from jinja2 import TemplateError

from chalicelib.content.links import Links
from chalicelib.leads.attempt import EmailId, EmailKind, follow_up_id
from chalicelib.mail.writer import Senders, writer_of
from tools.campaign.edition import Edition
from tools.preview.drafts import somebody

SITE = Links("https://guide.example.com", ("a key for checks, which opens nothing",))
SENDERS = Senders("guide@example.com", "enquiries@example.com", "front-desk@example.com")

UNWRITABLE = (TemplateError, KeyError, ValueError)


def plain_emails(edition: Edition, now: datetime) -> Iterator[tuple[str, str | Exception]]:
    """Each email that has its text, by name, without what the frame puts below it; or why it cannot be written."""
    writer = writer_of(edition.templates, SITE, SENDERS)
    person = somebody(edition.templates, now, edition.campaign, edition.language)
    for name in ("guide", *edition.steps):
        is_guide = name == "guide"
        guide = EmailId(EmailKind.GUIDE, person.enquiries[0].id)
        email_id = guide if is_guide else follow_up_id(edition.campaign, name)
        if name in edition.emails:
            try:
                raw = writer.write(person, email_id, now).raw
            except UNWRITABLE as error:
                yield name, error
            else:
                body = message_from_bytes(raw, policy=policy.default).get_body(("plain",))
                yield name, str(body.get_content()).partition("--------")[0] if body else ""
