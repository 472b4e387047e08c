"""The file as Google Ads reads it: a file that it would refuse fails here.

The rules are Google's own: https://support.google.com/google-ads/answer/7014069 (columns, formats, what is refused) and
https://support.google.com/google-ads/answer/14605515 (the first row is the headers, one event in one file).
"""

import csv
import re
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from chalicelib.leads.exports.conversions import Conversion, Event, conversions_file, row_of

KARACHI, KATHMANDU, NEW_YORK = ZoneInfo("Asia/Karachi"), ZoneInfo("Asia/Kathmandu"), ZoneInfo("America/New_York")
CLICKED = datetime(2026, 3, 1, 6, 30, tzinfo=UTC)
NOW = CLICKED + timedelta(days=10)
KNOWN = {
    "Google Click ID",
    "Conversion Name",
    "Conversion Time",
    "Conversion Value",
    "Conversion Currency",
    "Order ID",
    "Ad User Data",
    "Ad Personalization",
}
NEEDED = ("Google Click ID", "Conversion Name", "Conversion Time")


def conversion(number: int = 1, **changes: object) -> Conversion:
    first = Conversion(
        Event.BOOKED, f"order-{number}", f"EAIaIQobChMI-{number:04}", CLICKED + timedelta(days=2), CLICKED, ""
    )
    return replace(first, **changes)


def refusals(file: str, now: datetime) -> list[str]:
    """Why Google would refuse the file or a row of it, as its pages say."""
    header, *rows = csv.reader(file.splitlines(), strict=True)
    refused = [] if file.endswith("\r\n") else ["the last line does not end"]
    refused += [f"unknown column {name}" for name in header if name not in KNOWN]
    refused += [f"no column {name}" for name in NEEDED if name not in header]
    records = [dict(zip(header, row, strict=True)) for row in rows]
    orders = [(one["Order ID"], one["Conversion Name"]) for one in records]
    refused += [f"order {order} twice" for order in set(orders) if orders.count(order) > 1]
    refused += [] if len({one["Conversion Name"] for one in records}) <= 1 else ["two events in one file"]
    return refused + [reason for record in records for reason in refusals_of_row(record, now)]


def refusals_of_row(row: dict[str, str], now: datetime) -> list[str]:
    refused = []
    if not re.fullmatch(r"[A-Za-z0-9_-]{10,512}", row["Google Click ID"]):
        refused.append("no click id of an ad of Google's")
    if not re.fullmatch(r"\d{4}-\d\d-\d\d \d\d:\d\d:\d\d[+-]\d{4}", row["Conversion Time"]):
        return [*refused, "a time that it cannot read"]
    at = datetime.strptime(row["Conversion Time"], "%Y-%m-%d %H:%M:%S%z")
    if at > now:
        refused.append("a conversion in the future")
    if row["Conversion Value"] and not re.fullmatch(r"\d+(\.\d+)?", row["Conversion Value"]):
        refused.append("a value that is no number")
    if row["Conversion Currency"] and not re.fullmatch(r"[A-Z]{3}", row["Conversion Currency"]):
        refused.append("no currency of ISO 4217")
    if {row["Ad User Data"], row["Ad Personalization"]} - {"", "Granted", "Denied"}:
        refused.append("a consent that it does not know")
    return refused


def rows(*told: Conversion, zone: ZoneInfo = KARACHI) -> list[dict[str, str]]:
    return list(csv.DictReader(file_of(*told, zone=zone).splitlines()))


def file_of(*told: Conversion, zone: ZoneInfo = KARACHI) -> str:
    return conversions_file(row_of(one, zone) for one in told)


@pytest.mark.parametrize("consent", ["", "Granted", "Denied"])
@pytest.mark.parametrize("zone", [KARACHI, KATHMANDU, NEW_YORK, UTC])
def test_google_refuses_nothing_of_it(zone: ZoneInfo, consent: str):
    told = [conversion(number, consent=consent) for number in range(9)]

    assert refusals(file_of(*told, zone=zone), NOW) == []


@pytest.mark.parametrize(
    ("wrong", "reason"),
    [
        ("EAIaIQobChMI-0001,Booked,2026-03-03 11:30:00,,,o,,", "a time that it cannot read"),
        ("EAIaIQobChMI-0001,Booked,2026-04-03 11:30:00+0500,,,o,,", "a conversion in the future"),
        (",Booked,2026-03-03 11:30:00+0500,,,o,,", "no click id of an ad of Google's"),
        ("EAIaIQobChMI-0001,Booked,2026-03-03 11:30:00+0500,Rs 4000,,o,,", "a value that is no number"),
        ("EAIaIQobChMI-0001,Booked,2026-03-03 11:30:00+0500,4000,rupees,o,,", "no currency of ISO 4217"),
        ("EAIaIQobChMI-0001,Booked,2026-03-03 11:30:00+0500,,,o,TRUE,", "a consent that it does not know"),
    ],
)
def test_this_judge_sees_what_google_refuses(wrong: str, reason: str):
    header, _ = conversions_file([]).split("\r\n")

    assert refusals(f"{header}\r\n{wrong}\r\n", NOW) == [reason]


def test_a_file_of_nothing_is_its_header():
    assert conversions_file([]) == (
        "Google Click ID,Conversion Name,Conversion Time,Conversion Value,Conversion Currency,"
        "Order ID,Ad User Data,Ad Personalization\r\n"
    )


@pytest.mark.parametrize(
    ("zone", "told"),
    [
        (KARACHI, "2026-03-03 11:30:00+0500"),
        (KATHMANDU, "2026-03-03 12:15:00+0545"),
        (NEW_YORK, "2026-03-03 01:30:00-0500"),
        (UTC, "2026-03-03 06:30:00+0000"),
    ],
)
def test_each_time_has_its_offset(zone: ZoneInfo, told: str):
    assert rows(conversion(), zone=zone)[0]["Conversion Time"] == told


@pytest.mark.parametrize(("event", "name"), [(Event.BOOKED, "Booked"), (Event.ATTENDED, "Attended")])
def test_a_conversion_has_a_neutral_name(event: Event, name: str):
    assert rows(conversion(event=event))[0]["Conversion Name"] == name
