"""What the page's script asks for when a person begins to type."""

import pytest

from chalicelib.aws.dynamodb import DynamoStore
from chalicelib.content.links import fingerprint_of
from chalicelib.services import current
from chalicelib.use_cases.failures import Unavailable
from tests.conftest import lead_of


@pytest.fixture
def written(monkeypatch) -> list[str]:
    """The calls that the service's clients make, but for reads."""
    calls: list[str] = []

    def note(model, **_: object) -> None:
        if not model.name.startswith(("Get", "Query")):
            calls.append(model.name)

    clients = [current().store._client, current().wakeups._client]
    for client in clients:
        client.meta.events.register("before-call", note)
    yield calls
    for client in clients:
        client.meta.events.unregister("before-call", note)


def test_the_answer_is_empty_and_kept_by_no_cache(site, visitor):
    answer = visitor.get("/ready")

    assert (answer.status_code, answer.data, answer.headers["Cache-Control"]) == (204, b"", "no-store")


def test_getting_ready_changes_nothing(site, visitor, written):
    visitor.get("/ready")

    assert written == []


def test_getting_ready_sets_no_cookie(site, visitor):
    assert "Set-Cookie" not in visitor.get("/ready").headers


def test_where_the_table_does_not_answer_getting_ready_is_no_error(site, visitor, monkeypatch):
    def knows_key(*_: object) -> None:
        raise Unavailable("knows_key", "ReadTimeoutError")

    monkeypatch.setattr(DynamoStore, "knows_key", knows_key)

    assert visitor.get("/ready").status_code == 204


def test_a_container_that_got_ready_has_compared_its_key(site, visitor, monkeypatch):
    current().store.hold_to_key(fingerprint_of(current().settings.lead_id_key))
    monkeypatch.delitem(vars(current()), "lead_id_key", raising=False)
    visitor.get("/ready")

    assert "lead_id_key" in vars(current())


def test_where_no_key_is_kept_yet_the_first_form_keeps_it(site, visitor, monkeypatch):
    monkeypatch.delitem(vars(current()), "lead_id_key", raising=False)
    visitor.get("/ready")

    assert "lead_id_key" not in vars(current())


def test_who_got_ready_can_send_the_form(site, visitor):
    visitor.get("/ready")

    assert visitor.send().status_code == 200
    assert lead_of("amina@example.com") is not None
