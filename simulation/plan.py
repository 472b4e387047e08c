"""What a campaign is like: how many people, how unkind the world, and what happens on which day."""

from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

from chalicelib.content.clinic import Clinic
from chalicelib.content.templates import Templates
from chalicelib.leads.owed.sequence import Rules, Step
from chalicelib.services import TEMPLATES
from simulation.campaigns import with_confirmed

INSERTED = "one-more-thing"

DAY_OF_INSERTED = 8
"""A day before another step, so that a person who gets it late is owed two at once."""


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
    outage, so that the service goes on trying; `flood` is how many machines come at once, more than one network may
    send in an hour of what looks like theirs; `templates` is the folder with the clinic and its first campaign. It
    starts on `monday`, at midnight at the clinic."""

    leads: int = 3000
    seed: int = 1
    fault_rate: float = 0.02
    sample: float = 0.04
    sweep_stays_up: bool = False
    flood: int = 150
    templates: Path = TEMPLATES
    monday: date = date(2026, 3, 2)

    @property
    def texts(self) -> Templates:
        """What is in the folder, with a second campaign that asks people to confirm."""
        return with_confirmed(self.templates)

    @property
    def clinic(self) -> Clinic:
        return self.texts.clinic

    @property
    def zone(self) -> ZoneInfo:
        return self.clinic.zone

    @property
    def starts_at(self) -> datetime:
        return datetime.combine(self.monday, time(), self.zone).astimezone(UTC)

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
    def flood_at(self) -> datetime:
        """The evening on which machines send forms, an hour after the ad was on television."""
        return self.after(days=3, hours=21)

    @property
    def stragglers(self) -> int:
        """So many machines come on other days."""
        return min(self.leads // 40, 50)

    @property
    def spellings(self) -> int:
        """So many people are but spellings of somebody's mailbox."""
        return self.leads // 20

    @property
    def last_arrival(self) -> datetime:
        return self.after(days=22)

    @property
    def calm_from(self) -> datetime:
        """From here on no person does anything and nothing fails, so that what is still missing at the end is lost."""
        return self.after(days=25)

    @property
    def ends_at(self) -> datetime:
        return self.after(days=27)

    @property
    def campaign(self) -> str:
        """The one whose form most people send, and that is edited."""
        return self.clinic.first_campaign

    @property
    def moved(self) -> str:
        return self._step_ids[-3]

    @property
    def removed(self) -> str:
        return self._step_ids[-2]

    @property
    def touched(self) -> frozenset[str]:
        """Steps of the edited sequence that were not, or not at that day, in the one before."""
        return frozenset({INSERTED, self.moved})

    @property
    def rules(self) -> Rules:
        return self.texts.rules

    @property
    def edited_rules(self) -> Rules:
        """The same with the sequence as the marketer edits it."""
        steps = {step.id: step for step in self.rules.sequences[self.campaign] if step.id != self.removed}
        moved = replace(steps[self.moved], after=steps[self.moved].after + timedelta(days=2))
        steps |= {INSERTED: Step(INSERTED, timedelta(days=DAY_OF_INSERTED)), self.moved: moved}
        edited = tuple(sorted(steps.values(), key=lambda step: step.after))
        return replace(self.rules, sequences={**self.rules.sequences, self.campaign: edited})

    @property
    def _step_ids(self) -> list[str]:
        return [step.id for step in self.rules.sequences[self.campaign]]
