"""The report in the console: what brought people, how far, how soon and for how much."""

from typing import TYPE_CHECKING

from chalice.app import Blueprint, Request, Response

from chalicelib.entrypoints.clinic.desk import show
from chalicelib.entrypoints.clinic.sessions import SignedIn, for_staff
from chalicelib.entrypoints.conversions import event_of, told_of
from chalicelib.entrypoints.requests import query
from chalicelib.entrypoints.responses import csv_file, error
from chalicelib.services import current

if TYPE_CHECKING:
    from collections.abc import Mapping

    from chalicelib.leads.outcome import Outcome

figures = Blueprint(__name__)

WEEKS = (4, 13, 52)
"""How far back the report may look; the first one is usual."""


@for_staff(figures, "/clinic/report")
def show_report(asking: SignedIn) -> Response:
    """The last weeks, as many as were asked for; one of its tables as CSV where that is asked for."""
    from chalicelib.leads.figures.report import report
    from chalicelib.leads.views.tally import Stage, weeks_to
    from chalicelib.site import report as shown

    services, asked = current(), query(_request())
    many = next((one for one in WEEKS if str(one) == asked.get("weeks")), WEEKS[0])
    weeks = weeks_to(services.clock(), many, services.templates.clinic.zone)
    span = weeks[0], weeks[-1]
    told = report(services.lists.counts(*span), services.spending.between(*span))
    file = shown.file_of(asked.get("csv", ""), told)
    if file is not None:
        return csv_file(f"report-{asked['csv']}", file)
    values = {
        "report": told,
        "drawn": shown.drawn(told, weeks),
        "trials": shown.trials(told, services.templates.tests()),
        "money": shown.money,
        "steps": shown.STEPS,
        "costs": shown.COSTS,
        "stages": Stage,
    }
    return show(_request(), asking, "report", 200, **values, weeks=many, spans=WEEKS, hours=_hours(told.hours))


@for_staff(figures, "/clinic/conversions/{name}")
def conversions_of_event(_: SignedIn, name: str) -> Response:
    """The file that Google Ads fetches by itself, to be uploaded by hand."""
    event = event_of(name)
    return csv_file(f"conversions-{event}", told_of(event)) if event else error(_request(), 404)


def _hours(marks: "Mapping[tuple[Outcome, int], int]") -> "dict[int, dict[Outcome, int]]":
    """How often each outcome was noted, by the hour, in the same order in each."""
    from chalicelib.leads.outcome import Outcome

    hours = sorted({hour for _, hour in marks})
    return {hour: {one: marks[one, hour] for one in Outcome if (one, hour) in marks} for hour in hours}


def _request() -> Request:
    request: Request = figures.current_request
    return request
