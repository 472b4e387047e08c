"""What the clinic looks at, asked of an index: on two DynamoDBs, where both know what it takes."""

import json
from contextlib import contextmanager
from dataclasses import replace
from datetime import timedelta
from types import SimpleNamespace

import pytest

from chalicelib.aws import views as adapter
from chalicelib.aws.dynamodb import DynamoStore
from chalicelib.aws.items import to_item
from chalicelib.aws.view_items import changes_of
from chalicelib.leads.attribution import Touch
from chalicelib.leads.changes import accept, erase, new_lead, set_outcome, unsubscribe, worsen
from chalicelib.leads.enquiry import Contact
from chalicelib.leads.lead import Lead, Standing
from chalicelib.leads.outcome import Outcome
from chalicelib.leads.views.entry import sortable
from chalicelib.leads.views.search import read_search
from chalicelib.leads.views.tally import Cell, Stage
from chalicelib.leads.views.views import views_of
from chalicelib.use_cases.failures import Conflict, Unavailable
from chalicelib.use_cases.lists import Listing, Wanted
from tests.clinic import templates
from tests.leads import NOW, enquiry

RULES = templates().rules
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
LATER = NOW + 30 * DAY


def save(store: DynamoStore, lead: Lead) -> Lead:
    """Save a lead with what the clinic sees of it, by one write after the other where there are no transactions."""
    written, writes = changes_of(lead, views_of(lead, RULES), store._table)
    saved = replace(lead, written=written, revision=lead.revision + 1)
    store._client.put_item(TableName=store._table, Item=to_item(saved))
    for write in writes:
        match write:
            case {"Put": put}:
                store._client.put_item(**put)
            case {"Delete": delete}:
                store._client.delete_item(**delete)
            case {"Update": update}:
                store._client.update_item(**update)
    return saved


def asking(name: str = "Amina Khan", phone: str = "+923001234567", age: timedelta = HOUR, **changes: object) -> Lead:
    lead_id = f"{name.split(maxsplit=1)[0].lower()}-{phone[-4:]}"
    contact = Contact(name, f"{lead_id}@example.com", phone)
    return new_lead(lead_id, enquiry("e1", NOW - age, contact=contact, **changes))


def ids(listing: Listing) -> list[str]:
    return [one.lead.id for one in listing.listed]


def all_pages(read) -> list[list[str]]:
    """The ids of each page, `read` being asked for one after the other."""
    pages = [read("")]
    while pages[-1].next:
        pages.append(read(pages[-1].next))
    return [ids(page) for page in pages]


@pytest.fixture
def three(store):
    """Three people who asked one after the other, the third an hour ago."""
    names = ["Zoe Adams", "Bilal Khan", "Amina Khan"]
    return [save(store, asking(name, f"+92300123456{n}", (3 - n) * DAY)) for n, name in enumerate(names)]


def test_who_has_waited_longest_is_to_be_called_first(store, three):
    assert ids(store.lists.to_call(LATER, 9)) == [lead.id for lead in three]


def test_of_all_who_wrote_in_one_night_the_first_is_to_be_called_first(store):
    opening = RULES.hours.next_morning(NOW)
    names = {5: "Zoe Adams", 1: "Amina Khan", 3: "Bilal Khan"}
    ages = {hours: NOW - opening + hours * HOUR for hours in names}
    night = {hours: save(store, asking(name, age=ages[hours])) for hours, name in names.items()}

    assert ids(store.lists.to_call(opening, 9)) == [night[hours].id for hours in (5, 3, 1)]


def booked(store: DynamoStore, name: str, hours: int) -> str:
    """The id of a lead whose visit is so many hours from now."""
    for_at = NOW + hours * HOUR
    return save(store, set_outcome(asking(name), "e1", Outcome.BOOKED, NOW - DAY, for_at=for_at)).id


def test_visits_of_a_time_come_in_their_order(store):
    late, _, early = (booked(store, name, hours) for name, hours in {"Zoe": 5, "Bilal": 30, "Amina": -2}.items())

    assert ids(store.lists.visits(NOW - 3 * HOUR, NOW + DAY, 9)) == [early, late]


def test_of_visits_before_a_time_the_latest_comes_first_page_by_page(store):
    first, second, _ = (booked(store, name, hours) for name, hours in {"Zoe": -5, "Bilal": -3, "Amina": 1}.items())

    assert all_pages(lambda page: store.lists.visits_before(NOW, 1, page)) == [[second], [first]]


def test_what_is_listed_is_the_lead_as_it_is(store, three):
    assert [one.lead for one in store.lists.to_call(LATER, 9).listed] == three


def test_who_is_to_be_called_later_is_not_to_be_called_yet(store, three):
    assert ids(store.lists.to_call(NOW - 3 * DAY + HOUR, 9)) == [three[0].id]


def test_who_was_called_is_on_the_list_no_more(store, three):
    save(store, set_outcome(three[0], "e1", Outcome.CALLED, NOW))

    assert ids(store.lists.to_call(LATER, 9)) == [lead.id for lead in three[1:]]


def test_the_list_of_calls_goes_on_on_the_next_page(store, three):
    assert all_pages(lambda page: store.lists.to_call(LATER, 2, page)) == [[three[0].id, three[1].id], [three[2].id]]


def test_of_all_enquiries_the_latest_comes_first(store, three):
    assert ids(store.lists.newest(Wanted(), 9)) == [lead.id for lead in reversed(three)]


def test_every_enquiry_is_on_one_page(store, three):
    pages = all_pages(lambda page: store.lists.newest(Wanted(), 1, page))

    assert [one for page in pages for one in page] == [lead.id for lead in reversed(three)]


@pytest.mark.parametrize(
    ("wanted", "count"),
    [
        (Wanted(campaign="knots"), 2),
        (Wanted(source="google"), 1),
        (Wanted(ad="spring"), 1),
        (Wanted(outcome=Outcome.BOOKED), 1),
        (Wanted(standing=Standing.UNSUBSCRIBED), 1),
        (Wanted(by="sana@clinic.example"), 1),
        (Wanted(campaign="knots", outcome=Outcome.BOOKED), 0),
    ],
    ids=str,
)
def test_a_list_is_narrowed_down(store, wanted, count):
    save(store, unsubscribe(asking(touch=Touch(gclid="x", utm_campaign="Spring")), NOW))
    booked = set_outcome(asking("Bilal", campaign="backs"), "e1", Outcome.BOOKED, NOW)
    save(store, replace(booked, outcomes=(replace(booked.outcomes[0], by="sana@clinic.example"),)))
    save(store, asking("Zoe"))

    assert len(store.lists.newest(wanted, 9).listed) == count


def test_a_page_looks_on_until_it_is_full(store, three, monkeypatch):
    monkeypatch.setattr(adapter, "READ_AT_MOST", 1)
    save(store, set_outcome(three[0], "e1", Outcome.BOOKED, NOW))

    assert ids(store.lists.newest(Wanted(outcome=Outcome.BOOKED), 1)) == [three[0].id]


def test_a_page_looks_at_so_much_and_the_next_one_further_back(store, three, monkeypatch):
    monkeypatch.setattr(adapter, "READ_AT_MOST", 1)
    monkeypatch.setattr(adapter, "QUERIES_AT_MOST", 2)
    save(store, set_outcome(three[0], "e1", Outcome.BOOKED, NOW))

    pages = all_pages(lambda page: store.lists.newest(Wanted(outcome=Outcome.BOOKED), 2, page))
    assert pages[:2] == [[], [three[0].id]]


def test_a_page_that_holds_all_there_is_leads_no_further(store, three):
    assert store.lists.newest(Wanted(), 3).next == ""


def test_a_page_of_what_fits_goes_on_where_it_ended(store, three):
    pages = all_pages(lambda page: store.lists.newest(Wanted(outcome=Outcome.NEW), 1, page))

    assert [one for page in pages for one in page] == [lead.id for lead in reversed(three)]


SEARCHES = [
    ("Amina", {"amina-4567"}),
    ("amina khan", {"amina-4567"}),
    ("KHAN", {"amina-4567", "bilal-4321"}),
    ("kha bil", {"bilal-4321"}),
    ("0300 1234567", {"amina-4567"}),
    ("+92 300 123 4567", {"amina-4567"}),
    ("۰۳۰۰۱۲۳۴۵۶۷", {"amina-4567"}),
    ("4567", {"amina-4567", "آمنہ-4567"}),
    ("4567 khan", {"amina-4567"}),
    ("امنه", {"آمنہ-4567"}),
    ("amina-45", {"amina-4567"}),
    ("amina zoe", set()),
    ("minA", set()),
    ("", set()),
]


@pytest.fixture
def people(dynalite_store):
    save(dynalite_store, asking("Amina Khan", "+923001234567"))
    save(dynalite_store, asking("Bilal Khan", "+923007654321"))
    save(dynalite_store, asking("آمنہ بی بی", "+442079464567"))
    return dynalite_store.lists


@pytest.mark.parametrize(("typed", "found"), SEARCHES)
def test_a_person_is_found_by_what_is_known_of_them(people, typed, found):
    assert set(ids(people.found(read_search(typed, "PK"), 9))) == found


def test_who_fits_a_search_in_two_ways_is_found_once(store):
    save(store, asking("Amina Aminazai"))

    assert len(store.lists.found(read_search("amina", "PK"), 9).listed) == 1


def test_who_fits_a_search_in_two_ways_is_found_on_one_page(store):
    save(store, asking("Khadija Khan"))
    pages = all_pages(lambda page: store.lists.found(read_search("kh", "PK"), 1, page))

    assert [one for page in pages for one in page] == ["khadija-4567"]


def test_who_gave_two_names_is_found_by_what_one_of_them_has(store):
    renamed = enquiry("e2", contact=Contact("Khadija Abid", "khadija-4567@example.com", "+923001234567"))
    save(store, accept(asking("Khadija Khan Raza"), renamed, RULES.caps))

    assert ids(store.lists.found(read_search("kha ra", "PK"), 9)) == ["khadija-4567"]


def test_what_is_found_goes_on_on_the_next_page(store, three):
    pages = all_pages(lambda page: store.lists.found(read_search("k", "PK"), 1, page))

    assert [one for page in pages for one in page] == ["amina-4562", "bilal-4561"]


@pytest.fixture
def many(store, monkeypatch):
    """More people of one first name than a query looks at, and one of them, the last, called Ali."""
    monkeypatch.setattr(adapter, "READ_AT_MOST", 2)
    for number, name in enumerate(["Muhammad Raza"] * 4 + ["Muhammad Ali"]):
        save(store, asking(name, f"+92300123456{number}"))
    return store.lists


def test_a_search_goes_by_the_name_that_the_fewest_have(many, monkeypatch):
    monkeypatch.setattr(adapter, "QUERIES_AT_MOST", 0)

    assert ids(many.found(read_search("muhammad ali", "PK"), 9)) == ["muhammad-4564"]


def test_a_search_for_names_that_many_have_finds_all_of_them(many):
    pages = all_pages(lambda page: many.found(read_search("muhammad raza", "PK"), 1, page))

    assert sorted(one for page in pages for one in page) == [f"muhammad-456{number}" for number in range(4)]


def test_a_page_of_another_search_begins_anew(many):
    assert len(many.found(read_search("raza", "PK"), 9, "ali/x").listed) == 4


def test_who_was_erased_is_found_nowhere(store):
    save(store, erase(save(store, asking()), NOW))

    assert ids(store.lists.found(read_search("amina", "PK"), 9)) == []
    assert ids(store.lists.newest(Wanted(), 9)) == []


def test_a_lead_that_says_otherwise_than_the_index_counts(store):
    saved = save(store, asking())
    store._client.put_item(TableName=store._table, Item=to_item(replace(saved, written=erase(saved, NOW).written)))
    store._client.put_item(TableName=store._table, Item=to_item(replace(erase(saved, NOW), revision=9)))

    assert ids(store.lists.to_call(LATER, 9)) == []


def test_of_addresses_that_turned_out_dead_in_a_time_all_are_told_however_long_ago_they_asked(store):
    for number in range(3):
        save(store, worsen(asking(f"Newer{number}"), Standing.BOUNCED, NOW - 3 * DAY))
    late = save(store, worsen(asking("Zoe", age=21 * DAY), Standing.BOUNCED, NOW - HOUR))

    assert ids(store.lists.bounced(NOW - DAY, NOW, 1)) == [late.id]


def test_an_address_that_complained_is_not_a_dead_one(store):
    save(store, worsen(asking(), Standing.COMPLAINED, NOW))

    assert ids(store.lists.bounced(NOW - DAY, NOW, 9)) == []


@pytest.mark.parametrize("page", ["x", "/", "x/", "/x"])
def test_a_page_that_none_of_ours_leads_to_is_the_first(store, three, page):
    assert len(store.lists.newest(Wanted(), 9, page).listed) == 3


def test_enquiries_are_counted_by_week_and_where_they_came_from(store):
    save(store, asking(touch=Touch(gclid="x")))
    save(store, set_outcome(asking("Bilal", touch=Touch(gclid="x")), "e1", Outcome.BOOKED, NOW))

    [counts] = store.lists.counts("2026-W10", "2026-W10")
    assert counts.cell == Cell("2026-W10", "knots", "google", "", "")
    assert counts.stages == {Stage.ENQUIRED: 2, Stage.CALLED: 1, Stage.BOOKED: 1}


@pytest.mark.parametrize(
    ("first", "last", "weeks"),
    [
        ("2026-W08", "2026-W10", ["2026-W08", "2026-W09", "2026-W10"]),
        ("2026-W09", "2026-W09", ["2026-W09"]),
        ("2025-W01", "2025-W52", []),
    ],
)
def test_weeks_are_counted_from_the_first_to_the_last(store, first, last, weeks):
    for n in range(3):
        save(store, asking(f"Person{n}", age=n * 7 * DAY))

    assert sorted(counts.cell.week for counts in store.lists.counts(first, last)) == weeks


def test_what_is_erased_stays_counted(store):
    save(store, erase(save(store, asking()), NOW))

    assert [counts.stages for counts in store.lists.counts("2026-W10", "2026-W10")] == [{Stage.ENQUIRED: 1}]


def test_a_save_keeps_the_lists_in_its_own_write(moto_store):
    saved = moto_store.save(asking(), views=views_of(asking(), RULES))

    assert [one.lead for one in moto_store.lists.to_call(LATER, 9).listed] == [saved]


def test_a_save_that_comes_too_late_changes_no_list_and_no_count(moto_store):
    saved = moto_store.save(asking(), views=views_of(asking(), RULES))
    moto_store.save(saved)
    late = set_outcome(saved, "e1", Outcome.BOOKED, NOW)
    with pytest.raises(Conflict):
        moto_store.save(late, views=views_of(late, RULES))

    assert len(moto_store.lists.to_call(LATER, 9).listed) == 1
    assert [counts.stages for counts in moto_store.lists.counts("2026-W10", "2026-W10")] == [{Stage.ENQUIRED: 1}]


@contextmanager
def leaving_out(client, times: int):
    """So many answers leave out all leads, as DynamoDB does when it is busy."""
    left = [None] * times

    def leave_out(params, **_: object) -> object:
        if not left:
            return None
        left.pop()
        return SimpleNamespace(status_code=200), {
            "Responses": {},
            "UnprocessedKeys": json.loads(params["body"])["RequestItems"],
        }

    client.meta.events.register("before-call.dynamodb.BatchGetItem", leave_out, unique_id="leaving-out")
    yield
    client.meta.events.unregister("before-call.dynamodb.BatchGetItem", unique_id="leaving-out")


def test_leads_that_are_left_out_are_asked_for_again(moto_store):
    save(moto_store, asking())
    with leaving_out(moto_store._client, 2):
        assert ids(moto_store.lists.to_call(LATER, 9)) == ["amina-4567"]


def test_leads_that_are_left_out_each_time_are_no_empty_list(moto_store):
    save(moto_store, asking())
    with leaving_out(moto_store._client, 9), pytest.raises(Unavailable):
        moto_store.lists.to_call(LATER, 9)


def test_nothing_happened_after_a_time_that_is_still_to_come(store):
    assert store.lists.after(f"{sortable(NOW + HOUR)} x", NOW, 9) == ()
