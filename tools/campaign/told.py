"""What each text of an edition tells its reader, as one line of words."""

import re
from collections.abc import Iterable, Mapping
from datetime import datetime
from html import unescape
from pathlib import Path

from chalicelib.content.links import Action
from chalicelib.leads.enquiry import Purpose
from chalicelib.leads.forms.form import Form
from chalicelib.leads.forms.judgement import SentBack
from chalicelib.site.pages import Pages, Visit
from tools.campaign.edition import VERSIONS, Edition
from tools.campaign.emails import SITE, PlainEmail

Told = Mapping[tuple[str, str], str]
"""By kind and name: the "landing" page, which has none, each chapter of the "guide" by its title, and the "emails" by
their files."""


def told_in(edition: Edition, now: datetime, emails: Iterable[PlainEmail]) -> Told:
    """All that is there and can be written, with those of the emails that are its own."""
    chapters = edition.templates.guide(edition.campaign, edition.language).chapters
    own = f"campaigns/{edition}/emails/"
    written = {file: plain for file, plain in emails if file.startswith(own) and isinstance(plain, str)}
    return {
        ("landing", ""): _read(_landing_page(edition, now)),
        **{("guide", chapter.title): _read(str(chapter.body)) for chapter in chapters},
        **{("emails", Path(file).stem): " ".join(plain.split()) for file, plain in written.items()},
    }


def shown_in(edition: Edition) -> Mapping[str, str]:
    """What the pages of an edition show of each of its files, by its name."""
    templates, place = edition.templates, (edition.campaign, edition.language)
    landing, guide, page = templates.landing(*place), templates.guide(*place), templates.form_page(*place)
    questions = (words for one in landing.questions for words in (one.ask, one.answer))
    sections = (words_of(f"{one.title} {one.figure} {one.body}") for one in landing.sections)
    chapters = (words_of(f"{one.title} {one.body}") for one in guide.chapters)
    consents = page.wordings.items() if page else ()
    second = templates.seconds.get(place)
    shown = {
        "landing.md": [*landing.words.values(), *questions, *sections],
        "guide.md": [guide.title, guide.subtitle, guide.description, *chapters],
        "consent.toml": [wording.words for purpose, wording in consents if purpose is not Purpose.ENQUIRY],
        **({VERSIONS: [second.words]} if second else {}),
    }
    return {file: "\n".join(words) for file, words in shown.items()}


def words_of(html: str) -> str:
    """What a person reads of a page: without tags, style and script."""
    page = re.sub(r"<(style|script|title)\b.*?</\1>", " ", html, flags=re.DOTALL)
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", page)).split())


def addresses_in(html: str) -> str:
    """Where its links lead."""
    return " ".join(sorted({unescape(address) for address in re.findall(r'\bhref="([^"]*)"', html)}))


def _read(html: str) -> str:
    return f"{words_of(html)} {addresses_in(html)}"


def _landing_page(edition: Edition, now: datetime) -> str:
    pages = Pages(edition.templates, SITE.site_url)
    blank = SentBack(Form(token=SITE.stamp(Action.FORM, now)))
    return pages.render_form(Visit("", edition.campaign, edition.language), blank)
