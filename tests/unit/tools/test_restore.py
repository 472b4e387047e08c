"""What is known of a person after a table was brought back from an earlier moment."""

from dataclasses import replace
from datetime import timedelta

import pytest

from chalicelib.leads.acts import MOST_ACTS, Act, ActKind
from chalicelib.leads.attempt import Attempt, Delivery, EmailId, EmailKind, Result, follow_up_id
from chalicelib.leads.changes import erase, opt_out, set_outcome, start, unsubscribe, worsen
from chalicelib.leads.enquiry import Purpose
from chalicelib.leads.lead import Standing
from chalicelib.leads.mailing.sending import claim, settle
from chalicelib.leads.outcome import Outcome
from chalicelib.leads.owed.plan import next_email
from chalicelib.leads.own_page import ask_for_own_data, slow_down, speak
from chalicelib.leads.staff.desk import block, note, pause, resume, unblock
from chalicelib.leads.written import Counted, Written
from tests.clinic import CAMPAIGN, templates
from tests.leads import FOLLOW_UPS, GUIDE, NOW, called, emailed, enquiry, lead
from tools.operate.restore import merged

DAY = timedelta(days=1)
LATER = NOW + 40 * DAY
ALERT = EmailId(EmailKind.ALERT, "e1")


def sent(one, email_id=GUIDE, attempt_id="a1"):
    return settle(claim(one, Attempt(attempt_id, email_id, NOW, NOW)), attempt_id, Result.SENT, f"ses-{attempt_id}")


def owed(one, kind: EmailKind):
    """What is owed of that kind, however much else is owed before it."""
    passed = set()
    while planned := next_email(one, templates().rules, LATER, without=passed):
        if planned.email_id.kind is kind:
            return planned.email_id
        passed.add(planned.email_id)
    return None


def test_a_lead_that_nothing_happened_to_stays_as_it_is():
    assert merged(emailed(Delivery.DELIVERED), emailed(Delivery.DELIVERED), LATER) == emailed(Delivery.DELIVERED)


def test_what_happened_since_stays():
    now = set_outcome(sent(sent(lead(), ALERT, "a0")), "e1", Outcome.NO_ANSWER, NOW + DAY)

    assert merged(lead(), now, LATER) == now


def test_what_was_lost_since_is_there_again():
    assert merged(lead(), replace(lead(), enquiries=(enquiry("e2", NOW + DAY),)), LATER).enquiries == (
        enquiry(),
        enquiry("e2", NOW + DAY),
    )


def test_an_email_that_went_since_does_not_go_again():
    now = called(sent(sent(lead(), ALERT, "a0")), ALERT, NOW)

    assert next_email(merged(lead(), now, LATER), templates().rules, LATER).email_id.kind is EmailKind.FOLLOW_UP


@pytest.mark.parametrize("standing", [Standing.UNSUBSCRIBED, Standing.BOUNCED, Standing.COMPLAINED])
def test_a_person_who_stopped_since_stays_stopped(standing):
    now = worsen(lead(), standing, NOW + DAY)

    assert merged(lead(), now, LATER).standing is standing


def test_a_person_who_had_stopped_by_then_is_stopped_though_that_was_lost():
    assert merged(unsubscribe(lead(), NOW + DAY), lead(), LATER).standing is Standing.UNSUBSCRIBED


def test_a_person_who_wanted_fewer_by_then_gets_fewer_though_that_was_lost():
    assert merged(slow_down(lead(), NOW + DAY), lead(), LATER).weekly_since == NOW + DAY


@pytest.mark.parametrize(
    ("then", "now"),
    [(speak(lead(), "ur", NOW + DAY), lead()), (lead(), speak(lead(), "ur", NOW + DAY))],
    ids=["lost since", "chosen since"],
)
def test_a_language_that_was_chosen_is_kept(then, now):
    assert merged(then, now, LATER).language == "ur"


def test_of_two_languages_that_were_chosen_the_latter_is_kept():
    once = speak(lead(), "ur", NOW + DAY)

    assert merged(once, speak(once, "en", NOW + 2 * DAY), LATER).language == "en"


def test_a_link_to_what_is_kept_that_was_asked_for_by_then_does_not_go_again():
    then = ask_for_own_data(lead(), NOW + DAY)

    assert merged(then, None, NOW + DAY).own_data_asked_at is None
    assert merged(then, lead(), NOW + DAY).own_data_asked_at is None


def test_a_person_who_has_started_again_since_is_not_stopped():
    once_confirmed = replace(FOLLOW_UPS, purpose=Purpose.FOLLOW_UPS_ONCE_CONFIRMED, at=NOW + 2 * DAY)
    stopped = unsubscribe(lead(), NOW + DAY)
    now = start(replace(stopped, consents=(*stopped.consents, once_confirmed)), CAMPAIGN, NOW + 3 * DAY)

    assert merged(stopped, now, LATER).standing is Standing.ACTIVE


def test_a_person_who_was_erased_since_stays_erased():
    tombstone = erase(lead(), NOW + DAY)

    assert merged(lead(), tombstone, LATER) == tombstone


def test_what_the_front_desk_has_said_since_counts():
    then = set_outcome(lead(), "e1", Outcome.NO_ANSWER, NOW)
    now = set_outcome(then, "e1", Outcome.BOOKED, NOW + DAY)

    assert merged(then, now, LATER).outcome is Outcome.BOOKED


def test_a_person_who_was_blocked_by_then_is_blocked_though_that_was_lost():
    assert merged(block(lead(), NOW, "zara"), lead(), LATER).is_blocked


def test_a_person_who_was_let_back_in_since_is_not_blocked():
    blocked = block(lead(), NOW, "zara")

    assert not merged(blocked, unblock(blocked, NOW + DAY, "zara"), LATER).is_blocked


def test_what_the_front_desk_did_is_kept_in_the_order_of_time():
    then = resume(pause(lead(), NOW + DAY, "zara"), NOW + 3 * DAY, "zara")
    now = note(lead(), "Has a dog", NOW + 2 * DAY, "ali")

    assert [one.kind for one in merged(then, now, LATER).acts] == [ActKind.PAUSED, ActKind.NOTED, ActKind.RESUMED]


def test_what_the_front_desk_did_is_kept_once():
    then = note(lead(), "Has a dog", NOW, "ali")

    assert merged(then, pause(then, NOW + DAY, "ali"), LATER) == pause(then, NOW + DAY, "ali")


def test_no_more_is_kept_of_what_the_front_desk_did_than_fits_into_an_item():
    then, now = (
        replace(lead(), acts=tuple(Act(ActKind.NOTED, start + one * DAY, "ali", "Called") for one in range(50)))
        for start in (NOW, LATER)
    )

    assert len(merged(then, now, LATER).acts) <= MOST_ACTS


class TestAPersonOfWhomNothingIsKnownAnyMore:
    def test_is_there_again(self):
        assert merged(lead(revision=7), None, LATER).enquiries[0].contact == lead().contact

    def test_is_saved_as_a_new_item(self):
        assert merged(lead(revision=7), None, LATER).revision == 0

    def test_gets_no_follow_ups_for_they_may_have_stopped_them_since(self):
        assert owed(merged(lead(), None, LATER), EmailKind.FOLLOW_UP) is None

    def test_gets_no_guide_that_was_still_to_go_for_it_has_gone_since(self):
        assert owed(merged(lead(), None, LATER), EmailKind.GUIDE) is None

    def test_gets_no_aftercare_for_it_may_have_gone_since(self):
        booked = set_outcome(lead(), "e1", Outcome.BOOKED, LATER - DAY)

        assert owed(booked, EmailKind.AFTERCARE)
        assert owed(merged(booked, None, LATER), EmailKind.AFTERCARE) is None

    def test_keeps_a_guide_that_had_gone(self):
        assert merged(sent(lead()), None, LATER).enquiries[0].guide

    def test_is_told_to_the_clinic_if_that_was_still_to_be_done(self):
        assert owed(merged(lead(), None, LATER), EmailKind.ALERT) == ALERT

    def test_gets_no_email_again_that_was_being_sent(self):
        sending = claim(lead(), Attempt("a1", follow_up_id(CAMPAIGN, "session"), NOW, NOW))

        assert merged(sending, None, LATER).open_attempt is None


def test_an_enquiry_that_was_forgotten_since_is_counted_as_it_was_when_it_comes_back():
    then = lead(written=Written(("one",), (Counted("e1", "counter", ("enquired",)),)))
    current = lead(enquiries=(enquiry("e2", NOW + DAY),), written=Written(("two",), ()))

    assert merged(then, current, LATER).written == Written(("two",), then.written.counted)


def test_who_comes_back_is_counted_as_before_and_in_no_list_yet():
    then = lead(written=Written(("one",), (Counted("e1", "counter", ("enquired",)),)))

    assert merged(then, None, LATER).written == Written((), then.written.counted)


def test_a_campaign_that_was_stopped_alone_stays_stopped():
    assert merged(opt_out(lead(), CAMPAIGN, NOW + DAY), lead(), LATER).follow_ups_agreed_at == {}
