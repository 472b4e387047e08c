import logging

from chalicelib.entrypoints.redaction import Redaction

SECRET = "amina@example.com"


def record(message: str, error: tuple | None = None) -> logging.LogRecord:
    return logging.LogRecord("clinic-leads", logging.ERROR, "app.py", 1, message, None, error)


def test_a_line_without_an_error_is_logged_as_it_is():
    line = record("swept")

    assert Redaction().filter(line)
    assert logging.Formatter().format(line) == "swept"


def test_the_words_of_an_error_are_not_logged():
    error = ValueError(SECRET)
    line = record("failed", (ValueError, error, None))

    assert Redaction().filter(line)
    assert SECRET not in logging.Formatter().format(line)
