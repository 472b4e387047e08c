"""What people do to a lead: they ask, unsubscribe and start again, are marked and erased.

Every change is a pure function from one lead to the next, with the time passed in. A use-case loads a lead, changes it,
and saves it on condition that it was not saved meanwhile (`revision`).
"""

from dataclasses import replace
from datetime import datetime, timedelta

from chalicelib.leads.acts import outliving
from chalicelib.leads.attempt import EmailId, EmailKind, Result
from chalicelib.leads.attribution import Touch
from chalicelib.leads.caps import ENQUIRIES_KEPT, ENQUIRIES_WAITING, LONGEST_CAP, WAITING_FOR_A_CALL, Caps
from chalicelib.leads.enquiry import Consent, Enquiry, OptOut, Purpose
from chalicelib.leads.lead import Lead, Standing
from chalicelib.leads.outcome import Outcome, OutcomeMark, settled
from chalicelib.leads.tries import is_lost

_SEVERITY = list(Standing)

ANOTHER_CALL = timedelta(minutes=5)
"""After one that nobody answered. What is said again sooner is a button pressed twice."""


def new_lead(lead_id: str, enquiry: Enquiry) -> Lead:
    """The lead that a person's first enquiry makes."""
    return accept(unknown(lead_id), enquiry, Caps())


def unknown(lead_id: str) -> Lead:
    """The lead of a person who has sent nothing yet."""
    return Lead(id=lead_id, enquiries=(), first_touch=Touch())


def enquire(lead: Lead, enquiry: Enquiry, caps: Caps) -> Lead:
    """A known person asks again: a new enquiry, which waits for nothing that held up what came before it, and the
    guide once more unless a cap is reached.

    The same enquiry twice (a double click, a form sent again) changes nothing.
    """
    return lead if lead.has(enquiry.id) else accept(lead, enquiry, caps)


def is_full(lead: Lead, now: datetime) -> bool:
    """Whether so many enquiries wait for the clinic that there is no room for another."""
    return len(_waiting(lead, now)) >= ENQUIRIES_WAITING


def accept(lead: Lead, enquiry: Enquiry, caps: Caps) -> Lead:
    """Add an enquiry in the order of their times, out of quarantine if it was there, and owe what it asks for."""
    if not lead.enquiries:
        lead = replace(lead, first_touch=enquiry.touch)
    given = tuple(one for one in lead.enquiries if not is_lost(lead, EmailId(EmailKind.GUIDE, one.id)))
    is_capped = caps.is_guide_capped(given, enquiry.campaign, enquiry.at)
    agreed = replace(lead, consents=_with_consents(lead, enquiry))
    owed = replace(enquiry, guide=asks_for_guide(agreed, enquiry) and not is_capped)
    accepted = replace(
        agreed,
        enquiries=tuple(sorted((*lead.enquiries, owed), key=lambda one: one.at)),
        quarantine=tuple(suspect for suspect in lead.quarantine if suspect.enquiry.id != enquiry.id),
        deferred_until=None,
    )
    return _forget_old_enquiries(accepted, enquiry.at)


def asks_for_guide(lead: Lead, enquiry: Enquiry) -> bool:
    """In words, or because what was agreed to with it waits for the button, which only the guide's email has."""
    is_agreed = any(consent.is_to_follow_ups for consent in enquiry.consents)
    return enquiry.guide or (is_agreed and lead.awaits_confirmation(enquiry.campaign) is not None)


def forgo_guide(lead: Lead, enquiry_id: str) -> Lead:
    """Owe the guide of that enquiry no more."""
    enquiries = tuple(replace(one, guide=one.guide and one.id != enquiry_id) for one in lead.enquiries)
    return replace(lead, enquiries=enquiries)


def ask_to_confirm(lead: Lead) -> Lead:
    """Let what was agreed to start nothing before it is confirmed from the person's own inbox."""
    return replace(lead, consents=tuple(map(_once_confirmed, lead.consents)))


def worsen(lead: Lead, standing: Standing, at: datetime) -> Lead:
    """Move the standing down, never up: a bounce that arrives after a complaint does not soften it."""
    if _SEVERITY.index(standing) <= _SEVERITY.index(lead.standing):
        return lead
    return replace(lead, standing=standing, standing_since=at)


def unsubscribe(lead: Lead, at: datetime) -> Lead:
    """Stop all follow-ups, until the person starts them again. Repeating it changes nothing."""
    return worsen(lead, Standing.UNSUBSCRIBED, at)


def opt_out(lead: Lead, campaign: str, at: datetime) -> Lead:
    """Stop the follow-ups of that campaign alone, until the person starts them again. Nothing changes where they get
    none of it."""
    if campaign not in lead.follow_ups_agreed_at:
        return lead
    return replace(lead, opt_outs=(*lead.opt_outs, OptOut(campaign, at)))


def start(lead: Lead, campaign: str, at: datetime) -> Lead:
    """The person says, from their own inbox, that they want the follow-ups of that campaign: a consent of its own, and
    the only way back from having stopped them. Those of other campaigns stay stopped. Nothing changes where no consent
    waits for that."""
    waiting = lead.awaits_confirmation(campaign)
    if waiting is None:
        return lead
    confirmed = replace(waiting, purpose=Purpose.FOLLOW_UPS, at=at)
    lead = replace(lead, opt_outs=tuple(one for one in lead.opt_outs if one.campaign != campaign))
    if lead.standing is Standing.ACTIVE:
        return replace(lead, consents=(*lead.consents, confirmed))
    stopped = tuple(one if one.campaign == campaign else _as_it_counts(one, lead) for one in lead.consents)
    return replace(lead, consents=(*stopped, confirmed), standing=Standing.ACTIVE, standing_since=at)


def set_outcome(
    lead: Lead, enquiry_id: str, outcome: Outcome, at: datetime, *, by: str = "", for_at: datetime | None = None
) -> Lead:
    """Note what came of an enquiry. Repeating its outcome changes nothing, but for another time, or another call that
    nobody answered. A visit that is to be keeps its time until another one is noted."""
    said, known = lead.mark_of(enquiry_id), settled(lead.outcomes).get(enquiry_id)
    if outcome is Outcome.BOOKED and for_at is None and known is not None and known.is_visit:
        for_at = known.for_at if known.for_at and known.for_at > at else None
    is_another_call = outcome is Outcome.NO_ANSWER and said is not None and at - said.at >= ANOTHER_CALL
    is_repeated = outcome is lead.outcome_of(enquiry_id) and (said is None or for_at == said.for_at)
    if is_repeated and not is_another_call:
        return lead
    return replace(lead, outcomes=(*lead.outcomes, OutcomeMark(enquiry_id, outcome, at, by=by, for_at=for_at)))


def undo_outcome(lead: Lead, enquiry_id: str, marked_at: datetime, at: datetime, *, by: str = "") -> Lead:
    """Take back what was said of an enquiry at `marked_at`, and what it stopped goes on where it was. Nothing changes
    if that is not what is in force (any more)."""
    mark = lead.mark_of(enquiry_id)
    if mark is None or mark.at != marked_at:
        return lead
    undone = replace(mark, undone_at=at, undone_by=by)
    return replace(lead, outcomes=tuple(undone if one == mark else one for one in lead.outcomes))


def erase(lead: Lead, at: datetime) -> Lead:
    """Forget everything about the person but that they get no follow-ups, whether their address is dead, and whether
    the front desk has blocked them.

    What is left is a tombstone under a keyed hash, which says nothing to anyone. An email being sent at this moment
    can no longer be called back.
    """
    gone = unsubscribe(lead, at)
    return Lead(
        id=lead.id,
        enquiries=(),
        first_touch=Touch(),
        standing=gone.standing,
        standing_since=gone.standing_since,
        acts=outliving(lead.acts),
        written=lead.written,
        revision=lead.revision,
    )


def _with_consents(lead: Lead, enquiry: Enquiry) -> tuple[Consent, ...]:
    """The first of each agreement is kept, and of one that is to be confirmed the latest, whichever came in first."""
    given = [_as_it_counts(consent, lead) for consent in enquiry.consents]
    renewed = {_agreement(one): one.at for one in given if one.purpose is Purpose.FOLLOW_UPS_ONCE_CONFIRMED}
    kept = tuple(one for one in lead.consents if _agreement(one) not in renewed or one.at > renewed[_agreement(one)])
    known = set(map(_agreement, kept))
    return (*kept, *(one for one in given if _agreement(one) not in known))


def _as_it_counts(consent: Consent, lead: Lead) -> Consent:
    """Anybody can type the address of a person who stopped them, so the box alone starts nothing for them again. Nor
    does what they agreed to before they stopped all, where an enquiry comes out of quarantine after they have started
    one campaign again."""
    has_stopped_since = lead.standing_since is not None and consent.at < lead.standing_since
    return _once_confirmed(consent) if has_stopped_since or lead.has_stopped(consent.campaign) else consent


def _once_confirmed(consent: Consent) -> Consent:
    return replace(consent, purpose=Purpose.FOLLOW_UPS_ONCE_CONFIRMED) if consent.is_to_follow_ups else consent


def _agreement(consent: Consent) -> tuple[str, ...]:
    return consent.purpose, consent.campaign, consent.wording


def _told(lead: Lead) -> set[str]:
    """The ids of the enquiries that the clinic knows of."""
    typed = {enquiry.id for enquiry in lead.enquiries if enquiry.typed_by}
    return typed | {enquiry.id for enquiry in lead.enquiries} & {
        ended.attempt.email_id.reference
        for ended in lead.attempts
        if ended.attempt.email_id.kind.is_for_clinic and ended.result is Result.SENT
    }


def _waiting(lead: Lead, now: datetime) -> set[str]:
    """The enquiries that the clinic was not told of, and those of late of which it has not said what came of them:
    junk in a person's name pushes none of these out."""
    told = _told(lead)
    return {
        one.id
        for one in lead.enquiries
        if one.id not in told or (lead.mark_of(one.id) is None and now - one.at < WAITING_FOR_A_CALL)
    }


def _forget_old_enquiries(lead: Lead, now: datetime) -> Lead:
    waiting = _waiting(lead, now)
    kept = tuple(
        enquiry
        for age, enquiry in enumerate(reversed(lead.enquiries))
        if age < ENQUIRIES_KEPT or enquiry.id in waiting or (enquiry.guide and now - enquiry.at < LONGEST_CAP)
    )[::-1]
    forgotten = {enquiry.id for enquiry in lead.enquiries} - {enquiry.id for enquiry in kept}
    attempts = tuple(ended for ended in lead.attempts if ended.attempt.email_id.reference not in forgotten)
    return replace(lead, enquiries=kept, attempts=attempts)
