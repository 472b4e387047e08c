"""What opening a page of the clinic's costs, whatever the number of leads."""

import pytest

from tests.clinic import templates
from tools.bench.lists import Opened, open_pages

RULES = templates().rules


@pytest.fixture(scope="module")
def opened() -> dict[int, list[Opened]]:
    return {leads: list(open_pages(leads, RULES)) for leads in (60, 1500)}


def test_no_page_takes_more_than_one_query_and_one_read_of_leads(opened):
    assert max(page.calls for pages in opened.values() for page in pages) == 2


def test_a_page_takes_as_many_calls_with_many_leads_as_with_few(opened):
    few, many = ([(page.page, page.calls) for page in pages] for pages in opened.values())

    assert few == many


def test_a_page_of_many_reads_no_more_than_a_page_of_leads_and_what_a_page_looks_at(opened):
    assert max(page.reads for page in opened[1500]) < 150
