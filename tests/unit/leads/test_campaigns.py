"""A person in two campaigns is one lead: each campaign keeps its course, and the person is written to at one pace."""

from dataclasses import replace
from datetime import timedelta
from itertools import pairwise

import pytest

from chalicelib.leads.attempt import Attempt, EmailKind, Result, follow_up_id
from chalicelib.leads.caps import Caps
from chalicelib.leads.changes import enquire, opt_out, start, unsubscribe
from chalicelib.leads.enquiry import Consent, Enquiry, Purpose
from chalicelib.leads.lead import Lead
from chalicelib.leads.mailing.sending import claim, settle
from chalicelib.leads.owed.plan import next_email
from chalicelib.leads.owed.sequence import Step
from tests.clinic import CAMPAIGN
from tests.unit.leads.owed.test_plan import DAY, NOON, SEQUENCE, attempted, enquiry, live_through, served

RULES = replace(
    SEQUENCE,
    sequences={**SEQUENCE.sequences, "backs": (Step("day2", 2 * DAY), Step("day3", 3 * DAY))},
)


def of_backs(enquiry_id: str = "e2", at=NOON, language: str = "ur") -> Enquiry:
    consents = (Consent(Purpose.FOLLOW_UPS, "backs", "Yes", at),)
    return replace(enquiry(enquiry_id, at), campaign="backs", language=language, consents=consents)


def in_both(at=NOON) -> Lead:
    """Agreed to the first campaign at noon, and to the other one later, alerts and guides all sent."""
    lead = enquire(served(), of_backs(at=at), Caps())
    return attempted(attempted(lead, EmailKind.ALERT, "e2", at), EmailKind.GUIDE, "e2", at)


def sent(lead: Lead, now=NOON, rules=RULES) -> list[tuple[str, object]]:
    return [(email_id.reference, at) for email_id, at in live_through(lead, rules, now)]


def test_each_campaign_counts_from_the_day_it_was_agreed_to():
    lead = in_both(NOON + 10 * DAY)

    assert lead.follow_ups_agreed_at == {CAMPAIGN: NOON, "backs": NOON + 10 * DAY}


def test_two_follow_ups_of_one_day_keep_the_least_gap():
    times = [at for _, at in sent(in_both())]

    assert all(later - earlier >= RULES.minimum_gap for earlier, later in pairwise(times))


def test_every_step_of_both_campaigns_is_sent_once():
    steps = [f"{CAMPAIGN}/{day}" for day in ("day2", "day5", "day9")] + ["backs/day2", "backs/day3"]

    assert sorted(step for step, _ in sent(in_both())) == sorted(steps)


def test_of_two_that_are_due_the_one_of_the_latest_enquiry_goes_first():
    lead = in_both(NOON + timedelta(hours=1))
    planned = next_email(lead, RULES, NOON + 4 * DAY)

    assert planned and planned.email_id == follow_up_id("backs", "day2")


def test_asking_again_for_the_first_campaign_puts_it_first():
    lead = enquire(in_both(NOON + timedelta(hours=1)), enquiry("e3", NOON + DAY), Caps())
    for kind in (EmailKind.ALERT, EmailKind.GUIDE):
        lead = attempted(lead, kind, "e3", NOON + DAY)
    planned = next_email(lead, RULES, NOON + 4 * DAY)

    assert planned and planned.email_id == follow_up_id(CAMPAIGN, "day2")


def test_the_course_of_one_campaign_is_not_taken_for_that_of_another():
    at = NOON + 2 * DAY
    lead = claim(in_both(), Attempt("a", follow_up_id("backs", "day2"), at, at))
    lead = settle(lead, "a", Result.SENT)

    assert f"{CAMPAIGN}/day2" in [step for step, _ in sent(lead, at)]


def test_one_unsubscribe_stops_both():
    assert sent(unsubscribe(in_both(), NOON)) == []


LATER = NOON + timedelta(hours=1)


def test_opting_out_of_one_stops_it_and_leaves_the_other():
    assert {step.partition("/")[0] for step, _ in sent(opt_out(in_both(), CAMPAIGN, NOON))} == {"backs"}


def test_opting_out_of_both_stops_both():
    assert sent(opt_out(opt_out(in_both(), CAMPAIGN, NOON), "backs", NOON)) == []


@pytest.mark.parametrize("campaign", [CAMPAIGN, "legs"])
def test_opting_out_of_what_does_not_come_changes_nothing(campaign: str):
    out = opt_out(in_both(), CAMPAIGN, NOON)

    assert opt_out(out, campaign, LATER) == out


def test_opting_out_takes_no_guide_away():
    lead = opt_out(enquire(served(), of_backs(), Caps()), "backs", NOON)

    assert [email_id.kind for email_id, _ in live_through(lead, RULES, NOON)][:2] == [EmailKind.ALERT, EmailKind.GUIDE]


def ticked_again() -> Lead:
    """Opted out of the other campaign, and its form came again with the box ticked."""
    return enquire(opt_out(in_both(), "backs", LATER), of_backs("e3", NOON + 2 * DAY), Caps())


def test_the_box_alone_starts_nothing_again_for_who_opted_out():
    assert "backs" not in ticked_again().follow_ups_agreed_at
    assert ticked_again().awaits_confirmation("backs")


def test_the_button_in_their_inbox_starts_it_again():
    started = start(ticked_again(), "backs", NOON + 3 * DAY)

    assert started.follow_ups_agreed_at.keys() == {CAMPAIGN, "backs"}
    assert started.opt_outs == ()


def test_the_button_of_an_email_from_before_starts_nothing():
    lead = opt_out(start(ticked_again(), "backs", NOON + 3 * DAY), "backs", NOON + 4 * DAY)

    assert lead.awaits_confirmation("backs") is None
    assert start(lead, "backs", NOON + 5 * DAY) == lead


def test_who_unsubscribed_of_all_and_opted_out_starts_one_with_one_button():
    lead = enquire(unsubscribe(opt_out(in_both(), "backs", LATER), LATER), of_backs("e3", NOON + 2 * DAY), Caps())

    assert start(lead, "backs", NOON + 3 * DAY).follow_ups_agreed_at.keys() == {"backs"}


def test_a_campaign_that_is_gone_owes_no_follow_up_and_the_other_goes_on():
    without_backs = replace(RULES, sequences=SEQUENCE.sequences)

    assert [step for step, _ in sent(in_both(), rules=without_backs)] == [
        f"{CAMPAIGN}/day2",
        f"{CAMPAIGN}/day5",
        f"{CAMPAIGN}/day9",
    ]


def test_a_campaign_that_is_gone_owes_no_guide_and_the_alert_all_the_same():
    lead = enquire(served(agreed=False), of_backs(), Caps())
    kinds = [email_id.kind for email_id, _ in live_through(lead, SEQUENCE, NOON)]

    assert kinds == [EmailKind.ALERT]


def test_a_campaign_speaks_the_language_of_the_latest_enquiry_in_it():
    lead = enquire(in_both(), of_backs("e3", NOON + DAY, language="en"), Caps())

    assert (lead.language_in("backs"), lead.language_in(CAMPAIGN)) == ("en", "en")


def test_an_enquiry_in_another_campaign_does_not_change_the_language_of_the_first():
    assert (in_both().language_in(CAMPAIGN), in_both().language_in("backs")) == ("en", "ur")


def test_a_campaign_without_an_enquiry_speaks_the_language_of_the_latest_of_all():
    assert in_both().language_in("legs") == "ur"


@pytest.mark.parametrize("campaign", [CAMPAIGN, "backs"])
def test_the_guide_of_each_campaign_may_come_on_one_day(campaign: str):
    assert [one.campaign for one in in_both().enquiries if one.guide].count(campaign) == 1
