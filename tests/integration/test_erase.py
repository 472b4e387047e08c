import boto3
import pytest

from chalicelib.aws import view_items
from chalicelib.services import Services, current
from tests.conftest import lead_of
from tests.desk import Desk
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


def test_an_erased_person_is_left_in_no_list_however_many_they_were_in(erasing, visitor, monkeypatch):
    visitor.send()
    erasing.functions.settle()
    # So that it takes more than one write.
    monkeypatch.setattr(view_items, "MOST_CHANGES", 2)
    erase.main()

    pages = boto3.client("dynamodb").get_paginator("scan").paginate(TableName=erasing.cloud.environment["LEADS_TABLE"])
    ids = [item["id"]["S"] for page in pages for item in page["Items"]]
    assert [one for one in ids if one.startswith(view_items.ENTRY)] == []


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


@pytest.mark.parametrize("typed", ["+923001234567", "0300 1234567", "۰۳۰۰۱۲۳۴۵۶۷"])
def test_who_came_in_and_gave_no_email_is_found_by_their_phone(erasing, monkeypatch, capsys, typed):
    said = {"name": "Amina", "phone": "0300 1234567", "message": "A stiff neck", "way": "walk-in", "answer": "yes"}
    Desk(erasing).come_in().press("/clinic/new", "Enter", **said)
    monkeypatch.delenv("EMAIL")
    monkeypatch.setenv("PHONE", typed)
    erase.main()

    assert current().store.load(current().lead_id_of("tel:+923001234567")).enquiries == ()
    assert capsys.readouterr().out.endswith("erased\n")


@pytest.mark.parametrize(
    ("told", "words"),
    [
        ({}, "EMAIL missing"),
        ({"EMAIL": "amina@example.com", "PHONE": "0300 1234567"}, "EMAIL missing, or PHONE of somebody without one"),
        ({"PHONE": "12"}, "PHONE is no phone number"),
    ],
)
def test_who_is_meant_has_to_be_said_in_one_way(told, words):
    with pytest.raises(ValueError, match=words):
        erase.known_by(told, "PK")


def test_erasing_a_person_who_is_not_known_says_so(erasing, capsys):
    erase.main()

    assert capsys.readouterr().out.endswith("nobody is known by that; who has given an email is found by it alone\n")


def test_with_another_key_than_that_of_the_table_nobody_is_said_to_be_unknown(erasing, visitor, monkeypatch):
    visitor.send()
    vars(current()).pop("lead_id_key", None)
    current().lead_id_of("amina@example.com")
    other = Services({**erasing.cloud.environment, "LEAD_ID_KEY": "another key than that of the table"})
    monkeypatch.setattr(erase, "running", lambda *_: other)

    with pytest.raises(SystemExit, match="another LEAD_ID_KEY"):
        erase.main()
