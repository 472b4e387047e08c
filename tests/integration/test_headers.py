"""The headers of every answer, be it a page, an error, a picture or API Gateway's own."""

import json
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from werkzeug.test import TestResponse

from chalicelib.content.links import Action
from chalicelib.services import current
from local.gateway import MAX_BODY_BYTES
from tests.conftest import lead_of
from tests.visitor import FORM, Visitor, path_of

OBSERVATORY = Path(sys.prefix) / "observatory" / "node_modules" / "@mdn" / "mdn-http-observatory"
FORM_TYPE = "application/x-www-form-urlencoded"

A_PLUS = 100
"""What the Observatory calls A+ (its grades are those of its grader/charts.js)."""


def link(action: Action) -> str:
    lead = lead_of(FORM["email"])
    names = {
        Action.OUTCOME: f"{lead.id}.{lead.enquiries[-1].id}",
        Action.OWN_DATA: f"{lead.id}.{int(current().clock().timestamp())}",
    }
    name = names.get(action, lead.id)
    return path_of(current().links.signed(action, name))


def quarantine() -> str:
    return path_of(current().links.stamped(Action.QUARANTINE, current().clock()))


PERSONAL: dict[str, Callable[[Visitor], TestResponse]] = {
    "the form again": lambda visitor: visitor.send(email="amina@"),
    "the contact form": lambda visitor: visitor.get("/contact?gclid=AbC"),
    "thank you": lambda visitor: visitor.get("/thank-you"),
    "thanks for a form": lambda visitor: visitor.send(),
}
"""What may say something of one visitor, and must be kept by no cache."""

KEYS: dict[str, Callable[[Visitor], TestResponse]] = {
    "the guide": lambda visitor: visitor.get(link(Action.GUIDE)),
    "unsubscribe": lambda visitor: visitor.get(link(Action.UNSUBSCRIBE)),
    "unsubscribed": lambda visitor: visitor.post(link(Action.UNSUBSCRIBE), {"List-Unsubscribe": "One-Click"}),
    "their own page": lambda visitor: visitor.get(link(Action.OWN_PAGE)),
    "chosen on it": lambda visitor: visitor.post(link(Action.OWN_PAGE), {"do": "weekly"}),
    "what is kept": lambda visitor: visitor.get(link(Action.OWN_DATA)),
    "what is kept, as a file": lambda visitor: visitor.post(link(Action.OWN_DATA), {"do": "save"}),
    "what is kept, to be erased": lambda visitor: visitor.post(link(Action.OWN_DATA), {"do": "erase"}),
    "outcome": lambda visitor: visitor.get(link(Action.OUTCOME)),
    "outcome marked": lambda visitor: visitor.post(link(Action.OUTCOME), {"mark": "booked"}),
    "no such outcome": lambda visitor: visitor.post(link(Action.OUTCOME), {"mark": "x"}),
    "outcome as JSON": lambda visitor: visitor.post(link(Action.OUTCOME), b"{}", content_type="application/json"),
    "quarantine": lambda visitor: visitor.get(quarantine()),
    "quarantine, released": lambda visitor: visitor.post(quarantine(), {"lead": "x"}),
    "a made-up link": lambda visitor: visitor.get("/outcome/x"),
}
"""What stands at an address that is itself a key."""

OTHERS: dict[str, Callable[[Visitor], TestResponse]] = {
    "landing": lambda visitor: visitor.get("/"),
    "landing, head": lambda visitor: visitor.open("/", "HEAD"),
    "privacy": lambda visitor: visitor.get("/privacy"),
    "robots": lambda visitor: visitor.get("/robots.txt"),
    "sitemap": lambda visitor: visitor.get("/sitemap.xml"),
    "preview": lambda visitor: visitor.get("/preview/knots.en.png"),
    "no form": lambda visitor: visitor.post("/leads", b"\xff", content_type=FORM_TYPE),
    "JSON": lambda visitor: visitor.post("/leads", b"{}", content_type="application/json"),
    "too much": lambda visitor: visitor.post("/leads", b"x" * 100_000, content_type=FORM_TYPE),
    "no such page": lambda visitor: visitor.get("/no-such-page"),
    "no such method": lambda visitor: visitor.open("/leads", "OPTIONS"),
    "far too much": lambda visitor: visitor.post("/leads", b"x" * (MAX_BODY_BYTES + 1), content_type=FORM_TYPE),
}

EVERY = {**PERSONAL, **KEYS, **OTHERS}
every_answer = pytest.mark.parametrize("name", EVERY)


@pytest.fixture
def lead(visitor) -> None:
    visitor.send()


@every_answer
def test_no_answer_is_without_strict_headers(visitor, lead, name):
    headers = EVERY[name](visitor).headers

    assert headers["Strict-Transport-Security"] == "max-age=63072000; includeSubDomains"
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Cross-Origin-Opener-Policy"] == "same-origin"
    assert "geolocation=()" in headers["Permissions-Policy"]
    assert headers["Referrer-Policy"] in ("no-referrer", "strict-origin-when-cross-origin")
    assert headers["Cross-Origin-Resource-Policy"] == ("cross-origin" if name == "preview" else "same-origin")
    assert "Set-Cookie" not in headers


@every_answer
def test_no_answer_lets_itself_be_framed_or_run_what_is_not_ours(visitor, lead, name):
    policy = EVERY[name](visitor).headers["Content-Security-Policy"]
    directives = {words.split()[0]: words.split()[1:] for words in policy.split(";")}

    assert all(directives[where] in ([], ["'none'"]) for where in ("frame-ancestors", "base-uri"))
    assert "unsafe" not in policy
    assert "http" not in policy


@pytest.mark.parametrize("name", [*PERSONAL, *KEYS])
def test_what_is_personal_is_kept_by_no_cache(visitor, lead, name):
    assert EVERY[name](visitor).headers["Cache-Control"] == "no-store"


@pytest.mark.parametrize("name", KEYS)
def test_an_address_that_is_a_key_is_given_away_to_no_site(visitor, lead, name):
    headers = KEYS[name](visitor).headers

    assert (headers["Referrer-Policy"], headers["X-Robots-Tag"]) == ("no-referrer", "noindex")


def test_every_answer_of_api_gateway_has_the_headers_of_ours(site):
    definition = site.cloud.template["Resources"]["RestAPI"]["Properties"]["DefinitionBody"]
    answers = definition["x-amazon-apigateway-gateway-responses"].values()

    assert len({json.dumps(answer["responseParameters"], sort_keys=True) for answer in answers}) == 1


def test_no_header_of_api_gateways_own_answers_has_a_quote_within_its_quotes(site):
    definition = site.cloud.template["Resources"]["RestAPI"]["Properties"]["DefinitionBody"]
    for answer in definition["x-amazon-apigateway-gateway-responses"].values():
        values = answer["responseParameters"].values()
        assert all(value[0] == value[-1] == "'" and "'" not in value[1:-1] for value in values)


def test_mozillas_observatory_has_nothing_to_say(visitor, lead):
    if shutil.which("npm") is None:
        pytest.skip("there is no npm, so the Observatory says nothing")
    if not OBSERVATORY.exists():
        pytest.fail("the Observatory is not installed: make .venv/observatory-ready")
    answers = [_as_seen_from_outside(name, ask(visitor)) for name, ask in EVERY.items()]

    grades = observatory(answers)
    assert {name: grade["failed"] for name, grade in grades.items() if grade["failed"]} == {}
    assert {name: grade["score"] for name, grade in grades.items() if grade["score"] < A_PLUS} == {}


def observatory(answers: list[dict[str, object]]) -> dict[str, dict[str, object]]:
    script = Path(__file__).with_name("observatory.mjs")
    ran = subprocess.run(
        ["node", script, OBSERVATORY], input=json.dumps(answers), capture_output=True, text=True, check=True
    )
    return json.loads(ran.stdout)


def _as_seen_from_outside(name: str, answer: TestResponse) -> dict[str, object]:
    headers = {header.lower(): value for header, value in answer.headers.items()}
    body = answer.text if answer.mimetype.startswith("text/") else ""
    return {
        "name": name,
        "url": "https://guide.example.com/",
        "status": answer.status_code,
        "headers": headers,
        "body": body,
    }
