from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chalicelib.leads.caps import Caps
from chalicelib.use_cases.budget import Budget
from chalicelib.use_cases.rate_limits import limits_of, network_of, sign_ins_of

NOW = datetime(2026, 3, 2, 7, 59, 59, tzinfo=UTC)
KEY = "the-key-of-lead-ids-32-characters"
CAPS = Caps(forms_an_hour=20, suspects_an_hour=10)


@pytest.mark.parametrize(
    ("address", "network"),
    [
        ("203.0.113.77", "203.0.113.0/24"),
        ("2001:db8:1:2:3:4:5:6", "2001:db8:1::/48"),
        ("::ffff:203.0.113.77", "203.0.113.0/24"),
        ("fe80::1%eth0", "fe80::/48"),
        ("", ""),
        ("localhost", ""),
        ("203.0.113.77, 198.51.100.1", ""),
        ("203.0.113.77:443", ""),
    ],
)
def test_of_an_address_only_its_network_is_kept(address: str, network: str):
    assert network_of(address) == network


def limits(address: str, at: datetime = NOW, key: str = KEY, *, is_suspect: bool = False) -> list[Budget]:
    return limits_of(address, at, key, CAPS, is_suspect=is_suspect)


def shared(one: str, other: str) -> list[int]:
    """The limits of the budgets that two addresses have in common."""
    names = {budget.name for budget in limits(other)}
    return [budget.limit for budget in limits(one) if budget.name in names]


@given(st.text())
def test_nothing_that_is_no_address_breaks_anything(text: str):
    assert limits(text)


@pytest.mark.parametrize("text", ["", "unknown", "localhost", "203.0.113.77:443"])
def test_all_that_have_no_address_share_one_budget(text: str):
    assert shared(text, "") == [20]


@pytest.mark.parametrize(
    ("one", "other", "most"),
    [
        ("203.0.113.77", "203.0.113.77", [20, 80]),
        ("203.0.113.77", "203.0.113.78", [80]),
        ("203.0.113.77", "203.0.112.77", []),
        ("2001:db8:1:2::1", "2001:db8:1:2:ffff::9", [20, 40, 80]),
        ("2001:db8:1:200::1", "2001:db8:1:2ff::1", [40, 80]),
        ("2001:db8:1:200::1", "2001:db8:1:300::1", [80]),
        ("2001:db8:1::1", "2001:db8:2::1", []),
        ("203.0.113.77", "::ffff:203.0.113.77", [20, 80]),
    ],
)
def test_the_wider_a_network_the_more_forms_it_may_send(one: str, other: str, most: list[int]):
    assert shared(one, other) == most


def test_what_looks_like_a_machines_has_a_budget_of_its_own():
    people, suspects = limits("203.0.113.77"), limits("203.0.113.77", is_suspect=True)

    assert [budget.limit for budget in suspects] == [10, 40]
    assert not {budget.name for budget in people} & {budget.name for budget in suspects}


def test_people_may_send_more_than_machines():
    assert Caps().forms_an_hour > Caps().suspects_an_hour


def test_the_count_is_kept_for_an_hour():
    assert {budget.expires_at for budget in limits("203.0.113.77")} == {NOW + timedelta(hours=1)}


def names(address: str, at: datetime = NOW, key: str = KEY) -> list[str]:
    return [budget.name for budget in limits(address, at, key)]


def test_each_hour_has_counts_of_its_own():
    assert not set(names("203.0.113.77")) & set(names("203.0.113.77", NOW + timedelta(seconds=1)))


def test_within_an_hour_the_counts_are_the_same():
    assert names("203.0.113.77") == names("203.0.113.77", NOW - timedelta(minutes=59))


def test_the_name_of_a_count_tells_nothing_without_the_key():
    assert "203" not in "".join(names("203.0.113.77"))
    assert not set(names("203.0.113.77")) & set(names("203.0.113.77", key="another key"))


def test_links_to_sign_in_are_counted_by_network_and_by_address():
    network, _, address = sign_ins_of("203.0.113.77", "desk@example.com", NOW, KEY)

    assert (network.limit, address.limit) == (20, 3)
    assert sign_ins_of("203.0.113.77", "other@example.com", NOW, KEY)[0] == network
    assert sign_ins_of("203.0.113.78", "DESK@example.com", NOW, KEY)[-1] == address


@pytest.mark.parametrize(
    ("other", "most"),
    [("2001:db8:1:2ff::1", [40, 80]), ("2001:db8:1:300::1", [80]), ("2001:db8:2::1", [])],
)
def test_the_wider_a_network_the_more_links_it_may_ask_for(other: str, most: list[int]):
    known = {budget.name for budget in sign_ins_of(other, "zara@example.com", NOW, KEY)}
    asked = sign_ins_of("2001:db8:1:200::1", "desk@example.com", NOW, KEY)

    assert [budget.limit for budget in asked if budget.name in known] == most


def test_the_links_of_a_person_are_counted_for_as_long_as_one_lasts():
    def name(at: datetime) -> str:
        return sign_ins_of("", "desk@example.com", at, KEY)[-1].name

    quarter = NOW.replace(minute=45, second=0)
    assert name(quarter) == name(quarter + timedelta(minutes=14, seconds=59))
    assert name(quarter) != name(quarter - timedelta(seconds=1))


def test_no_address_stands_in_the_name_of_a_limit():
    assert not any(
        "desk" in one.name or "203" in one.name for one in sign_ins_of("203.0.113.77", "desk@x.pk", NOW, KEY)
    )
