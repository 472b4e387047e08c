"""Two versions of a headline or a subject: each visitor meets one, and their enquiry says which."""

import shutil
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from chalicelib.leads.variant import Version, version_of
from chalicelib.services import Services, install
from tests.clinic import CAMPAIGN, templates
from tests.conftest import lead_of, mail_to
from tests.visitor import FORM, hidden_fields, token

AMINA = FORM["email"]
HEADLINE, SECOND = "Muscle knots, explained", "What a knot is, and what helps"
SUBJECT = "Here is the guide you asked for"


@pytest.fixture
def trying(site, tmp_path) -> Iterator[object]:
    """The service with that line in its campaign's `versions.toml`."""

    def trying(line: str) -> Services:
        folder = shutil.copytree(templates().folder, tmp_path / "templates")
        (folder / "campaigns" / CAMPAIGN / "en" / "versions.toml").write_text(line)
        services = Services(site.cloud.environment, templates=Path(folder), clock=site.clock.now)
        install(services)
        return services

    yield trying
    install(site.services)


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


def test_where_the_line_is_deleted_nothing_is_tried(trying, visitor):
    trying("# headline = ...")
    visitor.send("/", {**visitor.rendered("/"), "token": token_of(Version.B)})

    assert lead_of(AMINA).enquiries[0].variant is None
