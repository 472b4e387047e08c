"""Many pages of a list in one answer."""

import json
from datetime import UTC, datetime

import pytest

from chalicelib.leads.attribution import Touch
from chalicelib.leads.changes import new_lead
from chalicelib.leads.exports.spreadsheet import leads_table
from chalicelib.use_cases import gathering
from chalicelib.use_cases.gathering import ENOUGH, gather
from chalicelib.use_cases.lists import Listed, Listing
from tests.leads import NOW, enquiry

ANSWER = 6_291_556
"""Bytes of an answer of Lambda's, https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html"""


def endless(count: int, **changes: object):
    """Pages of so many, for ever."""
    asked = enquiry(**changes)
    listed = tuple(Listed(new_lead(f"lead-{number}", asked), "e1") for number in range(count))
    return lambda page: Listing(listed, str(int(page or 0) + 1))


def still() -> datetime:
    return NOW


def test_a_list_ends_where_it_ends():
    pages = {"": Listing((), "1"), "1": Listing((), "")}

    assert gather(pages.__getitem__, "", still).next == ""


def test_it_stops_after_so_many_and_says_where_it_goes_on():
    found = gather(endless(100), "", still)

    assert (len(found.listed), found.next) == (gathering.MOST, "25")


def test_it_stops_before_the_function_is_stopped():
    times = iter([NOW, NOW, NOW + ENOUGH])

    assert gather(endless(1), "", lambda: next(times)).next == "2"


@pytest.mark.parametrize("sign", ["a", '"', "ث", "😀"])
def test_the_longest_messages_fit_into_an_answer(sign):
    touch = Touch(*[""] * 2, *[sign * (512 // len(sign.encode()))] * 5)
    found = gather(endless(100, message=sign * 2000, touch=touch), "", still)
    table = leads_table(((one.lead, one.lead.enquiries[0]) for one in found.listed), UTC)

    assert len(json.dumps(table)) < ANSWER
