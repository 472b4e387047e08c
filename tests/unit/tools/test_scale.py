"""How far the service goes is reckoned from what was measured, and the page says the same as the reckoning."""

import json
from dataclasses import replace

import pytest

from chalicelib.use_cases.sweep import MOST
from tests.clinic import templates
from tools import aws
from tools.scale.__main__ import MEASURED, PAGE, measured, this_site, written
from tools.scale.life import size_of
from tools.scale.reckoning import EVENTS, arrivals, costs, due_at_opening, needs, standing
from tools.scale.sweeping import GUIDES, measure_sweep
from tools.scale.tables import tables

A_CAMPAIGN = 100_000


def test_the_page_says_what_is_reckoned():
    page = PAGE.read_text()

    assert written(page, tables(*measured(), this_site())) == page


def test_every_table_has_its_place_on_the_page():
    emptied = written(PAGE.read_text(), dict.fromkeys(tables(*measured(), this_site()), "-"))

    assert emptied.count("\n\n-\n\n") == len(tables(*measured(), this_site()))


def test_a_night_of_a_campaign_is_due_in_the_minute_of_opening():
    life, _ = measured()

    # Six follow-ups of each, and closed for 15 hours of 24.
    assert due_at_opening(A_CAMPAIGN, life, replace(this_site(), window=templates().clinic.window)) == pytest.approx(
        6 * A_CAMPAIGN * 15 / 24
    )


def test_the_busiest_hour_brings_four_times_as_many_as_the_others():
    assert arrivals(86_400) == 4


@pytest.mark.parametrize(
    ("emails", "cost"),
    [(1_000, 0.16), (10_000_000, 1_600), (20_000_000, 1_600 + 1_400), (110_000_000, 1_600 + 12_600 + 1_100)],
)
def test_emails_cost_less_beyond_each_step_of_the_price(emails, cost):
    life = replace(measured()[0], emails=1)

    assert costs(emails, life, this_site())["SES, emails"] == pytest.approx(cost)


def gb_seconds_more(**more: int) -> float:
    """Of Lambda, for a lead that has so much more of these."""
    life = measured()[0]
    longer = replace(life, **{name: getattr(life, name) + count for name, count in more.items()})
    with_more, without = (costs(1, one, this_site())["Lambda"] for one in (longer, life))
    runs = more.get("wake_ups", 0) + EVENTS * more.get("emails", 0)
    return (with_more - without - runs * aws.LAMBDA_REQUEST) / aws.LAMBDA_GB_SECOND


def test_a_follow_up_costs_the_memory_of_its_own_worker_and_not_of_the_one_that_people_wait_for():
    # 0.3 s to send it and 0.06 s for each of its two events, in 512 MB.
    assert gb_seconds_more(emails=1, wake_ups=1) == pytest.approx((0.3 + 2 * 0.06) * 0.5)


def test_a_canary_costs_the_memory_that_is_deployed():
    # 12 s of waiting in 256 MB, and in 1,769 MB a form and two emails; their four events in 512 MB.
    gb_seconds = 12 * 0.25 + (0.15 + 2 * 0.3) * 1769 / 1024 + 4 * 0.06 * 0.5
    mail = 2 * aws.SES_EMAIL + this_site().guide_bytes / 2**30 * aws.SES_ATTACHED_GB

    assert standing(this_site())["the canary"] == pytest.approx(720 * (gb_seconds * aws.LAMBDA_GB_SECOND + mail))


@pytest.mark.parametrize(
    ("limit", "there_is"), [("our limit on forms a second", 20), ("our limit on requests, without CloudFront", 200)]
)
def test_our_own_limits_are_those_that_a_campaign_is_held_against(limit, there_is):
    of_ours = {need.what: need.there_is for need in needs(A_CAMPAIGN, measured()[0], this_site())}

    assert of_ours[limit] == there_is


def test_under_a_campaign_no_key_of_the_table_is_too_busy():
    life, _ = measured()
    of_table = [need for need in needs(A_CAMPAIGN, life, this_site()) if "index" in need.what or "item" in need.what]

    assert len(of_table) == 3
    assert all(need.share < 0.1 for need in of_table)


def test_an_item_has_the_bytes_of_its_names_and_values():
    # 2 + 4 for the id; 1 + 3 and, for each of two, 1 and its bytes; 1 + 2 for a number of two digits; 1 + 1 for a yes.
    item = {
        "id": {"S": "lead"},
        "l": {"L": [{"S": "ab"}, {"S": "ç"}]},
        "n": {"N": "42"},
        "b": {"BOOL": True},
    }

    assert size_of(item) == 6 + (4 + 1 + 2 + 1 + 2) + 3 + 2


@pytest.fixture(scope="module")
def crowded():
    return measure_sweep(25_000, 20_500)


def test_a_sweep_of_very_many_wakes_as_many_as_can_be_worked_and_all_guides(crowded):
    assert (crowded.woken, crowded.guides) == (MOST + GUIDES, GUIDES)


def test_a_sweep_of_very_many_makes_a_call_for_each_ten_that_it_wakes(crowded):
    assert crowded.calls["SendMessageBatch"] == crowded.woken // 10
    assert sum(crowded.calls.values()) <= crowded.woken // 10 + 20


def test_a_whole_life_was_measured_and_a_campaign_in_a_table_of_a_million():
    life, sweeps = measured()

    assert life.calls["SendEmail"] == life.emails
    assert any(swept.leads == 1_000_000 and swept.due == A_CAMPAIGN for swept in sweeps)
    assert json.loads(MEASURED.read_text())["life"]["sizes"][1] < aws.PAGE
