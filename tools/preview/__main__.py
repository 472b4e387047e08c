"""Write `out/preview/`: each email as HTML, plain text and message, the guide as web page and PDF, and `index.html`, a
contact sheet that shows them all as a phone and a desktop do. It needs no other file, so it can be sent around.
"""

import shutil
import sys
from collections.abc import Sequence as List
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from playwright.sync_api import Browser

from chalicelib.content.links import Links
from chalicelib.content.templates import Templates
from chalicelib.leads.lead import Lead
from chalicelib.mail.writer import Senders, writer_of
from chalicelib.services import TEMPLATES, utc_now
from chalicelib.site.pages import Pages, Visit
from local.template import ROOT
from tools.build.package import OUT
from tools.preview.drafts import Draft, drafts, somebody
from tools.preview.pictures import DESKTOP, LONG_PHONE, PHONE, WIDE_DESKTOP, Picture, chromium, picture, picture_pdf

OURS = Templates(TEMPLATES)
SITE = Links("https://guide.example.com", ("a key for previews, which opens nothing",))
SENDERS = Senders("guide@example.com", "enquiries@example.com", "front-desk@example.com")
LOOKS = [replace(screen, is_dark=is_dark) for screen in (PHONE, DESKTOP) for is_dark in (False, True)]
GUIDE_LOOKS = [LONG_PHONE, replace(LONG_PHONE, is_dark=True), WIDE_DESKTOP]


@dataclass(frozen=True, slots=True)
class Entry:
    draft: Draft
    pictures: List[Picture]


def main() -> None:
    target = OUT / "preview"
    shutil.rmtree(target, ignore_errors=True)
    now = utc_now()
    lead = somebody(OURS, now)
    written = write_files(target, lead, now)
    with chromium() as browser:
        entries = [Entry(draft, _pictures(browser, target, draft)) for draft in written]
        guide_page = [picture(browser, target / "guide.html", screen) for screen in GUIDE_LOOKS]
    guide_pdf = list(picture_pdf(target / "guide.pdf", 280))
    sheet = contact_sheet(lead, now, entries, guide_page, guide_pdf)
    (target / "index.html").write_text(sheet, encoding="utf-8")
    sys.stdout.write(f"{(target / 'index.html').relative_to(ROOT)}: {len(written)} emails and the guide\n")


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
    page = Pages(OURS, SITE.site_url).render_guide(visit)
    (target / "guide.html").write_text(page, encoding="utf-8")
    shutil.copy(OURS.guide_pdf(enquiry.campaign, enquiry.language), target / "guide.pdf")
    return written


def contact_sheet(
    lead: Lead, now: datetime, entries: List[Entry], guide_page: List[Picture], guide_pdf: List[Picture]
) -> str:
    """The sheet, with every picture in it."""
    environment = Environment(
        loader=FileSystemLoader(Path(__file__).parent), autoescape=True, undefined=StrictUndefined, trim_blocks=True
    )
    return environment.get_template("sheet.html").render(
        clinic=OURS.clinic,
        reader=lead.contact,
        ad=lead.last_touch.ad(OURS.languages[lead.language].words["sources"]),
        made_at=f"{now.astimezone(OURS.clinic.zone):%-d %B %Y, %H:%M}",
        entries=entries,
        guide_page=guide_page,
        guide_pdf=guide_pdf,
    )


def _pictures(browser: Browser, target: Path, draft: Draft) -> List[Picture]:
    return [picture(browser, target / "emails" / f"{draft.name}.html", screen) for screen in LOOKS]


if __name__ == "__main__":
    main()
