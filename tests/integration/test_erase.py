import pytest

from chalicelib.services import Services, current
from tests.conftest import lead_of
from tests.visitor import FORM
from tools.operate import erase


@pytest.fixture
def erasing(site, monkeypatch):
    monkeypatch.setattr(erase, "running", lambda *_: current())
    monkeypatch.setenv("EMAIL", "AMINA@example.com")
    return site


def test_erasing_by_address_leaves_a_tombstone(erasing, visitor, capsys):
    visitor.send()
    erasing.functions.settle()
    erase.main()

    assert lead_of(FORM["email"]).enquiries == ()
    assert capsys.readouterr().out.endswith("erased\n")


@pytest.mark.parametrize(
    "typed",
    [
        "amina@bücher.test",
        "AMINA@BÜCHER.TEST",
        "amina@bu\u0308cher.test",
        "amina@xn--bcher-kva.test",
        "Amina@XN--BCHER-KVA.Test",
        " Amina <amina@bücher.test> ",
        "\u202aamina@bücher.test\u202c",
    ],
)
def test_a_person_is_found_however_their_domain_is_typed(erasing, visitor, monkeypatch, capsys, typed):
    visitor.send(email="amina@bücher.test")
    erasing.functions.settle()
    monkeypatch.setenv("EMAIL", typed)
    erase.main()

    assert lead_of("amina@xn--bcher-kva.test").enquiries == ()
    assert capsys.readouterr().out.endswith("erased\n")


def test_what_is_no_address_is_refused(erasing, monkeypatch):
    monkeypatch.setenv("EMAIL", "amina")

    with pytest.raises(SystemExit, match="no email address"):
        erase.main()


def test_erasing_a_person_who_is_not_known_says_so(erasing, capsys):
    erase.main()

    assert capsys.readouterr().out.endswith("no person of that address is known\n")


def test_with_another_key_than_that_of_the_table_nobody_is_said_to_be_unknown(erasing, visitor, monkeypatch):
    visitor.send()
    vars(current()).pop("lead_id_key", None)
    current().lead_id_of("amina@example.com")
    other = Services({**erasing.cloud.environment, "LEAD_ID_KEY": "another key than that of the table"})
    monkeypatch.setattr(erase, "running", lambda *_: other)

    with pytest.raises(SystemExit, match="another LEAD_ID_KEY"):
        erase.main()
