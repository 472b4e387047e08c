"""A second, naive program that counts the leads themselves, and people for it to count."""

from collections.abc import Callable, Mapping
from datetime import timedelta
from zoneinfo import ZoneInfo

from hypothesis import strategies as st

from chalicelib.leads.attribution import Touch
from chalicelib.leads.changes import new_lead, set_outcome, undo_outcome
from chalicelib.leads.figures.report import By, Report, Row
from chalicelib.leads.lead import Lead
from chalicelib.leads.outcome import MARKS, Outcome
from chalicelib.leads.views.tally import Stage
from tests.leads import NOW, enquiry

Table = dict[str, tuple[int, ...]]
"""By name: how many enquiries, called, booked and attended."""

TOUCHES = st.sampled_from(
    [
        Touch(),
        Touch(utm_source="Meta", utm_campaign="Spring", utm_content="Video"),
        Touch(utm_source="google", utm_campaign="search", gclid="x" * 20),
        Touch(fbclid="y"),
    ]
)
SAID = st.lists(st.tuples(st.integers(0, 200), st.sampled_from([*MARKS, None])), max_size=5)


@st.composite
def people(draw: st.DrawFn) -> list[Lead]:
    found = []
    for number in range(draw(st.integers(0, 12))):
        at = NOW + timedelta(hours=draw(st.integers(0, 24 * 20)))
        lead = new_lead(f"lead-{number}", enquiry("e1", at, touch=draw(TOUCHES)))
        for hours, outcome in sorted(draw(SAID), key=lambda one: one[0]):
            mark = lead.mark_of("e1")
            if outcome is not None:
                lead = set_outcome(lead, "e1", outcome, at + timedelta(hours=hours))
            elif mark is not None:
                lead = undo_outcome(lead, "e1", mark.at, at + timedelta(hours=hours))
        found.append(lead)
    return found


def _naive(leads: list[Lead], name_of: Callable[[Lead], str]) -> dict[str, tuple[int, int, int, int]]:
    """By name: how many enquiries, called, booked and attended, straight from what stands in the leads."""
    found: dict[str, list[int]] = {}
    for lead in leads:
        said = [mark.outcome for mark in lead.outcomes if mark.undone_at is None]
        if said and said[-1] is Outcome.SPAM:
            continue
        numbers = found.setdefault(name_of(lead), [0, 0, 0, 0])
        numbers[0] += 1
        numbers[1] += any(outcome is not Outcome.SPAM for outcome in said)
        numbers[2] += any(outcome.value in {"booked", "attended", "no-show", "cancelled"} for outcome in said)
        numbers[3] += Outcome.ATTENDED in said
    return {name: tuple(numbers) for name, numbers in found.items()}


def _told(table: tuple[Row, ...]) -> dict[str, tuple[int, ...]]:
    stages = (Stage.ENQUIRED, Stage.CALLED, Stage.BOOKED, Stage.ATTENDED)
    return {one.name: tuple(one.stages.get(stage, 0) for stage in stages) for one in table}


KARACHI = ZoneInfo("Asia/Karachi")


def _week_of(lead: Lead) -> str:
    return lead.enquiries[0].at.astimezone(KARACHI).strftime("%G-W%V")


def _source_of(lead: Lead) -> str:
    touch = lead.first_touch
    return touch.utm_source.lower() or ("meta" if touch.fbclid else "")


NAMES: Mapping[By, Callable[[Lead], str]] = {
    By.WEEK: _week_of,
    By.SOURCE: _source_of,
    By.CREATIVE: lambda lead: lead.first_touch.utm_content.lower(),
    By.CAMPAIGN: lambda lead: lead.first_touch.utm_campaign.lower(),
    By.PAGE: lambda lead: lead.enquiries[0].campaign,
}


def naive_report(leads: list[Lead]) -> dict[By, Table]:
    """Every table, straight from what stands in the leads."""
    return {by: _naive(leads, name_of) for by, name_of in NAMES.items()}


def told_of(report: Report) -> dict[By, Table]:
    """The same of a report."""
    return {by: _told(table) for by, table in report.tables.items()}
