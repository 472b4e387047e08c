"""Where a program that gives a second opinion is missing, a machine may do without it, but CI may not."""

import pytest

from tests.texts.conftest import program


def test_a_missing_program_is_forgiven_elsewhere(monkeypatch):
    monkeypatch.delenv("CI", raising=False)

    with pytest.raises(pytest.skip.Exception, match="no-such-program is not installed"):
        program("no-such-program")


def test_a_missing_program_fails_in_ci(monkeypatch):
    monkeypatch.setenv("CI", "true")

    with pytest.raises(pytest.fail.Exception, match="no-such-program is not installed"):
        program("no-such-program")
