"""Signing in to the console: who gets a link, what it opens, and when that ends."""

from dataclasses import replace
from datetime import timedelta

import boto3
import pytest

from chalicelib.leads.staff.access import LINK_LASTS, MOST_SESSIONS, SESSION_LASTS
from chalicelib.services import current
from chalicelib.settings import Settings
from chalicelib.use_cases.failures import Deferred, InDoubt, Rejected, Unavailable
from tests.conftest import mail_to
from tests.desk import INBOX, ZARA, Desk, form_with

QUEUE = "To call</h1>"
NOT_SAVED = "so it was not saved"


@pytest.fixture
def desk(site) -> Desk:
    return Desk(site)


def items(site) -> list[dict[str, object]]:
    return boto3.client("dynamodb").scan(TableName=site.cloud.environment["LEADS_TABLE"])["Items"]


def is_signed_in(desk: Desk) -> bool:
    return QUEUE in desk.get("/clinic").text


def test_the_console_asks_who_is_there(desk):
    answer = desk.get("/clinic")

    assert answer.status_code == 200
    assert 'name="email"' in answer.text and QUEUE not in answer.text


@pytest.mark.parametrize("typed", [INBOX, f"  {INBOX.upper()} "])
def test_a_link_comes_to_an_address_of_the_staff(site, desk, typed):
    desk.ask(typed)

    assert len(mail_to(site, INBOX)) == 1


def test_no_link_comes_to_an_address_of_nobody(site, desk):
    desk.ask("mallory@example.com")

    site.functions.settle()
    assert site.cloud.mail.emails == []


def test_the_answer_is_the_same_for_every_address(desk):
    answers = {desk.ask(typed).text for typed in (INBOX, "mallory@example.com", "", "x" * 5000)}

    assert len(answers) == 1


def test_the_same_is_done_for_every_address_until_it_is_answered(site, desk):
    calls: dict[str, list[str]] = {}
    desk.ask(ZARA)
    events = current().store._client.meta.events
    for typed in (INBOX, "mallory@example.com"):
        made = calls.setdefault(typed, [])
        events.register("before-call.dynamodb", lambda model, made=made, **_: made.append(model.name), unique_id="seen")
        desk.ask(typed)
        events.unregister("before-call.dynamodb", unique_id="seen")

    assert calls[INBOX] == calls["mallory@example.com"] != []


def test_what_was_typed_is_kept_nowhere(site, desk):
    desk.ask("mallory@example.com")

    assert "mallory" not in repr(items(site))


def test_a_link_signs_in_with_the_press_of_a_button(desk):
    desk.sign_in()

    assert is_signed_in(desk)


@pytest.mark.parametrize("method", ["GET", "HEAD"])
def test_a_link_that_is_only_opened_signs_nobody_in_and_is_not_used_up(desk, method):
    desk.ask()
    for _ in range(3):
        assert desk.http.open(desk.link(), method=method).status_code == 200

    assert not is_signed_in(desk)
    desk.post(desk.link())
    assert is_signed_in(desk)


def test_a_link_works_once(site, desk):
    desk.sign_in()
    thief = Desk(site)

    assert thief.post(thief.link()).status_code == 404
    assert not is_signed_in(thief)


def test_a_link_is_over_after_a_quarter_of_an_hour(site, desk):
    desk.ask()
    link = desk.link()
    site.clock.move_to(site.clock.now() + LINK_LASTS)

    assert (desk.get(link).status_code, desk.post(link).status_code) == (404, 404)
    assert not is_signed_in(desk)


def test_a_link_asked_for_by_another_site_is_not_mailed(site, desk):
    assert desk.post("/clinic/sign-in", {"email": INBOX}, Origin="https://evil.example").status_code == 403

    site.functions.settle()
    assert site.cloud.mail.emails == []


def test_a_session_ends_after_a_day_at_the_desk(site, desk):
    desk.sign_in()
    site.clock.move_to(site.clock.now() + SESSION_LASTS - timedelta(seconds=1))
    assert is_signed_in(desk)

    site.clock.move_to(site.clock.now() + timedelta(seconds=1))
    assert not is_signed_in(desk)


def test_the_cookie_is_out_of_reach_of_scripts_and_other_sites(desk):
    desk.ask()
    cookie = desk.post(desk.link()).headers["Set-Cookie"]

    assert cookie.startswith("session=")
    assert cookie.split("; ")[1:] == ["Path=/", f"Max-Age={12 * 3600}", "HttpOnly", "SameSite=Lax"]


def test_over_https_the_cookie_never_goes_without_it(desk, monkeypatch):
    monkeypatch.setattr(
        current(), "settings", Settings({**current().settings.given, "SITE_URL": "https://guide.example.com"})
    )
    desk.origin = "https://guide.example.com"
    desk.ask()
    cookie = desk.post(desk.link()).headers["Set-Cookie"]

    assert cookie.startswith("__Host-session=") and cookie.endswith("; Secure")


@pytest.mark.parametrize(
    "page",
    [
        "https://evil.example",
        "//evil.example",
        "/clinic/../x",
        "/clinic\r\nX: y",
        "/leads",
        "/clinic?next=https://evil.example",
        "/clinic?a=b\r\nX: y",
        "/clinic?a=b\n",
        "/clinic?",
    ],
)
def test_a_link_leads_nowhere_but_into_the_console(desk, page):
    desk.ask(page=page)

    assert desk.post(desk.link()).location == "/clinic"


def test_signing_out_ends_the_session_for_whoever_kept_its_cookie(site, desk):
    desk.sign_in()
    kept = desk.cookie
    desk.press("/clinic", "Sign out")
    thief = Desk(site)
    thief.http.set_cookie("session", kept)

    assert desk.cookie == ""
    assert not is_signed_in(thief)


def test_signing_out_here_leaves_the_other_phone_signed_in(site, desk):
    other = Desk(site).sign_in()
    desk.sign_in().press("/clinic", "Sign out")

    assert is_signed_in(other)


def test_signing_out_everywhere_ends_every_session_of_that_person(site, desk):
    other, zara = Desk(site).sign_in(), Desk(site).sign_in(ZARA)
    desk.sign_in().press("/clinic", "Sign out everywhere")

    assert (is_signed_in(other), is_signed_in(zara)) == (False, True)


def test_who_is_staff_no_more_is_out_at_once(site, desk, monkeypatch):
    desk.sign_in()
    monkeypatch.setattr(current(), "door", replace(current().door, staff={}))

    assert not is_signed_in(desk)


def test_of_many_forgotten_sessions_the_oldest_goes(site, monkeypatch):
    first = Desk(site).sign_in()
    for number in range(MOST_SESSIONS):
        site.clock.move_to(site.clock.now() + timedelta(minutes=15) * (number % 2))
        Desk(site).sign_in()

    assert not is_signed_in(first)


def test_so_many_links_come_to_one_address_in_a_quarter_of_an_hour(site, desk):
    for _ in range(5):
        desk.ask()

    assert len(mail_to(site, INBOX)) == 3


def test_once_no_more_links_come_the_last_one_still_works(site, desk):
    for _ in range(5):
        desk.ask()
    desk.post(desk.link())

    assert is_signed_in(desk)


def test_so_many_links_are_asked_for_by_one_network_in_an_hour(site, desk):
    for number in range(25):
        desk.ask(f"{number}@example.com")

    assert len([item for item in items(site) if item["id"]["S"].startswith("sign-in.")]) == 20


def test_a_clinic_without_staff_is_told_how_to_name_some(desk, monkeypatch):
    clinic = replace(current().templates.clinic, staff=())
    monkeypatch.setattr(current().templates, "clinic", clinic)

    page = desk.get("/clinic").text
    assert "clinic.toml" in page and "[staff]" in page and 'name="email"' not in page


def test_while_nothing_can_be_kept_nobody_is_told_that_a_link_is_on_its_way(desk, monkeypatch):
    def keep(_: object) -> None:
        raise Unavailable("keep", "ReadTimeoutError")

    monkeypatch.setattr(current().access, "keep", keep)

    assert desk.ask().status_code == 500


def test_the_address_of_a_link_is_no_key_to_the_link_of_another(site, desk):
    desk.ask()
    token = desk.link().rpartition("/")[2]

    assert desk.post(f"/clinic/sign-in/{'0' * 32}.{token.rpartition('.')[2]}").status_code == 404


def test_what_is_kept_of_signing_in_goes_by_itself(site, desk):
    desk.sign_in()
    desk.ask()

    kept = [item for item in items(site) if item["id"]["S"].startswith(("sign-in.", "staff-"))]
    assert len(kept) == 2 and all("expires_at" in item for item in kept)


def test_whoever_wanted_another_page_is_led_there(desk):
    page = desk.get("/clinic/leads/x").text
    assert 'name="page" value="/clinic/leads/x"' in page
    desk.ask(page="/clinic/leads/x")

    assert desk.post(desk.link()).location == "/clinic/leads/x"


def test_whoever_wanted_a_part_of_a_list_is_led_to_that_part(desk):
    asked = form_with(desk.get("/clinic/leads?outcome=booked&campaign=neck-pain").text, "Mail me a link")
    desk.ask(page=asked["page"])

    assert desk.post(desk.link()).location == "/clinic/leads?outcome=booked&campaign=neck-pain"


@pytest.mark.parametrize("query", ["?q=Amina%20Khan", "?outcome=booked&next=//evil.example", "?page=a%2Fb", "?by="])
def test_whoever_wanted_what_is_no_plain_query_is_led_to_the_page_alone(desk, query):
    asked = form_with(desk.get(f"/clinic/leads{query}").text, "Mail me a link")

    assert asked["page"] == "/clinic/leads"


def test_whoever_begins_at_the_page_to_sign_in_is_led_to_the_queue(desk):
    desk.ask(**form_with(desk.get("/clinic/sign-in").text, "Mail me a link"))

    assert desk.post(desk.link()).location == "/clinic"


def test_whoever_presses_a_button_after_the_session_ended_is_told_that_nothing_was_saved(site, desk):
    form = form_with(desk.sign_in().get("/clinic/new").text, "Enter")
    site.clock.move_to(site.clock.now() + SESSION_LASTS)

    assert NOT_SAVED in desk.post("/clinic/new", form).text


def test_whoever_only_opens_a_page_reads_nothing_of_what_was_not_saved(desk):
    assert NOT_SAVED not in desk.get("/clinic/leads").text


def test_another_site_signs_nobody_in(site, desk):
    desk.ask()
    link = desk.link()

    assert desk.post(link, Origin="https://evil.example").status_code == 403
    assert desk.post(link).status_code == 303


def test_of_two_who_sign_in_at_once_both_are(desk, site, monkeypatch):
    desk.ask()
    first, save = Desk(site), current().access.save

    def late(sessions: object) -> None:
        monkeypatch.setattr(current().access, "save", save)
        first.come_in()
        save(sessions)

    monkeypatch.setattr(current().access, "save", late)
    desk.post(desk.link())

    assert (is_signed_in(first), is_signed_in(desk)) == (True, True)


@pytest.mark.parametrize("failure", [Deferred("busy", timedelta(hours=1)), Rejected("MessageRejected"), InDoubt("x")])
def test_a_link_that_ses_does_not_take_is_told_in_the_log_and_not_tried_again(site, desk, monkeypatch, caplog, failure):
    tried = []

    def send(*_: object) -> None:
        tried.append(failure)
        raise failure

    monkeypatch.setattr(type(current().mailer), "send", send)
    desk.ask()
    site.functions.settle()

    assert (len(tried), "a link to sign in was not sent" in caplog.text) == (1, True)
