"""The simulation finds nothing in a service that keeps its promises, and everything in one that does not."""

import itertools
from dataclasses import replace
from datetime import date, timedelta
from functools import partial

import pytest

from chalicelib.aws.ses import SesMailer
from chalicelib.entrypoints import public as web
from chalicelib.leads import changes, tries
from chalicelib.leads.attempt import EmailKind, follow_up_id
from chalicelib.leads.enquiry import Suspicion
from chalicelib.leads.forms import judgement
from chalicelib.leads.lead import Lead, Standing
from chalicelib.leads.mailing import bounces, mailbox
from chalicelib.leads.owed import aftercare, plan, reminders
from chalicelib.leads.owed.aftercare import Visit
from chalicelib.leads.owed.sequence import SendingWindow
from chalicelib.mail import texts
from chalicelib.use_cases import capture, deliver, feedback, morning, review
from chalicelib.use_cases.failures import Unavailable
from simulation import play
from simulation.__main__ import main
from simulation.campaigns import CONFIRMED
from simulation.people import Mailbox, people
from simulation.plan import Plan
from simulation.play import run
from simulation.report import report
from simulation.ses import EventPublisher
from simulation.site import Site
from simulation.store import MemoryStore
from simulation.verdict import Verdict
from tests.clinic import CAMPAIGN, STEPS, elsewhere, templates

FIRST = Plan().starts_at


def campaign(**plan) -> Plan:
    """A campaign of the tests' clinic, with hardly a flood: it takes its time."""
    return Plan(**{"templates": templates().folder, "flood": 2, **plan})


def play_with(monkeypatch, **changes) -> None:
    """Let everybody be so."""
    monkeypatch.setattr(play, "people", lambda plan: [replace(person, **changes) for person in people(plan)])


def breaches(**plan) -> set[str]:
    """The promises that a small campaign found broken."""
    found = Verdict(run(campaign(**{"leads": 10, "fault_rate": 0, "sample": 0, **plan}))).must_be_empty
    return {name for name, cases in found.items() if cases}


@pytest.mark.parametrize("seed", [1, 2, 5])
def test_no_promise_is_broken_whatever_fails(seed):
    assert breaches(leads=60, seed=seed, fault_rate=0.03, sample=0.05) == set()


@pytest.mark.parametrize("fault_rate", [0, 0.03])
def test_no_promise_is_broken_while_ses_alone_is_down_for_a_day(fault_rate):
    assert breaches(leads=60, sweep_stays_up=True, fault_rate=fault_rate) == set()


def test_it_sees_mail_that_is_wasted_on_ses_while_it_is_down(monkeypatch):
    monkeypatch.setattr(SesMailer, "probe", lambda _: None)

    assert {"alerts lost", "guides lost"} <= breaches(leads=60, sweep_stays_up=True)


@pytest.mark.parametrize(
    ("place", "monday"),
    [
        pytest.param("london", date(2026, 3, 16), id="london, clocks forward and easter"),
        pytest.param("london", date(2026, 10, 12), id="london, clocks back"),
        pytest.param("new_york", date(2026, 3, 2), id="new york, clocks forward"),
        pytest.param("new_york", date(2026, 10, 26), id="new york, clocks back and a holiday"),
        pytest.param("kathmandu", date(2026, 3, 2), id="kathmandu, a week that begins on sunday"),
        pytest.param("sao_paulo", date(2026, 3, 2), id="sao paulo"),
    ],
)
def test_no_promise_is_broken_elsewhere(place, monday):
    assert breaches(templates=elsewhere(place).folder, monday=monday, leads=24, fault_rate=0.02, sample=0.1) == set()


def test_a_campaign_without_faults_gives_nothing_up():
    told = Verdict(run(campaign(leads=30, fault_rate=0, sample=0)))

    assert told.must_be_empty["given up without a fault"] == ()
    assert [told.tally(kind).doubled for kind in EmailKind] == [0] * len(EmailKind)


def test_the_same_seed_gives_the_same_report():
    plan = campaign(leads=10, seed=7, fault_rate=0.05, sample=0.1)

    assert report(run(plan)) == report(run(plan))


def test_another_seed_gives_another_campaign():
    assert report(run(campaign(leads=5, seed=1, sample=0))) != report(run(campaign(leads=5, seed=2, sample=0)))


PEOPLE = ("links opened by scanners", "unsubscribed", "started again", "confirmed", "partners with the same address")
FRONT_DESK = ("outcomes marked", "outcomes corrected", "outcomes taken back", "digests received", "mornings received")


def test_the_campaign_is_as_rough_as_it_claims():
    counts = run(campaign(leads=50, seed=1, fault_rate=0.05, sample=0.02, flood=10)).ledger.counts
    groups = {name.partition(": ")[0] for name in counts}

    assert groups >= {"calls", "SES answered", "mail events", "people", "sweep", "writes", "AtOnceQueue"}
    assert all(counts[f"people: {deed}"] for deed in PEOPLE)
    assert all(counts[f"front desk: {deed}"] for deed in FRONT_DESK)


def test_a_broken_promise_is_told_with_its_lead_and_fails_the_command(monkeypatch, capsys):
    monkeypatch.setattr(SendingWindow, "next_open", lambda self, at: at)

    assert main(["--leads", "10", "--seed", "1", "--faults", "0", "--sample", "0"], templates().folder) == 1
    told = capsys.readouterr().out
    assert "SENT OUTSIDE THE WINDOW" in told
    assert "was thanked for: Question 1 of person" in told


# Sabotage: each promise, broken on purpose.


def swallowing(capture):
    def captured(*args, **kwargs):
        try:
            capture(*args, **kwargs)
        except Unavailable:
            return

    return captured


def test_it_sees_a_lost_enquiry(monkeypatch):
    monkeypatch.setattr(capture, "capture", swallowing(capture.capture))

    assert "enquiries lost" in breaches(fault_rate=0.4)


def test_it_sees_a_doubled_enquiry(monkeypatch):
    numbers = itertools.count()
    monkeypatch.setattr(judgement, "_enquiry_id", lambda *_: str(next(numbers)))

    assert "enquiries doubled" in breaches()


@pytest.mark.parametrize(
    ("lost", "kind"),
    [
        ("alerts lost", EmailKind.ALERT),
        ("guides lost", EmailKind.GUIDE),
        ("notices lost", EmailKind.NOTICE),
        ("follow-ups lost", EmailKind.FOLLOW_UP),
        ("reminders lost", EmailKind.SECOND_ALERT),
        ("aftercare lost", EmailKind.AFTERCARE),
    ],
)
def test_it_sees_lost_mail(monkeypatch, lost, kind):
    concluded = plan.is_concluded
    monkeypatch.setattr(plan, "is_concluded", lambda lead, one: one.kind is kind or concluded(lead, one))

    assert lost in breaches(leads=20)


def test_it_sees_a_guide_that_came_back_and_is_not_sent_again(monkeypatch):
    monkeypatch.setattr(tries.Tries, "bounces", [])
    play_with(monkeypatch, mailbox=Mailbox.HICCUPS)

    assert breaches(leads=5) == {"guides not sent again"}


def test_it_sees_a_guide_that_is_sent_again_too_soon(monkeypatch):
    monkeypatch.setattr(plan, "GUIDE_AGAIN_AFTER", (timedelta(minutes=1),) * 3)
    play_with(monkeypatch, mailbox=Mailbox.WARY)

    assert "guides sent again too soon" in breaches(leads=5)


def test_it_sees_a_reminder_that_comes_too_soon(monkeypatch):
    monkeypatch.setattr(reminders, "PATIENCE", timedelta(minutes=30))

    assert breaches() == {"reminded too soon"}


def test_it_sees_mail_to_a_domain_that_does_not_exist(monkeypatch):
    monkeypatch.setattr(bounces, "TABLE", [row for row in bounces.TABLE if row.status != "5.4.4"])
    play_with(monkeypatch, mailbox=Mailbox.NO_DOMAIN)

    assert "sent after stop" in breaches(leads=5)


def test_it_sees_one_step_that_is_skipped(monkeypatch):
    concluded, skipped = plan.is_concluded, follow_up_id(CAMPAIGN, STEPS[1])
    monkeypatch.setattr(plan, "is_concluded", lambda lead, one: one == skipped or concluded(lead, one))

    assert breaches() == {"follow-ups lost"}


def test_it_sees_a_store_that_lets_two_workers_win(monkeypatch):
    monkeypatch.setattr(MemoryStore, "_is_unchanged", lambda *_: True)

    assert breaches(leads=80, seed=2, fault_rate=0.1) >= {
        "follow-ups doubled",
        "reminders doubled",
        "doubled without a fault",
    }


def test_it_sees_mail_that_is_sent_three_times(monkeypatch):
    monkeypatch.setattr(deliver, "settle", lambda lead, *_: lead)
    monkeypatch.setattr(EventPublisher, "publish", lambda *_, **__: None)
    monkeypatch.setattr(tries, "MAX_DOUBTS", dict.fromkeys(EmailKind, 3))

    assert breaches(leads=5) >= {
        "alerts, guides or notices tripled",
        "doubled without a fault",
        "follow-ups doubled",
    }


def test_it_sees_a_follow_up_in_doubt_that_is_tried_again(monkeypatch):
    monkeypatch.setattr(tries, "MAX_DOUBTS", dict.fromkeys(EmailKind, 2))

    assert "given up without a fault" in breaches(leads=40, fault_rate=0.05)


def test_it_sees_mail_that_nobody_claimed(monkeypatch):
    put = MemoryStore._put

    def forgetful(self, read, saved, *args):
        if saved.open_attempt is None or self._world.random.random() < 0.5:
            put(self, read, saved, *args)

    monkeypatch.setattr(MemoryStore, "_put", forgetful)

    assert "sent without a claim" in breaches()


def test_it_sees_mail_to_somebody_who_has_left(monkeypatch):
    monkeypatch.setattr(Lead, "may_get_follow_ups", property(lambda lead: bool(lead.follow_ups_agreed_at)))
    play_with(monkeypatch, wants_follow_ups=True, leaves_after=1)

    assert breaches(leads=5) == {"sent after stop"}


def test_it_sees_a_bounce_that_stops_nothing(monkeypatch):
    monkeypatch.setattr(changes, "worsen", lambda lead, *_: lead)

    assert "sent after stop" in breaches(leads=20)


def test_it_sees_mail_at_night(monkeypatch):
    monkeypatch.setattr(SendingWindow, "next_open", lambda self, at: at)

    assert breaches() == {"sent outside the window"}


def test_it_sees_mail_a_day_before_its_own(monkeypatch):
    days_after, day = SendingWindow.days_after, timedelta(days=1)
    monkeypatch.setattr(SendingWindow, "days_after", lambda self, at, days: days_after(self, at, days - day))

    assert "sent before their day" in breaches()


def test_it_sees_mail_that_stacks_after_a_pause(monkeypatch):
    monkeypatch.setattr(plan, "_spaced", lambda planned_at, *_: planned_at)
    next_follow_up, no_gap = plan._next_follow_up, timedelta(0)
    monkeypatch.setattr(
        plan,
        "_next_follow_up",
        lambda lead, one, rules, at: next_follow_up(lead, one, replace(rules, minimum_gap=no_gap), at),
    )

    assert "sent too soon after another" in breaches(leads=30, seed=7)


def test_it_sees_a_get_that_changes_something(monkeypatch):
    page = web._unsubscribe_page

    def hasty(token, act=None):
        feedback.stop_follow_ups(token.partition(".")[0], leads=web.current().leads)
        return page(token, act)

    monkeypatch.setattr(web, "_unsubscribe_page", hasty)

    assert "changed by a GET" in breaches(sample=1, leads=5)


def test_it_sees_leads_that_are_left_waiting(monkeypatch):
    monkeypatch.setattr(Site, "tick", lambda *_: None)

    assert "overdue at the end" in breaches()


def test_it_sees_an_error_that_no_fault_explains(monkeypatch):
    def record(event, *, leads):
        raise KeyError(event)

    monkeypatch.setattr(feedback, "record", record)

    assert "errors without a fault" in breaches(leads=5)


def test_it_sees_a_person_who_is_kept_in_quarantine(monkeypatch):
    monkeypatch.setattr(judgement, "suspicion_of", lambda *_, **__: Suspicion.TOO_FAST)

    assert "people in quarantine" in breaches()


def test_it_sees_mail_for_a_machine(monkeypatch):
    monkeypatch.setattr(judgement, "suspicion_of", lambda *_, **__: None)

    assert breaches() == {"sent for a machine"}


def test_a_flood_is_turned_away_at_the_limit_of_its_network():
    flooded = campaign(leads=0, fault_rate=0, flood=150)
    held = run(flooded).held

    assert len(held) == flooded.rules.caps.suspects_an_hour


def test_it_sees_a_flood_that_no_limit_stops(monkeypatch):
    monkeypatch.setattr(capture, "_store", partial(_store_without_limits, capture._store))

    assert breaches(leads=0, flood=150) == {"floods let in"}


def _store_without_limits(store, change, _limits, leads) -> None:
    store(change, (), leads)


def test_it_sees_a_mailbox_that_gets_a_guide_under_each_spelling(monkeypatch):
    monkeypatch.setattr(mailbox, "mailbox_of", str.lower)
    monkeypatch.setattr(Plan, "spellings", 15)

    assert breaches() == {"guides beyond a mailbox's caps"}


def test_it_sees_aftercare_that_is_sent_twice(monkeypatch):
    monkeypatch.setattr(deliver, "settle", lambda lead, *_: lead)
    monkeypatch.setattr(EventPublisher, "publish", lambda *_, **__: None)
    monkeypatch.setattr(tries, "MAX_DOUBTS", {**tries.MAX_DOUBTS, EmailKind.AFTERCARE: 2})
    play_with(monkeypatch, outcome="booked", slip="")

    assert "aftercare doubled" in breaches(leads=5)


def test_it_sees_aftercare_within_the_hour_in_which_a_mark_may_be_a_slip(monkeypatch):
    monkeypatch.setattr(aftercare, "AFTER", timedelta(0))
    play_with(monkeypatch, outcome="booked")

    assert breaches(leads=5) == {"sent after stop"}


def test_it_sees_a_follow_up_that_tells_what_the_aftercare_told(monkeypatch):
    monkeypatch.setattr(plan, "has_aftercare", lambda *_: False)
    soon, later = timedelta(hours=1), timedelta(hours=3)
    slip = {"outcome": "booked", "outcome_after": soon, "slip": "corrected", "slip_after": later}
    play_with(monkeypatch, campaign=CONFIRMED, wants_follow_ups=True, number=1, presses=True, **slip)

    assert "aftercare told twice" in breaches(leads=10)


def test_it_sees_a_follow_up_that_waits_for_no_button(monkeypatch):
    every = property(lambda lead: {one.campaign: one.at for one in lead.consents if one.is_to_follow_ups})
    monkeypatch.setattr(Lead, "follow_ups_agreed_at", every)
    play_with(monkeypatch, campaign=CONFIRMED, presses=False, wants_follow_ups=True)

    assert "sent without consent" in breaches(leads=5)


def test_it_sees_somebody_who_left_and_is_started_again_by_a_box_alone(monkeypatch):
    monkeypatch.setattr(changes, "_as_it_counts", lambda consent, _: consent)
    accept = changes.accept
    reckless = {"standing": Standing.ACTIVE, "standing_since": None}
    monkeypatch.setattr(changes, "accept", lambda *args: replace(accept(*args), **reckless))
    play_with(monkeypatch, leaves_after=1, leaves_within=timedelta(hours=1), comes_back_after=timedelta(hours=30))

    assert "sent after stop" in breaches(leads=10)


def test_it_sees_a_button_that_does_nothing(monkeypatch):
    monkeypatch.setattr(feedback, "start", lambda lead, *_: lead)

    assert "second consents unheeded" in breaches()


def test_it_sees_an_alert_that_shows_what_the_other_of_two_people_wrote(monkeypatch):
    monkeypatch.setattr(Lead, "enquiry", lambda lead, _: lead.enquiries[0])
    day = timedelta(days=1)
    play_with(
        monkeypatch,
        partner_name="Bina Shah",
        partner_phone="0300 7654321",
        arrives_at=FIRST + day,
        asks_again_at=FIRST + 2 * day,
    )

    assert "shown as another's" in breaches(leads=3, sample=1)


def test_it_sees_aftercare_that_greets_the_one_without_a_visit(monkeypatch):
    monkeypatch.setattr(texts, "visit_in", lambda lead, _: Visit(lead.enquiries[-1], FIRST))
    day = timedelta(days=1)
    both = {"name": "Amina Khan", "partner_name": "Bina Shah", "partner_phone": "0300 7654321"}
    play_with(monkeypatch, **both, arrives_at=FIRST + day, asks_again_at=FIRST + 2 * day, outcome="booked", slip="")

    assert "shown as another's" in breaches(leads=3, sample=1)


def test_it_sees_a_front_desk_that_is_not_told_of_who_is_in_quarantine(monkeypatch):
    monkeypatch.setattr(review, "tell_of_suspects", lambda **_: None)
    monkeypatch.setattr(morning, "begin_day", lambda **_: None)

    assert breaches() == {"quarantine untold"}


def test_it_sees_two_digests_in_a_quarter_of_an_hour(monkeypatch):
    note = MemoryStore.note_digest_sent

    def slow(self, through):
        if len(self._world.ledger.news["digest"]) > 1:
            note(self, through)

    monkeypatch.setattr(MemoryStore, "note_digest_sent", slow)
    spend_all_but(monkeypatch, "digest")

    assert breaches() == {"digests doubled"}


def test_it_sees_two_emails_of_one_morning(monkeypatch):
    spend_all_but(monkeypatch, "morning")

    assert breaches(leads=5) == {"mornings doubled"}


def spend_all_but(monkeypatch, name: str) -> None:
    spend = MemoryStore.spend
    monkeypatch.setattr(
        MemoryStore, "spend", lambda self, budget: None if budget.name.startswith(name) else spend(self, budget)
    )


def test_no_promise_is_a_check_that_cannot_fail():
    """The names above, against those there are."""
    tested = {
        "enquiries lost",
        "enquiries doubled",
        "people in quarantine",
        "alerts lost",
        "guides lost",
        "notices lost",
        "reminders lost",
        "reminders doubled",
        "reminded too soon",
        "follow-ups lost",
        "guides not sent again",
        "guides sent again too soon",
        "follow-ups doubled",
        "aftercare lost",
        "aftercare doubled",
        "aftercare told twice",
        "alerts, guides or notices tripled",
        "doubled without a fault",
        "given up without a fault",
        "sent without a claim",
        "floods let in",
        "sent for a machine",
        "guides beyond a mailbox's caps",
        "sent after stop",
        "sent without consent",
        "second consents unheeded",
        "shown as another's",
        "quarantine untold",
        "digests doubled",
        "mornings doubled",
        "sent outside the window",
        "sent before their day",
        "sent too soon after another",
        "changed by a GET",
        "overdue at the end",
        "errors without a fault",
    }

    assert set(Verdict(run(campaign(leads=0))).must_be_empty) == tested
