"""A second version of a headline, a subject or a guide's first page, in `versions.toml`."""

from dataclasses import replace

import pytest

from chalicelib.content.second import Part, Second, guide_name, named_guide, read_second, version_met
from chalicelib.leads.variant import Variant, Version
from tests.leads import enquiry

TRIED = Second(Part.GUIDE, "Knots", "Knots, let go")


def first(part: Part) -> str:
    return f"first {part}"


def test_a_second_version_is_read_from_its_line():
    second = read_second("versions.toml", {"headline": "Knots, let go"}, first)

    assert second == Second(Part.HEADLINE, "first headline", "Knots, let go")


def test_a_deleted_line_ends_it():
    assert read_second("versions.toml", {}, first) is None


@pytest.mark.parametrize(
    ("data", "told"),
    [
        ({"headline": "One", "subject": "Two"}, "versions.toml: one test at a time"),
        ({"headlines": "One"}, "versions.toml: headlines is not known here"),
        ({"headline": 1}, "versions.toml: headline has 1, not a text, in quotes"),
    ],
)
def test_a_slip_is_told_to_the_marketer(data, told):
    with pytest.raises(ValueError, match=told):
        read_second("versions.toml", data, first)


def test_another_wording_of_either_version_is_another_test():
    tests = {TRIED.test, replace(TRIED, first="Knots!").test, replace(TRIED, words="Let go").test}

    assert len(tests) == 3
    assert all(name.startswith("guide-") for name in tests)


def asked(*variants: Variant | None):
    """The enquiries of a person on whom that was tried."""
    return [replace(enquiry(f"e{number}"), variant=variant) for number, variant in enumerate(variants)]


@pytest.mark.parametrize("version", Version)
def test_a_person_goes_on_with_the_version_that_they_met(version):
    assert version_met(Part.GUIDE, TRIED, asked(Variant(TRIED.test, version))) is version


def test_of_two_versions_it_is_the_one_met_last():
    both = asked(Variant(TRIED.test, Version.A), Variant(TRIED.test, Version.B), None)

    assert version_met(Part.GUIDE, TRIED, both) is Version.B


def test_the_second_version_of_an_earlier_test_is_not_that_of_a_later_one():
    assert version_met(Part.GUIDE, TRIED, asked(Variant("headline-12345678", Version.B))) is Version.A


@pytest.mark.parametrize("tried", [None, replace(TRIED, part=Part.SUBJECT)])
def test_of_what_is_tried_no_longer_everybody_gets_the_first(tried):
    assert version_met(Part.GUIDE, tried, asked(Variant(TRIED.test, Version.B))) is Version.A


@pytest.mark.parametrize("lead_id", ["", "a" * 26])
@pytest.mark.parametrize("version", Version)
def test_the_link_to_a_guide_says_its_campaign_and_its_version(version, lead_id):
    assert named_guide(guide_name("knots", version, lead_id)) == ("knots", version)


def test_a_link_of_before_there_were_versions_leads_to_the_first():
    assert {named_guide(name) for name in ("knots", "knots.lead1")} == {("knots", Version.A)}
    assert guide_name("knots", Version.A, "lead1") == "knots.lead1"
