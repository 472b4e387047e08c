"""Nothing that a person typed gets into a log, not even when a function breaks over it."""

import json
from io import StringIO

import pytest

from chalicelib.entrypoints.redaction import Failed
from tests.integration.conftest import FORM


def break_over(words: str):
    def broken(*_args, **_named):
        raise ValueError(f"cannot make sense of {words}")

    return broken


def test_a_page_that_breaks_logs_where_and_never_what_was_typed(idle_site, visitor, monkeypatch):
    monkeypatch.setattr("chalicelib.entrypoints.form.check", break_over(FORM["email"]))
    logged = StringIO()
    monkeypatch.setattr(idle_site.gateway._app.log.handlers[0], "stream", logged)
    assert visitor.send().status_code == 500

    assert "in broken" in logged.getvalue()
    assert "ValueError" in logged.getvalue()
    assert FORM["email"] not in logged.getvalue()


def test_a_function_that_breaks_logs_where_and_never_what_was_typed(idle_site, monkeypatch, caplog):
    monkeypatch.setattr("chalicelib.use_cases.deliver.deliver", break_over(FORM["email"]))
    event = {"Records": [{"body": json.dumps({"lead_id": "lead-1"}), "receiptHandle": "", "messageAttributes": {}}]}

    with pytest.raises(Failed) as failed:
        idle_site.gateway._app.handler_map["deliver"](event, None)
    told = f"{caplog.text} {failed.value!r} {failed.value.__suppress_context__}"
    assert "in broken" in told
    assert "Failed('ValueError') True" in told
    assert FORM["email"] not in told
