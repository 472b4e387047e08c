"""Every address of the console, whichever there are: without a session of one's own none shows or changes anything."""

from collections.abc import Callable
from datetime import timedelta

import boto3
import pytest
from werkzeug.test import TestResponse

from app import app
from chalicelib.content.links import Action
from chalicelib.leads.changes import new_lead
from chalicelib.leads.enquiry import Suspicion
from chalicelib.leads.quarantine import held
from chalicelib.leads.staff.access import SESSION_LASTS
from chalicelib.services import current
from tests.clinic import templates
from tests.conftest import NOON, lead_of
from tests.desk import Desk
from tests.leads import AMINA, enquiry
from tests.quick_moto import items_of
from tests.visitor import FORM

OPEN = ("/clinic/sign-in", "/clinic/sign-in/{token}")
"""Those by which people come in."""

ROUTES = [
    (method, path)
    for path, methods in app.routes.items()
    for method in methods
    if path.startswith("/clinic") and path not in OPEN
]

POSTED = [path for method, path in ROUTES if method == "POST"]

TYPED = {
    **FORM,
    "mark": "booked",
    "do": "throw-away",
    "note": "Mallory was here",
    "sure": "yes",
    "everywhere": "yes",
}
"""What the forms of the console send, and more."""


def test_a_stranger_at_the_door_of_a_new_stage_stores_nothing(site, visitor, serve):
    serve(templates().folder)
    visitor.get("/clinic")

    assert items_of(site.cloud.environment["LEADS_TABLE"]) == {}


@pytest.fixture
def desk(site) -> Desk:
    """Somebody has written, somebody is in quarantine, and the front desk is signed in."""
    leads, lead_id = current().leads, current().lead_id_of(AMINA.email)
    leads.save(new_lead(lead_id, enquiry(at=NOON)))
    leads.save(held(lead_id, enquiry("e2", NOON, message="Buy now"), Suspicion.TRAP))
    return Desk(site).come_in()


def items() -> list[dict[str, object]]:
    table = current().settings.leads_table
    return sorted(boto3.client("dynamodb").scan(TableName=table)["Items"], key=lambda item: item["id"]["S"])


def no_cookie(desk: Desk) -> str:
    return ""


def made_up(desk: Desk) -> str:
    return "x" * 32 + "." + "y" * 43


def of_a_forger(desk: Desk) -> str:
    named, _, signature = desk.cookie.rpartition(".")
    return f"{named[:-1]}{'0' if named[-1] != '0' else '1'}.{signature}"


def of_another_purpose(desk: Desk) -> str:
    named = current().links.name(Action.SESSION, desk.cookie)
    return current().links.token(Action.OUTCOME, named)


def of_a_link_to_sign_in(desk: Desk) -> str:
    current().wakeups.ask_for_link("x")
    return current().links.token(Action.SIGN_IN, "x")


def signed_out(desk: Desk) -> str:
    kept = desk.cookie
    desk.press("/clinic", "Sign out")
    return kept


def expired(desk: Desk) -> str:
    desk.site.clock.move_to(NOON + SESSION_LASTS + timedelta(seconds=1))
    return desk.cookie


INTRUDERS = (no_cookie, made_up, of_a_forger, of_another_purpose, of_a_link_to_sign_in, signed_out, expired)


def knock(desk: Desk, method: str, path: str, typed: dict[str, str], **headers: str) -> TestResponse:
    lead = lead_of(FORM["email"])
    held = next(item["id"]["S"] for item in items() if "suspects" in item)
    address = path.replace("{lead_id}", lead.id).replace("{enquiry_id}", lead.enquiries[0].id).replace("{name}", "x")
    named = {"lead": held, "enquiry": held.rpartition(".")[2], **typed}
    return desk.http.open(address, method=method, data=named if method == "POST" else None, headers=headers)


@pytest.mark.parametrize("cookie", INTRUDERS)
def test_no_address_of_the_console_shows_or_changes_anything_for(desk, cookie: Callable[[Desk], str]):
    key = {"key": current().links.token(Action.CONSOLE, current().links.name(Action.SESSION, desk.cookie)[-32:])}
    value = cookie(desk)
    desk.http.delete_cookie("session")
    before = items()
    for method, path in ROUTES:
        headers = {"Origin": desk.origin, **({"Cookie": f"session={value}"} if value else {})}
        answer = knock(desk, method, path, {**TYPED, **key}, **headers)

        assert answer.status_code == (200 if path == "/clinic" else 403), path
        assert "Amina" not in answer.text and "Buy" not in answer.text, path
        assert "Set-Cookie" not in answer.headers, path

    assert items() == before


MISUSES = {
    "from another site": {"Origin": "https://evil.example"},
    "from a site that hides itself": {"Origin": "null"},
    "from another site, as its browser says": {"Sec-Fetch-Site": "cross-site"},
    "from a neighbour's domain": {"Sec-Fetch-Site": "same-site"},
}


@pytest.mark.parametrize("headers", MISUSES.values(), ids=MISUSES)
def test_nothing_is_done_that_is_posted(desk, headers: dict[str, str]):
    key = current().links.token(Action.CONSOLE, current().links.name(Action.SESSION, desk.cookie)[-32:])
    before = items()

    assert {knock(desk, "POST", path, {**TYPED, "key": key}, **headers).status_code for path in POSTED} == {403}
    assert items() == before


KEYS: dict[str, Callable[[Desk], dict[str, str]]] = {
    "none": lambda _: {},
    "of another session": lambda _: {"key": current().links.token(Action.CONSOLE, "f" * 32)},
    "of another purpose": lambda desk: {"key": desk.cookie},
}


@pytest.mark.parametrize("key", KEYS.values(), ids=KEYS)
def test_nothing_is_done_without_the_key_that_stands_in_the_pages_of_that_session(desk, key):
    before = items()

    assert {knock(desk, "POST", path, {**TYPED, **key(desk)}).status_code for path in POSTED} == {403}
    assert items() == before


@pytest.mark.parametrize("path", sorted({path for _, path in ROUTES}))
def test_an_address_of_the_console_takes_no_other_method(desk, path):
    before = items()
    for method in {"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE"} - {taken for taken, own in ROUTES if own == path}:
        assert knock(desk, method, path, TYPED, Origin=desk.origin).status_code in (404, 405)

    assert items() == before


def test_looking_at_the_console_changes_nothing(desk):
    before = items()
    for method, path in ROUTES:
        if method in ("GET", "HEAD"):
            knock(desk, method, path, {})

    assert items() == before


def test_every_answer_of_the_console_is_kept_by_nobody_and_found_by_nobody(desk):
    for method, path in ROUTES:
        headers = knock(desk, method, path, {}).headers

        assert "no-store" in headers["Cache-Control"], path
        assert headers["X-Robots-Tag"] == "noindex", path
        assert "default-src 'none'" in headers["Content-Security-Policy"], path
        assert "unsafe" not in headers["Content-Security-Policy"], path


def test_a_page_of_the_console_runs_no_script(desk):
    assert "script-src 'none'" in desk.get("/clinic").headers["Content-Security-Policy"]


@pytest.mark.parametrize(("method", "path"), [route for route in ROUTES if "{lead_id}" in route[1]])
def test_what_is_asked_about_nobody_is_not_found(desk, method: str, path: str):
    key = current().links.token(Action.CONSOLE, current().links.name(Action.SESSION, desk.cookie)[-32:])
    before, data = items(), {**TYPED, "key": key} if method == "POST" else None

    assert desk.http.open(path.replace("{lead_id}", "a" * 26), method=method, data=data).status_code == 404
    assert items() == before
