"""What the front desk is told once a week: three numbers of the last week beside those of the week before, and a
picture of the weeks up to it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from chalicelib.content.language import Language
from chalicelib.content.links import Links
from chalicelib.leads.figures.report import Row
from chalicelib.leads.views.tally import Stage


@dataclass(frozen=True, slots=True)
class Weekly:
    """`weeks` are the numbers of some weeks in their order, each by its name, "2026-W10"; the last one is over."""

    weeks: Sequence[Row]

    @property
    def is_quiet(self) -> bool:
        """Whether nobody has asked in the last week."""
        return not _count(self.weeks[-1], Stage.ENQUIRED)


def shown_weekly(weekly: Weekly, language: Language, links: Links) -> Mapping[str, object]:
    """The values for its text. A width is in a hundred of the widest."""
    most = max(_count(row, Stage.ENQUIRED) for row in weekly.weeks) or 1
    *_, before, last = weekly.weeks
    return {
        "last": _shown(last, most, language),
        "before": _shown(before, most, language),
        "weeks": [_shown(row, most, language) for row in weekly.weeks],
        "report_url": links.page("clinic/report"),
    }


def _shown(row: Row, most: int, language: Language) -> Mapping[str, object]:
    enquired, booked, wait = _count(row, Stage.ENQUIRED), _count(row, Stage.BOOKED), row.wait(50)
    monday = date.fromisoformat(f"{row.name}-1")
    return {
        "monday": language.date(monday),
        "enquired": enquired,
        "booked": booked,
        "wait": "-" if wait is None else language.open_time(wait),
        "booked_width": 100 * booked // most,
        "other_width": 100 * enquired // most - 100 * booked // most,
    }


def _count(row: Row, stage: Stage) -> int:
    return row.stages.get(stage, 0)
