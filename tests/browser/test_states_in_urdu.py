"""Every page that somebody who reads Urdu can meet, and what the front desk sees of them, with the words that ship."""

from collections.abc import Callable, Iterator, Mapping
from datetime import timedelta
from functools import partial
from unittest.mock import patch

import pytest

from chalicelib.aws.dynamodb import DynamoStore
from chalicelib.content.links import Action
from chalicelib.entrypoints.responses import EXPLAINED
from chalicelib.leads.forms.fault import Fault
from chalicelib.leads.forms.form import Form
from chalicelib.leads.forms.judgement import SentBack
from chalicelib.services import TEMPLATES, Services, current, install
from chalicelib.site.pages import Visit
from chalicelib.use_cases.failures import Unavailable
from local.site import Site
from local.template import resources
from tests.browser.looks import fits
from tests.conftest import NOON
from tests.quick_moto import put_back
from tests.visitor import path_of
from tools.bench.axe import axe_violations
from tools.bench.states import LONG_NAME, READING, TOO_LONG_OPEN, Visitor

UR = "ur"

TYPED = {
    "name": "محمد عبدالرحمٰن قریشی",
    "email": "quraishi@example.com",
    "message": "کیا منگل کو آ سکتی ہوں؟\nمیرا نمبر 0300 1234567 ہے۔",
    "follow_ups": "yes",
    "language": UR,
}

MISSING = {**TYPED, "name": "", "email": "", "phone": ""}

Serve = Callable[[Visitor], str]


def known(visitor: Visitor) -> str:
    visitor.send(TYPED)
    return current().lead_id_of(TYPED["email"])


def link(action: Action, lead_id: str, age: timedelta = timedelta(0)) -> str:
    named = {
        Action.GUIDE: f"{current().templates.clinic.first_campaign}.{lead_id}",
        Action.START: f"{current().templates.clinic.first_campaign}.{lead_id}",
        Action.OWN_DATA: f"{lead_id}.{int((current().clock() - age).timestamp())}",
    }
    return path_of(current().links.signed(action, named.get(action, lead_id), UR))


def opened(action: Action, age: timedelta = timedelta(0)) -> Serve:
    return lambda visitor: visitor.get(link(action, known(visitor), age)).html


def pressed(action: Action, **data: str) -> Serve:
    return lambda visitor: visitor.post(link(action, known(visitor)), data).html


def started(visitor: Visitor) -> str:
    visitor.post(link(Action.UNSUBSCRIBE, known(visitor)), {})
    visitor.wait(timedelta(minutes=1))
    visitor.send({**TYPED, "message": "دوبارہ بھیجیں۔"})
    return visitor.post(link(Action.START, current().lead_id_of(TYPED["email"])), {}).html


def once_stopped(action: Action) -> Serve:
    """That page of somebody who stopped the emails of one campaign, and then all."""

    def serve(visitor: Visitor) -> str:
        lead_id = known(visitor)
        for pressed in ({"only": SHIPPED.clinic.first_campaign}, {}):
            visitor.post(link(Action.UNSUBSCRIBE, lead_id), pressed)
        return visitor.get(link(action, lead_id)).html

    return serve


def not_stored(visitor: Visitor) -> str:
    with patch.object(DynamoStore, "load", side_effect=Unavailable("load", "ReadTimeoutError")):
        return visitor.send(TYPED).html


def of_two_campaigns(visitor: Visitor) -> str:
    for seconds, campaign in enumerate(current().templates.campaigns):
        visitor.send({**TYPED, "campaign": campaign}, age=READING + timedelta(seconds=seconds))
    return visitor.get(link(Action.OWN_PAGE, current().lead_id_of(TYPED["email"]))).html


def sent_back(field: str, fault: Fault) -> Serve:
    typed = Form(**{**TYPED, field: TYPED.get(field, "0300")}, page="landing")
    visit = Visit("", current_campaign(), UR)
    return lambda _: current().pages.render_form(visit, SentBack(typed, {field: fault}))


def explained(status: int) -> Serve:
    return lambda _: current().pages.render("error", Visit("", current_campaign(), UR), status=status)


def current_campaign() -> str:
    return SHIPPED.clinic.first_campaign


SHIPPED = Services({}, templates=TEMPLATES).templates

FAULTS = [(field, Fault(fault)) for field, told in SHIPPED.languages[UR].words["faults"].items() for fault in told]

OF_PEOPLE: Mapping[str, Serve] = {
    **{f"sent back, {field}: {fault}": sent_back(field, fault) for field, fault in FAULTS if field in Form.__slots__},
    "sent back, fields missing": lambda visitor: visitor.send(MISSING).html,
    "sent back, a question": lambda visitor: visitor.send(MISSING, "contact").html,
    "sent back, a long name": lambda visitor: visitor.send({**MISSING, "name": LONG_NAME}).html,
    "open for too long": lambda visitor: visitor.send(TYPED, age=TOO_LONG_OPEN).html,
    "not stored": not_stored,
    "thanks, for the guide": lambda visitor: visitor.send(TYPED).html,
    "thanks, for a question": lambda visitor: visitor.send(TYPED, "contact").html,
    "thanks, come back to": lambda visitor: visitor.get(f"/thank-you/{UR}").html,
    "unsubscribe, asked": opened(Action.UNSUBSCRIBE),
    "unsubscribe, done": pressed(Action.UNSUBSCRIBE),
    "unsubscribe, one of two": pressed(Action.UNSUBSCRIBE, only=SHIPPED.clinic.first_campaign),
    "a damaged link": lambda visitor: visitor.get(f"/unsubscribe/damaged/{UR}").html,
    "start, asked": opened(Action.START),
    "start, done": started,
    "start, used up": pressed(Action.START),
    "their own page, all stopped": once_stopped(Action.OWN_PAGE),
    "their own page": of_two_campaigns,
    "their own page, a link asked for": pressed(Action.OWN_PAGE, do="ask"),
    "their own page, once a week": pressed(Action.OWN_PAGE, do="weekly"),
    "what is kept": opened(Action.OWN_DATA),
    "what is kept, all stopped": once_stopped(Action.OWN_DATA),
    "what is kept, link over": opened(Action.OWN_DATA, timedelta(days=2)),
    "what is kept, not ticked": pressed(Action.OWN_DATA, do="erase"),
    "what is kept, erased": pressed(Action.OWN_DATA, do="erase", sure="yes"),
    "no such page": lambda visitor: visitor.get(f"/no-such-page/{UR}").html,
    **{f"error {status}": explained(status) for status in sorted(EXPLAINED)},
}


def of_desk(page: str) -> Serve:
    return lambda visitor: visitor.at_desk().get(f"/clinic{page.format(known(visitor))}").html


def of_gateway(kind: str, _: Visitor) -> str:
    """What API Gateway says by itself, in both languages."""
    definition = resources(SHIPPED)["Resources"]["RestAPI"]["Properties"]["DefinitionBody"]
    answer = definition["x-amazon-apigateway-gateway-responses"][kind]["responseTemplates"]["text/html"]["Fn::Sub"]
    return str(answer)


IN_ENGLISH: Mapping[str, Serve] = {
    "console, to call": of_desk(""),
    "console, all leads": of_desk("/leads"),
    "console, a person": of_desk("/leads/{}"),
    "console, somebody to type in": of_desk("/new"),
    "console, found by a name": of_desk("/leads?q=قریشی"),
    "console, to be erased": of_desk("/leads/{}/erase"),
    "no such page, told by API Gateway": partial(of_gateway, "MISSING_AUTHENTICATION_TOKEN"),
}

STATES = {**OF_PEOPLE, **IN_ENGLISH}


@pytest.fixture(scope="module")
def served(running_site) -> Iterator[dict[str, str]]:
    """The HTML of each state, asked for once."""
    usual = current()
    install(Services(running_site.cloud.environment, templates=TEMPLATES, clock=running_site.clock.now))
    yield {name: alone(running_site, serve) for name, serve in STATES.items()}
    install(usual)


def alone(site: Site, serve: Serve) -> str:
    """As nobody has been there before."""
    site.clock.move_to(NOON)
    put_back(site.cloud.environment["LEADS_TABLE"], {})
    return serve(Visitor(site))


@pytest.mark.parametrize("name", OF_PEOPLE)
def test_it_is_in_urdu_from_right_to_left(served, name):
    assert '<html lang="ur" dir="rtl">' in served[name]


@pytest.mark.parametrize("name", [name for name in STATES if not name.startswith("error")])
def test_nothing_broke_on_the_way_to_it(served, name):
    broken = {code: known.words["errors"]["500"]["title"] for code, known in SHIPPED.languages.items()}

    assert not any(f"<h1>{title}</h1>" in served[name] for title in broken.values())


def test_what_was_pressed_is_done(served):
    words = SHIPPED.languages[UR].words
    done = {
        "unsubscribe, done": words["unsubscribe"]["done_heading"],
        "their own page, all stopped": words["unsubscribe"]["none_heading"],
        "start, done": words["start"]["done_heading"],
        "what is kept, erased": words["self"]["erased"],
        "what is kept, link over": words["self"]["over"],
    }

    assert {name: title for name, title in done.items() if f"<h1>{title}</h1>" not in served[name]} == {}


@pytest.mark.parametrize("name", STATES)
def test_everybody_can_read_it_and_it_is_not_wider_than_the_screen(shown, served, name):
    page = shown(served[name])

    assert axe_violations(page) == []
    assert [width for width in (360, 1280) if not fits(page, width)] == []
