"""The site's answers: bad input, unknown addresses, headers, and where the site lives."""

import json
import re
from datetime import timedelta
from urllib.parse import urlencode

import boto3
import pytest
from werkzeug.test import Client

from chalicelib.leads.attribution import AD_PARAMETERS
from chalicelib.leads.caps import ENQUIRIES_KEPT, ENQUIRIES_WAITING
from chalicelib.leads.enquiry import Contact
from chalicelib.leads.forms.judgement import LONGEST_OPEN
from chalicelib.leads.outcome import Outcome
from chalicelib.services import current
from chalicelib.settings import Settings
from chalicelib.use_cases.feedback import forget
from local.gateway import Gateway
from tests.clinic import CAMPAIGN
from tests.conftest import NOON, lead_of, mail_to
from tests.visitor import FORM, hidden_fields, path_of, token

FORM_TYPE = "application/x-www-form-urlencoded"
PAGES = ["/", "/contact", "/thank-you", "/privacy"]


def leads_stored(site) -> int:
    return boto3.client("dynamodb").scan(TableName=site.cloud.environment["LEADS_TABLE"])["Count"]


@pytest.mark.parametrize("path", PAGES)
def test_a_page_is_there(visitor, path):
    assert visitor.get(path).status_code == 200


@pytest.mark.parametrize("path", PAGES)
def test_head_is_answered_like_get_without_the_page(visitor, path):
    answer = visitor.open(path, "HEAD")

    assert (answer.status_code, answer.text) == (200, "")


def test_the_consent_box_is_not_ticked_beforehand(visitor):
    assert "checked" not in visitor.get("/").text


@pytest.mark.parametrize(
    ("field", "typed"),
    [
        pytest.param("name", "", id="missing name"),
        pytest.param("email", "", id="missing email"),
        pytest.param("phone", "", id="missing phone"),
        pytest.param("name", "x" * 81, id="overlong name"),
        pytest.param("email", "x" * 250 + "@example.com", id="overlong email"),
        pytest.param("phone", "1" * 33, id="overlong phone"),
        pytest.param("message", "x" * 2001, id="overlong message"),
        pytest.param("name", "Amina\x00Khan", id="control character"),
        pytest.param("name", "Amina\r\nBcc: all@example.com", id="header injection"),
        pytest.param("email", "amina@example.com\r\nBcc: all@example.com", id="header injection in the address"),
        pytest.param("phone", "0900 12345", id="number that costs"),
        pytest.param("phone", "1122", id="short number"),
        pytest.param("phone", "021 35890123 local 204", id="extension that is not understood"),
        pytest.param("email", "postmaster@example.com", id="address of a role"),
        pytest.param("message", "a\x00b", id="control character in the message"),
        pytest.param("name", "<b>Amina</b>", id="HTML"),
        pytest.param("email", "amina@", id="half an address"),
        pytest.param("phone", "12", id="no phone number"),
    ],
)
def test_a_bad_field_is_answered_with_the_form_and_a_word_beside_it(site, visitor, field, typed):
    answer = visitor.send(**{field: typed})

    assert (answer.status_code, leads_stored(site)) == (422, 0)
    assert re.search(f'id="{field}-fault"[^>]*>[^<]', answer.text)


def test_nothing_of_what_came_along_with_a_pasted_form_costs_it(visitor):
    typed = {"name": "\u2067Sana\tMalik\u2069", "email": "Sana Malik <sana@example.com>", "message": "One\u2028two"}

    assert visitor.send(**typed, phone="\u202a021 35890123 x204\u202c").status_code == 200
    [enquiry] = lead_of("sana@example.com").enquiries
    assert enquiry.contact == Contact("Sana Malik", "sana@example.com", "+922135890123;ext=204")
    assert enquiry.message == "One\ntwo"


@pytest.mark.parametrize("method", ["GET", "HEAD"])
def test_the_address_that_a_form_was_sent_to_shows_the_form(visitor, method):
    answer = visitor.open("/leads", method)

    assert (answer.status_code, 'action="/leads"' in answer.text) == (200, method == "GET")


@pytest.mark.parametrize(
    "query", ["?language=xx", "?campaign=gone&language=ur", "?language=../x", "?campaign=&language="]
)
def test_an_address_that_was_damaged_on_the_way_shows_a_form(visitor, query):
    assert visitor.open(f"/leads{query}", "GET").status_code == 200


def test_the_address_that_a_form_was_sent_to_keeps_the_ad(visitor):
    page = visitor.get("/contact?utm_source=facebook").text

    assert 'action="/leads?utm_source=facebook"' in page


def test_a_refused_form_keeps_everything_typed(visitor):
    page = visitor.send("/contact", email="amina@", name='Amina "A" Khan', guide="yes").text

    assert 'value="Amina &#34;A&#34; Khan"' in page
    assert 'value="amina@"' in page
    assert 'value="0300 1234567"' in page
    assert "Is Tuesday possible?</textarea>" in page
    assert page.count(" checked") == 2


def test_a_refused_form_comes_back_on_the_page_it_was_sent_from(visitor):
    assert "<h1>Ask us about muscle knots</h1>" in visitor.send("/contact", email="amina@").text


@pytest.mark.parametrize("page", ["/", "/contact"])
def test_who_leaves_the_email_address_out_is_asked_for_theirs_and_told_of_no_guide(visitor, page):
    refused = visitor.send(page, email="").text

    assert '<a href="#email">Please give your email address.</a>' in refused


def test_a_refused_form_names_every_fault_at_once(visitor):
    page = visitor.send(name="", email="", phone="").text

    assert all(f'href="#{field}"' in page for field in ("name", "email", "phone"))


def test_a_form_sent_back_for_correction_is_still_as_old_as_it_is(visitor):
    refused = visitor.send(email="amina@", token=token(timedelta(hours=2)))

    assert hidden_fields(refused.text)["token"] == token(timedelta(hours=2))


NO_LONGER_GOOD = {
    "absent": lambda: "",
    "forged": lambda: token()[:-1] + "x",
    "of another purpose": lambda: current().links.stamp("guide", current().clock()),
    "too old": lambda: token(LONGEST_OPEN + timedelta(seconds=1)),
}


@pytest.mark.parametrize("which", NO_LONGER_GOOD)
def test_a_form_that_is_too_old_or_not_ours_is_asked_for_once_more(site, visitor, which):
    answer = visitor.send(token=NO_LONGER_GOOD[which](), name='Amina "A" Khan')

    assert (answer.status_code, "press the button once more" in answer.text, leads_stored(site)) == (422, True, 0)
    assert 'value="Amina &#34;A&#34; Khan"' in answer.text


@pytest.mark.parametrize("which", NO_LONGER_GOOD)
def test_a_form_asked_for_once_more_may_be_sent_at_once(visitor, which):
    again = hidden_fields(visitor.send(token=NO_LONGER_GOOD[which]()).text)

    assert visitor.send(token=again["token"]).status_code == 200
    assert len(lead_of(FORM["email"]).enquiries) == 1


def test_a_form_may_stay_open_for_a_day(visitor):
    assert visitor.send(token=token(LONGEST_OPEN)).status_code == 200


def test_two_people_may_send_the_form_of_one_page_from_a_shared_cache(visitor):
    page = visitor.rendered("/")
    visitor.send(rendered=page)
    visitor.send(rendered=page, name="Bilal Ahmed", email="bilal@example.com")

    assert [lead_of(email).contact.name for email in (FORM["email"], "bilal@example.com")] == [
        "Amina Khan",
        "Bilal Ahmed",
    ]


@pytest.mark.parametrize(
    ("body", "content_type", "status"),
    [
        pytest.param(b"x=" + b"y" * 1_000_000, FORM_TYPE, 413, id="a megabyte"),
        pytest.param(b'{"name": "Amina"}', "application/json", 415, id="JSON"),
        pytest.param(urlencode(FORM).encode(), "text/plain", 415, id="another type"),
        pytest.param(urlencode(FORM).encode(), "", 415, id="no type"),
        pytest.param(b"name=%FF%FE&email=a", FORM_TYPE, 400, id="broken percent-encoding"),
        pytest.param(b"\xff\xfe\x00", FORM_TYPE, 400, id="no text at all"),
        pytest.param(b"", FORM_TYPE, 422, id="nothing"),
        pytest.param(urlencode({**FORM, "admin": "1"}).encode(), FORM_TYPE, 400, id="an unknown field"),
        pytest.param(urlencode(FORM).encode() + b"&name=Other", FORM_TYPE, 400, id="a repeated field"),
        pytest.param(urlencode({**FORM, "page": "../etc"}).encode(), FORM_TYPE, 400, id="a changed hidden field"),
        pytest.param(b"&".join(b"x%d=1" % n for n in range(100)), FORM_TYPE, 400, id="a hundred fields"),
    ],
)
def test_a_body_that_is_no_form_of_ours_gets_a_page_that_says_so(site, visitor, body, content_type, status):
    answer = visitor.post("/leads", body, content_type=content_type)

    assert (answer.status_code, answer.mimetype, leads_stored(site)) == (status, "text/html", 0)
    assert "Traceback" not in answer.text


def test_a_charset_in_the_content_type_is_fine(visitor):
    sent = urlencode({**FORM, "token": token()}).encode()
    answer = visitor.post("/leads", sent, content_type=f"{FORM_TYPE}; charset=UTF-8")

    assert answer.status_code == 200


def test_a_form_needs_no_hidden_field_but_its_token(visitor):
    assert visitor.post("/leads", {**FORM, "token": token()}).status_code == 200


def test_a_message_with_html_reaches_the_front_desk_as_text(site, visitor):
    visitor.send(message="<script>alert(1)</script>")

    alert = mail_to(site, "front-desk@clinic.test")[0].message.get_body(("html",)).get_content()
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in alert
    assert "<script>" not in alert


@pytest.mark.parametrize("path", ["/no-such-page", "/guide", "/wp-login.php", "/thank-you/"])
def test_an_unknown_path_gets_the_sites_own_page(visitor, path):
    answer = visitor.get(path)

    assert (answer.status_code, answer.mimetype, "There is no page here" in answer.text) == (404, "text/html", True)


@pytest.mark.parametrize(("method", "path"), [("DELETE", "/"), ("DELETE", "/leads"), ("POST", "/thank-you")])
def test_a_wrong_method_gets_the_sites_own_page(visitor, method, path):
    answer = visitor.open(path, method)

    assert (answer.status_code, answer.mimetype) == (404, "text/html")
    assert current().templates.clinic.name in answer.text


@pytest.mark.parametrize("action", ["guide", "unsubscribe", "outcome"])
@pytest.mark.parametrize("token", ["x", "abc.def", "%F0%9F%98%80", "a" * 5000])
def test_a_made_up_link_gets_the_sites_own_page(visitor, action, token):
    assert visitor.get(f"/{action}/{token}").status_code == 404


@pytest.mark.parametrize("method", ["GET", "POST"])
@pytest.mark.parametrize("path", ["/unsubscribe/abc.def", "/unsubscribe/abc.def/ur"])
def test_a_link_to_stop_that_fails_names_other_ways_out(visitor, method, path):
    answer = visitor.open(path, method)

    assert (answer.status_code, current().templates.clinic.call_url in answer.text) == (404, True)
    assert f"mailto:{current().settings.clinic_inbox}" in answer.text


@pytest.mark.parametrize("mangled", ["{}.", "{})", "<{}>", "{}%20", "{}%3E", "{}/en.", "{}/ur)", "{}/%20"])
@pytest.mark.parametrize("method", ["GET", "POST"])
def test_a_mangled_link_to_stop_is_a_way_out(site, visitor, method, mangled):
    visitor.send()
    token = current().links.signed("unsubscribe", lead_of(FORM["email"]).id).rpartition("/")[2]

    assert visitor.open(f"/unsubscribe/{mangled.format(token)}", method).status_code == 200


@pytest.mark.parametrize("path", ["/unsubscribe/x", "/yours/x", "/yours/x/ur"])
def test_a_link_that_is_beyond_repair_says_how_to_stop_otherwise(visitor, path):
    answer = visitor.get(path)

    assert (answer.status_code, current().settings.clinic_inbox in answer.text) == (404, True)


def test_a_mangled_link_to_confirm_opens_its_page(site, visitor):
    visitor.send()
    token = current().links.signed("start", f"{CAMPAIGN}.{lead_of(FORM['email']).id}").rpartition("/")[2]

    assert visitor.get(f"/start/{token}/en.").status_code == 200


@pytest.mark.parametrize("mangled", ["{}.", "{})", "%3C{}%3E"])
def test_a_mangled_link_to_the_guide_opens_it(visitor, mangled):
    token = current().links.signed("guide", f"{CAMPAIGN}.lead-1").rpartition("/")[2]

    assert visitor.get(f"/guide/{mangled.format(token)}").status_code == 200


def outcome_path() -> str:
    lead = lead_of(FORM["email"])
    return path_of(current().links.signed("outcome", f"{lead.id}.{lead.enquiries[-1].id}"))


def test_a_link_to_an_outcome_works_for_a_year(site, visitor):
    visitor.send()
    site.clock.move_to(NOON + timedelta(days=364))

    assert visitor.get(outcome_path()).status_code == 200
    assert visitor.post(outcome_path(), {"mark": "booked"}).status_code == 200


def test_a_link_to_an_outcome_ends_after_a_year(site, visitor):
    visitor.send()
    site.clock.move_to(NOON + timedelta(days=365))

    assert visitor.get(outcome_path()).status_code == 404
    assert visitor.post(outcome_path(), {"mark": "booked"}).status_code == 404
    assert lead_of(FORM["email"]).outcomes == ()


def test_a_link_to_an_outcome_ends_when_the_person_is_erased(site, visitor):
    visitor.send()
    path = outcome_path()
    forget(lead_of(FORM["email"]).id, leads=current().leads, suspects=current().store)

    assert visitor.get(path).status_code == 404
    assert visitor.post(path, {"mark": "booked"}).status_code == 404
    assert lead_of(FORM["email"]).outcomes == ()


def test_an_outcome_is_taken_back_by_the_button_of_its_page(site, visitor):
    visitor.send()
    undo = re.search(r'name="undo" value="([^"]+)"', visitor.post(outcome_path(), {"mark": "booked"}).text)
    visitor.post(outcome_path(), {"undo": undo[1]})

    assert lead_of(FORM["email"]).outcome is Outcome.NEW


@pytest.mark.parametrize("said", [{"mark": ""}, {"mark": "married"}, {"undo": "yesterday"}])
def test_what_no_button_says_is_a_damaged_form(site, visitor, said):
    visitor.send()

    assert visitor.post(outcome_path(), said).status_code == 400


LARGE = b"mark=booked&x=" + b"y=%41&" * 1_600_000


@pytest.mark.parametrize("path", ["/outcome/x", "/quarantine/x", "/unsubscribe/x"])
def test_of_a_request_without_a_token_no_body_is_read(site, visitor, monkeypatch, path):
    monkeypatch.setattr("chalicelib.entrypoints.requests.parse_qs", None)

    assert visitor.post(path, LARGE, content_type=FORM_TYPE).status_code == 404


@pytest.mark.parametrize("path", ["/unsubscribe/x", "/yours/x", "/your-data/x", "/start/x"])
def test_of_a_stranger_no_large_form_with_files_is_read(site, visitor, monkeypatch, path):
    monkeypatch.setattr("chalicelib.entrypoints.multipart.parts_of", None)
    part = b'--b\r\nContent-Disposition: form-data; name="x"\r\n\r\n1\r\n'

    assert visitor.post(path, part * 20_000, content_type="multipart/form-data; boundary=b").status_code == 404


@pytest.mark.parametrize("action", ["outcome", "quarantine"])
def test_a_body_that_no_button_sends_is_too_large(site, visitor, monkeypatch, action):
    visitor.send()
    quarantine = path_of(current().links.stamped("quarantine", current().clock()))
    monkeypatch.setattr("chalicelib.entrypoints.requests.parse_qs", None)
    answer = visitor.post(outcome_path() if action == "outcome" else quarantine, LARGE, content_type=FORM_TYPE)

    assert answer.status_code == 413


def test_a_link_for_one_thing_is_worthless_for_another(site, visitor):
    visitor.send()
    token = current().links.signed("guide", lead_of(FORM["email"]).id).rpartition("/")[2]

    assert visitor.post(f"/unsubscribe/{token}").status_code == 404


@pytest.mark.parametrize("path", [*PAGES, "/guide/x", "/leads"])
def test_every_answer_carries_strict_headers(visitor, path):
    headers = visitor.post(path, FORM).headers if path == "/leads" else visitor.get(path).headers

    assert "default-src 'none'" in headers["Content-Security-Policy"]
    assert "unsafe" not in headers["Content-Security-Policy"]
    assert "frame-ancestors 'none'" in headers["Content-Security-Policy"]
    assert headers["Strict-Transport-Security"].startswith("max-age=63072000")
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert "geolocation=()" in headers["Permissions-Policy"]


def test_a_page_whose_address_is_a_key_gives_no_referrer_away(site, visitor):
    visitor.send()
    url = current().links.signed("unsubscribe", lead_of(FORM["email"]).id)

    headers = visitor.get("/" + url.split("/", 3)[3]).headers
    assert (headers["Referrer-Policy"], headers["Cache-Control"]) == ("no-referrer", "no-store")


def test_links_and_answers_work_under_a_stage_prefix(site):
    from app import app

    stage = Client(Gateway(app, site.cloud, stage="api"))
    page = stage.get("/api/").text
    answer = stage.post("/api/leads", data={**hidden_fields(page), **FORM, "token": token()})

    assert 'action="/api/leads"' in page
    assert 'href="/api/privacy"' in page
    assert 'rel="canonical" href="/api/thank-you"' in answer.text


def test_behind_cloudfront_links_know_nothing_of_the_stage_that_it_asks(site, monkeypatch):
    from app import app

    behind = Settings({**current().settings.given, "SITE_URL": "https://guide.example.com", "ORIGIN_KEY": "o" * 32})
    monkeypatch.setattr(current(), "settings", behind)
    page = Client(Gateway(app, site.cloud, stage="prod")).get("/prod/contact").text

    assert 'action="/leads"' in page
    assert 'href="/privacy"' in page


def test_links_in_emails_do_not_follow_the_host_header(site, visitor):
    visitor.post("/leads", {**FORM, "token": token()}, headers={"Host": "evil.example"})

    [guide] = mail_to(site, FORM["email"])
    assert b"evil.example" not in guide.raw


def test_a_stage_address_without_its_last_slash_works_too(site):
    from app import app

    stage = Client(Gateway(app, site.cloud, stage="prod"))

    assert 'action="/prod/leads"' in stage.get("/prod").text


def test_an_unreasonably_long_address_costs_no_enquiry(visitor):
    assert visitor.send("/?fbclid=" + "A" * 5000).status_code == 200


def test_a_name_that_is_an_advertisement_is_refused(site, visitor):
    answer = visitor.send(name="https://evil.example/you-won")

    assert (answer.status_code, leads_stored(site)) == (422, 0)


def test_a_person_of_whom_the_clinic_was_not_told_is_never_locked_out(site, visitor):
    answers = [visitor.send(message=f"Question {number}").status_code for number in range(ENQUIRIES_WAITING + 2)]

    assert answers == [200] * (ENQUIRIES_WAITING + 2)
    assert len(lead_of(FORM["email"]).enquiries) == ENQUIRIES_WAITING
    assert leads_stored(site) >= 1 + 2


def test_a_person_who_writes_as_much_as_anybody_can_still_fits_into_one_item(site, visitor):
    campaign = dict.fromkeys(AD_PARAMETERS, "u" * 370)
    hidden = {"landing": "/?" + urlencode(campaign), "referrer": "https://example.com/" + "r" * 480}
    longest = {"name": "گ" * 80, "message": "😀" * 1990}
    for number in range(ENQUIRIES_KEPT + ENQUIRIES_WAITING + 4):
        answer = visitor.send(rendered=hidden, **{**longest, "token": token(timedelta(minutes=1 + number))})
        assert answer.status_code == 200
        if number % 2:
            site.functions.settle()

    items = boto3.client("dynamodb").scan(TableName=site.cloud.environment["LEADS_TABLE"])["Items"]
    assert len(lead_of(FORM["email"]).enquiries) >= ENQUIRIES_KEPT
    assert max(len(json.dumps(item, ensure_ascii=False).encode()) for item in items) < 300_000


@pytest.fixture
def another_key(site, monkeypatch):
    """The table was filled by a stack with another key of ids."""
    vars(current()).pop("lead_id_key", None)
    boto3.client("dynamodb").put_item(
        TableName=site.cloud.environment["LEADS_TABLE"],
        Item={"id": {"S": "lead-id-key"}, "fingerprint": {"S": "of another key"}},
    )


def test_with_another_key_of_ids_no_enquiry_is_stored_and_nothing_typed_is_lost(site, visitor, another_key):
    answer = visitor.send(name="Amina Khan")

    assert answer.status_code == 503
    assert 'value="Amina Khan"' in answer.text


def test_the_key_of_ids_is_compared_once_in_a_process(site, visitor):
    vars(current()).pop("lead_id_key", None)
    events, updates = current().store._client.meta.events, []
    events.register("before-call.dynamodb.UpdateItem", lambda **_: updates.append(1), unique_id="counted")
    visitor.send(email="amina@example.com")
    visitor.send(email="bilal@example.com")
    events.unregister("before-call.dynamodb.UpdateItem", unique_id="counted")

    assert len(updates) == 1


def test_the_way_to_the_landing_page_in_another_language_keeps_the_ad(visitor):
    answer = visitor.get("/language", Referer=f"{current().settings.site_url}/?utm_source=meta")

    assert (answer.status_code, answer.location) == (302, "/?utm_source=meta")


def test_there_is_no_landing_page_in_a_language_that_the_site_does_not_speak(visitor):
    assert visitor.get("/language/de").status_code == 404
