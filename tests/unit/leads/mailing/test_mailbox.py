"""Which addresses arrive in the same mailbox, and what is counted for it."""

from dataclasses import replace
from datetime import timedelta

import pytest

from chalicelib.leads.attempt import EmailKind, Result
from chalicelib.leads.caps import LONGEST_CAP, Caps
from chalicelib.leads.changes import worsen
from chalicelib.leads.lead import Standing
from chalicelib.leads.mailing.mailbox import Mailbox, mailbox_of, turn_away
from chalicelib.leads.mailing.sending import claim, settle
from chalicelib.leads.staff.desk import send_guide_again
from chalicelib.leads.tries import MAX_DOUBTS
from tests.clinic import CAMPAIGN
from tests.leads import AMINA, NOW, attempt, enquiry, lead

DAY = timedelta(days=1)


@pytest.mark.parametrize(
    ("email", "mailbox"),
    [
        ("amina.khan@gmail.com", "aminakhan@gmail.com"),
        ("A.M.I.N.A+guide@gmail.com", "amina@gmail.com"),
        ("amina@googlemail.com", "amina@gmail.com"),
        ("amina+1@outlook.com", "amina@outlook.com"),
        ("amina.khan@outlook.com", "amina.khan@outlook.com"),
        ("amina+1@hotmail.co.uk", "amina@hotmail.co.uk"),
        ("amina+1@live.com", "amina@live.com"),
        ("amina@hotmail.com", "amina@hotmail.com"),
        ("amina+1@me.com", "amina@icloud.com"),
        ("amina@mac.com", "amina@icloud.com"),
        ("amina+1@fastmail.com", "amina@fastmail.com"),
        ("guide@amina.fastmail.com", "amina@fastmail.com"),
        ("amina_khan-1+x@pm.me", "aminakhan1@proton.me"),
        ("a.mina@protonmail.com", "amina@proton.me"),
        ("amina-guide@yahoo.com", "amina@yahoo.com"),
        ("amina-guide@yahoo.co.uk", "amina@yahoo.co.uk"),
        ("amina.khan@yahoo.com", "amina.khan@yahoo.com"),
        ("amina+1@example.com", "amina+1@example.com"),
        ("amina.khan@clinic.example", "amina.khan@clinic.example"),
        ("amina@gmail.com.example", "amina@gmail.com.example"),
        ("amina@notgmail.com", "amina@notgmail.com"),
        ("+amina@gmail.com", "+amina@gmail.com"),
    ],
)
def test_addresses_that_arrive_in_one_mailbox_have_one_spelling(email: str, mailbox: str):
    assert mailbox_of(email) == mailbox


@pytest.mark.parametrize(
    "email", ["amina@gmail.com", "guide@amina.fastmail.com", "a-b@pm.me", "a+@gmail.com", "...@gmail.com"]
)
def test_the_one_spelling_is_that_of_itself(email: str):
    assert mailbox_of(mailbox_of(email)) == mailbox_of(email)


def with_guides(*leads: str) -> Mailbox:
    """A mailbox after a guide to each of these leads."""
    mailbox = Mailbox("mailbox-1")
    for lead_id in leads:
        mailbox = mailbox.with_guide(lead(id=lead_id), enquiry(), Caps()) or mailbox
    return mailbox


def test_a_mailbox_gets_a_guide():
    assert with_guides("lead-1").guides


def test_a_mailbox_gets_no_second_guide_on_a_day_under_another_spelling():
    assert with_guides("lead-1").with_guide(lead(id="lead-2"), enquiry(), Caps()) is None


def test_a_mailbox_gets_the_guide_again_as_often_as_an_address_does():
    assert with_guides("lead-1").with_guide(lead(id="lead-2"), enquiry("e2", NOW + DAY), Caps()) is not None


def test_a_mailbox_gets_as_many_guides_a_month_as_an_address_does():
    mailbox = Mailbox("mailbox-1")
    given = [
        mailbox := mailbox.with_guide(lead(id=f"lead-{day}"), enquiry(at=NOW + day * DAY), Caps()) or mailbox
        for day in range(9)
    ]

    assert len(given[-1].guides) == Caps().guides_a_month


def test_an_attempt_that_is_made_again_counts_once():
    assert with_guides("lead-1").with_guide(lead(id="lead-1"), enquiry(), Caps()) == with_guides("lead-1")


def test_a_guide_that_was_lost_is_not_one_that_the_mailbox_got():
    refused = settle(claim(lead(), attempt()), "a1", Result.FAILED)

    assert with_guides("lead-1").with_guide(refused, enquiry("e2"), Caps()).guides[0].enquiry_id == "e2"


def test_a_guide_of_which_nobody_knows_whether_it_came_counts():
    in_doubt = lead()
    for number in range(MAX_DOUBTS[EmailKind.GUIDE]):
        in_doubt = settle(claim(in_doubt, attempt(attempt_id=f"a{number}")), f"a{number}", Result.IN_DOUBT)

    assert with_guides("lead-1").with_guide(in_doubt, enquiry("e2"), Caps()) is None


def test_a_guide_that_counts_no_more_is_forgotten():
    later = enquiry("e2", NOW + LONGEST_CAP)

    assert [one.at for one in with_guides("lead-1").with_guide(lead(id="lead-2"), later, Caps()).guides] == [later.at]


def test_a_guide_that_the_desk_sends_counts_from_then():
    asked = lead(enquiries=(enquiry("e0", guide=False),))
    mailbox = Mailbox("mailbox-1").with_guide(lead(id="lead-2"), enquiry(at=NOW + 2 * DAY), Caps())
    sent = send_guide_again(asked, "e0", NOW + 20 * DAY, "Dr. Zara")

    assert mailbox.with_guide(sent, sent.enquiry("e0"), Caps()).guides[-1].at == NOW + 20 * DAY


def test_a_guide_that_the_desk_sends_again_counts_once():
    sent = settle(claim(lead(), attempt()), "a1", Result.SENT)
    again = send_guide_again(sent, "e1", NOW + timedelta(hours=1), "Dr. Zara")

    assert with_guides("lead-1").with_guide(again, again.enquiry("e1"), Caps()) == with_guides("lead-1")


@pytest.mark.parametrize("standing", [Standing.BOUNCED, Standing.COMPLAINED])
def test_what_became_of_one_spelling_ends_guides_to_all(standing: Standing):
    mailbox = Mailbox("mailbox-1").with_standing_of(lead(standing=standing))

    assert mailbox.with_guide(lead(id="lead-2"), enquiry(), Caps()) is None


@pytest.mark.parametrize(
    ("email", "is_open"),
    [("sana-zz@yahoo.com", True), ("sana@yahoo.com", False), ("sana+zz@gmail.com", False), ("sana-zz@me.com", False)],
)
def test_a_stranger_ends_no_mail_to_somebody_by_a_tag_that_was_never_made(email: str, is_open: bool):
    typed = enquiry(contact=replace(AMINA, email=email))
    bounced = lead(enquiries=(typed,), standing=Standing.BOUNCED)

    assert Mailbox("mailbox-1").with_standing_of(bounced).is_open is is_open


def test_a_person_who_unsubscribes_one_spelling_may_get_the_guide_with_another():
    assert Mailbox("mailbox-1").with_standing_of(lead(standing=Standing.UNSUBSCRIBED)) == Mailbox("mailbox-1")


def test_a_bounce_does_not_soften_a_complaint():
    complained = Mailbox("mailbox-1", standing=Standing.COMPLAINED)

    assert complained.with_standing_of(lead(standing=Standing.BOUNCED)) == complained


def test_a_mailbox_is_forgotten_when_none_of_its_guides_counts():
    assert with_guides("lead-1").expires_at == NOW + LONGEST_CAP


def test_that_a_mailbox_is_dead_is_kept():
    assert replace(with_guides("lead-1"), standing=Standing.BOUNCED).expires_at is None


def test_a_guide_that_its_mailbox_does_not_get_is_owed_no_more():
    turned_away = turn_away(lead(), "e1", with_guides("lead-2"), NOW)

    assert turned_away.enquiries == (enquiry(guide=False),)


def test_a_spelling_that_never_had_a_guide_gets_no_follow_ups_of_its_own():
    turned_away = turn_away(lead(), "e1", with_guides("lead-2"), NOW)

    assert lead().may_get_follow_ups
    assert not turned_away.may_get_follow_ups
    assert turned_away.awaits_confirmation(CAMPAIGN)


def test_a_spelling_that_had_a_guide_before_keeps_its_follow_ups():
    had = settle(claim(lead(), attempt()), "a1", Result.SENT)

    assert turn_away(had, "e1", with_guides("lead-2"), NOW).may_get_follow_ups


def test_the_clinic_learns_that_the_mailbox_of_a_lead_is_dead():
    dead = Mailbox("mailbox-1", standing=Standing.BOUNCED)

    assert turn_away(lead(), "e1", dead, NOW).standing is worsen(lead(), Standing.BOUNCED, NOW).standing
