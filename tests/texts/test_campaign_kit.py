"""A third campaign made by the kit of what ships, in English and in Urdu: whole, and taken from the page to the last
email."""

import re
import shutil
from datetime import timedelta
from pathlib import Path

import pytest

from chalicelib.content.prose import read_prose
from chalicelib.content.templates import Templates
from chalicelib.services import TEMPLATES, Services
from tests.conftest import lead_of, mail_to, subjects_to
from tests.letters import NOON
from tests.visitor import FORM
from tools.campaign.check import problems
from tools.campaign.new import begin
from tools.guide.pdf import typeset
from tools.preview.picture_source import digest, stamp

AMINA = FORM["email"]

NAME = "back-pain"

ANEW = {
    "en": ("neck and shoulder pain", "lower back pain", "It is about the back."),
    "ur": ("گردن اور کندھے کے درد", "کمر کے درد", "یہ کمر کے بارے میں ہے۔"),
}
"""What the texts of the copy are about, what they come to be about, and a sentence for those that do not say."""


def write(folder: Path) -> None:
    """An hour of a marketer's in each language: every text of the copy, about something else."""
    for code, (old, new, sentence) in ANEW.items():
        for text in [*(folder / code).rglob("*.md"), *(folder / code).glob("*.toml")]:
            told = re.sub(r"\s+".join(old.split()), new, text.read_text(encoding="utf-8"), flags=re.IGNORECASE)
            text.write_text(f"{told}\n{sentence}\n" if text.suffix == ".md" else told, encoding="utf-8")


@pytest.fixture(scope="module")
def kit(tmp_path_factory) -> Path:
    """The templates that ship, with the new campaign."""
    folder = shutil.copytree(TEMPLATES, tmp_path_factory.mktemp("kit") / "templates")
    begin(folder, NAME, "neck-pain")
    write(folder / "campaigns" / NAME)
    for code in ANEW:
        shutil.copy(TEMPLATES / "campaigns" / "neck-pain" / code / "preview.png", folder / "campaigns" / NAME / code)
        made = Templates(folder)
        typeset(made, NAME, code)
        stamp(made.preview_picture(NAME, code), digest(made, NAME, code))
    return folder


@pytest.fixture
def services(serve, kit) -> Services:
    return serve(kit)


def test_make_check_has_nothing_to_say(kit):
    assert [str(one) for one in problems(Templates(kit), NOON)] == []


@pytest.mark.parametrize(("path", "code"), [(f"/{NAME}", "en"), (f"/{NAME}/ur", "ur")])
def test_it_takes_a_lead_from_the_page_to_the_last_email(services, site, visitor, kit, path, code):
    visitor.send(path)
    site.functions.advance(timedelta(days=30))
    texts = kit / "campaigns" / NAME / code / "emails"
    steps = services.templates.campaigns[NAME].steps
    subjects = [
        read_prose((texts / f"{name}.md").read_text(encoding="utf-8")).matter["subject"]
        for name in ("guide", *(step.id for step in steps))
    ]

    assert lead_of(AMINA).enquiries[0].campaign == NAME
    assert subjects_to(site, AMINA) == subjects


def test_each_email_runs_from_right_to_left(services, site, visitor):
    visitor.send(f"/{NAME}/ur")
    site.functions.advance(timedelta(days=30))
    letters = [email.message.get_body(("html",)).get_content() for email in mail_to(site, AMINA)]

    assert all('<html lang="ur" dir="rtl">' in letter for letter in letters)


def test_the_guide_email_brings_the_pdf_in_urdu(services, site, visitor):
    visitor.send(f"/{NAME}/ur")
    [guide] = mail_to(site, AMINA)
    [pdf] = guide.message.iter_attachments()

    assert pdf.get_content() == services.templates.guide_pdf(NAME, "ur").read_bytes()
