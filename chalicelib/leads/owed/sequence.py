"""The sequence of a campaign's follow-ups, and what holds for a person's follow-ups over all campaigns."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from chalicelib.leads.caps import Caps
from chalicelib.leads.owed.hours import WEEKDAYS, OpenHours, Span


@dataclass(frozen=True, slots=True)
class SendingWindow:
    """When follow-ups may arrive, in the zone of the clinic: from `opens` until before `closes`, on `weekdays` that are
    no holidays."""

    opens: time
    closes: time
    zone: ZoneInfo
    weekdays: frozenset[str] = frozenset(WEEKDAYS)
    holidays: frozenset[date] = frozenset()

    @property
    def hours(self) -> OpenHours:
        """The same as hours of a clinic that tells none of its own."""
        return OpenHours(dict.fromkeys(self.weekdays, (Span(self.opens, self.closes),)), self.zone, self.holidays)

    def next_open(self, at: datetime) -> datetime:
        """The first moment at or after `at` that lies in the window, in the zone of `at`."""
        local = at.astimezone(self.zone)
        if self._is_open_on(local.date()) and self.opens <= local.time() < self.closes:
            return at
        day = local.date() if local.time() < self.opens else local.date() + timedelta(days=1)
        while not self._is_open_on(day):
            day += timedelta(days=1)
        return datetime.combine(day, self.opens, self.zone).astimezone(at.tzinfo)

    def days_after(self, at: datetime, days: timedelta) -> datetime:
        """The same time of day so many days on by the clinic's calendar, some of which have 23 hours or 25, in the zone
        of `at`. What would come after closing comes from the opening hour of that day, or it would be a day late."""
        local = at.astimezone(self.zone)
        time_of_day = local.time() if local.time() < self.closes else self.opens
        return max(at, datetime.combine(local.date() + days, time_of_day, self.zone).astimezone(at.tzinfo))

    def _is_open_on(self, day: date) -> bool:
        return WEEKDAYS[day.weekday()] in self.weekdays and day not in self.holidays


@dataclass(frozen=True, slots=True)
class Step:
    """One follow-up. `after` is whole days of the clinic's calendar, from that on which a person agreed to the
    campaign's follow-ups. `is_aftercare`: it says what the aftercare email says, so nobody gets both."""

    id: str
    after: timedelta
    is_aftercare: bool = False


@dataclass(frozen=True, slots=True)
class Rules:
    """What the plan of a lead goes by: the sequence of each campaign, by its id, with steps in the order of their
    delays; for each person, over all campaigns, when follow-ups may arrive and the least gap between two; `hours` are
    those in which the clinic can call; `tells_owner` says that its owner wants to know who was not called;
    `aftercare` names the campaigns that have a text on it; `tells_webhook` says that a system of the clinic's own is
    told what happens."""

    sequences: Mapping[str, tuple[Step, ...]]
    window: SendingWindow
    minimum_gap: timedelta
    caps: Caps
    hours: OpenHours
    tells_owner: bool = False
    aftercare: frozenset[str] = frozenset()
    tells_webhook: bool = False
