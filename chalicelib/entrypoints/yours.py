"""The page of a person's own, behind the link at the end of our emails: what they get of us, and how they come to what
we keep of them. GET and HEAD change nothing. Of what is kept it shows nothing: its link never ends, and emails are
passed on (ADR 32)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from chalice.app import Blueprint, Request, Response

from chalicelib.content.links import Action
from chalicelib.entrypoints.requests import READ, fields, named, reader_visit
from chalicelib.entrypoints.responses import TOKEN_HEADERS, html
from chalicelib.services import current

if TYPE_CHECKING:
    from chalicelib.content.language import Language
    from chalicelib.leads.lead import Lead
    from chalicelib.site.pages import Visit

yours = Blueprint(__name__)


@dataclass(frozen=True, slots=True)
class _Offered:
    """What the page offers: stopping all, unless `is_stopped` says that it is; then how they come again, if they
    `can_return`. `named` is each campaign that can be stopped alone, with its title, where there are several; `pace` is
    "weekly" or "usual", "" for somebody who gets no follow-ups; `languages` are those in which they can be written to
    instead. `data` says what asking for what is kept comes to: a link is "ready" to be mailed, "unreached" is an
    address that we write to no more, "nothing" or "only_mark" is kept (see `own_data`); "" where that is not known."""

    is_stopped: bool = False
    can_return: bool = False
    named: Mapping[str, str] = field(default_factory=dict)
    pace: str = ""
    languages: "Sequence[Language]" = ()
    data: str = ""


@yours.route("/yours/{token}", methods=READ)
@yours.route("/yours/{token}/{language}", methods=READ)
def show(token: str, language: str = "") -> Response:
    lead_id = named(Action.OWN_PAGE, token)
    return own_page(_request(), lead_id, language) if lead_id else other_ways_out(_request(), language)


@yours.route("/yours/{token}", methods=["POST"], content_types=["*/*"])
@yours.route("/yours/{token}/{language}", methods=["POST"], content_types=["*/*"])
def press(token: str, language: str = "") -> Response:
    """One button of that page, which is shown again with what it has done."""
    lead_id, pressed = named(Action.OWN_PAGE, token), fields(_request()) or {}
    if not lead_id:
        return other_ways_out(_request(), language)
    done = _do(lead_id, pressed)
    if done == "speak":
        language = "".join(current().templates.addresses.suffix(pressed["speak"]))
    return own_page(_request(), lead_id, language, done)


def other_ways_out(request: Request, language: str) -> Response:
    """What a link says that got lost on its way to the browser: how to stop without it."""
    page = current().pages.render(
        "other-ways-out", reader_visit(request, language), inbox=current().settings.clinic_inbox
    )
    return html(page, 404, TOKEN_HEADERS)


def own_page(request: Request, lead_id: str, language: str, done: str = "") -> Response:
    """The page of that person, with what a button of it has `done`. While it cannot be told what they get, they can
    stop it all the same."""
    from chalicelib.use_cases.failures import Unavailable

    services = current()
    visit = reader_visit(request, language)
    try:
        lead = services.store.load(lead_id)
        offered = _offered(lead, visit) if lead else _Offered(data="nothing")
    except Unavailable:
        offered = _Offered()
    stop, own = (own_address(action, lead_id, visit) for action in (Action.UNSUBSCRIBE, Action.OWN_PAGE))
    inbox = services.settings.clinic_inbox
    page = services.pages.render("yours", visit, stop=stop, own=own, inbox=inbox, done=done, offered=offered)
    return html(page, headers=TOKEN_HEADERS)


def own_address(action: Action, lead_id: str, visit: "Visit") -> str:
    """Where a page of that person's own stands, in the language of the page that leads there."""
    services = current()
    suffix = services.templates.addresses.suffix(visit.language)
    return "/".join([visit.base, action, services.links.token(action, lead_id), *suffix])


def _do(lead_id: str, pressed: Mapping[str, str]) -> str:
    """What was pressed, by its name, "" if it is none of our buttons."""
    from chalicelib.leads.own_page import slow_down, speak, speed_up
    from chalicelib.use_cases import own_page as use_case

    services = current()
    match pressed:
        case {"speak": code} if code in services.templates.languages:
            use_case.choose(lead_id, lambda lead, at: speak(lead, code, at), leads=services.leads)
            return "speak"
        case {"do": "weekly"}:
            use_case.choose(lead_id, slow_down, leads=services.leads)
            return "weekly"
        case {"do": "usual"}:
            use_case.choose(lead_id, lambda lead, _: speed_up(lead), leads=services.leads)
            return "usual"
        case {"do": "ask"}:
            lead = use_case.ask(lead_id, leads=services.leads, wakeups=services.wakeups)
            return "ask" if lead and lead.own_data_asked_at and lead.may_get_guide else ""
    return ""


def _offered(lead: "Lead", visit: "Visit") -> _Offered:
    from chalicelib.leads.own_data import left_of
    from chalicelib.leads.own_page import has_stopped_all

    services, campaigns = current(), current().templates.campaigns
    gets = sorted(lead.follow_ups_agreed_at.keys() & campaigns.keys()) if lead.may_get_follow_ups else []
    named = {one: services.pages.title(one, visit.language) for one in gets} if len(gets) > 1 else {}
    pace = "" if not gets else "weekly" if lead.weekly_since else "usual"
    data = left_of(lead) if not lead.enquiries else "ready" if lead.may_get_guide else "unreached"
    return _Offered(has_stopped_all(lead), lead.may_get_guide, named, pace, _other_languages(lead), data)


def _other_languages(lead: "Lead") -> "list[Language]":
    templates = current().templates
    known = [templates.campaigns[one.campaign] for one in lead.enquiries if one.campaign in templates.campaigns]
    codes = {code for campaign in known for code in campaign.languages} - {lead.language} if known else set()
    return [templates.languages[code] for code in sorted(codes)] if lead.may_get_guide else []


def _request() -> Request:
    request: Request = yours.current_request
    return request
