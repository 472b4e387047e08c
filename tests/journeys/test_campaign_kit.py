"""A third campaign made by the kit, from files alone: from the copy to the last email of somebody who asked."""

import shutil
from datetime import timedelta
from pathlib import Path

import pytest

from chalicelib.content.templates import Templates
from chalicelib.services import Services
from tests.clinic import CAMPAIGN, templates
from tests.conftest import lead_of, mail_to, subjects_to
from tests.letters import NOON
from tests.pseudo import CODE, add_language, in_pseudo
from tests.visitor import FORM
from tools.campaign.check import problems
from tools.campaign.new import begin
from tools.guide.pdf import typeset
from tools.preview.picture_source import digest, stamp

AMINA = FORM["email"]
BACKS = {"stretch": 1, "walk": 4}

EMAIL = """+++
subject = "About backs: {step}"
preview = "A short word on backs, and on what helps them."
+++
Hello{{% if name %}} {{{{ name }}}}{{% endif %}},

Stand up now and then.

[Ask us]({{{{ clinic.chat("Hello") }}}} "button")
"""


def write(folder: Path) -> None:
    """An hour of a marketer's: every text of the copy, in the words of the new campaign."""
    for text in ("landing.md", "guide.md", "consent.toml", "emails/guide.md"):
        path = folder / "en" / text
        path.write_text(path.read_text().replace("muscle knots", "backs").replace("Muscle knots", "Backs"))
    for old in (folder / "en" / "emails").glob("*.md"):
        if old.stem != "guide":
            old.unlink()
    for step in BACKS:
        (folder / "en" / "emails" / f"{step}.md").write_text(EMAIL.format(step=step))
    steps = "".join(f'[[steps]]\nid = "{step}"\nday = {day}\n' for step, day in BACKS.items())
    (folder / "campaign.toml").write_text(f'languages = ["en"]\n{steps}')


@pytest.fixture(scope="module")
def kit(tmp_path_factory) -> tuple[Path, set[Path]]:
    """The templates with the new campaign in two languages, and what else was touched on the way."""
    folder = shutil.copytree(templates().folder, tmp_path_factory.mktemp("kit") / "templates")
    before = {path: path.read_bytes() for path in folder.rglob("*.*")}
    begin(folder, "backs", CAMPAIGN)
    write(folder / "campaigns" / "backs")
    made = folder / "campaigns" / CAMPAIGN / "en" / "preview.png"
    shutil.copy(made, folder / "campaigns" / "backs" / "en")
    touched = {path for path in before if path.read_bytes() != before[path]}
    add_language(folder)
    for campaign, language in Templates(folder).addresses.editions:
        made = Templates(folder)
        typeset(made, campaign, language)
        stamp(made.preview_picture(campaign, language), digest(made, campaign, language))
    return folder, touched


@pytest.fixture
def services(serve, kit) -> Services:
    folder, _ = kit
    return serve(folder)


def test_nothing_is_touched_but_the_folder_of_the_campaign(kit):
    assert kit[1] == set()


def test_make_check_has_nothing_to_say_of_it(kit):
    assert [str(one) for one in problems(Templates(kit[0]), NOON) if "/backs/" in one.file] == []


@pytest.mark.parametrize(("path", "said"), [("/backs", str), (f"/backs/{CODE}", in_pseudo)])
def test_it_takes_a_lead_from_the_page_to_the_last_email(services, site, visitor, path, said):
    visitor.send(path)
    site.functions.advance(timedelta(days=30))

    assert lead_of(AMINA).enquiries[0].campaign == "backs"
    assert subjects_to(site, AMINA) == [
        said("Your guide to backs"),
        *(said(f"About backs: {step}") for step in BACKS),
    ]


def test_the_guide_email_brings_the_pdf_that_was_typeset(services, site, visitor):
    visitor.send("/backs")
    [guide] = mail_to(site, AMINA)
    [pdf] = guide.message.iter_attachments()

    assert pdf.get_content() == services.templates.guide_pdf("backs", "en").read_bytes()
