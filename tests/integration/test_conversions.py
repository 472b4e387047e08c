"""The files that Google Ads fetches: who gets them, what is in them, and that reading them changes nothing."""

import base64
from datetime import timedelta

import boto3
import pytest
from werkzeug.test import TestResponse

from chalicelib.entrypoints.conversions import USER
from chalicelib.leads.attribution import Touch
from chalicelib.leads.changes import erase, new_lead, set_outcome, undo_outcome
from chalicelib.leads.exports.conversions import CLICK_COUNTS, SETTLING
from chalicelib.leads.outcome import Outcome
from chalicelib.services import current
from chalicelib.settings import Settings
from tests.conftest import NOON
from tests.desk import Desk
from tests.leads import enquiry

GCLID = "EAIaIQobChMI-1_aBcDeFg"


def authorization(user: str = USER, password: str = "") -> str:
    credentials = f"{user}:{password or current().settings.conversions_password}"
    return "Basic " + base64.b64encode(credentials.encode()).decode()


def fetch(visitor, event: str = "booked") -> TestResponse:
    return visitor.get(f"/conversions/{event}.csv", Authorization=authorization())


@pytest.fixture
def booked(site):
    """A person who came by an ad, and whose booking was noted a moment ago."""
    lead = new_lead("lead-1", enquiry(at=NOON - timedelta(hours=1), touch=Touch(gclid=GCLID)))
    current().leads.save(set_outcome(lead, "e1", Outcome.BOOKED, NOON))
    return site


def change(*changes: object) -> None:
    for one in changes:
        current().leads.change(None, "lead-1", one)


@pytest.mark.usefixtures("booked")
def test_a_booking_is_not_told_before_it_has_settled(visitor):
    assert "\r\nEAI" not in fetch(visitor).text


def test_a_booking_that_has_settled_is_a_row(booked, visitor):
    booked.clock.move_to(NOON + SETTLING)
    _, row, _ = fetch(visitor).text.split("\r\n")

    assert row.startswith(f"{GCLID},Booked,2026-03-02 12:00:00+0500,,,")


def test_the_same_file_is_there_for_staff_to_upload_by_hand(booked, visitor):
    booked.clock.move_to(NOON + SETTLING)
    by_hand = Desk(booked).come_in().get("/clinic/conversions/booked.csv")

    assert (by_hand.text, by_hand.mimetype) == (fetch(visitor).text, "text/csv")


@pytest.mark.usefixtures("booked")
def test_the_report_leads_to_the_files(booked):
    page = Desk(booked).come_in().get("/clinic/report").text

    assert "/clinic/conversions/booked.csv" in page and "/clinic/conversions/attended.csv" in page


def test_of_anything_else_there_is_no_file_for_staff(site):
    assert Desk(site).come_in().get("/clinic/conversions/called.csv").status_code == 404


def test_each_event_has_a_file_of_its_own(booked, visitor):
    booked.clock.move_to(NOON + SETTLING)

    assert len(fetch(visitor, "attended").text.splitlines()) == 1


def test_what_google_has_read_stays_as_it_was_when_the_clinic_takes_it_back(booked, visitor):
    booked.clock.move_to(NOON + SETTLING)
    read = fetch(visitor).text
    change(lambda lead: undo_outcome(lead, "e1", NOON, NOON + SETTLING))

    assert fetch(visitor).text == read


def test_a_booking_that_is_taken_back_in_time_is_never_told(booked, visitor):
    change(lambda lead: undo_outcome(lead, "e1", NOON, NOON + timedelta(minutes=5)))
    booked.clock.move_to(NOON + SETTLING)

    assert len(fetch(visitor).text.splitlines()) == 1


def test_a_click_that_google_has_forgotten_is_told_no_more(booked, visitor):
    booked.clock.move_to(NOON - timedelta(hours=1) + CLICK_COUNTS)

    assert len(fetch(visitor).text.splitlines()) == 1


def test_of_a_person_who_was_erased_nothing_is_told(booked, visitor):
    booked.clock.move_to(NOON + SETTLING)
    change(lambda lead: erase(lead, NOON + SETTLING))

    assert len(fetch(visitor).text.splitlines()) == 1


def test_it_comes_as_csv_that_no_cache_keeps(booked, visitor):
    headers = fetch(visitor).headers

    assert (headers["Content-Type"], headers["Cache-Control"]) == ("text/csv; charset=utf-8", "no-store")


def test_reading_it_changes_nothing(booked, visitor):
    booked.clock.move_to(NOON + SETTLING)
    before = items(booked)
    fetch(visitor)
    visitor.get("/conversions/booked.csv", Authorization=authorization(password="x"))

    assert items(booked) == before


@pytest.mark.parametrize(
    "header",
    [
        "",
        "Basic",
        "Basic !!",
        "Basic é",
        "Bearer x",
        authorization(password="x" * 40),
        authorization("somebody-else", "a password for one machine, not a secret"),
        "Basic " + base64.b64encode(b"a password for one machine, not a secret").decode(),
    ],
)
@pytest.mark.usefixtures("booked")
def test_who_does_not_have_the_name_and_the_password_is_asked_for_them(visitor, header):
    answer = visitor.get("/conversions/booked.csv", Authorization=header)

    assert (answer.status_code, answer.text) == (401, "")
    assert answer.headers["WWW-Authenticate"].startswith("Basic ")


@pytest.mark.parametrize("name", ["called.csv", "booked", "booked.csv.csv", "x"])
@pytest.mark.usefixtures("site")
def test_there_is_no_file_of_anything_else(visitor, name):
    assert visitor.get(f"/conversions/{name}", Authorization=authorization()).status_code == 404


@pytest.mark.usefixtures("site")
def test_where_google_is_told_nothing_there_is_no_such_page(visitor, monkeypatch):
    monkeypatch.setattr(current(), "settings", Settings({**current().settings.given, "CONVERSIONS_PASSWORD": ""}))

    assert visitor.get("/conversions/booked.csv", Authorization="Basic x").status_code == 404


def items(site) -> list[str]:
    found = boto3.client("dynamodb").scan(TableName=site.cloud.environment["LEADS_TABLE"])["Items"]
    return sorted(map(repr, found))
