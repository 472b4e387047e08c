"""The limits on what people, and machines that pass for people, can make the service do."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Protocol

from chalicelib.leads.enquiry import Enquiry

ENQUIRIES_KEPT = 8
"""Of one lead. Older ones are forgotten once none of them waits for the clinic: a lead has to fit into one item of
400 KB."""

ENQUIRIES_WAITING = 8
"""Of one lead. After so many that wait for the clinic, the next ones go into quarantine: people do not type that fast,
or mail is not going, and a lead has to fit into its item."""

WAITING_FOR_A_CALL = timedelta(days=7)
"""So long an enquiry waits for the clinic to say what came of it. A clinic that never does turns nobody away for
good."""

MAX_SOFT_BOUNCES = 5
"""After so many emails in a row that bounced softly an address counts as dead: a full mailbox is mostly a left one."""

BOUNCES_ALLOWED = 5
"""Guides, within an hour and the one before: a few people mistype their address."""

BOUNCES_OF_A_NETWORK = 2
"""Guides that may go to nobody, within an hour, of one network, before they count for it alone: those of an hour and of
the one before stay below what is allowed to all, so that no one network stops the guides of the others."""

GUIDES_FOR_A_BOUNCE = 20
"""Beyond that, so many guides have to go for each that bounces: one in twenty. SES looks into an account of which as
many emails bounce, and stops it at twice as many. A guide is one of many emails, so the brake comes long before.
https://docs.aws.amazon.com/ses/latest/dg/reputation-dashboard-dg.html"""

DAY, MONTH = timedelta(days=1), timedelta(days=30)

LONGEST_CAP = MONTH
"""How long a guide counts."""


class Counted(Protocol):
    """A guide, by its campaign and when it was asked for."""

    @property
    def campaign(self) -> str: ...

    @property
    def at(self) -> datetime: ...


@dataclass(frozen=True, slots=True)
class Caps:
    """Those that a clinic sets in `clinic.toml`.

    `guides_a_day` and `guides_a_month` (30 days) count the guides of one campaign to one address, the other two those
    of all campaigns, so that a form cannot be turned on a stranger's inbox. `guides_an_hour` are to all people
    together, and `guides_an_hour_of_a_network` to those of one network before it has to live on what others leave.
    From one address, which thousands may share, come `forms_an_hour` that look like people's, and fewer that do not:
    `suspects_an_hour`.
    """

    guides_a_day: int = 1
    guides_a_month: int = 3
    guides_of_all_a_day: int = 3
    guides_of_all_a_month: int = 6
    guides_an_hour: int = 300
    guides_an_hour_of_a_network: int = 40
    forms_an_hour: int = 180
    suspects_an_hour: int = 120

    def is_guide_capped(self, enquiries: tuple[Enquiry, ...], campaign: str, now: datetime) -> bool:
        """Whether the person of these enquiries has had as many guides as they get. What was lost is not among them."""
        return self.is_capped([one for one in enquiries if one.guide], campaign, now)

    def is_capped(self, given: Iterable[Counted], campaign: str, now: datetime) -> bool:
        """The same by the guides that were given."""
        given = list(given)
        own = [one for one in given if one.campaign == campaign]
        return (
            _within(DAY, own, now) >= self.guides_a_day
            or _within(MONTH, own, now) >= self.guides_a_month
            or _within(DAY, given, now) >= self.guides_of_all_a_day
            or _within(MONTH, given, now) >= self.guides_of_all_a_month
        )


def _within(period: timedelta, given: Iterable[Counted], now: datetime) -> int:
    # What waited, in quarantine or for the desk, may have been asked for before what was given already.
    return sum(abs(now - one.at) < period for one in given)
