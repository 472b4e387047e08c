"""The emails of an edition as plain text, each written as for a person who might have asked."""

import re
from collections.abc import Iterator
from datetime import datetime

from chalicelib.content.links import Links
from chalicelib.mail.email import Senders
from chalicelib.mail.writer import writer_of
from tools.campaign.edition import Edition
from tools.preview.drafts import occasions, somebody

SITE = Links("https://guide.example.com", ("a key for checks, which opens nothing",))
SENDERS = Senders("guide@example.com", "enquiries@example.com", "front-desk@example.com")

PlainEmail = tuple[str, str | Exception]
"""The file of its words in `templates/`, and what its reader is told, or why it cannot be written."""


def plain_emails(edition: Edition, now: datetime) -> Iterator[PlainEmail]:
    """Each email that its reader or the clinic gets, without its frame and the marks of what is set apart."""
    writer = writer_of(edition.templates, SITE, SENDERS)
    person = somebody(edition.templates, now, edition.campaign, edition.language)
    for occasion in occasions(writer, person, now):
        try:
            plain = occasion.draft().part("plain").partition("--------")[0]
        except Exception as error:  # noqa: BLE001 - what its author calls between braces may raise anything
            yield occasion.text, error
        else:
            yield occasion.text, re.sub(r"^> ", "", plain, flags=re.MULTILINE)
