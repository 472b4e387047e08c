"""What the pages of the console have in common: how they are shown, who they are about, and where a press leads."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import TYPE_CHECKING
from urllib.parse import urlencode

from chalice.app import Request, Response

from chalicelib.content.links import is_lead_id
from chalicelib.entrypoints.clinic.sessions import SignedIn
from chalicelib.entrypoints.requests import base_path, clinic_visit, query, suspects_in
from chalicelib.entrypoints.responses import console_page, see_other
from chalicelib.services import current

if TYPE_CHECKING:
    from chalicelib.leads.enquiry import Enquiry
    from chalicelib.leads.lead import Lead
    from chalicelib.leads.outcome import Outcome

THROW_AWAY, THROW_OLDER_AWAY, RELEASE = "throw-away", "throw-older-away", "release"
"""What can be done with who is in quarantine."""

LATER = timedelta(hours=24)
"""So far ahead the queue shows who is to be called."""


def show(request: Request, asking: SignedIn, name: str, /, status: int = 200, **values: object) -> Response:
    """That page of the console."""
    from chalicelib.leads.outcome import MARKS, REPEATED_OUTCOMES, TIMED_OUTCOMES, usual_after
    from chalicelib.leads.owed.visits import visit_of

    services = current()
    shared = {
        "asking": asking,
        "place": name,
        "time": services.clock(),
        "marks": MARKS,
        "timed": TIMED_OUTCOMES,
        "repeated": REPEATED_OUTCOMES,
        "usual_after": usual_after,
        "visit_of": visit_of,
        "gets_follow_ups": gets_follow_ups,
    }
    page = services.pages.render_console(name, clinic_visit(request), **shared, **values)
    return console_page(page, status)


def go_to(request: Request, path: str, **query: str) -> Response:
    """Leads from what a button did to the page that shows it."""
    told = {name: value for name, value in query.items() if value}
    return see_other(f"{base_path(request)}{path}" + (f"?{urlencode(told)}" if told else ""))


def lead_at(lead_id: str) -> "Lead | None":
    """Who has that id, None if nobody has, or if they were erased: not all that is kept beside leads is one."""
    lead = current().leads.store.load(lead_id) if is_lead_id(lead_id) else None
    return lead if lead and lead.enquiries else None


def enquiry_of(lead: "Lead", enquiry_id: str) -> "Enquiry":
    """That enquiry of the lead's, or the latest."""
    return next((one for one in lead.enquiries if one.id == enquiry_id), lead.enquiries[-1])


def gets_follow_ups(lead: "Lead") -> bool:
    """Whether a follow-up is planned for them: all that may be said to go on."""
    from chalicelib.leads.owed.plan import owes_follow_ups

    services = current()
    return owes_follow_ups(lead, services.leads.rules, services.clock())


def said_before(request: Request) -> "tuple[Lead, Enquiry] | None":
    """The enquiry that the button before this page was about."""
    lead_id, _, enquiry_id = query(request).get("said", "").partition(".")
    lead = lead_at(lead_id)
    return (lead, enquiry_of(lead, enquiry_id)) if lead else None


def mark_named(name: str) -> "Outcome | None":
    """The outcome of that name in forms, None if the front desk can say no such thing."""
    from chalicelib.leads.outcome import MARKS

    return next((mark for mark in MARKS if mark.name.lower() == name), None)


def judge(asked: Mapping[str, list[str]], by: str = "") -> tuple[str, list[tuple[str, str]]]:
    """Do what a form of the quarantine says: one enquiry, or all of a group that are shown, are let in or thrown away,
    or thrown away with the rest of the group. What was done, "" if it names nobody, and with which. `by` is who says
    so, "" behind a link."""
    from chalicelib.use_cases import review

    services, chosen = current(), suspects_in(asked)
    if not chosen:
        return "", []
    if asked.get("do") == [THROW_OLDER_AWAY]:
        chosen += review.older_like(*chosen[-1], leads=services.leads, suspects=services.store)
    if asked.get("do") in ([THROW_AWAY], [THROW_OLDER_AWAY]):
        for held_id, enquiry_id in chosen:
            review.throw_away(held_id, enquiry_id, leads=services.leads, suspects=services.store)
        return THROW_AWAY, chosen
    for held_id, enquiry_id in chosen:
        review.release(
            held_id, enquiry_id, leads=services.leads, suspects=services.store, wakeups=services.wakeups, by=by
        )
    return RELEASE, chosen


def moment_of(typed: str) -> datetime | None:
    try:
        return datetime.fromisoformat(typed)
    except ValueError:
        return None
