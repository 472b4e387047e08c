"""Leads leave in a file and come in again, and nobody is mailed for it."""

import io
import json
from datetime import timedelta

import boto3
import pytest

from chalicelib.leads.changes import erase, set_outcome
from chalicelib.leads.lead import Standing
from chalicelib.leads.outcome import Outcome
from chalicelib.services import current
from chalicelib.settings import Settings
from chalicelib.use_cases.lists import Wanted
from local.cloud import REGION
from tests.conftest import lead_of
from tests.desk import Desk
from tests.integration.conftest import delete_items
from tests.unit.tools.deploy.stages import STAGE
from tests.visitor import FORM
from tools.operate import exporting, importing, stage


@pytest.fixture
def file(site, monkeypatch, tmp_path):
    for command in (exporting, importing):
        monkeypatch.setattr(command, "running", lambda *_: current())
    # Each test begins with an empty table, which learns the key anew.
    vars(current()).pop("lead_id_key", None)
    path = tmp_path / "leads.jsonl"
    monkeypatch.setenv("FILE", str(path))
    return path


@pytest.fixture
def exported(file, site, visitor):
    """A person who is owed six follow-ups, and whose booking was noted, in a file; the table is empty again."""
    visitor.send(name="آمنہ خان")
    site.functions.settle()
    mark(Outcome.CALLED)
    exporting.main()
    empty(site)
    return file


@pytest.fixture
def stage_that_is_gone(file, tmp_path, monkeypatch):
    """Its file is there, and no stack."""
    monkeypatch.setattr(stage, "STAGES", tmp_path)
    for name in ("region", "mail_from", "clinic_inbox", "alarm_inbox"):
        stage.tell(tmp_path / "staging.toml", name, REGION if name == "region" else getattr(STAGE, name))
    monkeypatch.setenv("STAGE", "staging")


def mark(outcome: Outcome) -> None:
    lead = lead_of(FORM["email"])
    at = current().clock()
    current().leads.change(lead, lead.id, lambda one: set_outcome(one, one.enquiries[-1].id, outcome, at))


def empty(site) -> None:
    delete_items(boto3.client("dynamodb"), site.cloud.environment["LEADS_TABLE"])
    vars(current()).pop("lead_id_key", None)


def take_in(content: str) -> dict[str, int]:
    return dict(importing.take_in(io.BytesIO(content.encode()), current()).done)


def test_a_file_has_a_line_of_json_for_each_lead_after_its_head(exported):
    head, lead = map(json.loads, exported.read_text(encoding="utf-8").splitlines())

    assert (head["schema"], lead["enquiries"][0]["contact"]["name"]) == (4, "آمنہ خان")


def test_nobody_else_on_the_machine_may_read_the_file(exported):
    assert exported.stat().st_mode & 0o077 == 0


def test_a_lead_comes_in_with_all_that_was_known_of_it(exported):
    importing.main()
    lead = lead_of(FORM["email"])

    assert (lead.contact.name, lead.outcome, lead.standing) == ("آمنہ خان", Outcome.CALLED, Standing.ACTIVE)
    assert len(lead.consents) == 2


def test_a_lead_that_came_in_is_in_the_lists_of_the_clinic(exported):
    importing.main()

    assert [one.lead for one in current().lists.newest(Wanted(), 9).listed] == [lead_of(FORM["email"])]


def test_nobody_is_mailed_for_a_lead_that_came_in(exported, site):
    site.cloud.mail.emails.clear()
    importing.main()
    site.functions.advance(timedelta(days=30))

    assert site.cloud.mail.emails == []


def test_nobody_is_told_of_an_enquiry_that_had_not_been_told_of_when_it_left(file, site, visitor):
    visitor.send()
    exporting.main()
    empty(site)
    importing.main()

    assert lead_of(FORM["email"]).due is None


def test_taking_it_in_twice_changes_nothing(exported):
    importing.main()
    before = lead_of(FORM["email"])

    assert take_in(exported.read_text(encoding="utf-8")) == {importing.LEFT: 1}
    assert lead_of(FORM["email"]) == before


def test_what_is_known_since_counts_more_than_the_file(exported):
    importing.main()
    mark(Outcome.BOOKED)
    importing.main()

    assert lead_of(FORM["email"]).outcome is Outcome.BOOKED


def test_with_another_key_of_ids_a_lead_is_found_by_its_address(exported, monkeypatch):
    monkeypatch.setattr(current(), "settings", Settings({**current().settings.given, "LEAD_ID_KEY": "another key" * 4}))
    take_in(exported.read_text(encoding="utf-8"))

    assert current().store.load(current().lead_id_of(FORM["email"])).contact.name == "آمنہ خان"
    vars(current()).pop("lead_id_key")


def test_two_people_who_came_in_and_gave_no_email_stay_two(file, site):
    desk = Desk(site).come_in()
    walk_ins = {"Amina Khan": "+923001234567", "Sana Malik": "+923007654321"}
    for name, phone in walk_ins.items():
        said = {"name": name, "phone": phone, "message": "A stiff neck", "way": "walk-in", "answer": "yes"}
        desk.press("/clinic/new", "Enter", **said)
    exporting.main()
    empty(site)
    importing.main()

    known = [current().store.load(current().lead_id_of(f"tel:{phone}")) for phone in walk_ins.values()]
    assert [one.contact.name for one in known if one] == list(walk_ins)


def test_leads_without_the_line_that_tells_their_shape_are_not_guessed_at(exported):
    _, lead = exported.read_text(encoding="utf-8").splitlines()

    with pytest.raises(ValueError, match=r"^line 1: the first line of its file is missing"):
        take_in(lead)
    assert lead_of(FORM["email"]) is None


@pytest.mark.parametrize("line", ['{"id": 3, "email": "a@b.c"}', '{"id": "x", "enquiries": [{"id": "e1"}]}'])
def test_a_line_of_another_program_is_named_and_the_others_are_taken_in(exported, line):
    exported.write_text(exported.read_text(encoding="utf-8") + f"{line}\n", encoding="utf-8")

    with pytest.raises(SystemExit, match=r"left out: 3$"):
        importing.main()
    assert lead_of(FORM["email"])


def test_an_export_that_fails_leaves_the_file_of_before_as_it_was(exported, monkeypatch):
    before = exported.read_text(encoding="utf-8")

    def refuse(*_: object) -> None:
        raise PermissionError(13, "Permission denied", "the table")

    monkeypatch.setattr(exporting, "items_of", refuse)
    with pytest.raises(SystemExit, match="Permission denied"):
        exporting.main()

    assert exported.read_text(encoding="utf-8") == before
    assert [one.name for one in exported.parent.iterdir()] == [exported.name]


def test_who_was_stopped_before_they_came_in_is_counted_by_itself(exported):
    take_in("amina@example.com")

    assert take_in(exported.read_text(encoding="utf-8")) == {importing.GONE: 1}


def test_who_was_erased_stays_so(file, site, visitor):
    visitor.send()
    lead = lead_of(FORM["email"])
    current().leads.change(lead, lead.id, lambda one: erase(one, current().clock()))
    exporting.main()
    empty(site)
    importing.main()

    assert (lead_of(FORM["email"]).enquiries, lead_of(FORM["email"]).standing) == ((), Standing.UNSUBSCRIBED)


@pytest.mark.parametrize("line", ["amina@example.com", ' "Amina@Example.com" ', "\ufeffamina@example.com"])
def test_who_wanted_no_emails_of_another_program_gets_no_follow_ups(site, visitor, line):
    take_in(line)
    visitor.send()

    assert not lead_of(FORM["email"]).may_get_follow_ups


def test_people_who_want_no_emails_are_found_in_a_table_with_columns(site, visitor):
    take_in("id,Email Address,First Name\n7,amina@example.com,Amina\n")
    visitor.send()

    assert not lead_of(FORM["email"]).may_get_follow_ups


def test_how_many_people_are_stopped_is_said(file, site, capsys):
    file.write_text("email,name\namina@example.com,Amina\nsana@example.com,Sana\n")
    importing.main()

    assert capsys.readouterr().out == "2 follow-ups stopped\n"


@pytest.mark.parametrize("content", ["email\namina@example.com\nunknown\n", '{"key": ""}\n{\n{"name": 1}\n'])
def test_lines_that_tell_nothing_are_named_and_the_command_fails(file, site, content):
    file.write_text(content)

    with pytest.raises(SystemExit, match=r"left out: (2, )?3$"):
        importing.main()


def test_the_lines_around_one_that_tells_nothing_are_taken_in(file, site, visitor):
    assert take_in("unknown\namina@example.com\n") == {importing.STOPPED: 1}


def test_a_file_that_is_not_there_is_said_so(file, site):
    with pytest.raises(SystemExit, match=r"import: .*leads\.jsonl: No such file"):
        importing.main()


def test_a_file_that_cannot_be_written_is_said_so(file, site, monkeypatch):
    monkeypatch.setenv("FILE", str(file.parent / "nowhere" / "leads.jsonl"))

    with pytest.raises(SystemExit, match=r"export: .*leads\.jsonl\.part: No such file"):
        exporting.main()


def test_without_a_file_it_says_what_is_missing(monkeypatch):
    monkeypatch.delenv("FILE", raising=False)

    with pytest.raises(SystemExit, match="FILE"):
        importing.main()


def test_a_table_that_outlived_its_stage_is_read_by_its_name(stage_that_is_gone, file, site, visitor, monkeypatch):
    visitor.send()
    monkeypatch.setenv("TABLE", site.cloud.environment["LEADS_TABLE"])
    exporting.main()
    empty(site)

    assert take_in(file.read_text(encoding="utf-8")) == {importing.TAKEN_IN: 1}


def test_a_table_that_is_not_there_is_said_and_no_file_is_begun(stage_that_is_gone, file, monkeypatch):
    monkeypatch.setenv("TABLE", "another")

    with pytest.raises(SystemExit, match="export: AWS refuses GetItem: ResourceNotFoundException"):
        exporting.main()
    assert not file.exists()


def test_a_stage_that_is_gone_has_to_be_named_with_its_table(file, monkeypatch):
    monkeypatch.delenv("STAGE", raising=False)
    monkeypatch.setenv("TABLE", "another")

    with pytest.raises(SystemExit, match="export: STAGE missing"):
        exporting.main()
