"""Write `out/preview/`: for each campaign in each language its page, each email as HTML, plain text and message, the
guide as web page and PDF, and `index.html`, a contact sheet that shows them all as a phone and a desktop do. A sheet
needs no other file, so it can be sent around. `reading-<code>.html` holds each translation beside its text.
"""

import shutil
import sys
from collections.abc import Sequence as List
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined, Template
from playwright.sync_api import Browser

from chalicelib.content.links import Links
from chalicelib.content.templates import Templates
from chalicelib.leads.forms.form import Form
from chalicelib.leads.forms.judgement import SentBack
from chalicelib.leads.lead import Lead
from chalicelib.mail.email import Senders
from chalicelib.mail.writer import writer_of
from chalicelib.services import TEMPLATES, utc_now
from chalicelib.site.pages import Pages, Visit
from local.template import ROOT
from tools.build.package import OUT
from tools.chromium import chromium
from tools.operate.ending import ending
from tools.preview.drafts import Draft, drafts, somebody
from tools.preview.pictures import DESKTOP, LONG_PHONE, PHONE, WIDE_DESKTOP, Picture, picture, picture_pdf
from tools.preview.reading import reading

OURS = Templates(TEMPLATES)
SITE = Links("https://guide.example.com", ("a key for previews, which opens nothing",))
SENDERS = Senders("guide@example.com", "enquiries@example.com", "front-desk@example.com")
LOOKS = [replace(screen, is_dark=is_dark) for screen in (PHONE, DESKTOP) for is_dark in (False, True)]
LONG_LOOKS = [LONG_PHONE, replace(LONG_PHONE, is_dark=True), WIDE_DESKTOP]


@dataclass(frozen=True, slots=True)
class Entry:
    draft: Draft
    pictures: List[Picture]


def main() -> None:
    target, now = OUT / "preview", utc_now()
    shutil.rmtree(target, ignore_errors=True)
    with ending("preview"):
        pages = OURS.addresses.editions
    with chromium() as browser:
        for campaign, language in pages:
            _show(browser, target / campaign / language, somebody(OURS, now, campaign, language), now)
    (target / "index.html").write_text(index(pages), encoding="utf-8")
    for code in translated():
        page = reading(_template("reading.html"), OURS, code)
        (target / f"reading-{code}.html").write_text(page, encoding="utf-8")
    sys.stdout.write(f"{(target / 'index.html').relative_to(ROOT)}: {len(pages)} pages with their emails and guides\n")


def index(pages: List[tuple[str, str]]) -> str:
    """The page that leads to each campaign in each of its languages."""
    titles = {page: OURS.landing(*page).words["title"] for page in pages}
    return _template("index.html").render(
        clinic=OURS.clinic, titles=titles, languages=OURS.languages, translated=translated()
    )


def translated() -> list[str]:
    """The languages that somebody has to read before they are used."""
    return [code for code in OURS.languages if code != OURS.clinic.language]


def _show(browser: Browser, target: Path, lead: Lead, now: datetime) -> None:
    """Everything that this person gets, and a sheet of its pictures."""
    written = write_files(target, lead, now)
    entries = [Entry(draft, _pictures(browser, target, draft)) for draft in written]
    landing_page, guide_page = (
        [picture(browser, target / name, screen) for screen in LONG_LOOKS] for name in ("page.html", "guide.html")
    )
    guide_pdf = list(picture_pdf(target / "guide.pdf", 280))
    sheet = contact_sheet(lead, now, entries, landing_page, guide_page, guide_pdf)
    (target / "index.html").write_text(sheet, encoding="utf-8")


def write_files(target: Path, lead: Lead, now: datetime) -> list[Draft]:
    """Everything but the contact sheet: what was written is returned."""
    written = list(drafts(writer_of(OURS, SITE, SENDERS), lead, now))
    emails = target / "emails"
    emails.mkdir(parents=True)
    for draft in written:
        (emails / f"{draft.name}.html").write_text(draft.part("html"), encoding="utf-8")
        (emails / f"{draft.name}.txt").write_text(draft.part("plain"), encoding="utf-8")
        (emails / f"{draft.name}.eml").write_bytes(draft.raw)
    [enquiry] = lead.enquiries
    visit = Visit(SITE.site_url, enquiry.campaign, enquiry.language)
    pages = Pages(OURS, SITE.site_url)
    (target / "page.html").write_text(pages.render_form(visit, SentBack(Form())), encoding="utf-8")
    (target / "guide.html").write_text(pages.render_guide(visit), encoding="utf-8")
    shutil.copy(OURS.guide_pdf(enquiry.campaign, enquiry.language), target / "guide.pdf")
    return written


def contact_sheet(
    lead: Lead,
    now: datetime,
    entries: List[Entry],
    landing_page: List[Picture],
    guide_page: List[Picture],
    guide_pdf: List[Picture],
) -> str:
    """The sheet, with every picture in it."""
    return _template("sheet.html").render(
        clinic=OURS.clinic,
        reader=lead.contact,
        ad=lead.last_touch.ad(OURS.languages[OURS.clinic.language].words["sources"]),
        made_at=f"{now.astimezone(OURS.clinic.zone):%-d %B %Y, %H:%M}",
        entries=entries,
        landing_page=landing_page,
        guide_page=guide_page,
        guide_pdf=guide_pdf,
    )


def _pictures(browser: Browser, target: Path, draft: Draft) -> List[Picture]:
    return [picture(browser, target / "emails" / f"{draft.name}.html", screen) for screen in LOOKS]


def _template(name: str) -> Template:
    environment = Environment(
        loader=FileSystemLoader(Path(__file__).parent), autoescape=True, undefined=StrictUndefined, trim_blocks=True
    )
    return environment.get_template(name)


if __name__ == "__main__":
    main()
