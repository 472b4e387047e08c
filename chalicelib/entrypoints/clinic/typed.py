"""Somebody has called or come in: the front desk types who, what about, and what they agreed to."""

from dataclasses import asdict
from typing import TYPE_CHECKING

from chalice.app import Blueprint, Request, Response

from chalicelib.entrypoints.clinic.desk import go_to, show
from chalicelib.entrypoints.clinic.sessions import SignedIn, for_staff
from chalicelib.entrypoints.requests import console_fields
from chalicelib.services import current

if TYPE_CHECKING:
    from collections.abc import Mapping

    from chalicelib.content.language import Language
    from chalicelib.leads.enquiry import Purpose
    from chalicelib.leads.forms.fault import Fault
    from chalicelib.leads.forms.judgement import FormPage
    from chalicelib.leads.staff.typed import Typed

typed = Blueprint(__name__)


@for_staff(typed, "/clinic/new")
def blank(asking: SignedIn) -> Response:
    from chalicelib.leads.staff.typed import Typed

    return _form(asking, Typed(token=current().new_id()), _page({}), {})


@for_staff(typed, "/clinic/new", ["POST"])
def enter(asking: SignedIn) -> Response:
    from chalicelib.leads.staff.typed import enquiry_of, read_typed
    from chalicelib.use_cases.typed import enter, is_guide_withheld

    services, posted = current(), console_fields(_request())
    said, page = read_typed(posted), _page(posted)
    country = services.templates.clinic.country
    enquiry, faults = enquiry_of(said, country, page, asking.staff.name, services.clock())
    if enquiry is None:
        return _form(asking, said, page, faults)
    lead = enter(enquiry, leads=services.leads, wakeups=services.wakeups, lead_id_of=services.lead_id_of)
    done = "guide_withheld" if is_guide_withheld(lead, enquiry, leads=services.leads) else ""
    return go_to(_request(), f"/clinic/leads/{lead.id}", said=f"{lead.id}.{enquiry.id}", done=done)


def _page(posted: "Mapping[str, str]") -> "FormPage":
    """The page of the campaign that was chosen, or of the first one; in the language that was chosen if the campaign
    speaks it, or in the clinic's."""
    templates = current().templates
    first = templates.campaigns[templates.clinic.first_campaign]
    known = templates.campaigns.get(posted.get("campaign", ""), first)
    asked = posted.get("language", "")
    return templates.form_page_of(known, known.spoken(asked if asked in known.languages else templates.clinic.language))


def _spoken() -> "list[Language]":
    """Each language that a campaign speaks, the clinic's own first."""
    templates = current().templates
    codes = {code for campaign in templates.campaigns.values() for code in campaign.languages}
    return [language for code, language in templates.languages.items() if code in codes]


def _read_out(box: "Purpose") -> "dict[str, Language]":
    """The words that may be kept for that box, and the language of each: which ones is known once the form is sent."""
    templates = current().templates
    return {
        templates.form_page_of(campaign, language.code).wordings[box].words: language
        for language in _spoken()
        for campaign in templates.campaigns.values()
        if language.code in campaign.languages
    }


def _form(asking: SignedIn, said: "Typed", page: "FormPage", faults: "Mapping[str, Fault]") -> Response:
    from chalicelib.leads.enquiry import Purpose
    from chalicelib.leads.forms.contact import MAX_LENGTHS
    from chalicelib.leads.staff.typed import Way
    from chalicelib.leads.text import printed

    values = {
        # HTML cannot hold every character that can be sent.
        "form": {name: printed(value) for name, value in asdict(said).items()},
        "faults": faults,
        "ways": list(Way),
        "read_out": {"answer": _read_out(Purpose.ENQUIRY), "follow_ups": _read_out(Purpose.FOLLOW_UPS)},
        "languages": _spoken(),
        "campaign": page.campaign,
        "campaigns": list(current().templates.campaigns),
        "limits": MAX_LENGTHS,
    }
    return show(_request(), asking, "new", 422 if faults else 200, **values)


def _request() -> Request:
    request: Request = typed.current_request
    return request
