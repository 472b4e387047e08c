"""Which of two versions brings more bookings."""

from collections import Counter
from dataclasses import replace
from datetime import timedelta

import pytest

from chalicelib.leads.changes import set_outcome, undo_outcome
from chalicelib.leads.figures.report import report
from chalicelib.leads.lead import Lead
from chalicelib.leads.outcome import Outcome
from chalicelib.leads.variant import Variant, Version, version_of
from chalicelib.leads.verdict import Tally, Z, has_booked_since, interval_of, judged, tried_on, verdict_on
from chalicelib.leads.views.tallies import tallies_of
from chalicelib.leads.views.tally import counts_of
from tests.clinic import templates
from tests.leads import NOW, enquiry, lead

TEST = "headline-1234abcd"
LATER = NOW + timedelta(hours=1)


@pytest.mark.parametrize(
    ("a", "b", "better"),
    [
        (Tally(), Tally(), None),
        (Tally(1, 0), Tally(1, 1), None),
        (Tally(0, 0), Tally(50, 20), Version.B),
        (Tally(100, 10), Tally(100, 12), None),
        (Tally(20, 0), Tally(20, 9), None),
        (Tally(1000, 100), Tally(1000, 120), None),
        (Tally(200, 10), Tally(200, 40), Version.B),
        (Tally(200, 40), Tally(200, 10), Version.A),
        (Tally(5000, 500), Tally(5000, 650), Version.B),
    ],
)
def test_there_is_a_verdict_only_where_the_difference_can_be_told_from_chance(a: Tally, b: Tally, better):
    assert verdict_on(a, b) is better


def test_what_is_judged_is_the_part_of_all_bookings_that_the_second_brings():
    # 10 of 100, by hand: (0.1 + 0.03318 ± 0.0841) / 1.06636.
    least, most = judged(Tally(500, 90), Tally(20, 10))

    assert (round(least, 3), round(most, 3)) == (0.046, 0.204)


def test_a_headline_that_brings_more_people_who_book_is_better_whatever_the_share_of_those_who_ask():
    assert verdict_on(Tally(200, 40), Tally(400, 80)) is Version.B


def test_a_headline_that_makes_fewer_ask_is_not_better_because_more_of_them_book():
    assert verdict_on(Tally(400, 40), Tally(100, 30)) is None


def test_as_many_visitors_meet_one_version_as_the_other():
    met = [version_of(f"{second}.signature") for second in range(10_000)]

    assert 4_800 < met.count(Version.A) < 5_200


def met(version: Version, *outcomes: Outcome, test: str = TEST) -> Lead:
    person = lead(enquiries=(enquiry(variant=Variant(test, version)),))
    for outcome in outcomes:
        person = set_outcome(person, "e1", outcome, LATER)
    return person


def test_a_person_counts_by_the_version_that_they_met():
    [(by, variant)] = tried_on(met(Version.B))

    assert (by.id, variant) == ("e1", Variant(TEST, Version.B))


@pytest.mark.parametrize(
    ("person", "has_booked"),
    [
        (met(Version.A), False),
        (met(Version.A, Outcome.BOOKED, Outcome.ATTENDED), True),
        (met(Version.A, Outcome.ATTENDED), True),
        (met(Version.A, Outcome.NOT_INTERESTED), False),
        (undo_outcome(met(Version.A, Outcome.BOOKED), "e1", LATER, LATER), False),
    ],
)
def test_who_came_to_book_counts_as_booked_and_what_was_taken_back_not_at_all(person: Lead, has_booked: bool):
    assert has_booked_since(person, person.enquiries[0]) is has_booked


@pytest.mark.parametrize("person", [lead(), lead(enquiries=())])
def test_on_whom_nothing_was_tried_does_not_count(person: Lead):
    assert list(tried_on(person)) == []


def test_who_met_both_versions_counts_for_the_first():
    second = replace(enquiry("e2", LATER), variant=Variant(TEST, Version.B))
    person = replace(met(Version.A), enquiries=(*met(Version.A).enquiries, second))

    assert [variant.version for _, variant in tried_on(person)] == [Version.A]


def test_who_asks_again_counts_once():
    person = replace(met(Version.A), enquiries=(*met(Version.A).enquiries, enquiry("e2", LATER)))

    assert [tally.enquiry_id for tally in tallies_of(person, templates().rules.hours) if TEST in tally.name] == ["e1"]


def test_who_met_two_tests_counts_in_each():
    second = replace(enquiry("e2", LATER), variant=Variant("subject-5678", Version.B))
    person = replace(met(Version.A), enquiries=(*met(Version.A).enquiries, second))

    assert [variant for _, variant in tried_on(person)] == [
        Variant(TEST, Version.A),
        Variant("subject-5678", Version.B),
    ]


def test_the_report_counts_people_by_the_version_that_they_met():
    people = [met(Version.A), met(Version.A, Outcome.BOOKED), met(Version.B, Outcome.ATTENDED), met(Version.B)]
    found = [tally for person in people for tally in tallies_of(person, templates().rules.hours)]
    numbers = Counter(tally.name for tally in found)

    told = report([counts_of(found[0].cell, numbers)])
    assert told.tests == {TEST: {Version.A: Tally(2, 1), Version.B: Tally(2, 1)}}


def test_of_nobody_the_share_who_book_may_be_any():
    assert interval_of(0, 0, Z) == (0, 1)
