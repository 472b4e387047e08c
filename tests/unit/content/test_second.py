"""A second version of a headline, a subject or a guide's first page, in `versions.toml`."""

import pytest

from chalicelib.content.second import Part, Second, guide_name, named_guide, read_second
from chalicelib.leads.variant import Version


def test_a_second_version_is_read_from_its_line():
    assert read_second("versions.toml", {"headline": "Knots, let go"}) == Second(Part.HEADLINE, "Knots, let go")


def test_a_deleted_line_ends_it():
    assert read_second("versions.toml", {}) is None


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
        read_second("versions.toml", data)


def test_another_wording_of_either_version_is_another_test():
    second = Second(Part.HEADLINE, "Knots, let go")
    tests = {second.test("Knots"), second.test("Knots!"), Second(Part.HEADLINE, "Let go").test("Knots")}

    assert len(tests) == 3
    assert all(name.startswith("headline-") for name in tests)


@pytest.mark.parametrize("lead_id", ["", "a" * 26])
@pytest.mark.parametrize("version", Version)
def test_the_link_to_a_guide_says_its_campaign_and_its_version(version, lead_id):
    assert named_guide(guide_name("knots", version, lead_id)) == ("knots", version)


def test_a_link_of_before_there_were_versions_leads_to_the_first():
    assert {named_guide(name) for name in ("knots", "knots.lead1")} == {("knots", Version.A)}
    assert guide_name("knots", Version.A, "lead1") == "knots.lead1"
