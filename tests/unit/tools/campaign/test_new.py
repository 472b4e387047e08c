"""`make campaign`: a copy of another one, and a list of what to write."""

import shutil
from pathlib import Path

import pytest

from tests.clinic import templates
from tools.campaign.new import CannotBegin, begin


@pytest.fixture
def folder(tmp_path) -> Path:
    return shutil.copytree(templates().folder, tmp_path / "templates")


def test_a_campaign_begins_as_a_copy_without_what_is_made_of_its_texts(folder):
    begin(folder, "backs", "knots")
    own, copied = (
        {
            path.relative_to(folder / "campaigns" / name).as_posix()
            for path in (folder / "campaigns" / name).rglob("*.*")
        }
        for name in ("knots", "backs")
    )

    assert own - copied == {"en/guide.pdf", "en/preview.png"}


def test_its_file_speaks_of_its_own_address(folder):
    table = folder / "campaigns" / "knots" / "campaign.toml"
    table.write_text(f"# That of /knots, and /knots/ur.\n{table.read_text()}")
    begin(folder, "backs", "knots")

    assert (folder / "campaigns" / "backs" / "campaign.toml").read_text().startswith("# That of /backs, and /backs/ur.")


def test_it_is_said_what_to_write_and_what_to_run(folder):
    told = begin(folder, "backs", "knots")

    assert "en/landing.md" in told
    assert "in the place of after, answers, goodbye, price, session, suits" in told
    assert "make check" in told


@pytest.mark.parametrize(
    ("name", "source", "told"),
    [
        ("", "knots", "make campaign NAME=<its address> FROM=<knots>"),
        ("backs", "", "make campaign NAME=<its address> FROM=<knots>"),
        ("backs", "legs", "make campaign NAME=<its address> FROM=<knots>"),
        ("knots", "knots", "there is a folder of that name already: templates/campaigns/knots/"),
        ("ready", "knots", "a campaign's name is its address"),
        ("ur", "knots", "a campaign's name is its address"),
        ("../backs", "knots", "a campaign's name is its address"),
    ],
)
def test_a_campaign_that_cannot_begin_leaves_everything_as_it_was(folder, name, source, told):
    with pytest.raises(CannotBegin) as refused:
        begin(folder, name, source)

    assert told in str(refused.value)
    assert [path.name for path in (folder / "campaigns").iterdir()] == ["knots"]


def test_a_folder_that_is_no_campaign_yet_is_not_written_over(folder):
    (folder / "campaigns" / "backs").mkdir()
    with pytest.raises(CannotBegin, match="there is a folder of that name already: templates/campaigns/backs/"):
        begin(folder, "backs", "knots")
