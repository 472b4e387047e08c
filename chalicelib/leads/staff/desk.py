"""What the front desk changes at the console: pure functions from one lead to the next, as in `changes`."""

from dataclasses import replace
from datetime import datetime

from chalicelib.leads.acts import LONGEST_NOTE, Act, ActKind, kept
from chalicelib.leads.attempt import EmailId, EmailKind
from chalicelib.leads.lead import Lead
from chalicelib.leads.text import printed, tidy_text
from chalicelib.leads.tries import is_concluded


def note(lead: Lead, typed: str, at: datetime, by: str) -> Lead:
    """Keep a note. Nothing changes if it is empty, or the last one again."""
    text = printed(tidy_text(typed)).strip()[:LONGEST_NOTE]
    last = next((act.text for act in reversed(lead.acts) if act.kind is ActKind.NOTED), "")
    return lead if text in ("", last) else done(lead, Act(ActKind.NOTED, at, by, text))


def pause(lead: Lead, at: datetime, by: str) -> Lead:
    """Send no follow-ups for now."""
    return lead if lead.is_paused else done(lead, Act(ActKind.PAUSED, at, by))


def resume(lead: Lead, at: datetime, by: str) -> Lead:
    """Let follow-ups go on where they were."""
    return done(lead, Act(ActKind.RESUMED, at, by)) if lead.is_paused else lead


def block(lead: Lead, at: datetime, by: str) -> Lead:
    """Send this person nothing, and call them no more. What they write still reaches the clinic."""
    return lead if lead.is_blocked else done(lead, Act(ActKind.BLOCKED, at, by))


def unblock(lead: Lead, at: datetime, by: str) -> Lead:
    return done(lead, Act(ActKind.UNBLOCKED, at, by)) if lead.is_blocked else lead


def may_get_guide_again(lead: Lead, enquiry_id: str) -> bool:
    """Whether the guide of that enquiry can be sent (again): it is not on its way, and mail reaches the person."""
    enquiry = lead.enquiry(enquiry_id)
    is_owed = enquiry.guide and not is_concluded(lead, EmailId(EmailKind.GUIDE, enquiry_id))
    return bool(enquiry.contact.email) and lead.may_get_guide and not is_owed and lead.open_attempt is None


def send_guide_again(lead: Lead, enquiry_id: str, at: datetime, by: str) -> Lead:
    """Owe the guide of that enquiry, whatever became of it before and whether or not it was asked for."""
    if not may_get_guide_again(lead, enquiry_id):
        return lead
    enquiries = tuple(replace(one, guide=one.guide or one.id == enquiry_id) for one in lead.enquiries)
    asked = done(lead, Act(ActKind.GUIDE_AGAIN, at, by, enquiry_id=enquiry_id))
    return replace(asked, enquiries=enquiries, deferred_until=None)


def export(lead: Lead, at: datetime, by: str) -> Lead:
    """Note who took all that is known of this person out of here."""
    return done(lead, Act(ActKind.EXPORTED, at, by))


def done(lead: Lead, act: Act) -> Lead:
    """The lead with that act kept."""
    return replace(lead, acts=kept((*lead.acts, act)))
