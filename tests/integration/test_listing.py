"""The list of all people, and the search."""

import csv
import io
from datetime import timedelta
from urllib.parse import urlsplit

import pytest

from chalicelib.leads.changes import enquire
from chalicelib.leads.enquiry import Contact
from chalicelib.services import current
from chalicelib.use_cases import feedback
from tests.conftest import NOON
from tests.desk import ZARA, Desk
from tests.integration.test_queue import asks, fresh
from tests.leads import enquiry


@pytest.fixture
def desk(site) -> Desk:
    return Desk(site).come_in(ZARA)


@pytest.fixture
def three(desk):
    sana = Contact("ثنا ملک", "sana@example.com", "+923001112223")
    return [asks("Amina Khan", 10), asks("Bilal Ahmed", 20), asks("Sana Malik", 30, contact=sana)]


def shown(desk: Desk, query: str = "") -> list[str]:
    page = desk.get(f"/clinic/leads{query}").text
    names = ("Amina Khan", "Bilal Ahmed", "ثنا ملک")
    return sorted((name for name in names if f">{name}</" in page), key=page.index)


def next_in(page: str) -> str:
    """The query of the page after it."""
    return page.partition('href="?')[2].partition('"')[0].replace("&amp;", "&")


def test_the_latest_comes_first(desk, three):
    assert shown(desk) == ["Amina Khan", "Bilal Ahmed", "ثنا ملک"]


@pytest.mark.parametrize(
    "typed",
    [
        "sana@example.com",
        "SANA@Example.com",
        "0300 1112223",
        "+92 300 1112223",
        "۰۳۰۰۱۱۱۲۲۲۳",
        "2223",
        "ثنا",
        "ثنا ملک",
    ],
)
def test_a_person_is_found_in_any_spelling(desk, three, typed):
    page = desk.http.get("/clinic/leads", query_string={"q": typed}).text

    assert ">ثنا ملک</" in page
    assert "Amina Khan" not in page


def test_nobody_is_found_where_nobody_fits(desk, three):
    page = desk.get("/clinic/leads?q=zz<b>zz").text

    assert "Nobody is found for “zz&lt;b&gt;zz”" in page


@pytest.fixture
def looking_at_one(monkeypatch):
    """A page looks at one entry and no further."""
    monkeypatch.setattr("chalicelib.aws.views.READ_AT_MOST", 1)
    monkeypatch.setattr("chalicelib.aws.views.QUERIES_AT_MOST", 1)


@pytest.mark.parametrize("query", ["?q=zoe+malik", "?outcome=booked"])
def test_it_is_not_said_that_nobody_is_found_while_there_is_more_to_look_through(desk, looking_at_one, query):
    for name in ("Zoe Adams", "Zoe Baker", "Ali Malik", "Bilal Malik"):
        asks(name, 10)
    page = desk.get(f"/clinic/leads{query}").text

    assert "Nobody is found" not in page and "Nobody is like that." not in page
    assert ">Look further</a>" in page


def test_the_last_page_says_that_nobody_else_is_there(desk, three, looking_at_one):
    page = desk.get("/clinic/leads?outcome=booked").text
    while 'href="?' in page:
        page = desk.get(f"/clinic/leads?{next_in(page)}").text

    assert "There is nobody further" in page


def test_the_list_is_narrowed_down_by_what_came_of_them_and_by_who_said_so(desk, three):
    from chalicelib.leads.outcome import Outcome

    amina = three[0]
    feedback.mark_outcome(amina.id, "e-amina", Outcome.BOOKED, leads=current().leads, by="Dr. Zara")

    assert shown(desk, "?outcome=booked") == ["Amina Khan"]
    assert shown(desk, "?outcome=new") == ["Bilal Ahmed", "ثنا ملک"]
    assert shown(desk, "?by=Dr.+Zara") == ["Amina Khan"]


@pytest.mark.parametrize(
    ("query", "count"),
    [
        ("?source=Meta", 3),
        ("?source=google+ad", 0),
        ("?ad=spring", 0),
        ("?campaign=knots", 3),
        ("?standing=bounced", 0),
        ("?outcome=x", 3),
    ],
)
def test_the_list_is_narrowed_down_by_where_they_came_from(desk, three, query, count):
    assert len(shown(desk, query)) == count


def test_a_long_list_goes_on_on_the_next_page(desk, three, monkeypatch):
    monkeypatch.setattr("chalicelib.use_cases.desk.SHOWN", 2)
    page = desk.get("/clinic/leads?campaign=knots").text

    assert shown(desk, f"?{next_in(page)}") == ["ثنا ملک"]


@pytest.mark.parametrize("page", ["x", "//", "2026/", "/x"])
def test_a_page_that_is_none_of_ours_begins_anew(desk, three, page):
    assert desk.get(f"/clinic/leads?page={page}").status_code == 200


def test_who_asked_twice_is_listed_with_both(desk, three):
    again = enquiry("e9", NOON - timedelta(minutes=1), contact=three[0].contact)
    current().leads.save(enquire(fresh(three[0]), again, current().leads.rules.caps))

    assert desk.get("/clinic/leads").text.count(">Amina Khan</strong>") == 2


def file_of(desk: Desk, query: str = "") -> list[dict[str, str]]:
    text = desk.get(f"/clinic/leads.csv{query}").text
    return list(csv.DictReader(io.StringIO(text.removeprefix("\ufeff"), newline="")))


def test_the_list_comes_as_a_file(desk, three):
    assert [row["Name"] for row in file_of(desk)] == ["Amina Khan", "Bilal Ahmed", "ثنا ملک"]


def test_the_file_is_for_who_is_signed_in_to_keep(desk, three):
    headers = desk.get("/clinic/leads.csv").headers

    assert headers["Content-Disposition"] == 'attachment; filename="leads.csv"'
    assert headers["Cache-Control"] == "no-store, private"


@pytest.mark.parametrize("query", ["?q=2223", "?q=sana@example.com", "?outcome=booked&by=Dr.+Zara"])
def test_the_file_has_whom_the_list_has(desk, three, query):
    from chalicelib.leads.outcome import Outcome

    feedback.mark_outcome(three[2].id, "e-sana", Outcome.BOOKED, leads=current().leads, by="Dr. Zara")

    assert [row["Name"] for row in file_of(desk, query)] == ["ثنا ملک"]


def test_who_asked_twice_has_both_in_the_file_once(desk, three):
    again = enquiry("e9", NOON - timedelta(minutes=1), contact=three[0].contact)
    current().leads.save(enquire(fresh(three[0]), again, current().leads.rules.caps))

    assert [row["Enquiry"].partition("/")[2] for row in file_of(desk)] == ["e9", "e-amina", "e-bilal", "e-sana"]


def test_a_list_too_long_for_one_file_goes_on_in_the_next(desk, three, monkeypatch):
    monkeypatch.setattr("chalicelib.entrypoints.clinic.listing.AT_ONCE", 1)
    monkeypatch.setattr("chalicelib.use_cases.gathering.MOST", 2)
    *first, last = file_of(desk, "?campaign=knots")
    address = last["Asked at"]

    assert [row["Name"] for row in first] == ["Amina Khan", "Bilal Ahmed"]
    assert [row["Name"] for row in file_of(desk, f"?{urlsplit(address).query}")] == ["ثنا ملک"]


def test_who_took_the_list_stands_in_the_log_without_a_name(desk, three, caplog):
    caplog.set_level("INFO")
    file_of(desk)

    assert [record.staff for record in caplog.records if "as a file, 3" in record.message] == [
        current().door.staff_id_of(ZARA)
    ]
