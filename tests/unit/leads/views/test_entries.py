from dataclasses import replace
from datetime import timedelta

import pytest

from chalicelib.leads.attribution import Touch
from chalicelib.leads.changes import erase, set_outcome, undo_outcome, unsubscribe
from chalicelib.leads.enquiry import Contact, Suspicion
from chalicelib.leads.outcome import Outcome, OutcomeMark
from chalicelib.leads.quarantine import held
from chalicelib.leads.views.entries import MOST_TERMS, entries_of
from chalicelib.leads.views.entry import Facts, View, sortable
from tests.clinic import templates
from tests.leads import NOW, asked_at, enquiry, lead

HOURS = templates().rules.hours
HOUR = timedelta(hours=1)


def entries(of, view: View):
    return sorted((one for one in entries_of(of, HOURS) if one.view is view), key=lambda one: one.key)


def keys(of, view: View) -> list[str]:
    return [one.key for one in entries(of, view)]


def named(name: str, email: str = "someone@example.com", **changes: object):
    return lead(enquiries=(enquiry(contact=Contact(name, email, "+923001234567"), **changes),))


def test_a_new_enquiry_is_to_be_called_from_when_the_clinic_is_open():
    assert keys(lead(), View.CALLS) == [f"{sortable(HOURS.next_open(NOW))} {sortable(NOW)}"]


def test_who_was_called_is_on_no_list_of_calls():
    assert keys(set_outcome(lead(), "e1", Outcome.CALLED, NOW), View.CALLS) == []


def test_who_was_called_by_a_slip_of_the_thumb_is_to_be_called_again():
    slipped = undo_outcome(set_outcome(lead(), "e1", Outcome.CALLED, NOW), "e1", NOW, NOW)

    assert len(keys(slipped, View.CALLS)) == 1


def test_the_place_of_a_call_stays_the_same_when_it_is_put_off():
    [first], [later] = (
        entries(lead(), View.CALLS),
        entries(set_outcome(lead(), "e1", Outcome.NO_ANSWER, NOW + HOUR), View.CALLS),
    )

    assert (first.slot, first.key < later.key) == (later.slot, True)


def booked(for_at=NOW + HOUR):
    return set_outcome(lead(), "e1", Outcome.BOOKED, NOW, for_at=for_at)


def test_a_visit_is_listed_at_its_time():
    assert keys(booked(), View.VISITS) == [sortable(NOW + HOUR)]


def test_a_visit_whose_time_nobody_noted_is_not():
    assert keys(booked(for_at=None), View.VISITS) == []


@pytest.mark.parametrize("outcome", [Outcome.ATTENDED, Outcome.NO_SHOW, Outcome.CANCELLED])
def test_nor_is_one_of_which_somebody_has_said_what_came_of_it(outcome):
    assert keys(set_outcome(booked(), "e1", outcome, NOW + 2 * HOUR), View.VISITS) == []


def test_who_does_not_answer_a_call_about_their_visit_still_has_it():
    assert len(keys(set_outcome(booked(), "e1", Outcome.NO_ANSWER, NOW + HOUR), View.VISITS)) == 1


@pytest.mark.parametrize("outcome", [Outcome.BOOKED, Outcome.ATTENDED])
def test_who_wrote_again_and_has_another_visit_since_has_that_one(outcome):
    again = asked_at(3 * HOUR, 2 * HOUR)
    [first, second] = again.enquiries
    moved = set_outcome(again, first.id, Outcome.BOOKED, NOW, for_at=NOW + HOUR)
    moved = set_outcome(moved, second.id, outcome, NOW + HOUR, for_at=NOW + 2 * HOUR)

    assert [one.slot for one in entries(moved, View.VISITS)] == [second.id] * (outcome is Outcome.BOOKED)


def test_each_enquiry_is_in_the_list_of_all_at_its_time():
    assert keys(asked_at(3 * HOUR, HOUR), View.ENQUIRIES) == [sortable(NOW - 3 * HOUR), sortable(NOW - HOUR)]


def test_an_enquiry_is_listed_with_what_lists_are_narrowed_down_by():
    told = lead(
        enquiries=(enquiry(touch=Touch(utm_source="Meta")),),
        outcomes=(OutcomeMark("e1", Outcome.BOOKED, NOW, by="sana@clinic.example"),),
    )

    [listed] = entries(unsubscribe(told, NOW), View.ENQUIRIES)
    assert listed.facts == Facts("e1", "knots", "meta", "", "booked", "unsubscribed", "sana@clinic.example")


@pytest.mark.parametrize(
    ("name", "email", "words"),
    [
        ("Amina Khan", "ak1990@example.com", ["ak1990", "amina", "khan"]),
        ("Amina Khan", "amina.khan@example.com", ["amina", "khan"]),
        ("آمنہ خان", "amina@example.com", ["amina", "امنہ", "خان"]),
    ],
)
def test_a_person_is_found_by_the_words_of_their_name_and_of_their_address(name, email, words):
    assert keys(named(name, email), View.WORDS) == sorted(words)


def test_a_person_is_found_by_their_phone_from_its_end():
    assert keys(named("Amina"), View.PHONES) == ["765432100329"]


def test_an_extension_is_no_part_of_the_phone_that_is_searched():
    extended = Contact("Amina", "amina@example.com", "+922135890123;ext=204")

    assert keys(lead(enquiries=(enquiry(contact=extended),)), View.PHONES) == ["321098531229"]


def test_all_that_a_search_may_ask_of_a_person_stands_in_each_of_their_terms():
    found = [*entries(named("Amina Khan"), View.WORDS), *entries(named("Amina Khan"), View.PHONES)]

    assert {one.facts.text for one in found} == {" amina khan someone 765432100329"}


def test_each_of_a_couple_is_found():
    wife = Contact("Amina", "us@example.com", "+923001234567")
    husband = Contact("Bilal", "us@example.com", "+923331234567")
    couple = lead(enquiries=(enquiry("e1", contact=wife), enquiry("e2", contact=husband)))

    assert keys(couple, View.WORDS) == ["amina", "bilal", "us"]
    assert keys(couple, View.PHONES) == ["765432100329", "765432133329"]


def test_the_terms_of_a_lead_are_bounded_and_the_latest_are_kept():
    people = [Contact(" ".join(f"name{n}x{m}" for m in range(9)), "a@example.com", "+923001234567") for n in range(9)]
    crowd = lead(enquiries=tuple(enquiry(f"e{n}", NOW + n * HOUR, contact=one) for n, one in enumerate(people)))

    assert len([*entries(crowd, View.WORDS), *entries(crowd, View.PHONES)]) == MOST_TERMS
    assert "name8x0" in keys(crowd, View.WORDS)


def test_who_was_erased_is_in_no_list():
    assert entries_of(erase(lead(), NOW), HOURS) == frozenset()


def test_who_is_in_quarantine_is_in_no_list():
    assert entries_of(held("lead-1", enquiry(), Suspicion.TRAP), HOURS) == frozenset()


def test_two_enquiries_at_one_moment_have_two_places():
    twins = replace(lead(), enquiries=(enquiry("e1"), enquiry("e2")))

    assert len(entries(twins, View.ENQUIRIES)) == 2
