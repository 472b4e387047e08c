"""What people of the clinic look through, page by page: leads, and enquiries in quarantine."""

from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from chalicelib.leads.enquiry import Suspect
from chalicelib.leads.lead import Lead, Standing
from chalicelib.leads.outcome import Outcome
from chalicelib.leads.views.search import Search
from chalicelib.leads.views.tally import Counts
from chalicelib.use_cases.budget import Budget


@dataclass(frozen=True, slots=True)
class Suspected:
    """A suspect, and the id of the lead that it is kept as."""

    lead_id: str
    suspect: Suspect


@dataclass(frozen=True, slots=True)
class Page:
    """Some suspects, the latest first. `next` leads to the page after it, "" if there is none."""

    suspected: tuple[Suspected, ...]
    next: str


class Suspects(Protocol):
    """The enquiries in quarantine, and how far the clinic was told of them."""

    def between(self, since: datetime, until: datetime, most: int, page: str = "") -> Page:
        """Those that came from one moment to another, so many at a time. Raises Unavailable."""

    def delete(self, lead_id: str) -> None:
        """Delete an enquiry in quarantine. Raises Unavailable."""

    def digest_sent_through(self) -> datetime | None:
        """When the latest suspect came that the clinic was told of. Raises Unavailable."""

    def note_digest_sent(self, through: datetime) -> None:
        """Note that the clinic was told of all suspects up to then. Raises Unavailable."""

    def spend(self, budget: Budget) -> None:
        """Spend one of it. Raises Exhausted or Unavailable."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """What a list of enquiries is narrowed down to. "" and None are any; `ad` is the ad's own campaign, and `by` who
    noted the outcome."""

    campaign: str = ""
    source: str = ""
    ad: str = ""
    outcome: Outcome | None = None
    standing: Standing | None = None
    by: str = ""


@dataclass(frozen=True, slots=True)
class Listed:
    """An enquiry in a list, with the lead that it is of, as it is now."""

    lead: Lead
    enquiry_id: str


@dataclass(frozen=True, slots=True)
class Listing:
    """A page of a list. `next` leads on, "" if there is no more. A page looks at some thousand entries and no
    further, so it may be short, or empty, where hardly anything fits, and `next` looks further back."""

    listed: tuple[Listed, ...]
    next: str = ""


class Lists(Protocol):
    """What the clinic looks at, each page by one query and one read of the leads in it, however many there are. Only
    where most of what is looked at does not fit it takes more queries, of which a page has some and no more. Lists
    follow a save within a moment; what they tell of a lead is what it says itself. All raise Unavailable."""

    def to_call(self, until: datetime, most: int, page: str = "") -> Listing:
        """The enquiries whose person is to be called by then, who has waited longest first."""

    def booked(self, since: datetime, until: datetime, most: int) -> Listing:
        """The enquiries of which a visit was booked in that time, the first one first."""

    def visits(self, since: datetime, until: datetime, most: int) -> Listing:
        """The enquiries that have a visit booked from one moment until another, that one left out, of which nobody has
        said what came of it: the first visit first."""

    def visits_before(self, before: datetime, most: int, page: str = "") -> Listing:
        """Those whose visit was before then, the latest first."""

    def bounced(self, since: datetime, until: datetime, most: int) -> Listing:
        """The latest enquiry of each person whose address turned out dead in that time, the first one first."""

    def newest(self, wanted: Wanted, most: int, page: str = "") -> Listing:
        """Enquiries, the latest first."""

    def unheard_since(self, before: datetime, most: int) -> Listing:
        """The latest enquiry of each person without a visit who was not heard of since then, the longest first."""

    def found(self, search: Search, most: int, page: str = "") -> Listing:
        """The latest enquiry of each person whose words and phone fit, each on one page: later ones are short, or
        empty, where people were on an earlier one. Who has a whole address is found by the id of their lead."""

    def counts(self, first_week: str, last_week: str) -> tuple[Counts, ...]:
        """What is counted of enquiries that came in those weeks (`tally.week_of`), both included."""
