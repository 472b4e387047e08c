"""`make preview-sequence` on a checkout, and on the table of a deployment."""

import os
import shutil
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest

from chalicelib import services
from chalicelib.leads.changes import new_lead
from chalicelib.leads.lead import EmailKind
from chalicelib.use_cases.ports import Budget, Queue
from tests.unit.leads.test_plan import DAY, NOON, enquiry, served
from tools.preview.sequence.__main__ import FILE, TEXTS, CannotPreview, preview, read_leads
from tools.preview.sequence.forecast import Coming, forecast


@pytest.fixture
def checkout(tmp_path) -> Path:
    """A checkout in which the sequence may be edited, with the file as it was beside it."""
    shutil.copytree(services.TEMPLATES, tmp_path / "templates")
    shutil.copy(tmp_path / FILE, tmp_path / "old.toml")
    return tmp_path


def edit(checkout: Path, before: str, after: str) -> None:
    text = (checkout / FILE).read_text(encoding="utf-8")
    assert before in text
    (checkout / FILE).write_text(text.replace(before, after, 1), encoding="utf-8")


def previewed(checkout: Path, **environment: str) -> str:
    return preview({"OLD": str(checkout / "old.toml"), **environment}, checkout, NOON)


def test_without_a_table_the_preview_is_for_somebody_imaginary(checkout):
    edit(checkout, "day = 9", "day = 7")
    told = previewed(checkout)

    assert "LEADS_TABLE is not set: this is for an imaginary person who asks now." in told
    assert "somebody-who-asks-now: questions Wed 11 Mar 12:00 -> Mon 9 Mar 12:00" in told


def test_the_old_file_may_be_that_of_a_revision(checkout):
    identity = ["-c", "user.name=somebody", "-c", "user.email=somebody@example.com"]
    for command in (["init", "--quiet"], ["add", FILE], [*identity, "commit", "--quiet", "--message", "Old"]):
        subprocess.run(["git", *command], cwd=checkout, check=True)
    edit(checkout, "day = 9", "day = 7")

    assert "questions: moves from day 9 to day 7" in previewed(checkout, OLD="HEAD")


def test_an_unknown_revision_is_named(checkout):
    with pytest.raises(CannotPreview, match=r"^OLD=no-such-thing is neither a file nor a revision that has"):
        previewed(checkout, OLD="no-such-thing")


@pytest.mark.parametrize(
    ("before", "after", "told"),
    [
        ("day = 9", "day = 1", "steps must stand in the order of their days"),
        ('id = "questions"', 'id = "last-note"', "each step needs an id of its own, repeated: last-note"),
        ("day = 9", "dy = 9", "day is missing"),
        ("day = 9", 'day = "9"', "is not written as a number"),
        ("opens = 10:00:00", 'opens = "10:00:00"\n#', "without quotes"),
        ("day = 9", "day = nine", "Invalid value (at line "),
        ("day = 21", "day = 99999999", "a number is far too large"),
        ('id = "questions"', 'id = "myths"', f"each step needs its text, missing: {TEXTS}/myths.md"),
    ],
)
def test_what_is_wrong_with_the_file_is_told_in_one_line(checkout, before, after, told):
    edit(checkout, before, after)
    with pytest.raises(CannotPreview) as problem:
        previewed(checkout)

    assert str(problem.value).startswith(f"{FILE}: ") and told in str(problem.value)
    assert len(str(problem.value).splitlines()) == 1


def test_what_is_wrong_with_the_old_file_is_told_too(checkout):
    (checkout / "old.toml").write_text("[window]\n", encoding="utf-8")

    with pytest.raises(CannotPreview, match=r"^the old file \(.*old.toml\): steps is missing$"):
        previewed(checkout)


def test_the_command_exits_with_status_2_when_it_cannot_preview():
    command = [sys.executable, "-m", "tools.preview.sequence"]
    environment = {**os.environ, "OLD": "no-such-thing"}
    ran = subprocess.run(command, check=False, capture_output=True, text=True, env=environment)

    assert (ran.returncode, len(ran.stderr.splitlines()), ran.stdout) == (2, 1, "")


def saved(lead, budget: Budget | None = None):
    return services.leads().store.save(lead, Queue.FOLLOW_UPS, budget)


def table(site) -> str:
    return site.cloud.environment["LEADS_TABLE"]


def test_leads_are_read_from_the_table_and_budgets_are_not_leads(site):
    lead = saved(served(), Budget("guides", 1, NOON))

    assert list(read_leads(table(site))) == [lead]


def test_leads_are_read_from_every_page(site):
    for number in range(4):
        saved(new_lead(f"lead-{number}", replace(enquiry(), message="x" * 390_000)))

    assert {lead.id for lead in read_leads(table(site))} == {f"lead-{number}" for number in range(4)}


def test_a_table_that_cannot_be_read_is_named(site):
    with pytest.raises(CannotPreview, match=r"^LEADS_TABLE=no-such-table cannot be read"):
        list(read_leads("no-such-table"))


def test_the_preview_names_nobody(site, checkout):
    edit(checkout, "day = 9", "day = 7")
    saved(replace(served(), due_at=NOON + DAY))
    told = previewed(checkout, LEADS_TABLE=table(site))

    assert "1 person midway." in told
    assert not [personal for personal in ("Amina", "amina@example.com", "3001234567") if personal in told]


def test_who_has_had_everything_is_not_counted(site, checkout):
    edit(checkout, "day = 9", "day = 7")
    saved(replace(served(), due_at=None))
    told = previewed(checkout, LEADS_TABLE=table(site))

    assert "Nobody is midway: nothing changes for anyone." in told
    assert "Not counted: 1 person had the whole old file already" in told


def test_what_is_forecast_is_what_then_happens(site, monkeypatch):
    leads, new = services.leads(), replace(services.leads().sequence, steps=services.leads().sequence.steps[1:4])
    lead = leads.save(served())
    monkeypatch.setattr(services, "leads", lambda: replace(leads, sequence=new))
    expected = forecast(lead, new, NOON)
    site.functions.advance(30 * DAY)
    ended = leads.store.load(lead.id).attempts

    assert len(expected) == 3
    assert expected == [
        Coming(one.attempt.email_id.reference, one.attempt.claimed_at)
        for one in ended
        if one.attempt.email_id.kind is EmailKind.FOLLOW_UP
    ]
