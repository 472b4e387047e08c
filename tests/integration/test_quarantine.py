"""Bots, and people who are taken for bots: what becomes of their enquiries, through the real handlers."""

import re
from contextlib import contextmanager
from dataclasses import replace
from datetime import timedelta
from html import unescape
from urllib.parse import urlencode

import boto3
import pytest
from botocore.exceptions import ClientError, ConnectTimeoutError, ReadTimeoutError

from chalicelib.content.links import Action
from chalicelib.leads.acts import ActKind
from chalicelib.leads.changes import unknown
from chalicelib.leads.enquiry import QUARANTINE, Suspicion
from chalicelib.leads.forms.judgement import FASTEST
from chalicelib.leads.lead import Standing
from chalicelib.services import current
from chalicelib.settings import Settings
from chalicelib.use_cases import review
from chalicelib.use_cases.capture import TRIES_WITHIN_LIMIT
from chalicelib.use_cases.failures import InDoubt, Unavailable
from chalicelib.use_cases.feedback import forget
from chalicelib.use_cases.lists import Page, Suspected, Wanted
from chalicelib.use_cases.metric import Metric
from chalicelib.use_cases.review import SHOWN, newest_suspects
from local.events import scheduled_event
from tests.conftest import NOON, lead_of, mail_to, subjects_to
from tests.visitor import FORM, hidden_fields, path_of, token

AMINA = FORM["email"]
DESK = "front-desk@clinic.test"
DAY = timedelta(days=1)
TOO_FAST = FASTEST - timedelta(seconds=1)

AS_A_MACHINE = {
    Suspicion.TRAP: lambda: {"subject": "Buy now"},
    Suspicion.TOO_FAST: lambda: {"token": token(TOO_FAST)},
    Suspicion.OTHER_SITE: lambda: {"headers": {"Origin": "https://evil.example"}},
}
each_machine = pytest.mark.parametrize("suspicion", AS_A_MACHINE)

ORIGIN_KEY = "the-key-that-cloudfront-alone-has"


def send_as_a_machine(visitor, suspicion=Suspicion.TRAP, **changes):
    return visitor.send(**AS_A_MACHINE[suspicion](), **changes)


def held(email: str = AMINA) -> list[Suspected]:
    """What is in quarantine in that name."""
    found = newest_suspects(leads=current().leads, suspects=current().store).suspected
    return [one for one in found if one.suspect.enquiry.contact.email == email]


def suspicions(email: str = AMINA) -> list[Suspicion]:
    return [one.suspect.suspicion for one in held(email)]


@each_machine
def test_a_machine_gets_the_answer_that_a_person_gets(visitor, suspicion):
    person, machine = visitor.send(), send_as_a_machine(visitor, suspicion)

    assert (machine.status_code, machine.data) == (person.status_code, person.data)
    assert dict(machine.headers) == dict(person.headers)


@each_machine
def test_what_looks_like_a_machines_is_kept_and_no_email_goes(site, visitor, suspicion):
    send_as_a_machine(visitor, suspicion)
    site.functions.settle()

    assert (lead_of(AMINA), suspicions(), site.cloud.mail.emails) == (None, [suspicion], [])


def test_a_form_sent_after_three_seconds_is_a_persons(site, visitor):
    visitor.send(token=token(FASTEST))

    assert subjects_to(site, AMINA) == ["Your guide to muscle knots"]


def test_the_trap_is_out_of_sight_and_out_of_reach(visitor):
    [trap] = re.findall(r'<p class="unseen" aria-hidden="true">.*?</p>', visitor.get("/").text)

    assert 'name="subject"' in trap
    assert 'tabindex="-1"' in trap
    assert 'autocomplete="off"' in trap


def test_what_fell_into_the_trap_by_chance_is_not_put_there_again(visitor):
    refused = send_as_a_machine(visitor, email="amina@")

    assert "Buy now" not in refused.text


def test_what_machines_send_in_a_persons_name_pushes_nothing_out(site, visitor):
    send_as_a_machine(visitor, Suspicion.TOO_FAST, message="Is Tuesday possible?")
    for number in range(9):
        send_as_a_machine(visitor, message=f"Offer {number}")

    assert "Is Tuesday possible?" in {one.suspect.enquiry.message for one in held()}
    assert len(held()) == 10


def test_a_machine_does_not_use_up_what_a_person_may_send(site, visitor):
    for number in range(9):
        send_as_a_machine(visitor, message=f"Offer {number}")

    assert visitor.send().status_code == 200
    assert lead_of(AMINA).enquiries


def test_the_same_form_sent_twice_by_a_machine_is_one(site, visitor):
    rendered = visitor.rendered("/")
    for _ in range(2):
        send_as_a_machine(visitor, rendered=rendered)

    assert len(held()) == 1


# The limit of an address


@pytest.fixture
def two_an_hour(monkeypatch) -> None:
    clinic = current().templates.clinic
    monkeypatch.setattr(current().templates, "clinic", replace(clinic, caps=replace(clinic.caps, forms_an_hour=2)))


def send_from(visitor, address: str, number: int, headers: dict[str, str] | None = None, **changes: str):
    form = {**visitor.rendered("/"), **FORM, "email": f"person-{number}@example.com", **changes}
    return visitor.post("/leads", form, address=address, headers=headers)


def accepted(number: int) -> bool:
    return lead_of(f"person-{number}@example.com") is not None


def test_what_an_address_sends_beyond_its_limit_is_kept_aside(site, visitor, two_an_hour):
    answers = [send_from(visitor, "203.0.113.7", number).status_code for number in range(3)]

    assert (answers, [accepted(number) for number in range(3)]) == ([200] * 3, [True, True, False])
    assert suspicions("person-2@example.com") == [Suspicion.CROWD]


def test_what_a_machine_sends_beyond_the_limit_keeps_its_own_suspicion(site, visitor, two_an_hour):
    for number in range(3):
        send_as_a_machine(visitor, email=f"machine-{number}@example.com")

    assert suspicions("machine-2@example.com") == [Suspicion.TRAP]


def test_each_address_has_a_limit_of_its_own(site, visitor, two_an_hour):
    for number in range(3):
        send_from(visitor, "203.0.113.7", number)
    send_from(visitor, "203.0.113.8", 3)

    assert accepted(3)


def test_the_limit_is_for_an_hour(site, visitor, two_an_hour):
    for number in range(3):
        send_from(visitor, "203.0.113.7", number)
    site.clock.move_to(NOON + timedelta(hours=1))
    send_from(visitor, "203.0.113.7", 3)

    assert accepted(3)


def test_what_anybody_can_claim_about_their_address_counts_for_nothing(site, visitor, two_an_hour):
    for number in range(3):
        claim = f"198.51.100.{number}"
        send_from(visitor, "203.0.113.7", number, {"X-Forwarded-For": claim, "CloudFront-Viewer-Address": claim})

    assert not accepted(2)


@pytest.fixture
def behind_cloudfront(site, two_an_hour, monkeypatch) -> None:
    monkeypatch.setattr(current(), "settings", Settings({**current().settings.given, "ORIGIN_KEY": ORIGIN_KEY}))


def send_through_cloudfront(visitor, viewer: str, number: int, key: str = ORIGIN_KEY):
    headers = {"CloudFront-Viewer-Address": f"{viewer}:4653", "X-Origin-Key": key}
    return send_from(visitor, "130.176.0.1", number, headers)


def test_behind_cloudfront_the_address_is_what_cloudfront_says(visitor, behind_cloudfront):
    for number in range(3):
        send_through_cloudfront(visitor, f"198.51.{number}.7", number)

    assert accepted(2)
    assert lead_of("person-2@example.com").consents[0].network == "198.51.2.0/24"


def test_beside_cloudfront_eighty_forms_from_forged_addresses_share_one_limit(visitor, behind_cloudfront):
    for number in range(80):
        send_through_cloudfront(visitor, f"198.{number}.0.7", number, "x" * 32)

    assert [number for number in range(80) if accepted(number)] == [0, 1]


def test_beside_cloudfront_eighty_forms_without_an_address_share_one_limit(visitor, behind_cloudfront):
    for number in range(80):
        send_from(visitor, f"198.{number}.0.7", number)

    assert [number for number in range(80) if accepted(number)] == [0, 1]


def test_beside_cloudfront_no_address_that_is_claimed_is_believed(visitor, behind_cloudfront):
    send_through_cloudfront(visitor, "198.51.100.7", 0, "x" * 32)

    assert lead_of("person-0@example.com").consents[0].network == ""


def test_no_address_is_stored(site, visitor):
    send_from(visitor, "203.0.113.7", 1)

    items = boto3.client("dynamodb").scan(TableName=site.cloud.environment["LEADS_TABLE"])["Items"]
    assert "203.0.113.7" not in str(items)
    assert lead_of("person-1@example.com").consents[0].network == "203.0.113.0/24"


@contextmanager
def in_the_way_of(operation: str, error: Exception):
    """Let every such call fail; what they were."""
    events = current().store._client.meta.events
    calls = []

    def fail(model, **_):
        calls.append(model.name)
        raise error

    events.register(f"before-call.dynamodb.{operation}", fail, unique_id="in the way")
    yield calls
    events.unregister(f"before-call.dynamodb.{operation}", unique_id="in the way")


@contextmanager
def answer_lost():
    """What is written is written, and nobody hears of it."""
    events = current().store._client.meta.events

    def lose(**_):
        raise ReadTimeoutError(endpoint_url="aws")

    events.register("after-call.dynamodb.TransactWriteItems", lose, unique_id="lost")
    yield
    events.unregister("after-call.dynamodb.TransactWriteItems", unique_id="lost")


@contextmanager
def calls_of(operation: str):
    """What is asked by such calls."""
    events = current().store._client.meta.events
    calls = []
    events.register(f"before-call.dynamodb.{operation}", lambda model, **_: calls.append(model.name), unique_id="calls")
    yield calls
    events.unregister(f"before-call.dynamodb.{operation}", unique_id="calls")


def cancelled_by(reason: str) -> ClientError:
    """What DynamoDB says of a transaction whose count could not be spent."""
    answer = {
        "Error": {"Code": "TransactionCanceledException", "Message": f"[None, {reason}]"},
        "CancellationReasons": [{"Code": "None"}, {"Code": reason}],
    }
    return current().store._client.exceptions.TransactionCanceledException(answer, "TransactWriteItems")


def denied() -> ClientError:
    return ClientError({"Error": {"Code": "AccessDeniedException", "Message": ""}}, "TransactWriteItems")


@pytest.mark.parametrize(
    ("fault", "tries"),
    [
        pytest.param(lambda: ConnectTimeoutError(endpoint_url="aws"), 1, id="no answer"),
        pytest.param(denied, 1, id="no permission"),
        pytest.param(lambda: cancelled_by("ThrottlingError"), 1, id="throttled"),
        pytest.param(lambda: cancelled_by("TransactionConflict"), TRIES_WITHIN_LIMIT, id="in the way of another form"),
    ],
)
def test_a_count_that_cannot_be_kept_costs_no_lead(site, visitor, fault, tries):
    with in_the_way_of("TransactWriteItems", fault()) as calls:
        answer = visitor.send()

    assert (answer.status_code, len(mail_to(site, DESK)), len(calls)) == (200, 1, tries)


def test_a_form_that_could_not_be_listed_is_in_the_lists_once_its_alert_goes(site, visitor):
    with in_the_way_of("TransactWriteItems", denied()):
        visitor.send()
    site.functions.settle()

    assert [one.lead.contact.email for one in current().lists.newest(Wanted(), 9).listed] == [AMINA]


def test_a_count_whose_answer_was_lost_makes_no_second_enquiry(site, visitor):
    with answer_lost():
        answer = visitor.send()

    assert (answer.status_code, len(lead_of(AMINA).enquiries)) == (200, 1)


# What is counted of enquiries


@pytest.fixture
def measured(site, monkeypatch) -> list[tuple[Metric, float]]:
    measured = []
    leads = replace(current().leads, measure=lambda *one: measured.append(one))
    monkeypatch.setattr(current(), "leads", leads)
    return measured


def test_an_enquiry_is_counted_once_however_often_its_form_is_sent(visitor, measured):
    rendered = visitor.rendered("/")
    for _ in range(3):
        visitor.send(rendered=rendered)

    assert measured == [(Metric.STORED, 1)]


def test_what_is_kept_aside_beyond_a_limit_is_not_counted(visitor, two_an_hour, measured):
    for number in range(3):
        send_from(visitor, "198.51.100.7", number)

    assert measured == [(Metric.STORED, 1)] * 2


def test_an_enquiry_whose_answer_was_lost_is_counted(visitor, measured):
    with answer_lost():
        visitor.send()

    assert measured == [(Metric.STORED, 1)]


# What the clinic sees


def quarantine_path() -> str:
    return path_of(current().links.stamped(Action.QUARANTINE, current().clock()))


def release(visitor, path: str):
    return visitor.post(path, hidden_fields(visitor.get(path).text))


def test_the_clinic_sees_who_is_in_quarantine_and_why(visitor):
    send_as_a_machine(visitor, message="Is <b>Tuesday</b> possible?")

    page = unescape(visitor.get(quarantine_path()).text)
    assert "Amina Khan" in page
    assert "+923001234567" in page
    assert "amina@example.com" in page
    assert "Filled in a field that people do not see" in page
    assert "Monday 2 March, 12:00" in page
    assert "Is <b>Tuesday</b> possible?" in page


def test_what_a_machine_wrote_is_no_html(visitor):
    send_as_a_machine(visitor, message="<script>alert(1)</script>")

    assert "<script>alert" not in visitor.get(quarantine_path()).text


def send_many(site, visitor, number: int) -> None:
    for each in range(number):
        site.clock.move_to(NOON + timedelta(seconds=each))
        send_as_a_machine(visitor, email=f"person-{each}@example.com")


def shown_on(page: str) -> set[int]:
    return {int(number) for number in re.findall(r"person-(\d+)@example.com", page)}


def test_the_clinic_sees_all_of_them_page_by_page(site, visitor):
    send_many(site, visitor, SHOWN + 1)
    first = visitor.get(quarantine_path()).text
    [older] = re.findall(r'href="(\?page=[^"]+)"', first)

    assert shown_on(first) == set(range(1, SHOWN + 1))
    assert shown_on(visitor.get(quarantine_path() + unescape(older)).text) == {0}


@pytest.mark.parametrize("page", ["x", "2026-03-02/x", "/", "%00"])
def test_a_page_that_is_none_of_ours_breaks_nothing(visitor, page):
    send_as_a_machine(visitor)

    assert visitor.get(f"{quarantine_path()}?page={page}").status_code == 200


def test_the_clinic_sees_them_by_reason_and_network(site, visitor):
    for number, address in enumerate(("203.0.113.7", "198.51.100.7", "203.0.113.8"), 1):
        site.clock.move_to(NOON + timedelta(seconds=number))
        send_from(visitor, address, number, subject="Buy now")
    titles = re.findall(r"<h2>(.*?)</h2>|person-(\d)@", visitor.get(quarantine_path()).text)

    assert [title or number for title, number in titles] == [
        "Filled in a field that people do not see, from 203.0.113.0/24",
        *"31",
        "Filled in a field that people do not see, from 198.51.100.0/24",
        "2",
    ]


def forms_of(page: str) -> list[tuple[str, list[tuple[str, str]]]]:
    """Each button of the page: its words, and the hidden fields of its form."""
    return [
        (words, re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)">', form))
        for form in re.findall(r"<form method=\"post\".*?</form>", page, re.DOTALL)
        for words in re.findall(r"<button[^>]*>(.*?)</button>", form)
    ]


def throw_away(visitor, words: str, do: str = "throw-away"):
    """Press the first button that says so."""
    path = quarantine_path()
    fields = next(fields for button, fields in forms_of(visitor.get(path).text) if button == words)
    return visitor.post(path, urlencode([*fields, ("do", do)]), content_type="application/x-www-form-urlencoded")


def test_the_clinic_throws_one_away(site, visitor):
    send_as_a_machine(visitor)
    send_as_a_machine(visitor, email="other@example.com")
    page = throw_away(visitor, "Throw away")

    assert (page.status_code, "Done. They are deleted." in page.text) == (200, True)
    assert len(held()) + len(held("other@example.com")) == 1
    assert mail_to(site, AMINA) == []


def test_the_clinic_throws_a_group_away_and_nobody_else(site, visitor):
    for number in range(3):
        send_from(visitor, "203.0.113.7", number, subject="Buy now")
    send_from(visitor, "198.51.100.7", 3, subject="Buy now")
    throw_away(visitor, "Throw these 3 away")

    assert shown_on(visitor.get(quarantine_path()).text) == {3}


def test_of_a_group_only_those_are_thrown_away_that_were_shown(site, visitor):
    send_many(site, visitor, SHOWN + 3)
    throw_away(visitor, f"Throw these {SHOWN} away")

    assert shown_on(visitor.get(quarantine_path()).text) == {0, 1, 2}


OLDER = "Throw these and all older ones like them away"


def test_a_whole_group_is_thrown_away_at_one_press(site, visitor):
    send_from(visitor, "198.51.100.7", SHOWN + 3, subject="Buy now")
    site.clock.move_to(NOON + timedelta(minutes=1))
    send_many(site, visitor, SHOWN + 3)
    throw_away(visitor, OLDER, "throw-older-away")

    assert shown_on(visitor.get(quarantine_path()).text) == {SHOWN + 3}


def test_who_came_after_the_page_was_shown_is_not_thrown_away_with_the_group(site, visitor):
    send_many(site, visitor, SHOWN + 3)
    path = quarantine_path()
    fields = next(fields for words, fields in forms_of(visitor.get(path).text) if words == OLDER)
    site.clock.move_to(site.clock.now() + timedelta(minutes=1))
    send_as_a_machine(visitor, email=f"person-{SHOWN + 4}@example.com")
    everything = urlencode([*fields, ("do", "throw-older-away")])
    visitor.post(path, everything, content_type="application/x-www-form-urlencoded")

    assert shown_on(visitor.get(path).text) == {SHOWN + 4}


def test_a_press_goes_so_far_and_the_next_one_goes_on(site, visitor, monkeypatch):
    monkeypatch.setattr(review, "LOOKED_THROUGH", 10)
    send_many(site, visitor, 2 * SHOWN)
    throw_away(visitor, OLDER, "throw-older-away")

    assert len(shown_on(visitor.get(quarantine_path()).text)) == SHOWN - 9


def test_of_a_suspect_that_somebody_else_threw_away_there_is_no_group(site):
    assert review.older_like("thrown-away", "e1", leads=current().leads, suspects=current().store) == []


def test_where_all_of_a_group_is_shown_no_button_speaks_of_older_ones(site, visitor):
    send_many(site, visitor, 3)

    assert OLDER not in visitor.get(quarantine_path()).text


def test_erasing_a_person_deletes_what_is_in_quarantine_in_their_name(site, visitor):
    send_as_a_machine(visitor)
    send_as_a_machine(visitor, email="other@example.com")

    assert forget(current().lead_id_of(AMINA), leads=current().leads, suspects=current().store)
    assert (held(), len(held("other@example.com"))) == ([], 1)


def test_a_person_is_erased_even_if_quarantine_cannot_be_looked_through(site, visitor):
    visitor.send()
    with in_the_way_of("Query", ConnectTimeoutError(endpoint_url="aws")), pytest.raises(Unavailable):
        forget(current().lead_id_of(AMINA), leads=current().leads, suspects=current().store)

    assert lead_of(AMINA).enquiries == ()


def test_what_is_found_in_a_persons_name_is_deleted_before_the_rest_is_looked_through(site, visitor, monkeypatch):
    send_as_a_machine(visitor)
    first = Page(tuple(held()), "next")

    def first_alone(_since, _until, _most, page):
        if page:
            raise Unavailable("between", "too much")
        return first

    monkeypatch.setattr(current().store, "between", first_alone)
    with pytest.raises(Unavailable):
        forget(current().lead_id_of(AMINA), leads=current().leads, suspects=current().store)
    monkeypatch.undo()

    assert held() == []


def test_an_index_that_still_knows_an_erased_lead_costs_it_no_tombstone(site, visitor, monkeypatch):
    visitor.send()
    send_as_a_machine(visitor)
    behind = [Suspected(current().lead_id_of(AMINA), one.suspect) for one in held()]
    monkeypatch.setattr(current().store, "between", lambda *_: Page(tuple(behind), ""))
    forget(current().lead_id_of(AMINA), leads=current().leads, suspects=current().store)

    assert lead_of(AMINA).standing is Standing.UNSUBSCRIBED


def test_to_look_for_what_is_a_persons_takes_few_queries(site, visitor):
    send_many(site, visitor, SHOWN + 3)
    with calls_of("Query") as calls:
        forget(current().lead_id_of(AMINA), leads=current().leads, suspects=current().store)

    assert len(calls) == 1


def test_who_an_earlier_version_kept_within_a_lead_is_shown_and_released(site, visitor):
    send_as_a_machine(visitor)
    [old] = held()
    current().store.save(replace(unknown(current().lead_id_of(AMINA)), quarantine=(old.suspect,)))
    current().store.delete(old.lead_id)
    release(visitor, quarantine_path())

    assert subjects_to(site, AMINA) == ["Your guide to muscle knots"]
    assert (held(), lead_of(AMINA).quarantine) == ([], ())


@pytest.mark.parametrize("method", ["GET", "HEAD"])
def test_to_look_at_them_changes_nothing(visitor, method):
    send_as_a_machine(visitor)
    before = held()
    visitor.open(quarantine_path(), method)

    assert held() == before


def test_whom_the_clinic_releases_gets_what_everybody_gets(site, visitor):
    send_as_a_machine(visitor)
    page = release(visitor, quarantine_path())

    assert (page.status_code, "Amina Khan" in page.text) == (200, False)
    assert subjects_to(site, AMINA) == ["Your guide to muscle knots"]
    assert subjects_to(site, DESK) == ["Amina Khan · 0300 1234567 · direct visit"]
    site.functions.advance(30 * DAY)
    assert len(mail_to(site, AMINA)) == 7


def test_that_a_person_was_let_in_by_a_link_is_kept_with_the_time(site, visitor):
    send_as_a_machine(visitor)
    site.clock.move_to(NOON + DAY)
    release(visitor, quarantine_path())

    assert [(act.kind, act.by, act.at) for act in lead_of(AMINA).acts] == [(ActKind.LET_IN, "", NOON + DAY)]


def test_to_release_a_suspect_twice_is_to_do_it_once(site, visitor):
    send_as_a_machine(visitor)
    path = quarantine_path()
    chosen = hidden_fields(visitor.get(path).text)
    for _ in range(2):
        visitor.post(path, chosen)

    assert len(mail_to(site, DESK)) == 1


@pytest.mark.parametrize("chosen", [{"enquiry": "e1"}, {"lead": "x"}, {"lead": "", "enquiry": ""}])
def test_a_request_that_names_no_suspect_is_refused(visitor, chosen):
    assert visitor.post(quarantine_path(), chosen).status_code == 400


def test_to_release_a_suspect_who_is_not_there_does_nothing(visitor):
    assert visitor.post(quarantine_path(), {"lead": "a" * 26, "enquiry": "e1"}).status_code == 200


@pytest.mark.parametrize(
    "token_of", [lambda: "x", token, lambda: current().links.stamp(Action.QUARANTINE, NOON - QUARANTINE)]
)
@pytest.mark.parametrize("method", ["GET", "POST"])
def test_without_a_link_that_works_there_is_nothing_to_see_or_do(visitor, token_of, method):
    send_as_a_machine(visitor)
    before = held()
    chosen = {"lead": before[0].lead_id, "enquiry": before[0].suspect.enquiry.id}
    answer = visitor.open(f"/quarantine/{token_of()}", method, **({"data": chosen} if method == "POST" else {}))

    assert (answer.status_code, "Amina" in answer.text, held()) == (404, False, before)


def test_the_page_is_kept_by_no_cache_and_told_to_no_site(visitor):
    headers = visitor.get(quarantine_path()).headers

    assert (headers["Cache-Control"], headers["Referrer-Policy"], headers["X-Robots-Tag"]) == (
        "no-store",
        "no-referrer",
        "noindex",
    )


# The digest


def digests(site) -> list[str]:
    return [subject for subject in subjects_to(site, DESK) if "in quarantine" in subject]


QUARTER = timedelta(minutes=15)


def test_the_clinic_is_told_within_a_quarter_of_an_hour(site, visitor):
    send_as_a_machine(visitor)
    site.functions.advance(QUARTER)

    [digest] = mail_to(site, DESK)
    assert "Amina Khan, Monday 2 March, 12:00" in digest.message.get_body(("plain",)).get_content()


def test_at_night_the_clinic_is_told_when_it_opens(site, visitor):
    site.clock.move_to(NOON + timedelta(hours=8))
    send_as_a_machine(visitor)
    site.functions.advance(DAY)

    [digest] = mail_to(site, DESK)
    assert f"{digest.at.astimezone(current().templates.clinic.zone):%A %H:%M}" == "Tuesday 10:00"


def test_the_digest_leads_to_the_page(site, visitor):
    send_as_a_machine(visitor)
    site.functions.advance(QUARTER)
    [digest] = mail_to(site, DESK)
    [url] = re.findall(r"http://\S+/quarantine/\S+", digest.message.get_body(("plain",)).get_content())
    release(visitor, path_of(url))

    assert lead_of(AMINA).enquiries


def test_there_is_no_digest_when_there_is_nothing_to_tell(site, visitor):
    visitor.send()
    site.functions.advance(2 * DAY)

    assert digests(site) == []


def test_the_clinic_is_told_once_of_each_suspect(site, visitor):
    send_as_a_machine(visitor)
    site.functions.advance(5 * DAY)

    assert digests(site) == ["1 enquiry in quarantine"]


def test_a_new_suspect_is_told_with_the_next_digest(site, visitor):
    send_as_a_machine(visitor)
    site.functions.advance(QUARTER)
    send_as_a_machine(visitor, email="other@example.com")
    send_as_a_machine(visitor, message="Another offer")
    site.functions.advance(QUARTER)

    assert digests(site) == ["1 enquiry in quarantine", "2 enquiries in quarantine"]


def test_more_than_a_page_of_them_are_told_in_one_email(site, visitor):
    send_many(site, visitor, SHOWN + 20)
    site.functions.advance(QUARTER)

    assert digests(site) == [f"{SHOWN + 20} enquiries in quarantine"]


def test_who_was_released_before_is_not_in_it(site, visitor):
    send_as_a_machine(visitor)
    release(visitor, quarantine_path())
    site.functions.advance(DAY)

    assert digests(site) == []


def run_digest(site) -> None:
    site.functions._invoke("chalicelib.entrypoints.workers.digest", scheduled_event(site.clock.now()))


def test_there_is_one_digest_in_a_quarter_of_an_hour_however_often_it_is_asked_for(site, visitor):
    for number in range(8):
        site.clock.move_to(NOON + timedelta(minutes=number))
        send_as_a_machine(visitor, email=f"person-{number}@example.com")
        run_digest(site)

    assert len(site.cloud.mail.emails) == 1


def test_what_could_not_be_told_is_told_a_quarter_of_an_hour_later(site, visitor, monkeypatch):
    send_as_a_machine(visitor)
    site.clock.move_to(NOON + timedelta(minutes=5))
    with monkeypatch.context() as patched:

        def silence(*_):
            raise InDoubt("ReadTimeoutError")

        patched.setattr(type(current().mailer), "send", silence)
        run_digest(site)
    site.clock.move_to(NOON + QUARTER)
    run_digest(site)

    assert len(site.cloud.mail.emails) == 1


def test_what_became_of_a_digest_concerns_no_lead(site, visitor):
    send_as_a_machine(visitor)
    site.functions.advance(QUARTER)
    site.cloud.mail.bounce(mail_to(site, DESK)[0])
    site.functions.settle()

    assert mail_to(site, DESK)


def test_what_an_earlier_version_kept_within_a_lead_is_forgotten_after_its_time(site, visitor):
    visitor.send(follow_ups="")
    site.functions.settle()
    send_as_a_machine(visitor)
    current().store.save(replace(lead_of(AMINA), quarantine=(held()[0].suspect,)))
    site.functions.advance(QUARANTINE + DAY)

    assert (len(lead_of(AMINA).enquiries), lead_of(AMINA).quarantine) == (1, ())
