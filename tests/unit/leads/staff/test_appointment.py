"""Times that the front desk types."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from chalicelib.leads.forms.fault import Fault, Faulty
from chalicelib.leads.outcome import Outcome
from chalicelib.leads.staff.appointment import time_of
from tests.leads import NOW

KARACHI = ZoneInfo("Asia/Karachi")


@pytest.mark.parametrize("typed", ["2026-03-05T14:30", "2026-03-05 14:30", "  2026-03-05T14:30 "])
def test_a_time_is_one_of_the_clinics_clock(typed: str):
    assert time_of(Outcome.BOOKED, typed, KARACHI, NOW) == datetime(2026, 3, 5, 14, 30, tzinfo=KARACHI)


def test_a_visit_may_be_booked_without_a_time():
    assert time_of(Outcome.BOOKED, " ", KARACHI, NOW) is None


def test_an_outcome_without_a_time_reads_none():
    assert time_of(Outcome.CALLED, "tomorrow", KARACHI, NOW) is None


def fault(outcome: Outcome, typed: str) -> Fault:
    with pytest.raises(Faulty) as caught:
        time_of(outcome, typed, KARACHI, NOW)
    return caught.value.fault


def test_a_call_needs_a_time():
    assert fault(Outcome.CALL_BACK, "") is Fault.MISSING


@pytest.mark.parametrize(
    "typed",
    [
        "tomorrow",
        "2026-03-05",
        "14:30",
        "2026-02-30T10:00",
        "2026-03-05T25:00",
        "9999-99-99T99:99",
        "<b>",
        "٢٠٢٦-03-05 10:00",
    ],
)
def test_what_is_no_time_is_told_apart(typed: str):
    assert fault(Outcome.BOOKED, typed) is Fault.INVALID


@pytest.mark.parametrize("typed", ["2026-03-02T09:30", "2025-03-05T14:30", "2027-04-01T10:00", "0001-01-01T00:00"])
def test_nobody_agrees_on_a_time_that_has_passed_or_is_years_ahead(typed: str):
    assert fault(Outcome.CALL_BACK, typed) in (Fault.UNCLEAR, Fault.INVALID)


def test_a_clock_that_is_a_little_behind_is_forgiven():
    typed = (NOW - timedelta(minutes=20)).astimezone(KARACHI).strftime("%Y-%m-%dT%H:%M")

    assert time_of(Outcome.CALL_BACK, typed, KARACHI, NOW)
