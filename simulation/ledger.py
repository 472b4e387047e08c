"""What truly happened, noted at the moments it took effect, to be compared with what was promised."""

from collections import Counter, defaultdict
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from chalicelib.leads.attempt import Attempt, EmailId, EmailKind
from chalicelib.leads.lead import Lead, Standing
from chalicelib.leads.outcome import Outcome

STOPPING_OUTCOMES = (
    Outcome.BOOKED,
    Outcome.ATTENDED,
    Outcome.NO_SHOW,
    Outcome.CANCELLED,
    Outcome.NOT_INTERESTED,
    Outcome.SPAM,
)
"""Written out anew: the judge shares no rule with the accused."""

REMINDERS = (EmailKind.SECOND_ALERT, EmailKind.OWNER_ALERT)
VISITS, AN_HOUR = (Outcome.BOOKED, Outcome.ATTENDED), timedelta(hours=1)
"""So too who is owed aftercare, and how long after the mark."""


@dataclass(slots=True)
class Invocation:
    """One run of a Lambda function. `attempt` is the one it has claimed and not ended."""

    function: str
    ends_at: datetime
    is_reading: bool = False
    attempt: str = ""
    faults: list[str] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Claim:
    """An attempt, at the moment its claim was stored. `stopped_by` says what had stopped such mail by then.

    That is the moment that counts for "sent after stop": an unsubscribe stored later cannot recall an email that a
    worker is about to send.
    """

    lead_id: str
    attempt: Attempt
    at: datetime
    stopped_by: str

    @property
    def email_id(self) -> EmailId:
        return self.attempt.email_id


@dataclass(frozen=True, slots=True)
class Sent:
    """An email that SES took."""

    lead_id: str
    attempt_id: str
    kind: EmailKind
    recipient: str
    message_id: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Accepted:
    """An enquiry whose visitor was told that it arrived. `words` are in no other."""

    lead_id: str
    words: str


@dataclass(frozen=True, slots=True)
class Stop:
    """Why, and since when, some mail to a lead has to stay away."""

    reason: str
    at: datetime


@dataclass(slots=True)
class Ledger:
    """`stops` and `silences` say what ended follow-ups, or all mail, to a lead; `hurt` which faults hit an attempt
    between its claim and its end; `returned` which attempts were taken back as certainly not carried out; `refused`
    which guides came back for their attachment, and `came_back` when others did for now.

    `agreed` says since when a person may get follow-ups, by the box or the button that counts; `ticked` when they last
    ticked the box, `left` when they last were told that they are unsubscribed, `pressed` who has pressed the button
    since; `paused` for how long follow-ups were stopped that went on; `unheeded` which presses counted for nothing;
    `mixed_up` where one of two people was shown what is of the other; `news` when the front desk was told of those in
    quarantine, and when of its day; `seen` of which enquiries the front desk has said anything."""

    claims: dict[str, Claim] = field(default_factory=dict)
    sent: list[Sent] = field(default_factory=list)
    accepted: list[Accepted] = field(default_factory=list)
    stops: dict[str, Stop] = field(default_factory=dict)
    silences: dict[str, Stop] = field(default_factory=dict)
    hurt: dict[str, list[str]] = field(default_factory=lambda: defaultdict(list))
    returned: set[str] = field(default_factory=set)
    agreed: dict[str, datetime] = field(default_factory=dict)
    ticked: dict[str, datetime] = field(default_factory=dict)
    left: dict[str, datetime] = field(default_factory=dict)
    pressed: set[str] = field(default_factory=set)
    paused: dict[str, timedelta] = field(default_factory=lambda: defaultdict(timedelta))
    unheeded: list[tuple[str, str]] = field(default_factory=list)
    mixed_up: list[tuple[str, str]] = field(default_factory=list)
    news: dict[str, list[datetime]] = field(default_factory=lambda: {"digest": [], "morning": []})
    refused: set[str] = field(default_factory=set)
    came_back: dict[str, datetime] = field(default_factory=dict)
    rejected: set[str] = field(default_factory=set)
    seen: set[str] = field(default_factory=set)
    erased: set[str] = field(default_factory=set)
    changed_by_get: list[tuple[str, str]] = field(default_factory=list)
    unexplained: list[tuple[str, str]] = field(default_factory=list)
    counts: Counter[str] = field(default_factory=Counter)
    stories: dict[str, list[tuple[datetime, str]]] = field(default_factory=lambda: defaultdict(list))

    def tell(self, lead_id: str, at: datetime, what: str) -> None:
        """Add to the story of a lead, which is printed if something turns out wrong with it."""
        self.stories[lead_id].append((at, what))

    def suffer(self, invocation: Invocation, at: datetime, fault: str) -> None:
        """A fault hits a running function."""
        invocation.faults.append(fault)
        claim = self.claims.get(invocation.attempt)
        if claim:
            self.hurt[invocation.attempt].append(fault)
            self.tell(claim.lead_id, at, f"attempt {invocation.attempt[:6]}: {fault}")

    def saved(self, before: Lead | None, after: Lead, at: datetime, invocation: Invocation) -> None:
        """A lead was written."""
        if invocation.is_reading:
            self.changed_by_get.append((after.id, f"saved by a GET of {invocation.function}"))
        open_before = before.open_attempt if before else None
        if open_before and after.open_attempt != open_before:
            self._ended(open_before, after, at, invocation)
        self.seen |= {mark.enquiry_id for mark in after.outcomes}
        if after.open_attempt and after.open_attempt != open_before:
            self._claimed(after, after.open_attempt, at, invocation)
        if after.standing is not Standing.ACTIVE:
            self.stop(after.id, at, f"stored as {after.standing}")
        if after.standing in (Standing.BOUNCED, Standing.COMPLAINED):
            self.silence(after.id, at, f"stored as {after.standing}")
        if is_stopped_by_an_outcome(after):
            self.stop(after.id, at, "stored with an outcome that stops them")
        elif before and after.standing is Standing.ACTIVE and self._may_go_on(before):
            self.resume(after.id, at)

    def _may_go_on(self, before: Lead) -> bool:
        """Follow-ups that were stopped go on once the front desk has corrected what stopped them, or the person has
        pressed the button."""
        if before.standing is Standing.UNSUBSCRIBED:
            return before.id in self.pressed
        return is_stopped_by_an_outcome(before)

    def _claimed(self, after: Lead, attempt: Attempt, at: datetime, invocation: Invocation) -> None:
        lead_id = after.id
        self.claims[attempt.id] = Claim(lead_id, attempt, at, self._stopped_by(after, attempt, at))
        invocation.attempt = attempt.id
        self.tell(lead_id, at, f"claimed {attempt.email_id.kind} {attempt.email_id.reference}, {attempt.id[:6]}")

    def _stopped_by(self, lead: Lead, attempt: Attempt, at: datetime) -> str:
        """Why that email must not go, "" if it may."""
        kind = attempt.email_id.kind
        stops = self.stops if kind is EmailKind.FOLLOW_UP else {} if kind.is_for_clinic else self.silences
        if lead.id in stops:
            return stops[lead.id].reason
        if kind in REMINDERS and attempt.email_id.reference in self.seen:
            return "the front desk has seen it"
        if kind is EmailKind.AFTERCARE and not any(at >= noted_at + AN_HOUR for noted_at in visits(lead)):
            return "nobody has had a visit noted for an hour"
        return ""

    def _ended(self, attempt: Attempt, after: Lead, at: datetime, invocation: Invocation) -> None:
        results = [ended.result for ended in after.attempts if ended.attempt.id == attempt.id]
        if not results:
            self.returned.add(attempt.id)
        if invocation.attempt == attempt.id:
            invocation.attempt = ""
        self.tell(after.id, at, f"attempt {attempt.id[:6]} ended: {results[0] if results else 'taken back'}")

    def took(self, sent: Sent) -> None:
        """SES took an email."""
        self.sent.append(sent)
        self.tell(sent.lead_id, sent.at, f"SES took the {sent.kind}, attempt {sent.attempt_id[:6]}")

    def stop(self, lead_id: str, at: datetime, reason: str) -> None:
        """From now on no follow-up may be claimed for that lead. The first reason stands."""
        if lead_id not in self.stops:
            self.stops[lead_id] = Stop(reason, at)
            self.tell(lead_id, at, f"follow-ups stopped: {reason}")

    def resume(self, lead_id: str, at: datetime) -> None:
        """What stopped the follow-ups holds no more."""
        stop = self.stops.pop(lead_id, None)
        if stop:
            self.paused[lead_id] += at - stop.at
            self.tell(lead_id, at, "follow-ups go on")

    def silence(self, lead_id: str, at: datetime, reason: str) -> None:
        """From now on nothing may be claimed that goes to that person."""
        self.stop(lead_id, at, reason)
        self.silences.setdefault(lead_id, Stop(reason, at))


def visits(lead: Lead) -> list[datetime]:
    """When the front desk has noted each visit that is not taken back, of enquiries that are kept."""
    latest = {mark.enquiry_id: mark for mark in lead.outcomes if not mark.undone_at}
    noted = [mark for mark in latest.values() if mark.outcome in VISITS and lead.has(mark.enquiry_id)]
    return [mark.at for mark in noted]


def is_stopped_by_an_outcome(lead: Lead) -> bool:
    latest = {mark.enquiry_id: mark.outcome for mark in lead.outcomes if not mark.undone_at}
    return bool(set(latest.values()) & set(STOPPING_OUTCOMES))
