"""A table that is brought back from an earlier moment, on the embedded AWS."""

from collections import Counter
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

import boto3
import pytest

from chalicelib.content.links import fingerprint_of
from chalicelib.leads.canary import canary_address
from chalicelib.leads.figures.spend import PLATFORMS, Spent
from chalicelib.leads.staff.access import SignIn
from chalicelib.services import current
from chalicelib.settings import Settings
from chalicelib.use_cases import feedback, review
from chalicelib.use_cases.failures import Unavailable
from chalicelib.use_cases.lists import Wanted
from tests.conftest import NOON, lead_of, mail_to
from tests.desk import Desk
from tests.integration.conftest import delete_items
from tests.visitor import FORM
from tools.operate import restore as command
from tools.operate.restore import BROUGHT_BACK, LEFT, MENDED, merge_tables, restore

AMINA, SANA = FORM["email"], "sana@example.com"
COPY = "leads-at-an-earlier-moment"
SPENT = Spent(date(2026, 3, 2), "meta", "spring", "video", "PKR", Decimal(70))

COMES_BACK = {
    "a lead",
    "a suspect",
    "mailbox-",
    "digest",
    "lead-id-key",
    "webhook",
    "spending-",
    "spend-columns-",
    "counter-",
}
WRITTEN_WITH_A_LEAD = {"entry-"}
STAYS_AWAY = {"budget-", "sign-in.", "staff-", "canary-"}


@pytest.fixture
def dynamodb(site):
    client = boto3.client("dynamodb")
    described = client.describe_table(TableName=table(site))["Table"]
    client.create_table(
        TableName=COPY,
        KeySchema=described["KeySchema"],
        AttributeDefinitions=[{"AttributeName": "id", "AttributeType": "S"}],
        BillingMode="PAY_PER_REQUEST",
    )
    yield client
    client.delete_table(TableName=COPY)


def table(site) -> str:
    return site.cloud.environment["LEADS_TABLE"]


def keep(site, client) -> None:
    """Copy the table as it is now."""
    for item in client.scan(TableName=table(site))["Items"]:
        client.put_item(TableName=COPY, Item=item)


def bring_back(site, client) -> Counter:
    return merge_tables(COPY, table(site), client, current().leads)


def asked(site, visitor) -> None:
    for email in (AMINA, SANA):
        visitor.send(email=email)
    site.functions.settle()


def fill(site, visitor) -> None:
    """Have something of every kind in the table."""
    services, now = current(), current().clock()
    services.store.hold_to_key(fingerprint_of(services.settings.lead_id_key))
    asked(site, visitor)
    visitor.send(subject="Casino")
    visitor.send(email=canary_address(now, services.lead_id_key))
    services.store.note_digest_sent(now)
    services.lists.note_told("2026-03-02")
    services.access.keep(SignIn("a1", "", "/clinic", now + timedelta(hours=1)))
    Desk(site).come_in()
    services.spending.keep([SPENT])
    services.spending.learn(PLATFORMS[0])


def kinds(client, name: str) -> set[str]:
    """Of what the items of that table are."""
    return {kind_of(item["id"]["S"]) for item in client.scan(TableName=name)["Items"]}


def kind_of(item_id: str) -> str:
    beside = COMES_BACK | WRITTEN_WITH_A_LEAD | STAYS_AWAY
    of_a_person = "a suspect" if "." in item_id else "a lead"
    return next((kind for kind in beside if item_id.startswith(kind)), of_a_person)


def test_each_kind_of_item_comes_back_or_stays_away(site, visitor, dynamodb):
    fill(site, visitor)
    keep(site, dynamodb)
    delete_items(dynamodb, table(site))
    bring_back(site, dynamodb)

    assert kinds(dynamodb, COPY) == COMES_BACK | WRITTEN_WITH_A_LEAD | STAYS_AWAY
    assert kinds(dynamodb, table(site)) == COMES_BACK | WRITTEN_WITH_A_LEAD


def test_what_ads_have_cost_is_there_again(site, dynamodb):
    current().spending.keep([SPENT])
    keep(site, dynamodb)
    delete_items(dynamodb, table(site))
    bring_back(site, dynamodb)

    assert current().spending.between(SPENT.week, SPENT.week) == (SPENT,)


def test_of_a_day_that_was_told_again_since_the_latter_counts(site, dynamodb):
    current().spending.keep([SPENT])
    keep(site, dynamodb)
    corrected = replace(SPENT, amount=Decimal(90))
    current().spending.keep([corrected])
    bring_back(site, dynamodb)

    assert current().spending.between(SPENT.week, SPENT.week) == (corrected,)


def test_of_a_table_that_is_whole_nothing_changes(site, visitor, dynamodb):
    asked(site, visitor)
    keep(site, dynamodb)

    assert set(bring_back(site, dynamodb)) == {LEFT}


def recoverable(site):
    """A client of DynamoDB, which keeps the table's past from now on."""
    client = boto3.client("dynamodb")
    client.update_continuous_backups(
        TableName=table(site), PointInTimeRecoverySpecification={"PointInTimeRecoveryEnabled": True}
    )
    return client


def test_dynamodb_is_asked_for_the_table_as_it_was_and_the_copy_goes_again(site, visitor):
    asked(site, visitor)
    client = recoverable(site)

    assert set(restore(table(site), NOON, client, current().leads)) == {LEFT}
    assert client.list_tables()["TableNames"] == [table(site)]


def test_done_again_after_it_failed_it_goes_on_with_the_copy_that_is_there(site, visitor, monkeypatch):
    asked(site, visitor)
    client = recoverable(site)
    with monkeypatch.context() as failing:
        failing.setattr(command, "to_lead", fail)
        with pytest.raises(Unavailable):
            restore(table(site), NOON, client, current().leads)
    delete_items(client, table(site))
    restore(table(site), NOON, client, current().leads)

    assert lead_of(SANA).contact.email == SANA
    assert client.list_tables()["TableNames"] == [table(site)]


def fail(_item: object) -> None:
    raise Unavailable("load", "schema 99")


def test_what_aws_refuses_is_said_in_one_line(site, monkeypatch):
    monkeypatch.setenv("AT", "2026-03-02T12:00:00+05:00")
    monkeypatch.setattr(command, "running", lambda *_: current())
    monkeypatch.setattr(current(), "settings", Settings({**current().settings.given, "LEADS_TABLE": "gone"}))

    with pytest.raises(SystemExit, match=r"^restore: AWS refuses RestoreTableToPointInTime: .+$"):
        command.main()


def test_it_is_asked_for_by_a_stage_and_a_time(site, visitor, monkeypatch, capsys):
    asked(site, visitor)
    recoverable(site)
    monkeypatch.setenv("AT", "2026-03-02T12:00:00+05:00")
    monkeypatch.setattr(command, "running", lambda *_: current())
    command.main()

    assert capsys.readouterr().out.endswith(f" {LEFT}\n")


@pytest.mark.parametrize(("at", "why"), [("yesterday", "no time"), ("2026-03-02T12:00:00", "zone")])
def test_a_time_that_is_none_is_refused(monkeypatch, at, why):
    monkeypatch.setattr(command, "running", lambda *_: current())
    monkeypatch.setenv("AT", at)

    with pytest.raises(SystemExit, match=why):
        command.main()


def test_the_key_that_the_ids_were_made_with_is_brought_back_too(site, visitor, dynamodb):
    current().store.hold_to_key(fingerprint_of(current().settings.lead_id_key))
    keep(site, dynamodb)
    delete_items(dynamodb, table(site))
    bring_back(site, dynamodb)

    with pytest.raises(Unavailable, match="another LEAD_ID_KEY"):
        current().store.hold_to_key("another")


def test_people_who_were_lost_are_there_again(site, visitor, dynamodb):
    asked(site, visitor)
    keep(site, dynamodb)
    delete_items(dynamodb, table(site))

    done = bring_back(site, dynamodb)
    assert (done[BROUGHT_BACK], done[MENDED]) == (len(beside_leads(dynamodb)) + 2, 0)
    assert lead_of(SANA).contact.email == SANA


def beside_leads(client) -> list[str]:
    ids = [item["id"]["S"] for item in client.scan(TableName=COPY)["Items"]]
    return [one for one in ids if one.startswith(("mailbox-", "counter-", "lead-id-key"))]


def test_nothing_is_sent_twice_and_nobody_who_stopped_is_mailed(site, visitor, dynamodb):
    asked(site, visitor)
    keep(site, dynamodb)
    site.functions.advance(timedelta(days=6))
    feedback.stop_follow_ups(current().lead_id_of(AMINA), leads=current().leads)
    delete_items(dynamodb, table(site))
    before = [len(mail_to(site, email)) for email in (AMINA, SANA)]
    bring_back(site, dynamodb)
    site.functions.advance(timedelta(days=30))

    assert [len(mail_to(site, email)) for email in (AMINA, SANA)] == before


def test_the_running_service_goes_on_where_it_was(site, visitor, dynamodb):
    asked(site, visitor)
    keep(site, dynamodb)
    site.functions.advance(timedelta(days=6))
    bring_back(site, dynamodb)
    site.functions.advance(timedelta(days=30))

    assert [len(mail_to(site, email)) for email in (AMINA, SANA)] == [7, 7]


def test_what_an_hour_had_spent_stays_away(site, visitor, dynamodb):
    asked(site, visitor)
    keep(site, dynamodb)
    delete_items(dynamodb, table(site))
    bring_back(site, dynamodb)

    ids = [item["id"]["S"] for item in dynamodb.scan(TableName=table(site))["Items"]]
    assert not [one for one in ids if one.startswith("budget-")]


def test_a_suspect_who_was_let_in_since_is_not_in_quarantine_again(site, visitor, dynamodb):
    visitor.send(subject="Casino")
    keep(site, dynamodb)
    [held] = [item["id"]["S"] for item in dynamodb.scan(TableName=COPY)["Items"] if "." in item["id"]["S"]]
    site.clock.move_to(NOON + timedelta(hours=1))
    enquiry_id = held.partition(".")[2]
    review.release(held, enquiry_id, leads=current().leads, suspects=current().store, wakeups=current().wakeups)
    bring_back(site, dynamodb)

    assert current().store.load(held) is None


def test_who_was_erased_since_is_not_in_quarantine_again(site, visitor, dynamodb):
    visitor.send(follow_ups="")
    visitor.send(subject="Casino", message="A word that nobody keeps")
    keep(site, dynamodb)
    site.clock.move_to(NOON + timedelta(hours=1))
    feedback.forget(lead_of(AMINA).id, leads=current().leads, suspects=current().store)
    bring_back(site, dynamodb)

    assert "A word that nobody keeps" not in Desk(site).come_in().get("/clinic/quarantine").text


def weeks(site) -> list:
    return sorted(current().lists.counts("2026-W01", "2026-W53"), key=str)


def test_who_is_brought_back_stands_in_the_lists_again(site, visitor, dynamodb):
    asked(site, visitor)
    keep(site, dynamodb)
    delete_items(dynamodb, table(site))
    bring_back(site, dynamodb)

    listed = current().lists.newest(Wanted(), 9).listed
    assert {one.lead.contact.email for one in listed} == {AMINA, SANA}


def test_what_was_counted_comes_back_once(site, visitor, dynamodb):
    asked(site, visitor)
    counted = weeks(site)
    keep(site, dynamodb)
    delete_items(dynamodb, table(site))
    bring_back(site, dynamodb)
    bring_back(site, dynamodb)

    assert weeks(site) == counted


def test_what_is_counted_of_a_person_who_comes_back_into_a_table_that_works_is_counted_once(site, visitor, dynamodb):
    asked(site, visitor)
    counted = weeks(site)
    keep(site, dynamodb)
    current().store.delete(lead_of(AMINA).id)
    bring_back(site, dynamodb)

    assert weeks(site) == counted
