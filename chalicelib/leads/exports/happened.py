"""What happens to enquiries that the clinic's own system may be told of: that one came, what came of it, and that this
was a slip."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from chalicelib.leads.acts import ActKind
from chalicelib.leads.enquiry import Enquiry
from chalicelib.leads.lead import Lead
from chalicelib.leads.outcome import OutcomeMark

MOST = 30
"""Of one lead, the latest: nobody is told of more at once."""


class EventKind(StrEnum):
    ENQUIRY = "enquiry"
    OUTCOME = "outcome"
    TAKEN_BACK = "outcome taken back"


@dataclass(frozen=True, slots=True)
class Happened:
    """`at` is when it became so, which for an enquiry out of quarantine is when it was let in. `mark` is that of an
    outcome."""

    kind: EventKind
    at: datetime
    enquiry: Enquiry
    mark: OutcomeMark | None = None

    @property
    def id(self) -> str:
        """The same however often it is told, and of nothing else of that lead."""
        about = f"{self.enquiry.id}_{self.mark.at:%Y%m%dT%H%M%S%f}" if self.mark else self.enquiry.id
        return f"{self.kind.name.lower()}_{about}"


def happened(lead: Lead) -> tuple[Happened, ...]:
    """The latest of what happened to a lead, oldest first."""
    return tuple(sorted(_all(lead), key=lambda one: one.at)[-MOST:])


def _all(lead: Lead) -> Iterator[Happened]:
    let_in = {act.enquiry_id: act.at for act in lead.acts if act.kind is ActKind.LET_IN}
    for enquiry in lead.enquiries:
        yield Happened(EventKind.ENQUIRY, let_in.get(enquiry.id, enquiry.at), enquiry)
        for mark in (one for one in lead.outcomes if one.enquiry_id == enquiry.id):
            yield Happened(EventKind.OUTCOME, mark.at, enquiry, mark)
            if mark.undone_at:
                yield Happened(EventKind.TAKEN_BACK, mark.undone_at, enquiry, mark)
