"""What is measured of what will stop the service before long."""

from dataclasses import replace
from datetime import timedelta

import pytest

from chalicelib.use_cases.metric import Metric
from chalicelib.use_cases.outlook import Account, look_ahead
from tests.leads import NOW

ACCOUNT = Account(is_in_sandbox=False, a_day=50_000, sent=40_000)


def measured(account=ACCOUNT, certificate_ends_at=None) -> dict[Metric, float]:
    seen: dict[Metric, float] = {}
    look_ahead(account, certificate_ends_at, now=NOW, measure=seen.__setitem__)
    return seen


@pytest.mark.parametrize(("is_in_sandbox", "told"), [(True, 1), (False, 0)])
def test_a_sandbox_is_told(is_in_sandbox, told):
    assert measured(replace(ACCOUNT, is_in_sandbox=is_in_sandbox))[Metric.SANDBOXED] == told


@pytest.mark.parametrize(
    ("a_day", "sent", "percent"), [(50_000, 40_000, 80), (200, 0, 0), (-1, 40_000, 0), (0, 0, 100)]
)
def test_the_quota_is_told_by_what_is_used_of_it(a_day, sent, percent):
    assert measured(replace(ACCOUNT, a_day=a_day, sent=sent))[Metric.QUOTA_USED] == percent


def test_a_certificate_is_told_by_the_days_that_it_has_left():
    assert measured(certificate_ends_at=NOW + timedelta(days=20, hours=12))[Metric.CERTIFICATE_DAYS] == 20.5


def test_a_certificate_that_has_ended_has_less_than_none():
    assert measured(certificate_ends_at=NOW - timedelta(days=1))[Metric.CERTIFICATE_DAYS] == -1


def test_of_a_site_without_a_certificate_nothing_is_told():
    assert Metric.CERTIFICATE_DAYS not in measured()
