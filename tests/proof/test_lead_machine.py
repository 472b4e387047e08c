"""The promises of the lead, checked after every step of whatever may happen to it.

Workers, crashes, SES, the front desk, the person and the marketer act in any order; the machine keeps its own record
of what left the house and compares.
"""

from collections import Counter
from dataclasses import replace
from datetime import UTC, datetime, time, timedelta
from typing import ClassVar
from zoneinfo import ZoneInfo

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from chalicelib.leads.attempt import LEASE, UNREACHABLE, Attempt, Delivery, EmailId, EmailKind, Result
from chalicelib.leads.attribution import Touch
from chalicelib.leads.caps import Caps
from chalicelib.leads.changes import (
    enquire,
    erase,
    is_full,
    new_lead,
    opt_out,
    set_outcome,
    start,
    undo_outcome,
    unsubscribe,
)
from chalicelib.leads.enquiry import Consent, Contact, Enquiry, Purpose, Suspicion
from chalicelib.leads.lead import Lead, Standing
from chalicelib.leads.mailing.feedback import MailEvent
from chalicelib.leads.mailing.sending import claim, defer_guide, lapse, record_event, settle, withdraw
from chalicelib.leads.outcome import CLOSING_OUTCOMES, Outcome
from chalicelib.leads.owed.plan import next_due, next_email
from chalicelib.leads.owed.sequence import Rules, SendingWindow, Step
from chalicelib.leads.own_page import ask_for_own_data, slow_down, speed_up
from chalicelib.leads.quarantine import held, release

KARACHI = ZoneInfo("Asia/Karachi")
GAP = timedelta(hours=20)
WINDOW = SendingWindow(time(10), time(19), KARACHI)
CAPS = Caps(guides_of_all_a_day=2, guides_of_all_a_month=4)
"""So tight over all campaigns that three of them come up against it."""

LEAST_WAIT, MOST_TRIES = timedelta(hours=4), 4
"""Before a guide that came back goes again, and until it is given up."""

REMINDERS = {EmailKind.SECOND_ALERT, EmailKind.OWNER_ALERT}
TIDINGS = {EmailKind.ALERT, EmailKind.NOTICE}

CAME_BACK = {Delivery.SOFT_BOUNCED, Delivery.REFUSED}

FATES = ["sent", "sent", "sent", "crashed before", "crashed after", "deferred", "rejected", "capped"]
PLANS = [(2, 5, 9), (1, 2, 5, 9), (5, 9), (2, 9, 12), (2, 5, 9, 9), (14,), ()]


CAMPAIGNS = ["knots", "backs", "gone"]
"""The folder of the last one is deleted: it owes no follow-up and no guide."""

CONFIRMS = "backs"
"""This one asks people to confirm their consent. It has no text on aftercare either; the first one has."""

DAY, LONG_AGO = timedelta(days=1), datetime.min.replace(tzinfo=UTC)

AFTERCARE_AFTER, VISITS = timedelta(hours=1), (Outcome.BOOKED, Outcome.ATTENDED)


def rules_of(days: tuple[int, ...]) -> Rules:
    """Both campaigns have the same days, so that their steps get into each other's way. Day 9 is that of aftercare."""
    steps = tuple(
        Step(f"step-{day}-{days[:n].count(day)}", timedelta(days=day), is_aftercare=day == 9)
        for n, day in enumerate(days)
    )
    return Rules(
        {"knots": steps, "backs": steps},
        WINDOW,
        GAP,
        CAPS,
        WINDOW.hours,
        tells_owner=True,
        aftercare=frozenset({"knots"}),
    )


class LeadMachine(RuleBasedStateMachine):
    """`sent` is what SES took, as (attempt, time); `is_dead` says that the address is no good, and `unsubscribed_at`
    since when follow-ups are stopped, `back_at` when they were last started again after that; `agreed` is which
    campaigns were agreed to, `ticked` when the box was whose consent waits for a button; `noted` what the front desk
    has said of each enquiry and not taken back; `refused` which attempts were too heavy, `came_back` when others
    bounced for now, `arrived` which did not; `got` which were settled as sent and never came back; `rejected` what SES
    refuses; `seen` what the front desk has said anything of, ever; `gap` the least between two follow-ups as the person
    wants it, `wanted_at` when they asked for what is kept of them, and `linked_at` when the link to it went."""

    now: datetime
    lead: Lead
    rules: Rules
    campaigns: ClassVar = st.sampled_from([*CAMPAIGNS[:1], *CAMPAIGNS])
    hours: ClassVar = st.one_of(st.integers(0, 30), st.integers(31, 24 * 12))

    @initialize(
        agreed=st.sampled_from([True, True, True, False]),
        guide=st.booleans(),
        hour=st.integers(0, 23),
        days=st.sampled_from(PLANS),
        campaign=campaigns,
    )
    def first_enquiry(self, agreed: bool, guide: bool, hour: int, days: tuple[int, ...], campaign: str) -> None:
        self.now = datetime(2026, 3, 2, hour, tzinfo=UTC)
        self.rules = rules_of(days)
        self.worst = Standing.ACTIVE
        self.sent: list[Attempt] = []
        self.refused: set[str] = set()
        self.came_back: dict[str, datetime] = {}
        self.rejected: set[EmailId] = set()
        self.arrived: set[str] = set()
        self.is_dead = False
        self.unsubscribed_at: datetime | None = None
        self.back_at = LONG_AGO
        self.agreed: set[str] = set()
        self.ticked: dict[str, datetime] = {}
        self.got: set[str] = set()
        self.campaign_of: dict[str, str] = {}
        self.opted_out: dict[str, datetime] = {}
        self.gap = GAP
        self.wanted_at: datetime | None = None
        self.linked_at: datetime | None = None
        self.noted: dict[str, list[tuple[Outcome, datetime]]] = {}
        self.seen: set[str] = set()
        self.asked = 1
        self.held: dict[str, Lead] = {}
        self.enquired = {"e1"}
        first = self._enquiry(agreed, guide, campaign)
        self.lead = new_lead("lead-1", first)
        self._note_consent(first)

    def _enquiry(self, agreed: bool, guide: bool, campaign: str) -> Enquiry:
        purpose = Purpose.FOLLOW_UPS_ONCE_CONFIRMED if campaign == CONFIRMS else Purpose.FOLLOW_UPS
        consents = (Consent(purpose, campaign, "Yes", self.now),) if agreed else ()
        self.campaign_of[f"e{self.asked}"] = campaign
        contact = Contact("Amina Khan", "amina@example.com", "+923001234567")
        return Enquiry(f"e{self.asked}", self.now, campaign, "en", contact, "", guide, consents, Touch())

    @rule(agreed=st.booleans(), guide=st.booleans(), campaign=campaigns)
    def ask_again(self, agreed: bool, guide: bool, campaign: str) -> None:
        self.asked += 1
        self._take(self._enquiry(agreed, guide, campaign), None)

    def _take(self, enquiry: Enquiry, suspicion: Suspicion | None) -> None:
        """As `capture.capture` does."""
        if self.lead.has(enquiry.id):
            return
        if suspicion or is_full(self.lead, self.now):
            self.held[enquiry.id] = held(self.lead.id, enquiry, suspicion or Suspicion.CROWD)
        else:
            self.lead = enquire(self.lead, enquiry, CAPS)
            self._note_consent(enquiry)
            self.enquired.add(enquiry.id)

    def _note_consent(self, enquiry: Enquiry) -> None:
        """The box alone starts nothing for somebody who has unsubscribed since."""
        for consent in enquiry.consents:
            has_stopped = self.unsubscribed_at or consent.campaign in self.opted_out or consent.at < self.back_at
            if consent.purpose is Purpose.FOLLOW_UPS and not has_stopped:
                self.agreed.add(consent.campaign)
            else:
                self.ticked[consent.campaign] = max(consent.at, self.ticked.get(consent.campaign, consent.at))

    @rule(agreed=st.booleans(), guide=st.booleans(), campaign=campaigns, suspicion=st.sampled_from(Suspicion))
    def ask_like_a_machine(self, agreed: bool, guide: bool, campaign: str, suspicion: Suspicion) -> None:
        self.asked += 1
        before = self.lead
        self._take(self._enquiry(agreed, guide, campaign), suspicion)
        assert self.lead == before, "a suspect counts for something"

    @precondition(lambda self: self.held)
    @rule(data=st.data())
    def front_desk_releases(self, data: st.DataObject) -> None:
        enquiry_id = data.draw(st.sampled_from(sorted(self.held)))
        was_known = self.lead.has(enquiry_id)
        enquiry = self.held.pop(enquiry_id).quarantine[0].enquiry
        self.lead = release(self.lead, enquiry, CAPS)
        if not was_known:
            self._note_consent(enquiry)
        self.enquired.add(enquiry_id)
        is_owed = next_due(self.lead, self.rules, self.now) is not None
        assert is_owed or was_known, "nothing is owed for a person who was released"

    @precondition(lambda self: self.held)
    @rule(data=st.data())
    def sends_the_same_form_again(self, data: st.DataObject) -> None:
        enquiry_id = data.draw(st.sampled_from(sorted(self.held)))
        self._take(self.held[enquiry_id].quarantine[0].enquiry, None)

    @rule(days=st.integers(1, 25), deliveries=st.lists(st.sampled_from(FATES), min_size=1, max_size=8))
    def life_goes_on(self, days: int, deliveries: list[str]) -> None:
        """For some days a worker looks whenever the lead is due."""
        until = self.now + timedelta(days=days)
        for step in range(60):
            due = next_due(self.lead, self.rules, self.now)
            if due is None or due.at > until:
                break
            self.now = max(self.now, due.at)
            self._work(deliveries[step % len(deliveries)])
        self.now = max(self.now, until)

    @rule(hours=hours)
    def time_passes(self, hours: int) -> None:
        self.now += timedelta(hours=hours)

    @rule()
    def wait_until_due(self) -> None:
        due = next_due(self.lead, self.rules, self.now)
        if due is not None:
            self.now = max(self.now, due.at)

    @rule(delivery=st.sampled_from(FATES))
    def work(self, delivery: str) -> None:
        self._work(delivery)

    def _work(self, delivery: str) -> None:
        """A worker looks at the lead, as `deliver.deliver` does, and may not live to settle."""
        self.lead = lapse(self.lead, self.now)
        planned = next_email(self.lead, self.rules, self.now)
        if self.lead.open_attempt is not None or planned is None or planned.at > self.now:
            return
        attempt = Attempt(f"a{len(self.sent)}-{self.now}", planned.email_id, planned.planned_at, self.now)
        if delivery == "capped" and planned.email_id.kind is EmailKind.GUIDE:
            self.lead = defer_guide(self.lead, self.now + timedelta(hours=1))
            return
        self.lead = claim(self.lead, attempt)
        if delivery in ("sent", "crashed after"):
            self._check_may_leave(attempt)
            self.sent.append(attempt)
        if delivery == "sent":
            self.got.add(attempt.id)
            self.lead = settle(self.lead, attempt.id, Result.SENT, f"ses-{attempt.id}")
        elif delivery == "deferred":
            self.lead = withdraw(self.lead, attempt.id, self.now + timedelta(minutes=30))
        elif delivery == "rejected":
            self.rejected.add(attempt.email_id)
            self.lead = settle(self.lead, attempt.id, Result.FAILED)

    def _check_may_leave(self, attempt: Attempt) -> None:
        if attempt.email_id.kind is EmailKind.OWN_DATA:
            self._check_was_asked_for()
            return
        if attempt.email_id.kind is EmailKind.AFTERCARE:
            self._check_has_visit(attempt.email_id.reference)
            return
        if attempt.email_id.kind is not EmailKind.FOLLOW_UP:
            assert attempt.email_id.reference in self.enquired | {UNREACHABLE.reference}, "an email for a suspect"
            self._check_is_spaced(attempt)
            if attempt.email_id.kind in REMINDERS:
                self._check_reminds(attempt)
            return
        campaign = attempt.email_id.campaign
        assert not self._has_to_stop(), "a follow-up after it had to stop"
        assert campaign in self.agreed, "a follow-up that nobody agreed to"
        says_the_same = "/step-9-" in attempt.email_id.reference
        cared_for = {one.id for one in self._tries(EmailId(EmailKind.AFTERCARE, campaign))} & self.got
        assert not (says_the_same and cared_for), "a follow-up that says what the aftercare said"
        assert attempt.email_id.campaign not in self.opted_out, "a follow-up of a campaign that was stopped"
        local = self.now.astimezone(KARACHI).time()
        assert WINDOW.opens <= local < WINDOW.closes, "a follow-up outside the window"
        for earlier in self.sent:
            if earlier.email_id.kind is EmailKind.FOLLOW_UP:
                assert self.now - earlier.claimed_at >= self.gap, "two follow-ups too close"

    def _check_reminds(self, attempt: Attempt) -> None:
        """Of what the front desk was told an hour ago, or longer, and has not seen."""
        enquiry_id = attempt.email_id.reference
        told = [one for one in self.sent if one.email_id.kind in TIDINGS and one.email_id.reference == enquiry_id]
        assert told, "a reminder of what nobody was told"
        assert self.now - told[0].claimed_at >= timedelta(hours=1), "a reminder too soon"
        assert enquiry_id not in self.seen, "a reminder of what was seen"
        assert not self._tries(attempt.email_id), "a reminder twice"

    def _check_was_asked_for(self) -> None:
        """Within a day, and no link for that has gone before."""
        assert self.wanted_at and self.now - self.wanted_at < DAY, "a link to what is kept, which nobody asked for"
        assert not self.linked_at or self.linked_at < self.wanted_at, "a link to what is kept, twice"
        assert not self.is_dead, "a link to what is kept, to an address that is no good"
        self.linked_at = self.now

    def _check_has_visit(self, campaign: str) -> None:
        assert campaign == "knots", "aftercare of a campaign that has no text on it"
        assert not self.is_dead, "aftercare to an address that is no good"
        own = [mark for one, mark in self._settled().items() if self.campaign_of[one] == campaign]
        visits = [at for outcome, at in own if outcome in VISITS]
        assert any(self.now >= at + AFTERCARE_AFTER for at in visits), "aftercare for no visit"

    def _check_is_spaced(self, attempt: Attempt) -> None:
        """A guide that came back goes again after some hours, or when the person asks again."""
        back = [self.came_back[one.id] for one in self._tries(attempt.email_id) if one.id in self.came_back]
        assert len(back) < MOST_TRIES, "a guide more often than it may come back"
        if back:
            campaign = self.lead.enquiry(attempt.email_id.reference).campaign
            has_asked = any(one.at > max(back) for one in self.lead.enquiries if one.campaign == campaign)
            assert has_asked or self.now - max(back) >= LEAST_WAIT, "a guide again too soon"

    def _tries(self, email_id: EmailId) -> list[Attempt]:
        return [one for one in self.sent if one.email_id == email_id]

    @precondition(lambda self: self.sent)
    @rule(data=st.data(), delivery=st.sampled_from(list(Delivery)), has_tags=st.booleans(), heavy=st.booleans())
    def ses_tells(self, data: st.DataObject, delivery: Delivery, has_tags: bool, heavy: bool) -> None:
        self._tell(data.draw(st.sampled_from(self.sent)), delivery, has_tags, heavy)

    @precondition(lambda self: any(one.email_id.kind is EmailKind.GUIDE for one in self.sent))
    @rule(delivery=st.sampled_from(sorted(CAME_BACK)), is_due=st.booleans())
    def the_guide_comes_back(self, delivery: Delivery, is_due: bool) -> None:
        """The latest one, and perhaps a worker looks as soon as it is due again."""
        latest = [one for one in self.sent if one.email_id.kind is EmailKind.GUIDE][-1]
        self._tell(latest, delivery, has_tags=True, heavy=False)
        if is_due:
            self.wait_until_due()
            self._work("sent")

    def _tell(self, attempt: Attempt, delivery: Delivery, has_tags: bool, heavy: bool) -> None:
        if attempt.id in self.came_back and (heavy or delivery not in CAME_BACK):
            return  # It cannot have arrived after all.
        kind = attempt.email_id.kind
        result = Result.TOO_HEAVY if heavy and kind is EmailKind.GUIDE else Result.SENT
        if result is Result.TOO_HEAVY:
            delivery = Delivery.UNKNOWN
            self.refused.add(attempt.id)
        event = MailEvent(
            self.lead.id, attempt.id if has_tags else "", f"ses-{attempt.id}", kind, result, delivery, self.now
        )
        is_understood = has_tags or any(ended.message_id == event.message_id for ended in self.lead.attempts)
        self.lead = record_event(self.lead, event)
        if is_understood and kind is EmailKind.GUIDE:
            self._note_what_became_of(attempt, delivery)
        if delivery in CAME_BACK:
            self.got.discard(attempt.id)
        self.is_dead = self.is_dead or self.lead.standing in (Standing.BOUNCED, Standing.COMPLAINED)

    def _note_what_became_of(self, attempt: Attempt, delivery: Delivery) -> None:
        if delivery in CAME_BACK and attempt.id not in self.arrived | self.refused:
            self.came_back[attempt.id] = self.now
        elif delivery is not Delivery.UNKNOWN:
            self.arrived.add(attempt.id)

    @precondition(lambda self: len(self.sent) > 1)
    @rule()
    def person_unsubscribes(self) -> None:
        self.lead = unsubscribe(self.lead, self.now)
        self.unsubscribed_at = self.unsubscribed_at or self.now

    @precondition(lambda self: len(self.sent) > 2)
    @rule(campaign=campaigns)
    def person_stops_one_campaign(self, campaign: str) -> None:
        others = {one: at for one, at in self.lead.follow_ups_agreed_at.items() if one != campaign}
        if campaign in self.lead.follow_ups_agreed_at:
            self.opted_out.setdefault(campaign, self.now)
        self.lead = opt_out(self.lead, campaign, self.now)
        assert self.lead.follow_ups_agreed_at == others, "one campaign stopped, and another with it"

    @precondition(lambda self: len(self.sent) > 1)
    @rule(fewer=st.booleans())
    def person_chooses_a_pace(self, fewer: bool) -> None:
        self.gap = 7 * DAY if fewer else GAP
        self.lead = slow_down(self.lead, self.now) if fewer else speed_up(self.lead)

    @precondition(lambda self: len(self.sent) > 1)
    @rule(delivery=st.sampled_from(FATES))
    def person_asks_what_is_kept(self, delivery: str) -> None:
        """And a worker looks at once."""
        if self.lead.enquiries and (self.wanted_at is None or self.now - self.wanted_at >= DAY):
            self.wanted_at = self.now
        self.lead = ask_for_own_data(self.lead, self.now)
        self._work(delivery)

    @precondition(lambda self: self.ticked)
    @rule(campaign=campaigns)
    def person_presses_start(self, campaign: str) -> None:
        """In the email with the guide, which is the only way back."""
        ticked, stopped_at = self.ticked.get(campaign), [self.unsubscribed_at, self.opted_out.get(campaign)]
        if any(stopped_at):
            is_due = ticked is not None and ticked > max(filter(None, stopped_at))
        else:
            is_due = ticked is not None and campaign not in self.agreed
        is_due = is_due and not self.is_dead and not self._is_closed()
        self.lead = start(self.lead, campaign, self.now)
        if is_due:
            if self.unsubscribed_at:
                stopped = self.agreed - {campaign}
                self.ticked |= {one: self.ticked.get(one, LONG_AGO) for one in stopped}
                self.agreed -= stopped
                self.back_at = self.now
            self.agreed.add(campaign)
            self.opted_out.pop(campaign, None)
            self.unsubscribed_at = None
            self.worst = Standing.ACTIVE
            assert campaign in self.lead.follow_ups_agreed_at, "a second consent that counts for nothing"
        assert self.lead.may_get_follow_ups or not is_due, "follow-ups that were started again do not go on"

    @precondition(lambda self: self.lead.enquiries)
    @rule(
        outcome=st.sampled_from([*Outcome, *VISITS]),
        data=st.data(),
        minutes=st.sampled_from([0, 59, 60, 61]),
        looks=st.lists(st.sampled_from(FATES), min_size=1, max_size=4),
        is_slip=st.booleans(),
    )
    def front_desk_marks(
        self, outcome: Outcome, data: st.DataObject, minutes: int, looks: list[str], is_slip: bool
    ) -> None:
        """And perhaps a worker looks, a little before an hour has passed or after it, before a slip is taken back."""
        enquiry_id = data.draw(st.sampled_from(self.lead.enquiries)).id
        before = self.lead.mark_of(enquiry_id)
        self.lead = set_outcome(self.lead, enquiry_id, outcome, self.now)
        if self.lead.mark_of(enquiry_id) != before:
            self.noted.setdefault(enquiry_id, []).append((outcome, self.now))
            self.seen.add(enquiry_id)
        self.now += timedelta(minutes=minutes)
        for delivery in looks:
            self._work(delivery)
        if is_slip and self.noted.get(enquiry_id):
            self._take_back(enquiry_id)

    @precondition(lambda self: any(self.noted.values()))
    @rule(data=st.data())
    def front_desk_takes_it_back(self, data: st.DataObject) -> None:
        self._take_back(data.draw(st.sampled_from([one for one, marks in self.noted.items() if marks])))

    def _take_back(self, enquiry_id: str) -> None:
        _, at = self.noted[enquiry_id][-1]
        if [one for _, one in self.noted[enquiry_id]].count(at) == 1:
            self.noted[enquiry_id].pop()
            self.lead = undo_outcome(self.lead, enquiry_id, at, self.now)

    def _has_to_stop(self) -> bool:
        return self.is_dead or self.unsubscribed_at is not None or self._is_closed()

    def _is_closed(self) -> bool:
        return any(outcome in CLOSING_OUTCOMES for outcome, _ in self._settled().values())

    def _settled(self) -> dict[str, tuple[Outcome, datetime]]:
        """What the front desk said last of each enquiry, but for calls that settle nothing."""
        unsettled = {Outcome.NO_ANSWER, Outcome.CALL_BACK}
        return {one: mark for one, marks in self.noted.items() for mark in marks if mark[0] not in unsettled}

    @precondition(lambda self: len(self.sent) > 4)
    @rule()
    def person_is_erased(self) -> None:
        self.lead = erase(self.lead, self.now)
        self.unsubscribed_at = self.unsubscribed_at or self.now
        self.agreed.clear()
        self.ticked.clear()
        # A person who comes back is new to everything but the standing.
        self.sent.clear()
        self.enquired.clear()
        self.noted.clear()
        self.held.clear()
        self.opted_out.clear()
        self.gap, self.wanted_at, self.linked_at = GAP, None, None

    @rule(days=st.sampled_from(PLANS))
    def marketer_edits_the_sequence(self, days: tuple[int, ...]) -> None:
        self.rules = rules_of(days)

    @invariant()
    def no_follow_up_and_no_aftercare_is_sent_twice(self) -> None:
        once = (EmailKind.FOLLOW_UP, EmailKind.AFTERCARE)
        counted = Counter(attempt.email_id for attempt in self.sent if attempt.email_id.kind in once)
        assert not [email_id for email_id, times in counted.items() if times > 1]

    @invariant()
    def guides_and_alerts_are_doubled_at_most_and_never_tripled(self) -> None:
        received = [attempt for attempt in self.sent if attempt.id not in self.refused | self.came_back.keys()]
        assert not [email_id for email_id, times in Counter(one.email_id for one in received).items() if times > 2]

    @invariant()
    def every_enquiry_is_kept_until_the_clinic_was_told(self) -> None:
        told = {attempt.email_id.reference for attempt in self.sent if attempt.email_id.kind.is_for_clinic}
        assert self.enquired <= told | {enquiry.id for enquiry in self.lead.enquiries}

    @invariant()
    def suspects_are_owed_nothing_and_go_by_themselves(self) -> None:
        for suspect in self.held.values():
            assert next_due(suspect, self.rules, self.now) is None
            assert suspect.expires_at is not None

    @invariant()
    def a_lead_of_a_person_stays(self) -> None:
        assert self.lead.expires_at is None

    @invariant()
    def what_is_owed_has_a_time(self) -> None:
        planned = next_email(self.lead, self.rules, self.now)
        due = next_due(self.lead, self.rules, self.now)
        assert (due is not None) == (planned is not None or self.lead.open_attempt is not None)
        if due and self.lead.open_attempt is not None:
            assert due.at == self.lead.open_attempt.claimed_at + LEASE

    @invariant()
    def follow_ups_that_had_to_stop_are_not_planned(self) -> None:
        if self._has_to_stop():
            assert not self.lead.may_get_follow_ups
        planned = next_email(replace(self.lead, open_attempt=None), self.rules, self.now)
        if planned and planned.email_id.kind is EmailKind.FOLLOW_UP:
            assert self.lead.may_get_follow_ups

    @invariant()
    def a_standing_gets_better_by_the_persons_own_press_alone(self) -> None:
        order = list(Standing)
        assert order.index(self.lead.standing) >= order.index(self.worst)
        self.worst = self.lead.standing

    @invariant()
    def the_guide_keeps_to_its_caps(self) -> None:
        granted = [enquiry for enquiry in self.lead.enquiries if enquiry.guide and not self._is_lost(enquiry)]
        for campaign in CAMPAIGNS:
            own = [enquiry.at for enquiry in granted if enquiry.campaign == campaign]
            self._check_caps(own, CAPS.guides_a_day, CAPS.guides_a_month)
        of_all = [enquiry.at for enquiry in granted]
        self._check_caps(of_all, CAPS.guides_of_all_a_day, CAPS.guides_of_all_a_month)

    def _is_lost(self, enquiry: Enquiry) -> bool:
        """Whether their guide did not arrive, however often it was tried."""
        guide = EmailId(EmailKind.GUIDE, enquiry.id)
        tries = {one.id for one in self._tries(guide)}
        came_back, too_heavy = tries & self.came_back.keys(), tries & self.refused
        return guide in self.rejected or len(came_back) >= MOST_TRIES or len(too_heavy) > 1

    def _check_caps(self, granted: list[datetime], a_day: int, a_month: int) -> None:
        for first in granted:
            assert sum(first <= at < first + timedelta(hours=24) for at in granted) <= a_day
            assert sum(first <= at < first + timedelta(days=30) for at in granted) <= a_month

    @invariant()
    def a_campaign_that_is_gone_owes_no_follow_up(self) -> None:
        assert not [one for one in self.sent if one.email_id.reference.startswith("gone/")]


TestLeadMachine = LeadMachine.TestCase
TestLeadMachine.settings = settings(max_examples=300, stateful_step_count=30, deadline=None)
