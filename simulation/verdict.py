"""What was promised against what happened."""

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import cached_property
from itertools import pairwise

from chalicelib.leads.attempt import EmailId, EmailKind
from chalicelib.leads.lead import Lead
from simulation.evidence import ONCE, Email, Evidence
from simulation.ledger import Sent
from simulation.owed import WAITS, after_an_open_hour, due_on, lost, not_again, told
from simulation.play import Played
from simulation.queues import DEAD

A_WORKERS_LIFE = timedelta(seconds=60)
"""Between a claim and its sending there may be so much, so a window or a gap may be missed by as much."""

TIME_TO_WORK = timedelta(minutes=10)
"""A lead that has been due for longer, in calm weather, is overdue."""

TIME_TO_TELL = timedelta(days=2)
"""SES may be down for a day, and the clinic may close before the digest goes."""

AN_OPENING = timedelta(hours=1) + A_WORKERS_LIFE
"""A morning's email comes in the first hour in which the clinic is open."""

QUARTER = timedelta(minutes=15)
"""There is one digest in this time at most."""

NEVER = timedelta(days=999)
"""How long a guide waits that came back as often as it may."""

UNCOUNTED = 1.1
"""A form that cannot be counted is taken all the same, so faults let a few more in than the cap."""

LATENESSES = (0.5, 0.99, 1.0)


@dataclass(frozen=True, slots=True)
class Case:
    """Something wrong, and the lead it is wrong with; "" where there is none."""

    lead_id: str
    what: str


@dataclass(frozen=True, slots=True)
class Tally:
    """One kind of email in numbers. `sent_back` were refused for their attachment, and sent again without, or came back
    for now; `lost` had to go and did not; `given_up` were not sent, as far as others than the service know, and must
    not be tried again. `lateness` is that of half of those sent, of 99 in 100, and of the latest; empty where there is
    none to tell."""

    owed: int
    sent: int
    sent_back: int
    doubled: int
    given_up: int
    rejected: int
    lost: int
    lateness: tuple[timedelta, ...]


class Verdict:
    """Judges a campaign that is over."""

    def __init__(self, outcome: Played) -> None:
        self.evidence = Evidence(outcome)
        self._plan = outcome.plan
        self._rules = outcome.rules
        self._ledger = outcome.ledger

    @cached_property
    def must_be_empty(self) -> Mapping[str, tuple[Case, ...]]:
        """Each promise by the name of its breach, and the cases in which it was broken."""
        return {
            "enquiries lost": tuple(self._lost_enquiries()),
            "enquiries doubled": tuple(self._doubled_enquiries()),
            "people in quarantine": tuple(self._held_back()),
            "alerts lost": tuple(self._lost(EmailKind.ALERT)),
            "guides lost": tuple(self._lost(EmailKind.GUIDE)),
            "notices lost": tuple(self._lost(EmailKind.NOTICE)),
            "reminders lost": tuple(self._lost(EmailKind.SECOND_ALERT)),
            "reminders doubled": tuple(self._received_too_often(EmailKind.SECOND_ALERT, 1)),
            "reminded too soon": tuple(self._reminded_too_soon()),
            "follow-ups lost": tuple(self._lost(EmailKind.FOLLOW_UP)),
            "guides not sent again": tuple(self._not_again()),
            "guides sent again too soon": tuple(self._again_too_soon()),
            "follow-ups doubled": tuple(self._received_too_often(EmailKind.FOLLOW_UP, 1)),
            "aftercare lost": tuple(self._lost(EmailKind.AFTERCARE)),
            "aftercare doubled": tuple(self._received_too_often(EmailKind.AFTERCARE, 1)),
            "aftercare told twice": tuple(self._told_twice()),
            "alerts, guides or notices tripled": tuple(
                case for kind in EmailKind if kind not in ONCE for case in self._received_too_often(kind, 2)
            ),
            "doubled without a fault": tuple(self._doubled_for_nothing()),
            "given up without a fault": tuple(self._given_up_for_nothing()),
            "sent without a claim": tuple(self._without_claim()),
            "floods let in": tuple(self._let_in()),
            "sent for a machine": tuple(self._sent_for_machines()),
            "guides beyond a mailbox's caps": tuple(self._too_many_guides()),
            "sent after stop": tuple(self._sent_after_stop()),
            "sent without consent": tuple(self._without_consent()),
            "second consents unheeded": tuple(Case(*press) for press in self._ledger.unheeded),
            "shown as another's": tuple(Case(*shown) for shown in self._ledger.mixed_up),
            "quarantine untold": tuple(self._untold()),
            "digests doubled": tuple(self._doubled_digests()),
            "mornings doubled": tuple(self._doubled_mornings()),
            "sent outside the window": tuple(self._outside_the_window()),
            "sent before their day": tuple(self._before_their_day()),
            "sent too soon after another": tuple(self._too_close()),
            "changed by a GET": tuple(Case(*change) for change in self._ledger.changed_by_get),
            "overdue at the end": tuple(self._overdue()),
            "errors without a fault": tuple(Case("", f"{who}: {error}") for who, error in self._ledger.unexplained),
        }

    @property
    def is_good(self) -> bool:
        return not any(self.must_be_empty.values())

    def tally(self, kind: EmailKind) -> Tally:
        """That kind of email in numbers."""
        sent = [one for one in self._ledger.sent if one.kind is kind]
        went = {email for email in self.evidence.taken if email[1].kind is kind}
        given_up = {email for email in self.evidence.given_up if email[1].kind is kind}
        rejected = {email for email in self.evidence.rejected if email[1].kind is kind}
        never_went = set(lost(self.evidence, kind))
        # A notice is due when something has gone wrong, at no time that was planned.
        late = sorted(self._lateness(one) for one in sent if kind is not EmailKind.NOTICE)
        return Tally(
            owed=len(went | given_up | rejected | never_went),
            sent=len(sent),
            sent_back=sum(one.attempt_id in self._ledger.refused | self._ledger.came_back.keys() for one in sent),
            doubled=sum(len(self.evidence.received(email)) > 1 for email in went),
            given_up=len(given_up),
            rejected=len(rejected),
            lost=len(never_went),
            lateness=tuple(late[int((len(late) - 1) * share)] for share in LATENESSES) if late else (),
        )

    def story(self, lead_id: str) -> list[str]:
        """All that happened to a lead, at the clinic's time."""
        told = self._ledger.stories[lead_id]
        return [f"{at.astimezone(self._plan.zone):%d %b %H:%M:%S} {what}" for at, what in told]

    @property
    def dead_letters(self) -> int:
        """Messages that failed so often that they are not tried any more."""
        return sum(number for name, number in self._ledger.counts.items() if name.endswith(DEAD))

    @property
    def oldest_overdue(self) -> timedelta:
        due = (lead.due_at for lead in self.evidence.leads.values() if lead.due_at)
        return max((self._plan.ends_at - at for at in due), default=timedelta())

    # Never lost

    def _lost_enquiries(self) -> Iterator[Case]:
        for accepted in self._ledger.accepted:
            lead = self.evidence.leads.get(accepted.lead_id)
            words = [enquiry.message for enquiry in lead.enquiries] if lead else []
            words += [
                suspect.enquiry.message for held in self._held_of(accepted.lead_id) for suspect in held.quarantine
            ]
            if accepted.words not in words and accepted.lead_id not in self._ledger.erased:
                yield Case(accepted.lead_id, f"not stored: {accepted.words}")

    def _held_of(self, lead_id: str) -> list[Lead]:
        return [held for held in self.evidence.outcome.held if held.id.startswith(lead_id)]

    def _held_back(self) -> Iterator[Case]:
        """No flood may keep a person out, though it comes from their network."""
        for lead_id, person in self.evidence.outcome.crowd.items():
            if not person.is_machine and self._held_of(lead_id):
                yield Case(lead_id, "is in quarantine")

    def _let_in(self) -> Iterator[Case]:
        """Of one network in an hour, more of what looks like a machine's than the clinic's cap."""
        crowd, suspects_of = self.evidence.outcome.crowd, Counter[tuple[str, str]]()
        for held in self.evidence.outcome.held:
            address = crowd[held.id.partition(".")[0]].address
            suspects_of.update((address, f"{suspect.enquiry.at:%Y-%m-%dT%H}") for suspect in held.quarantine)
        most = self._rules.caps.suspects_an_hour * UNCOUNTED
        for (address, hour), suspects in suspects_of.items():
            if suspects > most:
                yield Case("", f"{suspects} forms from {address} in the hour {hour}")

    def _sent_for_machines(self) -> Iterator[Case]:
        for sent in self._ledger.sent:
            if self.evidence.outcome.crowd[sent.lead_id].is_machine:
                yield Case(sent.lead_id, f"a {sent.kind}")

    def _too_many_guides(self) -> Iterator[Case]:
        """By when they were asked for, as people's own guides are counted: an outage may send two on one day."""
        given: dict[str, dict[Email, datetime]] = {}
        for sent in self._ledger.sent:
            mailbox, claim = self.evidence.outcome.crowd[sent.lead_id].mailbox_name, self.evidence.claim_of(sent)
            if mailbox and claim and sent.kind is EmailKind.GUIDE:
                given.setdefault(mailbox, {})[sent.lead_id, claim.email_id] = claim.attempt.planned_at
        for mailbox, guides in given.items():
            times = sorted(guides.values())
            for most, days in ((1, 1), (3, 30)):
                if any(times[n + most] - times[n] < timedelta(days=days) for n in range(len(times) - most)):
                    yield Case("", f"more than {most} in {days} days to {mailbox}")

    def _untold(self) -> Iterator[Case]:
        """The front desk is told of everybody in quarantine, within a day of its next open hour."""
        for held in self.evidence.outcome.held:
            for suspect in held.quarantine:
                at = suspect.enquiry.at
                until = self._rules.hours.next_open(at) + TIME_TO_TELL
                if until < self._plan.ends_at and not any(at < told_at < until for told_at in self._told_of_suspects()):
                    yield Case(held.id.partition(".")[0], f"in quarantine since {at}, and the front desk does not know")

    def _lost(self, kind: EmailKind) -> Iterator[Case]:
        for lead_id, email_id in lost(self.evidence, kind):
            yield Case(lead_id, f"{kind} {email_id.reference} never went")

    def _overdue(self) -> Iterator[Case]:
        for lead in self.evidence.leads.values():
            if lead.due_at is not None and lead.due_at < self._plan.ends_at - TIME_TO_WORK:
                yield Case(lead.id, f"due since {lead.due_at}")

    def _not_again(self) -> Iterator[Case]:
        for lead_id, email_id in not_again(self.evidence):
            yield Case(lead_id, f"guide {email_id.reference} came back and was not sent again")

    # Never twice

    def _again_too_soon(self) -> Iterator[Case]:
        """A guide that came back waits, unless the person asks again, or nothing told the service that it was sent."""
        for (lead_id, email_id), taken in self.evidence.taken.items():
            back = [sent for sent in taken if sent.attempt_id in self._ledger.came_back]
            known = [
                pair for pair in pairwise(taken) if pair[0] in back and pair[0].attempt_id not in self._ledger.hurt
            ]
            for earlier, later in known:
                came_back_at = self._ledger.came_back[earlier.attempt_id]
                is_soon = later.at < came_back_at + (*WAITS, NEVER)[back.index(earlier)]
                if is_soon and not self._has_asked(lead_id, came_back_at, later.at):
                    yield Case(lead_id, f"guide {email_id.reference} came back at {came_back_at}, again at {later.at}")

    def _has_asked(self, lead_id: str, since: datetime, until: datetime) -> bool:
        lead = self.evidence.leads[lead_id]
        return lead_id in self._ledger.erased or any(since < enquiry.at <= until for enquiry in lead.enquiries)

    def _doubled_enquiries(self) -> Iterator[Case]:
        for lead_id, words in self.evidence.repeated_enquiries():
            yield Case(lead_id, f"stored more than once: {words}")

    def _received_too_often(self, kind: EmailKind, allowed: int) -> Iterator[Case]:
        for email in self.evidence.taken:
            lead_id, email_id = email
            times = len(self.evidence.received(email))
            if email_id.kind is kind and times > allowed:
                yield Case(lead_id, f"{kind} {email_id.reference} was sent {times} times")

    def _doubled_for_nothing(self) -> Iterator[Case]:
        for email in self.evidence.taken:
            lead_id, email_id = email
            if any(sent.attempt_id not in self._ledger.hurt for sent in self.evidence.received(email)[:-1]):
                yield Case(lead_id, f"{email_id.kind} {email_id.reference} was sent again though nothing went wrong")

    def _given_up_for_nothing(self) -> Iterator[Case]:
        """A follow-up or aftercare in doubt is given up, and no other is."""
        given_up = {email for email in self.evidence.given_up if email[1].kind in ONCE}
        for lead_id, email_id in sorted(given_up - self.evidence.explained, key=str):
            yield Case(lead_id, f"{email_id.kind} {email_id.reference} was given up though nothing went wrong")
        for lead_id, email_id in sorted(self.evidence.explained - given_up, key=str):
            yield Case(lead_id, f"{email_id.kind} {email_id.reference} was in doubt, and yet not given up")

    def _told_twice(self) -> Iterator[Case]:
        """A step that says what the aftercare said, which had come and was known to."""
        steps = {step.id for sequence in self._rules.sequences.values() for step in sequence if step.is_aftercare}
        for (lead_id, email_id), taken in self.evidence.taken.items():
            if email_id.kind is EmailKind.FOLLOW_UP and email_id.reference.rpartition("/")[2] in steps:
                aftercare = self.evidence.received((lead_id, EmailId(EmailKind.AFTERCARE, email_id.campaign)))
                if any(one.at < taken[0].at and one.attempt_id not in self._ledger.hurt for one in aftercare):
                    yield Case(lead_id, f"follow-up {email_id.reference} after the aftercare")

    def _told_of_suspects(self) -> list[datetime]:
        """A morning tells of those who came before the clinic opened."""
        return [*self._ledger.news["digest"], *map(self._opening, self._ledger.news["morning"])]

    def _opening(self, at: datetime) -> datetime:
        """When the clinic opened on that day."""
        hours = self._rules.hours
        return hours.opening_on(at.astimezone(hours.zone).date())

    def _doubled_mornings(self) -> Iterator[Case]:
        days = Counter(at.astimezone(self._rules.hours.zone).date() for at in self._ledger.news["morning"])
        for day, times in days.items():
            if times > 1:
                yield Case("", f"{times} emails of the morning on {day}")

    def _doubled_digests(self) -> Iterator[Case]:
        quarters = Counter(int(at.timestamp() // QUARTER.total_seconds()) for at in self._ledger.news["digest"])
        for quarter, times in quarters.items():
            if times > 1:
                yield Case("", f"{times} digests from {datetime.fromtimestamp(quarter * 900, UTC)} on")

    # Never when it must not

    def _reminded_too_soon(self) -> Iterator[Case]:
        """The front desk has an hour of open time from when it was told."""
        for (lead_id, email_id), [sent, *_] in self.evidence.taken.items():
            if email_id.kind is EmailKind.SECOND_ALERT:
                told_at = min(told(self.evidence, lead_id, email_id.reference), default=sent.at)
                if sent.at < after_an_open_hour(told_at, self._rules.hours) - A_WORKERS_LIFE:
                    yield Case(lead_id, f"told of {email_id.reference} at {told_at}, reminded at {sent.at}")

    def _without_consent(self) -> Iterator[Case]:
        """Before the person has ticked the box or, where that is not enough, pressed the button."""
        for lead_id, times in self.evidence.follow_ups.items():
            agreed_at = self._ledger.agreed.get(lead_id)
            if agreed_at is None or min(times) < agreed_at:
                yield Case(lead_id, f"a follow-up at {min(times)}, agreed to at {agreed_at}")

    def _without_claim(self) -> Iterator[Case]:
        for sent in self._ledger.sent:
            if self.evidence.claim_of(sent) is None:
                yield Case(sent.lead_id, f"a {sent.kind} that nobody had claimed")

    def _sent_after_stop(self) -> Iterator[Case]:
        for sent in self._ledger.sent:
            claim = self.evidence.claim_of(sent)
            if claim and claim.stopped_by:
                yield Case(sent.lead_id, f"{sent.kind} {claim.email_id.reference} though {claim.stopped_by}")

    def _outside_the_window(self) -> Iterator[Case]:
        for lead_id, times in self.evidence.follow_ups.items():
            for at in times:
                if not (self._is_open(at) or self._is_open(at - A_WORKERS_LIFE)):
                    yield Case(lead_id, f"a follow-up at {at}")

        for at in self._ledger.news["digest"]:
            if not (self._is_open(at) or self._is_open(at - A_WORKERS_LIFE)):
                yield Case("", f"a digest at {at}")
        for at in self._ledger.news["morning"]:
            if at - self._opening(at) > AN_OPENING:
                yield Case("", f"the email of a morning at {at}")

    def _is_open(self, at: datetime) -> bool:
        window = self._rules.window
        local = at.astimezone(window.zone)
        is_day = f"{local:%A}" in window.weekdays and local.date() not in window.holidays
        return is_day and window.opens <= local.time() < window.closes

    def _before_their_day(self) -> Iterator[Case]:
        """By the clinic's calendar, and by the sequence before its edit or after."""
        for (lead_id, email_id), taken in self.evidence.taken.items():
            lead, campaign = self.evidence.leads[lead_id], email_id.campaign
            step_id, agreed_at = email_id.reference.rpartition("/")[2], lead.follow_ups_agreed_at.get(campaign)
            rules = (self._plan.rules, self._plan.edited_rules)
            sequences = [one.sequences[campaign] for one in rules if campaign in one.sequences]
            steps = [step for sequence in sequences for step in sequence if step.id == step_id]
            if email_id.kind is EmailKind.FOLLOW_UP and agreed_at and steps:
                first = min(due_on(step, agreed_at, self._plan.zone) for step in steps).date()
                if taken[0].at.astimezone(self._plan.zone).date() < first:
                    yield Case(lead_id, f"{email_id.reference} at {taken[0].at}, due on {first}")

    def _too_close(self) -> Iterator[Case]:
        for lead_id, times in self.evidence.follow_ups.items():
            for earlier, later in pairwise(times):
                if later - earlier < self._rules.minimum_gap - A_WORKERS_LIFE:
                    yield Case(lead_id, f"a follow-up at {later}, and one at {earlier}")

    def _lateness(self, sent: Sent) -> timedelta:
        """How late an email went: by its own time, or by the next moment the window was open."""
        claim = self.evidence.claim_of(sent)
        if claim is None:
            return timedelta()
        planned_at = claim.attempt.planned_at
        if sent.kind is EmailKind.FOLLOW_UP:
            planned_at = self._rules.window.next_open(planned_at)
        return sent.at - planned_at
