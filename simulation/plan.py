"""What a campaign is like: how many people, how unkind the world, and what happens on which day."""

import tomllib
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from chalicelib import services
from chalicelib.leads.plan import Sequence, read_sequence

INSERTED = "one-more-thing"
MOVED = "sessions-and-cost"
REMOVED = "after-your-session"
TOUCHED = frozenset({INSERTED, MOVED})
"""Steps of the edited sequence that were not, or not at that day, in the one before."""

DAY_OF_INSERTED = 8
"""A day before another step, so that whoever gets it late is owed two at once."""


@dataclass(frozen=True, slots=True)
class Period:
    starts_at: datetime
    ends_at: datetime

    def __contains__(self, at: datetime) -> bool:
        return self.starts_at <= at < self.ends_at


@dataclass(frozen=True, slots=True)
class Plan:
    """`fault_rate` is the chance of a fault at each call to a port; `sample` the share of leads whose emails are
    written in full, and whose mail a scanner reads before they do; `sweep_stays_up` lets only SES be down in the
    outage, so that the service goes on trying. It starts on a Monday at midnight in Karachi."""

    leads: int = 3000
    seed: int = 1
    fault_rate: float = 0.02
    sample: float = 0.04
    sweep_stays_up: bool = False
    starts_at: datetime = datetime(2026, 3, 1, 19, tzinfo=UTC)

    @property
    def zone(self) -> ZoneInfo:
        return services.clinic().zone

    def after(self, *, days: float, hours: float = 0) -> datetime:
        return self.starts_at + timedelta(days=days, hours=hours)

    @property
    def spike_at(self) -> datetime:
        """The evening on which the ad was on television."""
        return self.after(days=3, hours=20)

    @property
    def events_late(self) -> Period:
        """What SES tells comes hours late, on an evening on which much is sent: nothing settles what is in doubt."""
        return Period(self.after(days=3, hours=18), self.after(days=4, hours=3))

    @property
    def quota_used_up(self) -> Period:
        return Period(self.after(days=5, hours=15), self.after(days=6))

    @property
    def outage(self) -> Period:
        """SES is down for a day, and the sweep with it."""
        return Period(self.after(days=8, hours=6), self.after(days=9, hours=6))

    @property
    def edited_at(self) -> datetime:
        """A step is inserted, one is moved, one is removed, while workers are busy."""
        return self.after(days=12, hours=10)

    @property
    def sending_paused(self) -> Period:
        return Period(self.after(days=15, hours=11), self.after(days=15, hours=14))

    @property
    def last_arrival(self) -> datetime:
        return self.after(days=22)

    @property
    def calm_from(self) -> datetime:
        """From here on nobody does anything and nothing fails, so that what is still missing at the end is lost."""
        return self.after(days=25)

    @property
    def ends_at(self) -> datetime:
        return self.after(days=27)


def sequences() -> tuple[Sequence, Sequence]:
    """The sequence as it ships, and as the marketer edits it."""
    data = tomllib.loads((services.TEMPLATES / "sequence.toml").read_text(encoding="utf-8"))
    zone = services.clinic().zone
    days = {step["id"]: step["day"] for step in data["steps"]}
    edited = {step_id: day for step_id, day in days.items() if step_id != REMOVED}
    edited |= {INSERTED: DAY_OF_INSERTED, MOVED: days[MOVED] + 2}
    steps = [{"id": step_id, "day": day} for step_id, day in sorted(edited.items(), key=lambda step: step[1])]
    return read_sequence(data, zone), read_sequence({**data, "steps": steps}, zone)
