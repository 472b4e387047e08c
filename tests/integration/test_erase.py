import pytest

from tests.conftest import lead_of
from tests.visitor import FORM
from tools.operate import erase


@pytest.fixture
def erasing(site, monkeypatch):
    for name in ("LEADS_TABLE", "LEAD_ID_KEY"):
        monkeypatch.setenv(name, site.cloud.environment[name])
    monkeypatch.setenv("EMAIL", "AMINA@example.com")
    return site


def test_erasing_by_address_leaves_a_tombstone(erasing, visitor, capsys):
    visitor.send()
    erasing.functions.settle()
    erase.main()

    assert lead_of(FORM["email"]).enquiries == ()
    assert capsys.readouterr().out.endswith("erased\n")


def test_erasing_a_person_who_is_not_known_says_so(erasing, capsys):
    erase.main()

    assert capsys.readouterr().out.endswith("no person of that address is known\n")


def test_erasing_without_saying_whom_names_what_is_missing(erasing, monkeypatch):
    monkeypatch.delenv("EMAIL", raising=False)

    with pytest.raises(SystemExit, match="EMAIL missing"):
        erase.main()
