"""The lead: one person, everything we know of them and everything they are still owed."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from chalicelib.leads.acts import Act, ActKind, holds
from chalicelib.leads.attempt import Attempt, Delivery, EmailId, EmailKind, EndedAttempt, Result
from chalicelib.leads.attribution import Touch
from chalicelib.leads.canary import KEPT, is_synthetic
from chalicelib.leads.enquiry import QUARANTINE, Consent, Contact, Enquiry, LanguageChoice, OptOut, Purpose, Suspect
from chalicelib.leads.outcome import CLOSING_OUTCOMES, Outcome, OutcomeMark, in_force, settled
from chalicelib.leads.written import NOTHING, Written


class Standing(StrEnum):
    """May we email this person? From good to bad: a standing only gets worse, unless a person who unsubscribed
    starts the follow-ups again from their own inbox (`changes.start`)."""

    ACTIVE = "active"
    UNSUBSCRIBED = "unsubscribed"
    BOUNCED = "bounced"
    COMPLAINED = "complained"


class Queue(StrEnum):
    """The two queues of wake-ups: a backlog of follow-ups must never delay a guide."""

    AT_ONCE = "at-once"
    FOLLOW_UPS = "follow-ups"


@dataclass(frozen=True, slots=True)
class Due:
    """When a worker has to look at a lead again, and through which queue it is woken."""

    at: datetime
    queue: Queue


@dataclass(frozen=True, slots=True)
class Lead:
    """`due` is derived from the rest by `plan.next_due`; `revision` counts saves, 0 before the first, and `written` is
    what the last one left beside the lead. `weekly_since`, `language_choice` and `own_data_asked_at` are what the
    person said on their own page (see `own_page`). `quarantine` is what makes an enquiry in quarantine (see
    `quarantine.held`); an earlier version kept suspects within their leads."""

    id: str
    enquiries: tuple[Enquiry, ...]
    first_touch: Touch
    consents: tuple[Consent, ...] = ()
    attempts: tuple[EndedAttempt, ...] = ()
    open_attempt: Attempt | None = None
    deferred_until: datetime | None = None
    guide_deferred_until: datetime | None = None
    follow_ups_deferred_until: datetime | None = None
    standing: Standing = Standing.ACTIVE
    standing_since: datetime | None = None
    opt_outs: tuple[OptOut, ...] = ()
    weekly_since: datetime | None = None
    language_choice: LanguageChoice | None = None
    own_data_asked_at: datetime | None = None
    outcomes: tuple[OutcomeMark, ...] = ()
    acts: tuple[Act, ...] = ()
    quarantine: tuple[Suspect, ...] = ()
    due: Due | None = None
    written: Written = NOTHING
    revision: int = 0

    @property
    def due_at(self) -> datetime | None:
        return self.due.at if self.due else None

    @property
    def expires_at(self) -> datetime | None:
        """When a lead goes by itself: a canary, or one of which only suspects are known. A tombstone tells more."""
        if self.is_synthetic and self.enquiries:
            return self.enquiries[-1].at + KEPT
        if self.enquiries or not self.quarantine or self.standing is not Standing.ACTIVE:
            return None
        return self.quarantine[-1].enquiry.at + QUARANTINE

    @property
    def is_synthetic(self) -> bool:
        """Whether this is a canary: it is shown to nobody, and counts nowhere."""
        return is_synthetic(self.id)

    @property
    def contact(self) -> Contact:
        return self.enquiries[-1].contact

    @property
    def language(self) -> str:
        return self.language_of(self.enquiries[-1])

    @property
    def last_touch(self) -> Touch:
        return self.enquiries[-1].touch

    def mark_of(self, enquiry_id: str) -> OutcomeMark | None:
        """What the front desk has said of that enquiry, None if nothing, or if it was undone."""
        return in_force(self.outcomes).get(enquiry_id)

    def outcome_of(self, enquiry_id: str) -> Outcome:
        mark = self.mark_of(enquiry_id)
        return mark.outcome if mark else Outcome.NEW

    @property
    def outcome(self) -> Outcome:
        """That of the latest enquiry: a person who comes back is new again."""
        return self.outcome_of(self.enquiries[-1].id) if self.enquiries else Outcome.NEW

    def asked_at(self, campaign: str) -> datetime | None:
        """When the latest enquiry of that campaign came, None where none is kept."""
        return next((one.at for one in reversed(self.enquiries) if one.campaign == campaign), None)

    def language_of(self, enquiry: Enquiry) -> str:
        """The language in which what belongs to that enquiry is written from now on."""
        choice = self.language_choice
        return choice.language if choice and choice.at >= enquiry.at else enquiry.language

    def language_in(self, campaign: str) -> str:
        """The language of their latest enquiry of that campaign, or of the latest of all where none is kept."""
        own = (self.language_of(one) for one in reversed(self.enquiries) if one.campaign == campaign)
        return next(own, self.language)

    @property
    def follow_ups_agreed_at(self) -> dict[str, datetime]:
        """When follow-ups were first agreed to, by campaign: day 0 of its sequence, which no later enquiry moves. A
        campaign that the person has opted out of is not among them."""
        agreed = [consent for consent in self.consents if consent.purpose is Purpose.FOLLOW_UPS]
        first = {consent.campaign: consent.at for consent in reversed(agreed)}
        return {campaign: at for campaign, at in first.items() if self.opted_out_at(campaign) is None}

    def opted_out_at(self, campaign: str) -> datetime | None:
        """When the person stopped the follow-ups of that campaign alone, None if they did not."""
        return next((one.at for one in self.opt_outs if one.campaign == campaign), None)

    def has_stopped(self, campaign: str) -> bool:
        """Whether the person wants no follow-ups of that campaign, or of any."""
        return self.standing is Standing.UNSUBSCRIBED or self.opted_out_at(campaign) is not None

    def awaits_confirmation(self, campaign: str) -> Consent | None:
        """The consent to follow-ups of that campaign that the person has yet to confirm from their own inbox: where the
        campaign asks for that, or since they unsubscribed. None where there is none, or their address is no good."""
        asked = [consent for consent in self.consents if consent.campaign == campaign]
        waiting = [consent for consent in asked if consent.purpose is Purpose.FOLLOW_UPS_ONCE_CONFIRMED]
        latest = max(waiting, key=lambda consent: consent.at, default=None)
        if latest is None or self.is_closed or not self.may_get_guide:
            return None
        if not self.has_stopped(campaign):
            return latest if campaign not in self.follow_ups_agreed_at else None
        since = self.standing_since if self.standing is Standing.UNSUBSCRIBED else None
        stopped = [at for at in (since, self.opted_out_at(campaign)) if at is not None]
        return latest if all(latest.at > at for at in stopped) else None

    @property
    def may_get_guide(self) -> bool:
        """A person who unsubscribed may still ask for the guide; an address that bounced or complained may not, nor
        people the front desk has blocked. Nor may they get aftercare."""
        return self.standing in (Standing.ACTIVE, Standing.UNSUBSCRIBED) and not self.is_blocked

    @property
    def is_paused(self) -> bool:
        """Whether the front desk holds the follow-ups back for now."""
        return holds(self.acts, ActKind.PAUSED, ActKind.RESUMED)

    @property
    def is_blocked(self) -> bool:
        """Whether the front desk wants nothing to do with them."""
        return holds(self.acts, ActKind.BLOCKED, ActKind.UNBLOCKED)

    def guide_again_at(self, enquiry_id: str) -> datetime | None:
        """When the front desk last had the guide of that enquiry sent again, None if never."""
        asked = (act.at for act in self.acts if act.kind is ActKind.GUIDE_AGAIN and act.enquiry_id == enquiry_id)
        return max(asked, default=None)

    @property
    def is_closed(self) -> bool:
        """Whether follow-ups are stopped by what came of an enquiry."""
        return any(mark.outcome in CLOSING_OUTCOMES for mark in settled(self.outcomes).values())

    @property
    def may_get_follow_ups(self) -> bool:
        is_stopped = self.is_closed or self.is_paused or self.is_blocked
        return self.standing is Standing.ACTIVE and not is_stopped and bool(self.follow_ups_agreed_at)

    @property
    def soft_bounces(self) -> int:
        """How many emails to the person have bounced softly since one was last delivered."""
        to_person = [ended for ended in self.attempts if not ended.attempt.email_id.kind.is_for_clinic]
        count = 0
        for ended in sorted(to_person, key=lambda one: one.attempt.claimed_at, reverse=True):
            if ended.delivery is Delivery.DELIVERED:
                break
            count += ended.delivery is Delivery.SOFT_BOUNCED
        return count

    def last_follow_up(self, campaign: str | None = None) -> EndedAttempt | None:
        """The follow-up that was tried last, of that campaign or of all."""
        tried = [ended for ended in self.attempts if ended.attempt.email_id.kind is EmailKind.FOLLOW_UP]
        own = [ended for ended in tried if campaign in (None, ended.attempt.email_id.campaign)]
        return max(own, key=lambda one: one.attempt.claimed_at, default=None)

    def has(self, enquiry_id: str) -> bool:
        """Whether that enquiry was accepted."""
        return any(known.id == enquiry_id for known in self.enquiries)

    def enquiry(self, enquiry_id: str) -> Enquiry:
        """The enquiry of that id. Raises KeyError if there is none."""
        for enquiry in self.enquiries:
            if enquiry.id == enquiry_id:
                return enquiry
        raise KeyError(enquiry_id)

    def results(self, email_id: EmailId) -> list[Result]:
        """How each attempt at that email has ended, oldest first."""
        return [ended.result for ended in self.tries(email_id)]

    def tries(self, email_id: EmailId) -> list[EndedAttempt]:
        """The attempts at that email that have ended, oldest first."""
        return [ended for ended in self.attempts if ended.attempt.email_id == email_id]
