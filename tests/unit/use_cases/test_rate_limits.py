from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chalicelib.use_cases.rate_limits import limit_of, network_of

NOW = datetime(2026, 3, 2, 7, 59, 59, tzinfo=UTC)
KEY = "the-key-of-lead-ids-32-characters"
FORMS_AN_HOUR = 60


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


@given(st.text())
def test_nothing_that_is_no_address_breaks_anything(text: str):
    assert network_of(text) == "" or limit_of(text, NOW, KEY, FORMS_AN_HOUR)


def name(address: str, at: datetime = NOW, key: str = KEY) -> str:
    return limit_of(address, at, key, FORMS_AN_HOUR).name


@pytest.mark.parametrize("forms_an_hour", [1, 60])
def test_an_address_may_send_as_many_forms_an_hour_as_the_clinic_sets(forms_an_hour: int):
    assert limit_of("203.0.113.77", NOW, KEY, forms_an_hour).limit == forms_an_hour


def test_the_count_is_kept_for_an_hour():
    assert limit_of("203.0.113.77", NOW, KEY, FORMS_AN_HOUR).expires_at == NOW + timedelta(hours=1)


def test_each_hour_has_a_count_of_its_own():
    assert name("203.0.113.77") != name("203.0.113.77", NOW + timedelta(seconds=1))


def test_within_an_hour_the_count_is_one():
    assert name("203.0.113.77") == name("203.0.113.77", NOW - timedelta(minutes=59))


def test_each_address_has_a_count_of_its_own():
    assert name("203.0.113.77") != name("203.0.113.78")


def test_all_addresses_of_one_subscriber_count_as_one():
    assert name("2001:db8:1:2::1") == name("2001:db8:1:2:ffff::9")


def test_subscribers_of_one_network_are_told_apart():
    assert name("2001:db8:1:2::1") != name("2001:db8:1:3::1")


def test_the_name_of_a_count_tells_nothing_without_the_key():
    assert "203" not in name("203.0.113.77") and name("203.0.113.77") != name("203.0.113.77", key="another key")


@pytest.mark.parametrize("address", ["", "unknown"])
def test_what_is_no_address_is_not_counted(address: str):
    assert limit_of(address, NOW, KEY, FORMS_AN_HOUR) is None
