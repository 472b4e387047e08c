"""What a line of the log says."""

import json
import logging
import re
from pathlib import Path

import pytest

from chalicelib.entrypoints.logs import FIELDS, OWN, JsonLines, log_as_json, request_id
from chalicelib.entrypoints.redaction import Redaction

SECRET = "amina@example.com"


@pytest.fixture(autouse=True)
def outside_a_request():
    """Whatever another test has asked for before."""
    token = request_id.set("")
    yield
    request_id.reset(token)


def line_of(message: str, *arguments: object, name: str = "chalicelib.use_cases.deliver", **fields: object) -> dict:
    record = logging.LogRecord(name, logging.INFO, "deliver.py", 1, message, arguments, None)
    vars(record).update(fields)
    return json.loads(JsonLines().format(record))


def test_a_line_is_what_happened_and_when():
    line = line_of("email deferred by SES: %s", "Throttling")

    assert (line["level"], line["event"]) == ("INFO", "email deferred by SES: Throttling")
    assert line["at"].endswith("+00:00")


@pytest.mark.parametrize("field", FIELDS)
def test_a_line_has_the_ids_that_it_is_about(field):
    assert line_of("email sent", **{field: "a1"})[field] == "a1"


def test_a_line_has_nothing_else_that_it_was_given():
    assert SECRET not in json.dumps(line_of("email sent", recipient=SECRET))


def test_what_a_line_is_not_about_it_does_not_name():
    assert line_of("swept").keys() == {"at", "level", "logger", "event"}


def test_a_line_has_the_id_of_its_request():
    request_id.set("request-1")

    assert line_of("enquiry stored")["request"] == "request-1"


def test_what_a_library_fills_into_its_words_is_left_out():
    assert line_of("cannot read %s", SECRET, name="botocore.parsers")["event"] == "cannot read %s"


def test_a_stack_trace_is_within_the_line_without_its_words():
    error = (ValueError, ValueError(SECRET), None)
    record = logging.LogRecord("clinic-leads", logging.ERROR, "app.py", 1, "failed", (), error)
    Redaction().filter(record)
    line = JsonLines().format(record)

    assert "\n" not in line
    assert json.loads(line)["error"].endswith("ValueError")
    assert SECRET not in line


def test_outside_lambda_logging_stays_as_it_is(monkeypatch):
    monkeypatch.delenv("AWS_LAMBDA_FUNCTION_NAME", raising=False)
    before = logging.getLogger().handlers[:]

    log_as_json(Redaction())

    assert logging.getLogger().handlers == before


def test_what_a_line_may_say_stands_in_the_handbook():
    handbook = (Path(__file__).parents[3] / "docs" / "operating.md").read_text(encoding="utf-8")
    table = re.search(r"\| field \| is \|\n\|---\|---\|\n(.*?)\n\n", handbook, re.DOTALL)[1]
    named = [name for row in table.splitlines() for name in re.findall(r"`(\w+)`", row.split("|")[1])]

    assert sorted(named) == sorted([*FIELDS, "request", "error"])


@pytest.fixture
def on_lambda(monkeypatch) -> logging.Logger:
    """The logger of the application, in a process that Lambda has started."""
    monkeypatch.setenv("AWS_LAMBDA_FUNCTION_NAME", "clinic-leads-prod-web")
    monkeypatch.setattr(logging.getLogger(), "handlers", [logging.StreamHandler()])
    monkeypatch.setattr(logging.getLogger(OWN), "level", logging.NOTSET)
    application = logging.getLogger("clinic-leads of a test")
    monkeypatch.setattr(application, "handlers", [])
    return application


def test_on_lambda_each_line_is_written_once_and_without_words(on_lambda, capsys):
    log_as_json(Redaction(), on_lambda)

    for logger in (logging.getLogger(), on_lambda):
        [handler] = logger.handlers
        handler.handle(logger.makeRecord("botocore", logging.ERROR, "a.py", 1, "no %s", (SECRET,), None))
    assert [json.loads(line)["event"] for line in capsys.readouterr().out.splitlines()] == ["no %s"] * 2


def test_on_lambda_what_we_tell_is_written_from_info_on(on_lambda):
    log_as_json(Redaction(), on_lambda)

    assert logging.getLogger(OWN).level == logging.INFO
