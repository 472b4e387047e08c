import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from chalicelib.content.templates import Templates
from chalicelib.leads.variant import Version
from chalicelib.site.landing import PRERENDERED, SECOND, Gap, Landings, fill, render_landing
from tests.clinic import CAMPAIGN, elsewhere, templates

PAGE = f'<a href="{Gap.BASE}/privacy"><link href="{Gap.SITE_URL}/"><input value="{Gap.STAMP}"> and more'


def test_a_page_is_parted_at_the_token_of_its_form():
    assert fill(PAGE, "https://clinic.test", "/prod") == (
        '<a href="/prod/privacy"><link href="https://clinic.test/"><input value="',
        '"> and more',
    )


def test_a_path_can_say_nothing_in_html():
    before, _ = fill(PAGE, "https://clinic.test", '/"><script>')

    assert before.startswith('<a href="/%22%3E%3Cscript%3E/privacy">')


def test_a_rendered_page_has_one_gap_for_the_token_of_its_form():
    page = render_landing(templates(), "")

    assert page.count(Gap.STAMP) == page.count(f'name="token" value="{Gap.STAMP}"') == 1


@pytest.mark.parametrize("path", ["", CAMPAIGN])
def test_a_rendered_page_leaves_no_gap_unfilled(path: str):
    before, after = fill(render_landing(templates(), path), "https://clinic.test", "/prod")

    assert [gap for gap in Gap if gap in before + after] == []


def test_a_path_without_a_page_cannot_be_rendered():
    with pytest.raises(KeyError, match="backs"):
        render_landing(templates(), "backs")


@pytest.mark.parametrize(
    ("path", "told"), [("", "Closed on 3 April 2026, 6 April 2026"), ("ur", "کلینک ان دنوں بند ہے: ")]
)
def test_the_holidays_of_a_clinic_that_tells_its_hours_stand_on_its_page(path: str, told: str):
    assert told in render_landing(elsewhere("london"), path)


def unread() -> Templates:
    raise AssertionError("the templates were read")


def at(path: str, folder: Path, read: Callable[[], Templates], base: str = "") -> tuple[str, str] | None:
    return Landings(folder, read).at(path, "https://clinic.test", base)


@pytest.fixture
def bundled(tmp_path) -> Path:
    """The templates of a bundle: with their landing pages rendered."""
    folder = tmp_path / PRERENDERED
    (folder / CAMPAIGN).mkdir(parents=True)
    for file, title in {"index": "Knots", "ur": "گرہیں", f"{CAMPAIGN}/ps": "غوټې"}.items():
        (folder / f"{file}.html").write_text(f"<h1>{title}</h1>{PAGE}", encoding="utf-8")
    return tmp_path


def test_a_landing_page_stands_at_its_path():
    before, after = at("", templates().folder, templates)

    assert "<h1>Muscle knots, explained</h1>" in before
    assert before.endswith('name="token" value="')
    assert after.endswith("</html>")


def test_a_campaigns_page_stands_at_its_name_too():
    assert at(CAMPAIGN, templates().folder, templates) == at("", templates().folder, templates)


@pytest.mark.parametrize("path", ["backs", "ur", f"{CAMPAIGN}/en", "index", f"/{CAMPAIGN}", f"{CAMPAIGN}/"])
def test_at_any_other_path_there_is_none(path: str):
    assert at(path, templates().folder, templates) is None


@pytest.mark.parametrize(("path", "title"), [("", "Knots"), ("ur", "گرہیں"), (f"{CAMPAIGN}/ps", "غوټې")])
def test_the_page_in_the_bundle_is_at_its_path_and_no_template_is_read(bundled, path: str, title: str):
    before, _ = at(path, bundled, unread)

    assert before.startswith(f"<h1>{title}</h1>")


def test_a_page_that_is_the_same_as_another_is_read_from_that_one(bundled):
    (bundled / PRERENDERED / f"{CAMPAIGN}.same").write_text("index", encoding="utf-8")

    assert at(CAMPAIGN, bundled, unread) == at("", bundled, unread)


@pytest.mark.parametrize("path", ["index", CAMPAIGN, "ur.html", f"../{PRERENDERED}/ur"])
def test_a_path_that_the_bundle_does_not_list_opens_no_file(bundled, path: str):
    assert at(path, bundled, unread) is None


def test_a_page_of_the_bundle_names_the_site_and_the_path_it_lives_under(bundled):
    before, after = at("", bundled, unread, base="/prod")

    assert '<a href="/prod/privacy"><link href="https://clinic.test/">' in before
    assert after == '"> and more'


def test_a_page_is_filled_once_for_each_path_that_the_site_lives_under(bundled):
    landings = Landings(bundled, unread)
    first = landings.at("", "https://clinic.test", "")
    shutil.rmtree(bundled / PRERENDERED)

    assert landings.at("", "https://clinic.test", "") is first
    with pytest.raises(FileNotFoundError):
        landings.at("", "https://clinic.test", "/prod")


def test_a_second_headline_of_the_bundle_is_met_where_there_is_one(bundled):
    (bundled / SECOND).mkdir()
    (bundled / SECOND / "index.html").write_text(f"<h1>Knots, let go</h1>{PAGE}", encoding="utf-8")
    pages = Landings(bundled, unread)
    met = [pages.at(path, "https://clinic.test", "", version)[0] for path in ("", "ur") for version in Version]

    assert [before.partition("</h1>")[0] for before in met] == ["<h1>Knots", "<h1>Knots, let go", *["<h1>گرہیں"] * 2]


def test_of_a_page_that_is_tried_the_second_version_is_rendered_with_its_headline(tmp_path):
    folder = shutil.copytree(templates().folder, tmp_path / "templates")
    (folder / "campaigns" / CAMPAIGN / "en" / "versions.toml").write_text('headline = "Knots, let go"\n')
    pages = [render_landing(Templates(folder), "", version) for version in Version]

    assert ["<h1>Knots, let go</h1>" in page for page in pages] == [False, True]
