"""What the clinic's own system is told, and how it knows that we said so."""

import base64
import hashlib
import hmac
import json
from datetime import timedelta

from chalicelib.leads.acts import Act, ActKind
from chalicelib.leads.changes import erase, set_outcome, undo_outcome
from chalicelib.leads.exports.happened import MOST, EventKind, happened
from chalicelib.leads.exports.webhook import body_of, headers_of, key_of, shown_key
from chalicelib.leads.outcome import Outcome
from chalicelib.leads.views.entries import events_of
from chalicelib.leads.views.entry import View
from chalicelib.leads.views.views import views_of
from tests.clinic import templates
from tests.leads import NOW, lead

HOUR = timedelta(hours=1)
KEY = key_of("a secret of ours", 1)
BOOKED = set_outcome(lead(), "e1", Outcome.BOOKED, NOW + HOUR, for_at=NOW + 9 * HOUR)


def kinds(of) -> list[EventKind]:
    return [one.kind for one in happened(of)]


def test_an_enquiry_an_outcome_and_that_it_was_a_slip_are_told_in_their_order():
    slipped = undo_outcome(BOOKED, "e1", NOW + HOUR, NOW + 2 * HOUR)

    assert kinds(slipped) == [EventKind.ENQUIRY, EventKind.OUTCOME, EventKind.TAKEN_BACK]


def test_who_was_let_in_from_quarantine_is_told_as_of_then():
    let_in = lead(acts=(Act(ActKind.LET_IN, NOW + HOUR, "Zara", enquiry_id="e1"),))

    assert happened(let_in)[0].at == NOW + HOUR


def test_of_a_long_story_the_latest_is_told():
    person = lead()
    for call in range(MOST + 5):
        person = set_outcome(person, "e1", Outcome.NO_ANSWER, NOW + call * HOUR)

    assert len(happened(person)) == MOST
    assert happened(person)[-1].at == NOW + (MOST + 4) * HOUR


def test_an_event_has_one_id_for_ever():
    assert [one.id for one in happened(BOOKED)] == [one.id for one in happened(undo_outcome(BOOKED, "e1", NOW, NOW))]


def test_of_who_is_erased_nothing_is_told():
    assert events_of(erase(BOOKED, NOW)) == frozenset()


def test_without_a_webhook_no_list_of_events_is_written():
    entries = views_of(BOOKED, templates().rules).entries

    assert View.EVENTS not in {entry.view for entry in entries}


def test_it_is_told_who_asked_and_what_came_of_it():
    told = json.loads(body_of(happened(BOOKED)[1], BOOKED, "https://guide.clinic.test"))

    assert (told["type"], told["data"]["outcome"]) == ("outcome", "booked")
    assert told["data"]["for_at"] == (NOW + 9 * HOUR).isoformat()
    assert told["data"]["email"] == BOOKED.contact.email
    assert told["data"]["site"] == "https://guide.clinic.test"


def test_the_signature_is_that_of_standard_webhooks():
    headers = headers_of("m1", b"{}", KEY, NOW)
    key = base64.b64decode(shown_key(KEY).removeprefix("whsec_"))
    signed = f"m1.{int(NOW.timestamp())}.{{}}".encode()

    assert headers["webhook-signature"] == "v1," + base64.b64encode(hmac.digest(key, signed, hashlib.sha256)).decode()


def test_another_number_is_another_key():
    assert key_of("a secret of ours", 2) != KEY
