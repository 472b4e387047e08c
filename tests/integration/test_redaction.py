"""A page that breaks: nothing that a person typed gets into the log. The functions beside the web are tried alone, in
processes of their own: see test_functions_alone.py."""

from io import StringIO

import pytest

from tests.visitor import FORM


@pytest.fixture
def logged(site, monkeypatch) -> StringIO:
    logged = StringIO()
    monkeypatch.setattr(site.gateway._app.log.handlers[0], "stream", logged)
    return logged


@pytest.fixture
def broken_page(visitor, logged, monkeypatch):
    def broken(*_args, **_named):
        raise ValueError(f"cannot make sense of {FORM['email']}")

    monkeypatch.setattr("chalicelib.leads.forms.judgement.check", broken)
    return visitor.send()


def test_a_page_that_breaks_answers_with_a_page_that_says_so(broken_page):
    assert (broken_page.status_code, "Something broke on our side" in broken_page.text) == (500, True)


def test_a_page_that_breaks_logs_what_kind_of_error_it_was_and_where(broken_page, logged):
    assert "in broken" in logged.getvalue()
    assert "ValueError" in logged.getvalue()


def test_a_page_that_breaks_never_logs_what_was_typed(broken_page, logged):
    assert FORM["email"] not in logged.getvalue()
