"""A language: its code, the direction it runs in, and the short words of pages and emails in it.

The words lie in `templates/wording/<code>.toml`; whole texts are Markdown, in a folder of the same name.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from markupsafe import Markup, escape

from chalicelib.content.opening_hours import OpeningHours
from chalicelib.leads.enquiry import Contact
from chalicelib.leads.forms.phone import as_read
from chalicelib.leads.owed.hours import MIDNIGHT, WEEKDAYS, Span

IN_HOURS_FROM = 120
"""Minutes. From there on hours are easier to read."""


@dataclass(frozen=True, slots=True)
class Language:
    """`code` is that of BCP 47, `direction` "ltr" or "rtl"; `words` are nested by where they stand."""

    code: str
    direction: str
    words: Mapping[str, Any]

    def moment(self, at: datetime, zone: ZoneInfo) -> str:
        """A day and a time of day in that zone: "Monday 2 March, 12:00"."""
        return self._written("moment", at.astimezone(zone))

    def day(self, at: datetime, zone: ZoneInfo) -> str:
        """A day in that zone: "Monday 2 March"."""
        return self._written("day", at.astimezone(zone))

    def dates(self, days: Iterable[date]) -> str:
        """Some days in words, the first one first: "20 March 2026, 21 March 2026"."""
        return str(self.words["hours"]["separator"].join(self.date(day) for day in sorted(days)))

    def date(self, on: date) -> str:
        """A day that may be of another year: "25 November 2026"."""
        dates = self.words["dates"]
        return str(dates["date"].format(day=on.day, month=dates["months"][on.month - 1], year=on.year))

    def _written(self, how: str, local: datetime) -> str:
        dates = self.words["dates"]
        weekday, month = dates["weekdays"][local.weekday()], dates["months"][local.month - 1]
        return str(dates[how].format(weekday=weekday, day=local.day, month=month, time=f"{local:%H:%M}"))

    def wait(self, passed: timedelta) -> str:
        """How long somebody has waited: "45 min", "2 h 5 min", "3 d 4 h"."""
        minutes = max(int(passed.total_seconds()) // 60, 0)
        hours, days = minutes // 60, minutes // (24 * 60)
        how = "days" if days else "hours" if hours else "minutes"
        values = {"days": days, "hours": hours % 24 if days else hours, "minutes": minutes % 60}
        return str(self.words["console"]["wait"][how].format(**values))

    def open_time(self, minutes: int) -> str:
        """So much of the time in which a clinic is open, where no day has 24 hours: "95 min", "26 h 5 min"."""
        hours, rest = divmod(minutes, 60) if minutes >= IN_HOURS_FROM else (0, minutes)
        return str(self.words["console"]["wait"]["hours" if hours else "minutes"].format(hours=hours, minutes=rest))

    def counted(self, what: str, number: int) -> str:
        """So many of them, in words: "six short emails". The last of the words stand for every number beyond."""
        *known, beyond = self.words["counts"][what]
        return str(known[number] if number < len(known) else beyond.format(number=number))

    def hours(self, hours: OpeningHours) -> str:
        """When a clinic is open, in words: days in a row with the same hours are told together."""
        words = self.words["hours"]
        lines = [
            words["line"].format(days=self._days(first, last), spans=words["and"].join(map(self._span, spans)))
            for first, last, spans in hours.runs
        ]
        return str(words["separator"].join(lines))

    def _days(self, first: str, last: str) -> str:
        names = self.words["dates"]["weekdays"]
        start, end = WEEKDAYS.index(first), WEEKDAYS.index(last)
        how = ("one", "two")[end - start] if end - start <= 1 else "many"
        return str(self.words["hours"][how].format(first=names[start], last=names[end]))

    def _span(self, span: Span) -> str:
        closes = "24:00" if span.closes == MIDNIGHT else f"{span.closes:%H:%M}"
        return str(self.words["hours"]["span"].format(opens=f"{span.opens:%H:%M}", closes=closes))

    def phone(self, contact: Contact, country: str) -> str:
        """A person's number as the front desk of a clinic in that country reads it: "0300 1234567", or with its country
        code if it is another's, and with the extension to ask for."""
        number = as_read(contact.number, country)
        if not contact.extension:
            return number
        return str(self.words["clinic"]["extension"].format(number=number, extension=contact.extension))

    @property
    def starts_on(self) -> str:
        """The side of a page on which its lines begin."""
        return "right" if self.direction == "rtl" else "left"

    @property
    def ends_on(self) -> str:
        return "left" if self.direction == "rtl" else "right"


def read_language(code: str, data: Mapping[str, Any]) -> Language:
    """The language told by `wording/<code>.toml`. Raises KeyError if it does not tell its direction."""
    return Language(code, data["direction"], data)


def filled(words: str, **values: object) -> Markup:
    """Words with values in the place of their {names}, for HTML: all is escaped but what is markup already."""
    return escape(words).format(**values)
