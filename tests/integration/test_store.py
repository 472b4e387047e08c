import threading
import zlib
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import replace
from datetime import timedelta
from types import SimpleNamespace

import pytest

from chalicelib.aws.dynamodb import MOST_TURNS, DynamoStore
from chalicelib.aws.items import SHARDS, mailbox_to_item
from chalicelib.aws.schema import SCHEMA
from chalicelib.aws.writes import update_of
from chalicelib.leads.attempt import Attempt, EmailId, EmailKind, EndedAttempt, Result
from chalicelib.leads.attribution import Touch
from chalicelib.leads.caps import BOUNCES_ALLOWED, GUIDES_FOR_A_BOUNCE, LONGEST_CAP
from chalicelib.leads.changes import erase, new_lead
from chalicelib.leads.enquiry import QUARANTINE, Consent, Contact, Enquiry, Purpose, Suspect, Suspicion
from chalicelib.leads.lead import Due, Lead, Queue, Standing
from chalicelib.leads.mailing.mailbox import GivenGuide, Mailbox
from chalicelib.leads.outcome import Outcome, OutcomeMark
from chalicelib.leads.quarantine import held
from chalicelib.use_cases.budget import Budget
from chalicelib.use_cases.failures import Conflict, Exhausted, Shut, Unavailable
from chalicelib.use_cases.lists import Page, Suspected
from chalicelib.use_cases.ports import DueLead
from tests.conftest import NOON

ONE = Budget("guides-2026-03-02T07", 1, NOON + timedelta(days=1))


def lead(lead_id: str = "lead-1", **changes: object) -> Lead:
    contact = Contact("آمنہ خان", "amina@example.com", "+923001234567")
    consents = (Consent(Purpose.FOLLOW_UPS, "knots", "Send me six emails.", NOON, "7", "203.0.113.0/24"),)
    touch = Touch(landing_path="/", gclid="AbC")
    enquiry = Enquiry(
        "e1", NOON, "knots", "en", contact, "Line one\nline two", guide=True, consents=consents, touch=touch
    )
    attempt = Attempt("a1", EmailId(EmailKind.ALERT, "e1"), NOON, NOON + timedelta(microseconds=1))
    whole = Lead(
        id=lead_id,
        enquiries=(enquiry,),
        first_touch=touch,
        consents=consents,
        attempts=(EndedAttempt(attempt, Result.SENT, "ses-1"),),
        open_attempt=replace(attempt, id="a2", email_id=EmailId(EmailKind.GUIDE, "e1")),
        deferred_until=NOON,
        standing=Standing.UNSUBSCRIBED,
        standing_since=NOON,
        outcomes=(OutcomeMark("e1", Outcome.NOT_INTERESTED, NOON, NOON),),
        quarantine=(Suspect(replace(enquiry, id="s1"), Suspicion.TRAP),),
        due=Due(NOON, Queue.AT_ONCE),
    )
    return replace(whole, **changes)


def test_a_lead_comes_back_as_it_was_saved(store):
    saved = store.save(lead())

    assert store.load("lead-1") == saved


def test_a_lead_of_empty_fields_comes_back_as_it_was_saved(store):
    asked = replace(lead().enquiries[0], message="", consents=(), touch=Touch())
    saved = store.save(new_lead("lead-1", asked))

    assert store.load("lead-1") == saved


def test_an_erased_lead_comes_back_as_it_was_saved(store):
    saved = store.save(erase(lead(), NOON))

    assert store.load("lead-1") == saved


def test_an_unknown_lead_is_none(store):
    assert store.load("unknown") is None


def test_each_save_counts_the_revision_up(store):
    once = store.save(lead())

    assert (once.revision, store.save(once).revision) == (1, 2)


def test_a_new_lead_conflicts_with_one_that_is_there(store):
    store.save(lead())

    with pytest.raises(Conflict):
        store.save(lead())


def test_a_save_conflicts_with_one_made_since_the_load(store):
    loaded = store.save(lead())
    store.save(loaded)

    with pytest.raises(Conflict):
        store.save(loaded)


def test_a_save_conflicts_with_a_deletion(store):
    with pytest.raises(Conflict):
        store.save(lead(revision=3))


@contextmanager
def answering(client, operation: str, code: str, times: int = 1) -> Iterator[None]:
    """The next calls of that operation are refused with that code, as AWS would refuse them."""
    answers = [(SimpleNamespace(status_code=400), {"Error": {"Code": code}, "ResponseMetadata": {}})] * times

    def answer(**_: object) -> object:
        return answers.pop() if answers else None

    client.meta.events.register(f"before-call.dynamodb.{operation}", answer, unique_id=operation)
    yield
    client.meta.events.unregister(f"before-call.dynamodb.{operation}", unique_id=operation)


def test_a_save_that_meets_a_transaction_conflicts(moto_store):
    with answering(moto_store._client, "PutItem", "TransactionConflictException"), pytest.raises(Conflict):
        moto_store.save(lead())


def test_a_save_that_is_refused_for_another_reason_is_no_conflict(moto_store):
    with answering(moto_store._client, "PutItem", "AccessDeniedException"), pytest.raises(Unavailable):
        moto_store.save(lead())


@pytest.mark.parametrize(
    ("operation", "write"),
    [
        ("PutItem", lambda store: store.note_digest_sent(NOON)),
        ("UpdateItem", lambda store: store.spend(ONE)),
        ("DeleteItem", lambda store: store.delete("held-1")),
    ],
    ids=["note_digest_sent", "spend", "delete"],
)
@pytest.mark.parametrize(("times", "is_made"), [(1, True), (MOST_TURNS - 1, True), (MOST_TURNS, False)])
def test_a_write_that_read_nothing_waits_for_the_transaction_it_meets(moto_store, operation, write, times, is_made):
    with answering(moto_store._client, operation, "TransactionConflictException", times):
        assert is_done(lambda: write(moto_store)) is is_made


def is_done(write: Callable[[], object]) -> bool:
    """Whether AWS did it."""
    try:
        write()
    except Unavailable:
        return False
    return True


def test_a_mailbox_that_meets_a_transaction_conflicts(moto_store):
    with answering(moto_store._client, "PutItem", "TransactionConflictException"), pytest.raises(Conflict):
        moto_store.save_mailbox(Mailbox("mailbox-1"))


def test_what_is_due_is_found_with_its_queue(store):
    store.save(lead(due=Due(NOON, Queue.FOLLOW_UPS)))

    assert list(store.due(NOON)) == [DueLead("lead-1", Due(NOON, Queue.FOLLOW_UPS))]


def test_what_is_due_is_found_by_its_queue(store):
    store.save(lead(due=Due(NOON, Queue.FOLLOW_UPS)))
    store.save(lead("lead-2", due=Due(NOON, Queue.AT_ONCE)))

    assert [due.lead_id for due in store.due(NOON, Queue.AT_ONCE)] == ["lead-2"]


def test_of_all_shards_what_has_waited_longest_comes_first(store):
    for number in range(10 * SHARDS):
        store.save(lead(f"lead-{number}", due=Due(NOON + timedelta(seconds=number % 7), Queue.AT_ONCE)))
    found = [due.due.at for due in store.due(NOON + timedelta(days=1))]

    assert found == sorted(found)


def test_what_is_due_later_is_not_found(store):
    store.save(lead(due=Due(NOON + timedelta(microseconds=1), Queue.AT_ONCE)))

    assert list(store.due(NOON)) == []


def test_a_lead_owed_nothing_leaves_the_index(store):
    saved = store.save(lead())
    store.save(replace(saved, due=None))

    assert list(store.due(NOON + timedelta(days=999))) == []


def test_due_leads_are_found_in_every_shard(store):
    ids = {f"lead-{number}" for number in range(10 * SHARDS)}
    for lead_id in ids:
        store.save(lead(lead_id))

    assert {due.lead_id for due in store.due(NOON)} == ids


def test_everything_due_is_found_when_it_fills_more_than_one_page(store):
    # A page ends at 1 MB, and of a due lead the index holds little but its id, which can have 2,048 bytes.
    long_ids = (f"{number}-".ljust(2048, "x") for number in range(2100))
    ids = {lead_id for lead_id in long_ids if zlib.crc32(lead_id.encode()) % SHARDS == 0}
    save_alike(store, ids)
    with queries(store) as pages:
        found = [due.lead_id for due in store.due(NOON)]

    assert len(pages) > SHARDS
    assert (len(found), set(found)) == (len(ids), ids)


def save_alike(store: DynamoStore, ids: set[str]) -> None:
    """Save one lead of a shard by the store, and the others as copies of its item, many at once."""
    client, table, first = store._client, store._table, min(ids)
    store.save(lead(first))
    item = client.get_item(TableName=table, Key={"id": {"S": first}})["Item"]
    others = [{"PutRequest": {"Item": {**item, "id": {"S": lead_id}}}} for lead_id in ids - {first}]
    for start in range(0, len(others), 25):
        client.batch_write_item(RequestItems={table: others[start : start + 25]})


@contextmanager
def queries(store: DynamoStore) -> Iterator[list[str]]:
    """The pages that the store asks for."""
    asked: list[str] = []
    events = store._client.meta.events
    events.register("before-call.dynamodb.Query", lambda model, **_: asked.append(model.name), unique_id="queries")
    yield asked
    events.unregister("before-call.dynamodb.Query", unique_id="queries")


@pytest.mark.parametrize("known", [False, True], ids=["new", "known"])
def test_of_saves_that_race_one_wins(dynalite_store, known):
    racing = dynalite_store.save(lead()) if known else lead()
    start = threading.Barrier(8)

    def save(racer: int) -> bool:
        start.wait()
        try:
            dynalite_store.save(replace(racing, deferred_until=NOON + timedelta(minutes=racer)))
        except Conflict:
            return False
        return True

    with ThreadPoolExecutor(8) as pool:
        won = list(pool.map(save, range(8)))

    assert won.count(True) == 1
    assert dynalite_store.load("lead-1").deferred_until == NOON + timedelta(minutes=won.index(True))


def test_what_a_budget_allows_is_saved(moto_store):
    saved = moto_store.save(lead(), [ONE])

    assert moto_store.load("lead-1") == saved


def test_a_budget_allows_as_many_saves_as_its_limit(moto_store):
    for number in range(3):
        moto_store.save(lead(f"lead-{number}"), [replace(ONE, limit=3)])

    with pytest.raises(Exhausted):
        moto_store.save(lead("one-more"), [replace(ONE, limit=3)])


def test_when_a_budget_is_spent_nothing_is_written(moto_store):
    saved = moto_store.save(lead(), [ONE])
    with pytest.raises(Exhausted):
        moto_store.save(replace(saved, deferred_until=None), [ONE])

    assert moto_store.load("lead-1") == saved


def test_what_is_refused_spends_nothing(moto_store):
    moto_store.save(lead(), [ONE])
    with pytest.raises(Exhausted):
        moto_store.save(lead("another"), [ONE])

    moto_store.save(lead("another"), [replace(ONE, limit=2)])


def test_what_is_given_back_can_be_spent_again(moto_store):
    saved = moto_store.save(lead(), [ONE])
    moto_store.save(saved, [ONE.given_back])

    moto_store.save(lead("another"), [ONE])


BOUNCED = ONE.bounced


def test_a_few_bounces_exhaust_no_budget(moto_store):
    saved = moto_store.save(lead(), [replace(BOUNCED, bounces=BOUNCES_ALLOWED - 1)])

    moto_store.save(saved, [ONE])


def test_bounces_exhaust_a_budget_of_which_little_is_spent(moto_store):
    saved = moto_store.save(lead(), [replace(BOUNCED, bounces=BOUNCES_ALLOWED)])

    with pytest.raises(Exhausted):
        moto_store.save(saved, [ONE])


def test_as_many_bounces_are_allowed_in_many_that_did_not(moto_store):
    many = replace(ONE, limit=999, spends=BOUNCES_ALLOWED * GUIDES_FOR_A_BOUNCE + 1)
    saved = moto_store.save(moto_store.save(lead(), [many]), [replace(BOUNCED, bounces=BOUNCES_ALLOWED)])

    moto_store.save(saved, [replace(ONE, limit=999)])


def test_a_bounce_is_noted_however_many_there_are(moto_store):
    saved = moto_store.save(lead(), [replace(BOUNCED, bounces=99)])

    assert moto_store.save(saved, [BOUNCED]).revision == 2


def test_of_several_budgets_all_are_spent_or_none(moto_store):
    other = replace(ONE, name="another")
    moto_store.save(lead(), [ONE])
    with pytest.raises(Exhausted):
        moto_store.save(lead("another"), [other, ONE])

    moto_store.save(lead("another"), [other])


def test_a_conflict_spends_nothing(moto_store):
    moto_store.save(lead())
    with pytest.raises(Conflict):
        moto_store.save(lead(), [ONE])

    moto_store.save(lead("another"), [ONE])


def test_a_conflict_is_one_even_when_the_budget_is_spent(moto_store):
    moto_store.save(lead(), [ONE])

    with pytest.raises(Conflict):
        moto_store.save(lead(), [ONE])


def test_each_budget_is_spent_by_itself(moto_store):
    moto_store.save(lead(), [ONE])

    moto_store.save(lead("another"), [replace(ONE, name="guides-2026-03-02T08")])


def test_a_budget_is_spent_by_itself_up_to_its_limit(store):
    store.spend(ONE)

    with pytest.raises(Exhausted):
        store.spend(ONE)


def test_the_expressions_of_a_budget_hold_by_themselves(store):
    store._client.update_item(**update_of(store._table, ONE))

    with pytest.raises(store._client.exceptions.ConditionalCheckFailedException):
        store._client.update_item(**update_of(store._table, ONE))


def test_of_two_budgets_both_are_spent_or_none(moto_store):
    other = replace(ONE, name="guides-of-a-network")
    moto_store.save(lead(), [ONE])
    with pytest.raises(Exhausted):
        moto_store.save(lead("another"), [other, ONE])

    moto_store.save(lead("another"), [other])


def mailbox(**changes: object) -> Mailbox:
    return replace(Mailbox("mailbox-1", (GivenGuide("lead-1", "e1", "knots", NOON),)), **changes)


def test_a_mailbox_comes_back_as_it_was_saved(store):
    store.save_mailbox(mailbox(standing=Standing.COMPLAINED))

    assert store.load_mailbox("mailbox-1") == mailbox(standing=Standing.COMPLAINED, revision=1)


def test_of_an_unknown_mailbox_nothing_is_known(store):
    assert store.load_mailbox("mailbox-1") == Mailbox("mailbox-1")


def test_a_mailbox_conflicts_with_one_saved_since_the_load(store):
    store.save_mailbox(mailbox())

    with pytest.raises(Conflict):
        store.save_mailbox(mailbox())


def test_a_lead_and_its_mailbox_are_saved_together(moto_store):
    saved = moto_store.save(lead(), [ONE], mailbox())

    assert (moto_store.load("lead-1"), moto_store.load_mailbox("mailbox-1")) == (saved, mailbox(revision=1))


def test_a_lead_is_not_saved_if_its_mailbox_was_saved_since_the_load(moto_store):
    moto_store.save_mailbox(mailbox())
    with pytest.raises(Conflict):
        moto_store.save(lead(), [ONE], mailbox())

    assert moto_store.load("lead-1") is None


def test_a_mailbox_that_a_newer_version_wrote_is_left_untouched(store):
    item = {**mailbox_to_item(mailbox()), "schema": {"N": str(SCHEMA + 1)}}
    store._client.put_item(TableName=store._table, Item=item)

    with pytest.raises(Unavailable):
        store.load_mailbox("mailbox-1")


def test_dynamodb_is_told_when_a_mailbox_may_go(store):
    store.save_mailbox(mailbox())

    assert item_of(store, "mailbox-1")["expires_at"] == {"N": str(int((NOON + LONGEST_CAP).timestamp()))}


def test_a_budget_is_never_due(moto_store):
    moto_store.save(replace(lead(), due=None), [ONE])

    assert list(moto_store.due(NOON + timedelta(days=999))) == []


HOUR = timedelta(hours=1)


def put_aside(store, lead_id: str, age: timedelta = HOUR) -> Suspected:
    """An enquiry in quarantine that came so long ago."""
    enquiry = replace(lead().enquiries[0], id="e1", at=NOON - age)
    saved = store.save(held(lead_id, enquiry, Suspicion.TOO_FAST))
    return Suspected(saved.id, saved.quarantine[0])


def found(store, since: timedelta = 9 * HOUR, until: timedelta = timedelta(0), most: int = 9, page: str = "") -> Page:
    return store.between(NOON - since, NOON - until, most, page)


def test_suspects_are_found_the_latest_first(store):
    earlier, later = put_aside(store, "one", 3 * HOUR), put_aside(store, "other", HOUR)

    assert found(store) == Page((later, earlier), "")


def test_suspects_of_an_earlier_version_are_found_too(store):
    saved = store.save(lead())

    assert found(store, until=-HOUR).suspected == (Suspected("lead-1", saved.quarantine[0]),)


def test_suspects_are_found_page_by_page_until_there_are_no_more(store):
    # Two at a time, of which some came at the same moment.
    put = [put_aside(store, f"lead-{number}", (1 + number // 3) * HOUR) for number in range(5)]
    pages = [found(store, most=2)]
    while pages[-1].next:
        pages.append(found(store, most=2, page=pages[-1].next))
    seen = [one for page in pages for one in page.suspected]

    assert (len(seen), {one.lead_id for one in seen}) == (5, {one.lead_id for one in put})


@pytest.mark.parametrize(("age", "count"), [(HOUR, 0), (2 * HOUR, 1), (3 * HOUR, 1), (4 * HOUR, 0)])
def test_suspects_are_found_by_when_they_came(store, age, count):
    put_aside(store, "lead-1", age)

    assert len(found(store, 3 * HOUR, 2 * HOUR).suspected) == count


def test_what_is_deleted_is_found_no_more(store):
    store.delete(put_aside(store, "lead-1").lead_id)

    assert found(store).suspected == ()


def test_to_delete_what_is_not_there_does_nothing(store):
    store.delete("lead-1.e1")


def item_of(store, lead_id: str) -> dict[str, object]:
    return store._client.get_item(TableName=store._table, Key={"id": {"S": lead_id}})["Item"]


def test_dynamodb_is_told_when_a_suspect_may_go(store):
    suspected = put_aside(store, "lead-1", HOUR)

    goes_at = NOON - HOUR + QUARANTINE
    assert item_of(store, suspected.lead_id)["expires_at"] == {"N": str(int(goes_at.timestamp()))}


def test_at_first_no_digest_was_sent(store):
    assert store.digest_sent_through() is None


def test_through_when_a_digest_was_sent_is_remembered(store):
    store.note_digest_sent(NOON)

    assert store.digest_sent_through() == NOON


@pytest.mark.parametrize("standing", [Standing.BOUNCED, Standing.COMPLAINED])
def test_nothing_is_written_if_a_mailbox_must_be_open_and_is_not(moto_store, standing):
    moto_store.save_mailbox(mailbox(standing=standing))

    with pytest.raises(Shut):
        moto_store.save(lead(), must_be_open="mailbox-1")
    assert moto_store.load("lead-1") is None


@pytest.mark.parametrize("known", [True, False])
def test_a_mailbox_of_which_nothing_bad_is_known_is_open(moto_store, known):
    if known:
        moto_store.save_mailbox(mailbox())

    assert moto_store.save(lead(), must_be_open="mailbox-1").revision == 1


def test_a_lead_that_was_changed_conflicts_whatever_its_mailbox_is(moto_store):
    moto_store.save_mailbox(mailbox(standing=Standing.BOUNCED))
    moto_store.save(lead())

    with pytest.raises(Conflict):
        moto_store.save(lead(), must_be_open="mailbox-1")


def test_the_key_of_ids_that_was_first_may_be_used_again(store):
    store.hold_to_key("first")
    store.hold_to_key("first")


def test_another_key_of_ids_is_refused(store):
    store.hold_to_key("first")

    with pytest.raises(Unavailable, match="another LEAD_ID_KEY"):
        store.hold_to_key("second")
