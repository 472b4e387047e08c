"""The preview of all that people get, but for the pictures that need a browser."""

import re
from datetime import UTC, datetime
from pathlib import Path

import pytest
from markupsafe import escape

from chalicelib.content.templates import Templates
from tools.guide import pdf
from tools.preview import __main__ as preview
from tools.preview import link_picture
from tools.preview.__main__ import OURS, Entry, contact_sheet, index, write_files
from tools.preview.drafts import FORM, Draft, somebody
from tools.preview.pictures import Picture, picture_pdf

NOON = datetime(2026, 3, 2, 7, 0, tzinfo=UTC)
LEAD = somebody(OURS, NOON)
[CAMPAIGN] = {enquiry.campaign for enquiry in LEAD.enquiries}
PIXEL = Picture("phone, light", 1, ("data:image/webp;base64,AAAA",))


@pytest.fixture(scope="module")
def folder(tmp_path_factory) -> Path:
    return tmp_path_factory.mktemp("preview")


@pytest.fixture(scope="module")
def written(folder) -> list[Draft]:
    return write_files(folder, LEAD, NOON)


@pytest.fixture(scope="module")
def sheet(written) -> str:
    return contact_sheet(LEAD, NOON, [Entry(draft, [PIXEL]) for draft in written], [PIXEL], [PIXEL], [PIXEL])


def test_no_text_is_left_out_of_the_preview(written):
    texts = [name for language, name in OURS.email_texts if language == LEAD.language]
    own = [name.removeprefix(f"{CAMPAIGN}/") for name in texts if "/" not in name or name.startswith(f"{CAMPAIGN}/")]

    assert sorted(draft.name for draft in written) == sorted(own)


def test_the_follow_ups_are_dated_as_the_sequence_has_them(written):
    dates = {draft.name: draft.message["Date"].datetime - NOON for draft in written}

    assert dates["guide"].days == 0
    assert all(dates[step.id] == step.after for step in OURS.campaigns[CAMPAIGN].steps)


def test_the_alert_shows_what_a_person_wrote_and_which_ad_brought_them(written):
    alert = next(draft for draft in written if draft.name == "alert")

    assert FORM.message.splitlines()[0] in alert.part("plain")
    assert "shoulder-spring" in alert.message["Subject"]


@pytest.mark.parametrize("kind", ["html", "txt", "eml"])
def test_each_email_is_a_file_of_each_kind(written, folder, kind):
    names = {path.stem for path in (folder / "emails").glob(f"*.{kind}") if path.stat().st_size}

    assert names == {draft.name for draft in written}


def test_the_guide_is_there_as_web_page_and_as_pdf(written, folder):
    assert "<h1>" in (folder / "guide.html").read_text(encoding="utf-8")
    assert (folder / "guide.pdf").read_bytes().startswith(b"%PDF")


def test_the_page_that_people_come_to_is_there(written, folder):
    assert OURS.landing(CAMPAIGN, LEAD.language).words["title"] in (folder / "page.html").read_text(encoding="utf-8")


def test_the_index_leads_to_each_campaign_in_each_language():
    pages = OURS.addresses.editions
    linked = re.findall(r'href="([^"]*)"', index(pages))

    sheets, readings = [one for one in linked if "/" in one], [one for one in linked if "/" not in one]
    assert sheets == [f"{campaign}/{language}/index.html" for campaign, language in pages]
    assert readings == [f"reading-{code}.html" for code in OURS.languages if code != OURS.clinic.language]
    assert {campaign for campaign, _ in pages} == OURS.campaigns.keys()


def test_the_sheet_shows_subject_and_first_words_of_each_email(written, sheet):
    assert all(escape(draft.message["Subject"]) in sheet for draft in written)
    assert all(escape(draft.first_words) in sheet for draft in written)


def test_the_sheet_needs_no_other_file_to_show_its_pictures(sheet):
    assert {address[:5] for address in re.findall(r'src="([^"]*)', sheet)} == {"data:"}
    assert "<link" not in sheet


def test_each_page_of_a_pdf_is_pictured(folder, written):
    pages = list(picture_pdf(folder / "guide.pdf", 40))

    assert [page.caption for page in pages[:2]] == ["page 1", "page 2"]
    assert all(page.pieces[0].startswith("data:image/webp;base64,") for page in pages)


@pytest.mark.parametrize(("command", "name"), [(preview, "preview"), (pdf, "guide"), (link_picture, "preview-picture")])
def test_facts_that_cannot_be_are_said_in_one_line(monkeypatch, tmp_path, command, name):
    (tmp_path / "clinic.toml").write_text('name = "Riverside', encoding="utf-8")
    monkeypatch.setattr(command, "OURS", Templates(tmp_path))
    monkeypatch.setattr(preview, "OUT", tmp_path)

    with pytest.raises(SystemExit, match=rf"\A{name}: clinic\.toml.*\Z"):
        command.main()
