"""The emails of an edition as plain text, each written as for a person who might have asked."""

import re
from collections.abc import Iterator
from datetime import datetime
from email import message_from_bytes, policy

from chalicelib.content.links import Links
from chalicelib.mail.email import Senders
from chalicelib.mail.writer import writer_of
from tools.campaign.edition import Edition
from tools.preview.drafts import occasions, somebody

SITE = Links("https://guide.example.com", ("a key for checks, which opens nothing",))
SENDERS = Senders("guide@example.com", "enquiries@example.com", "front-desk@example.com")


def plain_emails(edition: Edition, now: datetime) -> Iterator[tuple[str, str | Exception]]:
    """Each email that its reader or the clinic gets, by the file of its words in `templates/`, without its frame and
    the marks of what is set apart, or why it cannot be written."""
    writer = writer_of(edition.templates, SITE, SENDERS)
    person = somebody(edition.templates, now, edition.campaign, edition.language)
    for occasion in occasions(writer, person, now):
        try:
            raw = occasion.write().raw
        except Exception as error:  # noqa: BLE001 - what its author calls between braces may raise anything
            yield occasion.text, error
        else:
            body = message_from_bytes(raw, policy=policy.default).get_body(("plain",))
            plain = str(body.get_content()).partition("--------")[0] if body else ""
            yield occasion.text, re.sub(r"^> ", "", plain, flags=re.MULTILINE)
