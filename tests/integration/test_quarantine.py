"""Bots, and people who are taken for bots: what becomes of their enquiries, through the real handlers."""

import re
from contextlib import contextmanager
from dataclasses import replace
from datetime import timedelta
from html import unescape

import boto3
import pytest
from botocore.exceptions import ClientError, ConnectTimeoutError, ReadTimeoutError

from chalicelib.content.links import Action
from chalicelib.leads.caps import ENQUIRIES_WAITING, SUSPECTS_KEPT, Caps
from chalicelib.leads.enquiry import QUARANTINE, Suspicion
from chalicelib.leads.judgement import FASTEST
from chalicelib.services import current
from chalicelib.use_cases.capture import TRIES_WITHIN_LIMIT
from chalicelib.use_cases.ports import InDoubt
from chalicelib.use_cases.review import SHOWN
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


def send_as_a_machine(visitor, suspicion=Suspicion.TRAP, **changes):
    return visitor.send(**AS_A_MACHINE[suspicion](), **changes)


def suspicions(email: str = AMINA) -> list[Suspicion]:
    return [suspect.suspicion for suspect in lead_of(email).quarantine]


@each_machine
def test_a_machine_gets_the_answer_that_a_person_gets(visitor, suspicion):
    person, machine = visitor.send(), send_as_a_machine(visitor, suspicion, email="machine@example.com")

    assert (machine.status_code, machine.data) == (person.status_code, person.data)
    assert dict(machine.headers) == dict(person.headers)


@each_machine
def test_what_looks_like_a_machines_is_kept_and_no_email_goes(site, visitor, suspicion):
    send_as_a_machine(visitor, suspicion)
    site.functions.settle()

    assert (lead_of(AMINA).enquiries, suspicions(), site.cloud.mail.emails) == ((), [suspicion], [])


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


def test_a_machine_does_not_use_up_what_a_person_may_send(site, visitor):
    with site.functions.still():
        for number in range(ENQUIRIES_WAITING + 1):
            send_as_a_machine(visitor, message=f"Offer {number}")

    assert visitor.send().status_code == 303
    assert (len(lead_of(AMINA).enquiries), len(lead_of(AMINA).quarantine)) == (1, SUSPECTS_KEPT)


# The limit of an address


@pytest.fixture
def two_an_hour(monkeypatch) -> None:
    clinic = current().templates.clinic
    monkeypatch.setattr(current().templates, "clinic", replace(clinic, caps=replace(clinic.caps, forms_an_hour=2)))


def send_from(visitor, address: str, number: int, **headers: str):
    form = {**visitor.rendered("/"), **FORM, "email": f"person-{number}@example.com"}
    return visitor.post("/leads", form, address=address, headers=headers)


def accepted(number: int) -> bool:
    return bool(lead_of(f"person-{number}@example.com").enquiries)


def test_an_address_may_send_many_forms_an_hour():
    assert Caps().forms_an_hour >= 30


def test_what_an_address_sends_beyond_its_limit_is_kept_aside(idle_site, visitor, two_an_hour):
    answers = [send_from(visitor, "203.0.113.7", number).status_code for number in range(3)]

    assert (answers, [accepted(number) for number in range(3)]) == ([303] * 3, [True, True, False])
    assert suspicions("person-2@example.com") == [Suspicion.CROWD]


def test_what_a_machine_sends_beyond_the_limit_keeps_its_own_suspicion(idle_site, visitor, two_an_hour):
    for number in range(3):
        send_as_a_machine(visitor, email=f"machine-{number}@example.com")

    assert suspicions("machine-2@example.com") == [Suspicion.TRAP]


def test_each_address_has_a_limit_of_its_own(idle_site, visitor, two_an_hour):
    for number in range(3):
        send_from(visitor, "203.0.113.7", number)
    send_from(visitor, "203.0.113.8", 3)

    assert accepted(3)


def test_the_limit_is_for_an_hour(idle_site, visitor, two_an_hour):
    for number in range(3):
        send_from(visitor, "203.0.113.7", number)
    idle_site.clock.move_to(NOON + timedelta(hours=1))
    send_from(visitor, "203.0.113.7", 3)

    assert accepted(3)


def test_what_anybody_can_claim_about_their_address_counts_for_nothing(idle_site, visitor, two_an_hour):
    for number in range(3):
        claim = f"198.51.100.{number}"
        send_from(visitor, "203.0.113.7", number, **{"X-Forwarded-For": claim, "CloudFront-Viewer-Address": claim})

    assert not accepted(2)


def test_behind_cloudfront_the_address_is_what_cloudfront_says(idle_site, visitor, two_an_hour, monkeypatch):
    behind = replace(current().settings, behind_cloudfront=True)
    monkeypatch.setattr(current(), "settings", behind)
    for number in range(3):
        send_from(visitor, "130.176.0.1", number, **{"CloudFront-Viewer-Address": f"198.51.100.{number}:4653"})

    assert accepted(2)
    assert lead_of("person-2@example.com").consents[0].network == "198.51.100.0/24"


def test_no_address_is_stored(site, visitor):
    send_from(visitor, "203.0.113.7", 1)

    items = boto3.client("dynamodb").scan(TableName=site.cloud.environment["LEADS_TABLE"])["Items"]
    assert "203.0.113.7" not in str(items)
    assert lead_of("person-1@example.com").consents[0].network == "203.0.113.0/24"


def test_a_machine_does_not_use_up_the_limit_of_the_people_who_share_its_address(idle_site, visitor, two_an_hour):
    for _ in range(5):
        send_as_a_machine(visitor)

    visitor.send()
    assert lead_of(AMINA).enquiries


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

    assert (answer.status_code, len(mail_to(site, DESK)), len(calls)) == (303, 1, tries)


def test_a_count_whose_answer_was_lost_makes_no_second_enquiry(idle_site, visitor):
    events = current().store._client.meta.events

    def lose(**_):
        raise ReadTimeoutError(endpoint_url="aws")

    events.register("after-call.dynamodb.TransactWriteItems", lose, unique_id="lost")
    answer = visitor.send()
    events.unregister("after-call.dynamodb.TransactWriteItems", unique_id="lost")

    assert (answer.status_code, len(lead_of(AMINA).enquiries)) == (303, 1)


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
    assert "filled in a field that people do not see" in page
    assert "Monday 2 March, 12:00" in page
    assert "Is <b>Tuesday</b> possible?" in page


def test_what_a_machine_wrote_is_no_html(visitor):
    send_as_a_machine(visitor, message="<script>alert(1)</script>")

    assert "<script>alert" not in visitor.get(quarantine_path()).text


def test_the_clinic_sees_the_latest_ones(site, visitor):
    for number in range(SHOWN + 1):
        site.clock.move_to(NOON + timedelta(minutes=number))
        send_as_a_machine(visitor, email=f"person-{number}@example.com")

    page = visitor.get(quarantine_path()).text
    assert f"person-{SHOWN}@example.com" in page
    assert "person-0@example.com" not in page


@pytest.mark.parametrize("method", ["GET", "HEAD"])
def test_to_look_at_them_changes_nothing(visitor, method):
    send_as_a_machine(visitor)
    before = lead_of(AMINA)
    visitor.open(quarantine_path(), method)

    assert lead_of(AMINA) == before


def test_whom_the_clinic_releases_gets_what_everybody_gets(site, visitor):
    send_as_a_machine(visitor)
    page = release(visitor, quarantine_path())

    assert (page.status_code, "Amina Khan" in page.text) == (200, False)
    assert subjects_to(site, AMINA) == ["Your guide to muscle knots"]
    assert subjects_to(site, DESK) == ["Amina Khan · 0300 1234567 · direct visit"]
    site.functions.advance(30 * DAY)
    assert len(mail_to(site, AMINA)) == 7


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
    assert visitor.post(quarantine_path(), {"lead": "unknown", "enquiry": "e1"}).status_code == 200


@pytest.mark.parametrize(
    "token_of", [lambda: "x", token, lambda: current().links.stamp(Action.QUARANTINE, NOON - QUARANTINE)]
)
@pytest.mark.parametrize("method", ["GET", "POST"])
def test_without_a_link_that_works_there_is_nothing_to_see_or_do(visitor, token_of, method):
    send_as_a_machine(visitor)
    lead = lead_of(AMINA)
    chosen = {"lead": lead.id, "enquiry": lead.quarantine[0].enquiry.id}
    answer = visitor.open(f"/quarantine/{token_of()}", method, **({"data": chosen} if method == "POST" else {}))

    assert (answer.status_code, "Amina" in answer.text, lead_of(AMINA)) == (404, False, lead)


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


def test_the_clinic_is_told_the_next_morning(site, visitor):
    send_as_a_machine(visitor)
    site.functions.advance(DAY)

    [digest] = mail_to(site, DESK)
    assert f"{digest.at.astimezone(current().templates.clinic.zone):%A %H:%M}" == "Tuesday 08:30"
    assert "Amina Khan, Monday 2 March, 12:00" in digest.message.get_body(("plain",)).get_content()


def test_the_digest_leads_to_the_page(site, visitor):
    send_as_a_machine(visitor)
    site.functions.advance(DAY)
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
    site.functions.advance(DAY)
    send_as_a_machine(visitor, email="other@example.com")
    send_as_a_machine(visitor, message="Another offer")
    site.functions.advance(DAY)

    assert digests(site) == ["1 enquiry in quarantine", "2 enquiries in quarantine"]


def test_who_was_released_before_is_not_in_it(site, visitor):
    send_as_a_machine(visitor)
    release(visitor, quarantine_path())
    site.functions.advance(DAY)

    assert digests(site) == []


def run_digest(site) -> None:
    site.functions._invoke("chalicelib.entrypoints.workers.digest", scheduled_event(site.clock.now()))


def test_there_is_one_digest_a_day_however_often_it_is_asked_for(idle_site, visitor):
    for number in range(3):
        idle_site.clock.move_to(NOON + timedelta(minutes=number))
        send_as_a_machine(visitor, email=f"person-{number}@example.com")
        run_digest(idle_site)

    assert len(idle_site.cloud.mail.emails) == 1


def test_what_could_not_be_told_today_is_told_tomorrow(idle_site, visitor, monkeypatch):
    send_as_a_machine(visitor)
    with monkeypatch.context() as patched:

        def silence(*_):
            raise InDoubt("ReadTimeoutError")

        patched.setattr(type(current().mailer), "send", silence)
        run_digest(idle_site)
    idle_site.clock.move_to(NOON + DAY)
    run_digest(idle_site)

    assert len(idle_site.cloud.mail.emails) == 1


def test_what_became_of_a_digest_concerns_no_lead(site, visitor):
    send_as_a_machine(visitor)
    site.functions.advance(DAY)
    site.cloud.mail.bounce(mail_to(site, DESK)[0])
    site.functions.settle()

    assert mail_to(site, DESK)


def test_a_suspect_of_a_known_lead_is_forgotten_after_its_time(site, visitor):
    visitor.send(follow_ups="")
    send_as_a_machine(visitor)
    site.functions.settle()
    site.functions.advance(QUARANTINE + DAY)

    assert (len(lead_of(AMINA).enquiries), lead_of(AMINA).quarantine) == (1, ())
