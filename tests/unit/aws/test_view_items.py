"""What lists and counters hold after any changes, beside what a naive program makes of all leads."""

from collections import Counter
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from chalicelib.aws.view_items import COUNTER, ENTRY, MOST_CHANGES, changes_of, id_of
from chalicelib.leads.attribution import Touch
from chalicelib.leads.caps import ENQUIRIES_KEPT, Caps
from chalicelib.leads.changes import enquire, erase, set_outcome, undo_outcome, unknown, unsubscribe
from chalicelib.leads.enquiry import Contact
from chalicelib.leads.lead import Lead
from chalicelib.leads.outcome import MARKS, Outcome
from chalicelib.leads.views.tally import Cell
from chalicelib.leads.views.views import Views, views_of
from tests.clinic import templates
from tests.leads import NOW, enquiry, lead

RULES = templates().rules
HOUR = timedelta(hours=1)


class Table:
    """Items, and what the writes of a transaction do to them."""

    def __init__(self) -> None:
        self.items: dict[str, dict[str, Any]] = {}
        self.most_writes = 0

    def save(self, lead: Lead, views: Views | None = None) -> Lead:
        written, writes = changes_of(lead, views or views_of(lead, RULES), "leads")
        self.most_writes = max(self.most_writes, len(writes))
        touched = [self._write(write) for write in writes]
        assert len(touched) == len(set(touched)), "DynamoDB takes no transaction that writes an item twice"
        return replace(lead, written=written, revision=lead.revision + 1)

    def _write(self, write: dict[str, Any]) -> str:
        match write:
            case {"Put": {"Item": item}}:
                self.items[item["id"]["S"]] = {name: value["S"] for name, value in item.items()}
                return item["id"]["S"]
            case {"Delete": {"Key": {"id": {"S": item_id}}}}:
                del self.items[item_id]
                return item_id
            case {"Update": update}:
                return self._update(update)
        raise AssertionError(write)

    def _update(self, update: dict[str, Any]) -> str:
        item_id = update["Key"]["id"]["S"]
        item = self.items.setdefault(item_id, {})
        names, values = update["ExpressionAttributeNames"], update["ExpressionAttributeValues"]
        for placeholder, name in names.items():
            match values[f":{placeholder[1:]}"]:
                case {"N": number}:
                    item[name] = item.get(name, 0) + int(number)
                case {"S": text}:
                    item[name] = text
        return item_id

    def entries(self) -> set[tuple[str, str, str]]:
        """The lists: which lead stands where in which."""
        own = [item for item_id, item in self.items.items() if item_id.startswith(ENTRY)]
        return {(item["lead_id"], item["view"], item["key"]) for item in own}

    def numbers(self) -> Counter[tuple[Cell, str]]:
        found: Counter[tuple[Cell, str]] = Counter()
        for item_id, item in self.items.items():
            if item_id.startswith(COUNTER):
                cell = Cell(*(item[name] for name in ("week", "campaign", "source", "ad", "creative")))
                found += Counter({(cell, name): number for name, number in item.items() if isinstance(number, int)})
        return found


PEOPLE = [Contact("Amina Khan", "a@example.com", "+923001234567"), Contact("بلال", "a@example.com", "+923007654321")]
SOURCES = [Touch(utm_source="meta", utm_content="running"), Touch(gclid="x"), Touch()]

changes = st.one_of(
    st.tuples(st.just("enquire"), st.sampled_from(PEOPLE), st.sampled_from(SOURCES)),
    st.tuples(st.just("mark"), st.integers(0, 3), st.sampled_from(MARKS)),
    st.tuples(st.just("undo")),
    st.tuples(st.just("unsubscribe")),
    st.tuples(st.just("erase")),
)


def changed(lead: Lead, change: tuple[Any, ...], step: int) -> Lead:
    at = NOW + step * HOUR
    match change:
        case ("enquire", contact, touch):
            return enquire(lead, enquiry(f"e{step}", at, contact=contact, touch=touch), Caps())
        case ("mark", back, outcome) if len(lead.enquiries) > back:
            return set_outcome(lead, lead.enquiries[-1 - back].id, outcome, at)
        case ("undo",) if lead.outcomes and lead.outcomes[-1].undone_at is None:
            return undo_outcome(lead, lead.outcomes[-1].enquiry_id, lead.outcomes[-1].at, at)
        case ("unsubscribe",) if lead.enquiries:
            return unsubscribe(lead, at)
        case ("erase",):
            return erase(lead, at)
    return lead


@settings(max_examples=150, deadline=None)
@given(st.lists(st.tuples(st.sampled_from(["one", "other"]), changes), max_size=25))
def test_after_any_changes_lists_and_counters_hold_what_a_naive_count_of_all_leads_does(steps):
    table, leads = Table(), {name: unknown(name) for name in ("one", "other")}
    counted: dict[tuple[str, str], set[tuple[Cell, str]]] = {}
    for step, (name, change) in enumerate(steps):
        leads[name] = table.save(changed(leads[name], change, step))
        for one in leads[name].enquiries:
            # An enquiry that is forgotten stays counted as what it was last.
            counted[name, one.id] = set()
        for tally in views_of(leads[name], RULES).tallies:
            counted[name, tally.enquiry_id].add((tally.cell, tally.name))

    standing = [(one.id, entry) for one in leads.values() for entry in views_of(one, RULES).entries]
    assert table.entries() == {(lead_id, entry.view.value, entry.key) for lead_id, entry in standing}
    assert table.numbers() == Counter(one for names in counted.values() for one in names)


@pytest.fixture
def table() -> Table:
    return Table()


def test_a_save_that_changes_no_list_writes_nothing_beside_the_lead(table):
    saved = table.save(lead())

    assert changes_of(saved, views_of(saved, RULES), "leads") == (saved.written, [])


def test_an_outcome_moves_what_it_is_about_and_nothing_else(table):
    saved = table.save(lead())
    _, writes = changes_of(*with_views(set_outcome(saved, "e1", Outcome.BOOKED, NOW)), "leads")

    assert sorted(next(iter(write)) for write in writes) == ["Delete", "Delete", "Put", "Put", "Update"]


def with_views(one: Lead) -> tuple[Lead, Views]:
    return one, views_of(one, RULES)


def test_who_is_erased_leaves_nothing_but_numbers(table):
    before = table.save(lead())
    numbers = table.numbers()
    gone = table.save(erase(before, NOW))

    assert not table.entries()
    assert table.numbers() == numbers
    assert (gone.written.entries, gone.written.counted) == ((), ())


def test_an_enquiry_that_is_forgotten_stays_counted(table):
    known = lead()
    for number in range(ENQUIRIES_KEPT + 3):
        known = table.save(enquire(known, enquiry(f"more-{number}", NOW + number * HOUR), Caps()))
    known = table.save(replace(known, enquiries=known.enquiries[-1:]))

    assert sum(number for (_, name), number in table.numbers().items() if name == "enquired") == ENQUIRIES_KEPT + 4


def test_spam_is_taken_out_of_the_count(table):
    table.save(set_outcome(table.save(lead()), "e1", Outcome.SPAM, NOW))

    assert not +table.numbers()


def test_a_counter_tells_no_person(table):
    table.save(lead())
    [counter] = [item for item_id, item in table.items.items() if item_id.startswith(COUNTER)]

    assert "lead-1" not in str(counter)


def test_a_crowd_of_changes_is_written_over_several_saves(table):
    crowd = lead(enquiries=tuple(enquiry(f"e{number}", NOW + number * HOUR) for number in range(200)))
    for _ in range(9):
        crowd = table.save(crowd)

    assert table.most_writes == MOST_CHANGES
    assert len(table.entries()) == len({(one.view, one.key) for one in views_of(crowd, RULES).entries})


def test_the_id_of_an_entry_names_nobody(table):
    table.save(lead())

    assert not any("amina" in item_id or "7654" in item_id for item_id in table.items)


def test_the_id_of_an_entry_is_that_of_its_place():
    assert id_of("lead-1", "place.text") == id_of("lead-1", "place.another text")
