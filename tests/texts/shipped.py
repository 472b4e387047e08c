"""The texts that ship, found where they lie: each campaign in each of its languages, and each email of it."""

import re
from dataclasses import dataclass
from functools import cache

import pytest

from chalicelib.content.guide import values_of
from chalicelib.content.links import Action
from chalicelib.content.plain_text import to_plain
from chalicelib.content.prose import read_prose
from chalicelib.content.templates import Templates
from chalicelib.leads.attempt import UNREACHABLE, EmailId, EmailKind, follow_up_id
from chalicelib.leads.changes import set_outcome
from chalicelib.leads.forms.form import Form
from chalicelib.leads.forms.judgement import SentBack
from chalicelib.leads.lead import Lead
from chalicelib.leads.outcome import Outcome
from chalicelib.leads.owed.aftercare import aftercare_id
from chalicelib.mail.email import Email
from chalicelib.services import TEMPLATES
from chalicelib.site.pages import Pages, Visit
from tests.letters import (
    ALERT,
    GUIDE,
    LINKS,
    MISSED,
    NOON,
    OWN_DATA,
    OWNER_ALERT,
    SECOND_ALERT,
    body,
    lead,
    writer_in,
)
from tools.campaign.edition import Edition, editions_of

SHIPPED = Templates(TEMPLATES)


@dataclass(frozen=True, slots=True)
class Letter:
    """An email with its text in an edition. `name` is that of its file."""

    edition: Edition
    name: str
    email_id: EmailId

    def __str__(self) -> str:
        return self.name if self.email_id.kind.is_for_clinic else f"{self.edition}/{self.name}"

    @property
    def file_name(self) -> str:
        return str(self).replace("/", ".")

    @property
    def text(self) -> str:
        """What it says, as plain text, without what the frame puts below."""
        return re.sub(r"^> ", "", body(written(self), "plain").partition("--------")[0], flags=re.MULTILINE)


def letter_of(edition: Edition, name: str) -> Letter:
    """The email to people whose text has that name."""
    others = {"guide": GUIDE, "aftercare": aftercare_id(edition.campaign)}
    return Letter(edition, name, others.get(name, follow_up_id(edition.campaign, name)))


def letters_of(edition: Edition) -> list[Letter]:
    """Those to people which have a text, those of the sequence in its order. That each has one is another test."""
    return [letter_of(edition, name) for name in ("guide", *edition.steps, "aftercare") if name in edition.emails]


BEGUN = editions_of(SHIPPED)
EDITIONS = [edition for edition in BEGUN if not edition.missing]
"""Those whose files are all there. What the others lack is named by one test, and not by all."""

TO_LEADS = [letter for edition in EDITIONS for letter in letters_of(edition)]
FOLLOW_UPS = [letter for letter in TO_LEADS if letter.email_id.kind is EmailKind.FOLLOW_UP]
TO_CLINIC = [
    Letter(edition, name, email_id)
    for edition in EDITIONS[:1]
    for name, email_id in {
        "alert": ALERT,
        "second-alert": SECOND_ALERT,
        "owner-alert": OWNER_ALERT,
        "missed": MISSED,
        "unreachable": UNREACHABLE,
    }.items()
]
FIRST_OF_LANGUAGES = {edition.language: edition for edition in reversed(EDITIONS)}.values()
ON_THEIR_DATA = [Letter(edition, "own-data", OWN_DATA) for edition in FIRST_OF_LANGUAGES]
"""One in each language, for it belongs to no campaign."""

ALL = [*TO_CLINIC, *TO_LEADS, *ON_THEIR_DATA]

each_edition = pytest.mark.parametrize("edition", EDITIONS, ids=str)
each_letter = pytest.mark.parametrize("letter", ALL, ids=str)
each_letter_to_leads = pytest.mark.parametrize("letter", TO_LEADS, ids=str)
each_follow_up = pytest.mark.parametrize("letter", FOLLOW_UPS, ids=str)


def person(letter: Letter) -> Lead:
    """A person who asked for the guide of that edition and, where the email is about a visit, has one."""
    edition, asked = letter.edition, "Is Tuesday possible?"
    asking = lead(message=asked, campaign=edition.campaign, language=edition.language, utm_campaign="spring")
    has_visit = letter.email_id.kind is EmailKind.AFTERCARE
    return set_outcome(asking, "e1", Outcome.BOOKED, NOON) if has_visit else asking


@cache
def written(letter: Letter) -> Email:
    return writer_in(letter.edition.templates).write(person(letter), letter.email_id, NOON)


@cache
def landing_page(edition: Edition) -> str:
    """The landing page as it is served."""
    return rendered(edition, SentBack(Form(token=LINKS.stamp(Action.FORM, NOON))))


def rendered(edition: Edition, back: SentBack) -> str:
    """The landing page with that form."""
    return Pages(edition.templates, LINKS.site_url).render_form(Visit("", edition.campaign, edition.language), back)


def guide_as_plain_text(edition: Edition) -> str:
    source = edition.templates.source(f"campaigns/{edition}/guide.md")
    prose, language = read_prose(source), edition.templates.languages[edition.language]
    return to_plain(prose.fill(values_of(prose.matter, edition.templates.clinic, language)))


def link_to(letter: Letter, action: Action, name: str) -> str:
    """The signed link of an email, to a page in its language."""
    language = letter.edition.language
    return LINKS.signed(action, name, "" if language == letter.edition.templates.clinic.language else language)
