"""What the front desk is told as it opens: who to call, who has booked, who comes, and what went wrong."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from chalicelib.content.clinic import Clinic
from chalicelib.content.language import Language
from chalicelib.content.links import Action, Links
from chalicelib.leads.enquiry import Enquiry, Suspect
from chalicelib.leads.lead import Lead
from chalicelib.leads.outcome import Outcome
from chalicelib.mail.alert import shown

Asked = tuple[Lead, Enquiry]


@dataclass(frozen=True, slots=True)
class Some:
    """Those of many that there is room for; `are_more` says that there are others."""

    shown: tuple[Asked, ...] = ()
    are_more: bool = False


NOBODY = Some()


@dataclass(frozen=True, slots=True)
class Morning:
    """`since` is the day on which the clinic was open last. `to_call` begins with who has waited longest; `unreachable`
    are those whose address turned out dead, and `held_back` is of how many people the mail is late. `visits` is how
    many are noted for today, and `unsaid` how many were noted for the days since then of which nobody has said what
    came of them."""

    since: datetime
    to_call: Some = NOBODY
    booked: Some = NOBODY
    unreachable: Some = NOBODY
    suspects: tuple[Suspect, ...] = ()
    held_back: int = 0
    visits: int = 0
    unsaid: int = 0

    @property
    def is_quiet(self) -> bool:
        """Whether there is nothing to say."""
        people = (self.to_call, self.booked, self.unreachable)
        return not (any(some.shown for some in people) or self.suspects or self.held_back or self.visits or self.unsaid)


def shown_morning(
    morning: Morning, at: datetime, clinic: Clinic, language: Language, links: Links
) -> Mapping[str, object]:
    """The values for its text."""

    def each(some: Some) -> Mapping[str, object]:
        people = [_shown_person(lead, enquiry, clinic, language, links) for lead, enquiry in some.shown]
        return {"people": people, "are_more": some.are_more}

    return {
        "clinic": clinic,
        "since": language.day(morning.since, clinic.zone),
        "to_call": each(morning.to_call),
        "booked": each(morning.booked),
        "unreachable": each(morning.unreachable),
        "console_url": links.page("clinic"),
        "suspects": len(morning.suspects),
        "quarantine_url": links.stamped(Action.QUARANTINE, at),
        "held_back": morning.held_back,
        "visits": morning.visits,
        "unsaid": morning.unsaid,
    }


def _shown_person(
    lead: Lead, enquiry: Enquiry, clinic: Clinic, language: Language, links: Links
) -> Mapping[str, object]:
    """As in an alert, with what was said of them last and the time that belongs to it; "" for none."""
    mark = lead.mark_of(enquiry.id)
    outcome = lead.outcome_of(enquiry.id)
    said = "" if outcome is Outcome.NEW else language.words["outcomes"][outcome.name.lower()]
    for_at = language.moment(mark.for_at, clinic.zone) if mark and mark.for_at else ""
    return {**shown(lead, enquiry, clinic, language, links), "said": said, "for_at": for_at}
