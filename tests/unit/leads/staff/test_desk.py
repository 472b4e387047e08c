"""What the front desk changes of a person, and what follows from it."""

from dataclasses import replace
from datetime import timedelta

import pytest

from chalicelib.leads.acts import LONGEST_NOTE, MOST_ACTS, ActKind
from chalicelib.leads.attempt import Attempt, Delivery, EmailId, EmailKind, Result, follow_up_id
from chalicelib.leads.caps import Caps
from chalicelib.leads.changes import enquire, erase, set_outcome
from chalicelib.leads.lead import Lead, Standing
from chalicelib.leads.mailing.sending import claim, record_event, settle
from chalicelib.leads.outcome import Outcome
from chalicelib.leads.owed.calls import call_at
from chalicelib.leads.owed.plan import next_email
from chalicelib.leads.owed.retention import let_go
from chalicelib.leads.staff import desk
from chalicelib.leads.staff.timeline import timeline
from tests.clinic import CAMPAIGN, templates
from tests.leads import GUIDE, NOW, enquiry, event, lead

RULES = templates().rules
LATER = NOW + timedelta(days=1)
ZARA = "Dr. Zara"


def sent(reader: Lead, email_id: EmailId, delivery: Delivery = Delivery.DELIVERED) -> Lead:
    attempt_id = f"a-{email_id.kind}-{len(reader.attempts)}"
    mailed = settle(claim(reader, Attempt(attempt_id, email_id, NOW, NOW)), attempt_id, Result.SENT, attempt_id)
    return record_event(mailed, event(delivery=delivery, attempt_id=attempt_id, message_id=attempt_id))


@pytest.fixture
def told() -> Lead:
    """Somebody the clinic knows of, and who has the guide."""
    return sent(sent(lead(), EmailId(EmailKind.ALERT, "e1")), GUIDE)


def planned(reader: Lead) -> EmailId | None:
    # Who was called is reminded of no more.
    called = set_outcome(reader, "e1", Outcome.CALLED, NOW)
    email = next_email(called, RULES, LATER)
    return email.email_id if email else None


FIRST = follow_up_id(CAMPAIGN, "session")


def test_the_next_email_is_a_follow_up(told):
    assert planned(told) == FIRST


def test_who_is_paused_gets_no_follow_ups(told):
    assert planned(desk.pause(told, NOW, ZARA)) is None


def test_who_was_paused_goes_on_where_they_were(told):
    assert planned(desk.resume(desk.pause(told, NOW, ZARA), LATER, ZARA)) == FIRST


def test_who_is_paused_still_gets_the_guide():
    reader = sent(lead(), EmailId(EmailKind.ALERT, "e1"))

    assert planned(desk.pause(reader, NOW, ZARA)) == GUIDE


def test_who_is_blocked_gets_no_guide_and_no_follow_ups(told):
    asking = sent(lead(), EmailId(EmailKind.ALERT, "e1"))

    assert (planned(desk.block(told, NOW, ZARA)), planned(desk.block(asking, NOW, ZARA))) == (None, None)


def test_what_somebody_blocked_writes_still_reaches_the_clinic():
    assert planned(desk.block(lead(), NOW, ZARA)) == EmailId(EmailKind.ALERT, "e1")


def test_nobody_has_to_call_who_is_blocked():
    reader = lead()

    assert call_at(reader, reader.enquiries[0], RULES.hours) is not None
    assert call_at(desk.block(reader, NOW, ZARA), reader.enquiries[0], RULES.hours) is None


FORGETTING = {"erased": lambda one: erase(one, NOW), "let go": lambda one: let_go(one, NOW + timedelta(days=999))}


@pytest.mark.parametrize("forget", FORGETTING.values(), ids=FORGETTING)
def test_who_was_blocked_and_forgotten_gets_nothing_by_the_next_form_either(told, forget):
    back = enquire(forget(desk.block(told, NOW, ZARA)), enquiry("e2"), Caps())

    assert (back.may_get_guide, back.may_get_follow_ups) == (False, False)


@pytest.mark.parametrize("forget", FORGETTING.values(), ids=FORGETTING)
def test_of_who_was_unblocked_and_forgotten_no_act_is_left(told, forget):
    assert forget(desk.unblock(desk.block(told, NOW, ZARA), LATER, ZARA)).acts == ()


def test_of_who_was_blocked_and_forgotten_no_note_is_left(told):
    noted = desk.note(desk.block(told, NOW, ZARA), "Rude on the phone", LATER, ZARA)

    assert [act.kind for act in erase(noted, NOW).acts] == [ActKind.BLOCKED]


def test_who_is_unblocked_is_as_before(told):
    assert planned(desk.unblock(desk.block(told, NOW, ZARA), LATER, ZARA)) == FIRST


@pytest.mark.parametrize("change", [desk.pause, desk.block])
def test_the_same_button_twice_is_one_act(change):
    once = change(lead(), NOW, ZARA)

    assert change(once, LATER, ZARA) == once


@pytest.mark.parametrize("change", [desk.resume, desk.unblock])
def test_nothing_is_undone_that_was_not_done(change):
    assert change(lead(), NOW, ZARA) == lead()


def test_each_act_says_who_did_it_and_when():
    [act] = desk.pause(lead(), NOW, ZARA).acts

    assert (act.kind, act.at, act.by) == (ActKind.PAUSED, NOW, ZARA)


def test_a_guide_that_was_delivered_can_be_sent_again(told):
    assert planned(desk.send_guide_again(told, "e1", LATER, ZARA)) == GUIDE


def test_a_guide_sent_again_is_sent_once(told):
    again = desk.send_guide_again(told, "e1", NOW, ZARA)

    assert planned(sent(again, GUIDE)) == FIRST


@pytest.mark.parametrize("result", [Result.FAILED, Result.IN_DOUBT, Result.TOO_HEAVY])
def test_a_guide_that_was_given_up_can_be_sent_again(result):
    reader = sent(lead(), EmailId(EmailKind.ALERT, "e1"))
    for number in range(2):
        reader = settle(claim(reader, Attempt(f"g{number}", GUIDE, NOW, NOW)), f"g{number}", result)
    assert planned(reader) != GUIDE

    assert planned(desk.send_guide_again(reader, "e1", LATER, ZARA)) == GUIDE


def test_who_asked_a_question_alone_can_be_sent_the_guide():
    asked = replace(lead(), enquiries=(enquiry(guide=False),))
    reader = sent(asked, EmailId(EmailKind.ALERT, "e1"))

    assert planned(desk.send_guide_again(reader, "e1", LATER, ZARA)) == GUIDE


def test_a_guide_that_is_on_its_way_is_not_sent_twice():
    assert desk.send_guide_again(lead(), "e1", LATER, ZARA) == lead()


@pytest.mark.parametrize("standing", [Standing.BOUNCED, Standing.COMPLAINED])
def test_nothing_is_sent_again_to_an_address_that_takes_no_mail(told, standing):
    gone = replace(told, standing=standing, standing_since=NOW)

    assert desk.send_guide_again(gone, "e1", LATER, ZARA) == gone


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("  Comes by bus.  ", "Comes by bus."),
        ("One\r\ntwo", "One\ntwo"),
        ("گھٹنا", "گھٹنا"),
        ("a\x00b", "a\ufffdb"),
        ("x" * 600, "x" * LONGEST_NOTE),
    ],
)
def test_a_note_is_kept_as_it_was_meant(typed, kept):
    assert desk.note(lead(), typed, NOW, ZARA).acts[0].text == kept


@pytest.mark.parametrize("typed", ["", "  \n"])
def test_an_empty_note_is_none(typed):
    assert desk.note(lead(), typed, NOW, ZARA) == lead()


def test_a_note_sent_twice_is_one():
    once = desk.note(lead(), "Comes by bus.", NOW, ZARA)

    assert desk.note(once, "Comes by bus.", LATER, ZARA) == once


def test_of_very_many_notes_the_oldest_go_and_what_holds_stays():
    reader = desk.block(desk.pause(lead(), NOW, ZARA), NOW, ZARA)
    for number in range(MOST_ACTS + 20):
        reader = desk.note(reader, f"Note {number}", NOW + timedelta(minutes=number), ZARA)

    assert len(reader.acts) == MOST_ACTS
    assert (reader.is_paused, reader.is_blocked, reader.acts[-1].text) == (True, True, f"Note {MOST_ACTS + 19}")


def test_a_typed_enquiry_is_told_to_nobody_who_typed_it():
    typed = replace(lead(), enquiries=(enquiry(typed_by=ZARA),))

    assert planned(typed) == GUIDE


def test_the_life_of_a_lead_is_one_list_the_latest_first(told):
    reader = desk.note(desk.pause(told, NOW + timedelta(hours=1), ZARA), "Comes by bus.", LATER, ZARA)
    life = timeline(reader)

    assert [one.kind for one in life[:2]] == ["Act", "Act"]
    assert {one.kind for one in life} >= {"Enquiry", "EndedAttempt", "Act"}
    assert [one.at for one in life] == sorted((one.at for one in life), reverse=True)
