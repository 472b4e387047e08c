"""Take the pictures of the README: the landing page and the guide email from the running service, and the PDF, in each
language; and the console, with the made-up leads of a month. Chromium shows Urdu in Nastaliq where the machine has it:
on Debian, fonts-noto-core."""

from datetime import timedelta
from pathlib import Path
from urllib.parse import urlencode
from urllib.request import Request, urlopen

import pypdfium2
from PIL import Image
from playwright.sync_api import Browser

from chalicelib.content.links import Action
from chalicelib.leads.staff.access import begin
from local.demo.month import tell
from local.site import Site, start
from tools.chromium import chromium

IMAGES = Path(__file__).resolve().parents[2] / "docs" / "images"
FORM = {"name": "Amina Khan", "email": "amina@example.com"}
QUESTION = "Is Tuesday possible?"
READING = timedelta(seconds=40)
PAGES = (0, 3, 8)
"""Of the guide: its cover, the drawing, and the steps of a session."""


def main() -> None:
    IMAGES.mkdir(parents=True, exist_ok=True)
    site = start(0, 0)
    templates = site.services.templates
    pictures = {"landing-desktop": (site.url, 1280, 800)}
    for language in templates.campaigns[templates.clinic.first_campaign].languages:
        suffix = "" if language == templates.clinic.language else f"-{language}"
        landing = f"{site.url}/{suffix.removeprefix('-')}"
        pictures[f"landing-phone{suffix}"] = (landing, 360, 740)
        pictures[f"guide-email{suffix}"] = (_guide_email(site, language), 360, 740)
        pdf = templates.guide_pdf(templates.clinic.first_campaign, language)
        guide_pages(pdf).save(IMAGES / f"guide-pages{suffix}.png", optimize=True)
    with chromium() as browser:
        for name, (url, width, height) in pictures.items():
            page = browser.new_page(viewport={"width": width, "height": height})
            page.goto(url)
            page.screenshot(path=IMAGES / f"{name}.png")
        _looks(site, browser)
        _console(site, browser)
    site.stop()


def _looks(site: Site, browser: Browser) -> None:
    """What docs/looks.md shows, on a phone and on a desktop: thanks for a form, its alert and the page behind it."""
    desk = site.services.settings.clinic_inbox
    for kind, width in {"phone": 360, "desktop": 1280}.items():
        page = browser.new_page(viewport={"width": width, "height": 740})
        page.goto(site.url)
        for name, typed in {**FORM, "phone": site.services.templates.clinic.example_phone, "message": QUESTION}.items():
            page.fill(f"[name={name}]", typed)
        # Sent at once, it would be taken for a machine's.
        site.clock.move_to(site.clock.now() + READING)
        page.click("form button")
        page.wait_for_load_state()
        page.screenshot(path=IMAGES / f"thanks-{kind}.png")
        site.functions.settle()
        alert = next(one for one in reversed(site.cloud.mail.emails) if one.recipient == desk)
        page.goto(f"{site.mailbox_url}/messages/{alert.id}.html")
        page.screenshot(path=IMAGES / f"alert-{kind}.png")
        lead = site.services.store.load(site.services.lead_id_of(FORM["email"]))
        named = f"{lead.id}.{lead.enquiries[-1].id}" if lead else ""
        page.goto(site.services.links.signed(Action.OUTCOME, named))
        page.screenshot(path=IMAGES / f"outcome-{kind}.png")
        page.close()


def _console(site: Site, browser: Browser) -> None:
    """Who to call, and the report, as one of the staff sees them on a phone."""
    with site.functions.still():
        tell(site)
    door, session_id = site.services.door, site.services.new_id()
    [staff_id, *_] = door.staff
    door.access.save(begin(door.access.sessions_of(staff_id), session_id, door.clock()))
    token = site.services.links.token(Action.SESSION, f"{staff_id}.{session_id}")
    context = browser.new_context(viewport={"width": 360, "height": 740})
    context.add_cookies([{"name": "session", "value": token, "url": site.url}])
    page = context.new_page()
    for name, path in {"to-call": "/clinic", "report": "/clinic/report"}.items():
        page.goto(f"{site.url}{path}")
        page.screenshot(path=IMAGES / f"console-{name}.png")


def _guide_email(site: Site, language: str) -> str:
    """Where the email stands that somebody gets who asks for the guide in that language."""
    headers = {"Content-Type": "application/x-www-form-urlencoded"}
    form = {**FORM, "email": f"amina.{language}@example.com", "language": language}
    form["phone"] = site.services.templates.clinic.example_phone
    form["token"] = site.services.links.stamp(Action.FORM, site.services.clock() - READING)
    urlopen(Request(f"{site.url}/leads", urlencode(form).encode(), headers)).close()  # noqa: S310 - our own site
    site.functions.settle()
    guide = next(email for email in site.cloud.mail.emails if email.recipient == form["email"])
    return f"{site.mailbox_url}/messages/{guide.id}.html"


def guide_pages(pdf: Path) -> Image.Image:
    """Some pages of the guide side by side."""
    with pypdfium2.PdfDocument(pdf) as document:
        pages = [document[number].render(scale=0.85).to_pil() for number in PAGES]
    gap = 14
    width, height = pages[0].size
    sheet = Image.new("RGB", (len(pages) * (width + gap) + gap, height + 2 * gap), "#d9d4c7")
    for place, page in enumerate(pages):
        sheet.paste(page, (gap + place * (width + gap), gap))
    return sheet.quantize(96)


if __name__ == "__main__":
    main()
