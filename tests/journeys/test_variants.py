"""Two versions of a headline, a subject or a guide's first page: each visitor meets one, their enquiry says which."""

import re
import shutil
from collections.abc import Callable
from datetime import timedelta
from io import BytesIO
from pathlib import Path

import pytest
from pypdf import PdfReader

from chalicelib.content.templates import Templates
from chalicelib.leads.variant import Version, version_of
from chalicelib.services import Services
from tests.clinic import CAMPAIGN, templates
from tests.conftest import lead_of, mail_to
from tests.visitor import FORM, hidden_fields, token
from tools.build.bundle import check
from tools.guide.pdf import typeset

AMINA = FORM["email"]
HEADLINE, SECOND = "Muscle knots, explained", "What a knot is, and what helps"
SUBJECT = "Here is the guide you asked for"


def folder_with(line: str, folder: Path) -> Path:
    """Templates with that line in the campaign's `versions.toml`."""
    copied = shutil.copytree(templates().folder, folder, dirs_exist_ok=True)
    (copied / "campaigns" / CAMPAIGN / "en" / "versions.toml").write_text(line)
    return copied


@pytest.fixture
def trying(serve, tmp_path) -> Callable[[str], Services]:
    """The service with that line."""
    return lambda line: serve(folder_with(line, tmp_path / "templates"))


def token_of(version: Version) -> str:
    """A form's token whose page has that version."""
    tokens = (token(timedelta(seconds=30 + second)) for second in range(60))
    return next(one for one in tokens if version_of(one) is version)


def test_each_visitor_meets_one_headline_by_the_token_of_the_form(trying, site, visitor):
    trying(f'headline = "{SECOND}"')
    met = set()
    for _ in range(12):
        page = visitor.get("/").text
        version = version_of(hidden_fields(page)["token"])
        assert f"<h1>{SECOND if version is Version.B else HEADLINE}</h1>" in page
        met.add(version)
        site.clock.move_to(site.clock.now() + timedelta(seconds=1))

    assert met == set(Version)


def test_the_page_says_the_same_to_everybody_within_a_second_and_may_be_cached(trying, visitor):
    trying(f'headline = "{SECOND}"')
    one, other = visitor.get("/"), visitor.get("/?utm_source=meta", **{"User-Agent": "another"})

    assert one.data == other.data
    assert "Set-Cookie" not in one.headers
    assert "public" in one.headers["Cache-Control"]


@pytest.mark.parametrize("version", Version)
def test_the_enquiry_says_which_version_was_met(trying, visitor, version):
    trying(f'headline = "{SECOND}"')
    visitor.send("/", {**visitor.rendered("/"), "token": token_of(version)})
    [enquiry] = lead_of(AMINA).enquiries

    assert enquiry.variant.version is version
    assert enquiry.variant.test.startswith("headline-")


@pytest.mark.parametrize("version", Version)
def test_a_form_sent_back_keeps_the_headline(trying, visitor, version):
    trying(f'headline = "{SECOND}"')
    again = visitor.send("/", {**visitor.rendered("/"), "token": token_of(version)}, email="amina@")

    assert f"<h1>{SECOND if version is Version.B else HEADLINE}</h1>" in again.text


@pytest.mark.parametrize(("version", "subject"), [(Version.A, "Your guide to muscle knots"), (Version.B, SUBJECT)])
def test_the_guide_comes_with_the_subject_of_the_version(trying, site, visitor, version, subject):
    trying(f'subject = "{SUBJECT}"')
    visitor.send("/", {**visitor.rendered("/"), "token": token_of(version)})
    [guide] = mail_to(site, AMINA)

    assert guide.message["Subject"] == subject


@pytest.fixture(scope="module")
def typeset_folder(tmp_path_factory) -> Path:
    """Templates with a second title on the first page of the guide, typeset."""
    folder = folder_with(f'guide = "{SECOND}"', tmp_path_factory.mktemp("two") / "guides")
    typeset(Templates(folder), CAMPAIGN, "en")
    return folder


@pytest.fixture
def two_guides(serve, typeset_folder) -> Services:
    return serve(typeset_folder)


def title_of(pdf: bytes) -> str:
    with PdfReader(BytesIO(pdf)) as reader:
        assert reader.metadata.title in " ".join(reader.pages[0].extract_text().split())
        return reader.metadata.title


GUIDES = [(Version.A, HEADLINE), (Version.B, SECOND)]


@pytest.mark.parametrize(("version", "title"), GUIDES)
def test_the_guide_in_the_email_has_the_first_page_of_the_version(two_guides, site, visitor, version, title):
    visitor.send("/", {**visitor.rendered("/"), "token": token_of(version)})
    [guide] = mail_to(site, AMINA)
    [attached] = guide.message.iter_attachments()

    assert title_of(attached.get_content()) == title


@pytest.mark.parametrize(("version", "title"), GUIDES)
def test_every_link_to_the_guide_leads_to_the_first_page_of_the_version(two_guides, site, visitor, version, title):
    thanks = visitor.send("/", {**visitor.rendered("/"), "token": token_of(version)}).text
    [guide] = mail_to(site, AMINA)
    links = set(re.findall(r"/guide/[A-Za-z0-9_.-]+", thanks + guide.message.get_body(("plain",)).get_content()))

    assert len(links) == 2
    assert all(f"<h1>{title}</h1>" in visitor.get(link).text for link in links)


def test_the_second_version_of_an_earlier_test_is_not_that_of_a_later_one(trying, serve, site, visitor, typeset_folder):
    """They count for the earlier one alone."""
    trying(f'headline = "{SECOND}"')
    visitor.send("/", {**visitor.rendered("/"), "token": token_of(Version.B)})
    serve(typeset_folder)
    [guide] = mail_to(site, AMINA)
    [attached] = guide.message.iter_attachments()

    assert title_of(attached.get_content()) == HEADLINE


def test_a_link_to_a_version_that_is_tried_no_longer_leads_to_the_guide(trying, visitor):
    services = trying("# guide = ...")
    link = services.guide_url(CAMPAIGN, "en", Version.B).removeprefix(services.settings.site_url)

    assert f"<h1>{HEADLINE}</h1>" in visitor.get(link).text


def test_the_second_pdf_goes_with_the_line(typeset_folder, tmp_path):
    folder = shutil.copytree(typeset_folder, tmp_path / "templates")
    (folder / "campaigns" / CAMPAIGN / "en" / "versions.toml").unlink()
    ended = Templates(folder)
    typeset(ended, CAMPAIGN, "en")

    assert ended.guide_pdfs.keys() == {(CAMPAIGN, "en", Version.A)}


def test_no_bundle_is_built_whose_second_first_page_is_not_typeset(trying):
    services = trying(f'guide = "{SECOND}"')

    with pytest.raises(ValueError, match=r"campaigns/knots/en/guide.second.pdf is not there: make guide"):
        check(services.templates.folder)


def test_where_the_line_is_deleted_nothing_is_tried(trying, visitor):
    trying("# headline = ...")
    visitor.send("/", {**visitor.rendered("/"), "token": token_of(Version.B)})

    assert lead_of(AMINA).enquiries[0].variant is None
