"""How far the service goes is reckoned from what was measured, and the page says the same as the reckoning."""

import json
from dataclasses import replace

import pytest

from chalicelib.use_cases.sweep import MOST
from tests.clinic import templates
from tools import aws
from tools.scale.__main__ import MEASURED, PAGE, measured, this_site, written
from tools.scale.life import size_of
from tools.scale.reckoning import arrivals, costs, due_at_opening, needs
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
