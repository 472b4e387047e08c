"""How many guides one address gets, of a campaign and of all together."""

from dataclasses import replace
from datetime import timedelta

import pytest

from chalicelib.leads.caps import Caps
from tests.leads import NOW, enquiry

HOUR, DAY = timedelta(hours=1), timedelta(days=1)


def given(**ages: timedelta):
    """Guides given so long ago, by campaign."""
    return tuple(replace(enquiry(f"e-{campaign}", NOW - age), campaign=campaign) for campaign, age in ages.items())


def test_a_guide_is_not_capped_at_first():
    assert not Caps().is_guide_capped((), "knots", NOW)


@pytest.mark.parametrize(("age", "capped"), [(HOUR, True), (DAY - HOUR, True), (DAY, False)])
def test_the_guide_of_a_campaign_comes_once_a_day(age: timedelta, capped: bool):
    assert Caps().is_guide_capped(given(knots=age), "knots", NOW) is capped


def test_a_guide_that_was_asked_for_a_day_later_leaves_room_for_one_that_waited():
    assert not Caps().is_guide_capped(given(knots=-DAY), "knots", NOW)


def test_a_guide_that_was_asked_for_an_hour_later_leaves_none():
    assert Caps().is_guide_capped(given(knots=-HOUR), "knots", NOW)


def test_the_guide_of_another_campaign_may_come_on_the_same_day():
    assert not Caps().is_guide_capped(given(knots=HOUR), "backs", NOW)


def test_of_all_campaigns_so_many_guides_come_in_a_day():
    assert Caps().is_guide_capped(given(knots=HOUR, backs=HOUR, legs=HOUR), "arms", NOW)


def test_a_guide_of_the_day_before_makes_room_for_another():
    assert not Caps().is_guide_capped(given(knots=DAY, backs=HOUR, legs=HOUR), "arms", NOW)


@pytest.mark.parametrize(("days", "capped"), [((2, 10, 29), True), ((2, 10, 30), False)])
def test_the_guide_of_a_campaign_comes_so_often_in_30_days(days: tuple[int, ...], capped: bool):
    enquiries = tuple(enquiry(f"e{day}", NOW - day * DAY) for day in days)

    assert Caps().is_guide_capped(enquiries, "knots", NOW) is capped


@pytest.mark.parametrize(("oldest", "capped"), [(29, True), (30, False)])
def test_of_all_campaigns_so_many_guides_come_in_30_days(oldest: int, capped: bool):
    ages = {name: day * DAY for name, day in zip("abcde", (2, 4, 6, 8, 10), strict=True)}

    assert Caps().is_guide_capped(given(**ages, f=oldest * DAY), "arms", NOW) is capped


def test_an_enquiry_that_was_not_given_the_guide_does_not_count():
    asked = replace(enquiry(at=NOW - HOUR), guide=False)

    assert not Caps().is_guide_capped((asked,), "knots", NOW)
