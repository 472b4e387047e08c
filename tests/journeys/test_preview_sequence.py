"""`make preview-sequence` on a checkout, and on the table of a deployment."""

import os
import shutil
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest

from chalicelib.leads.attempt import EmailKind
from chalicelib.leads.changes import new_lead
from chalicelib.leads.lead import Due, Queue
from chalicelib.services import current
from chalicelib.use_cases.budget import Budget
from tests.clinic import CAMPAIGN, templates
from tests.unit.leads.owed.test_plan import DAY, NOON, enquiry, served
from tools.preview.sequence.__main__ import CannotPreview, preview, read_leads
from tools.preview.sequence.forecast import Coming, forecast

CAMPAIGN_FILE = f"templates/campaigns/{CAMPAIGN}/campaign.toml"
CLINIC_FILE = "templates/clinic.toml"


@pytest.fixture
def checkout(tmp_path) -> Path:
    """A checkout in which the rules may be edited, with one commit."""
    shutil.copytree(templates().folder, tmp_path / "templates")
    identity = ["-c", "user.name=somebody", "-c", "user.email=somebody@example.com"]
    for command in (["init", "--quiet"], ["add", "."], [*identity, "commit", "--quiet", "--message", "Old"]):
        subprocess.run(["git", *command], cwd=tmp_path, check=True)
    return tmp_path


def edit(checkout: Path, before: str, after: str, file: str = CAMPAIGN_FILE) -> None:
    text = (checkout / file).read_text(encoding="utf-8")
    assert before in text
    (checkout / file).write_text(text.replace(before, after, 1), encoding="utf-8")


def previewed(checkout: Path, **environment: str) -> str:
    return preview(environment, checkout, NOON)


def test_without_a_table_the_preview_is_for_an_imaginary_person(checkout):
    edit(checkout, "day = 9", "day = 7")
    told = previewed(checkout)

    assert "LEADS_TABLE is not set: this is for an imaginary person who asks now." in told
    assert "somebody-who-asks-now: knots/answers Wed 11 Mar 12:00 -> Mon 9 Mar 12:00" in told


def test_a_step_that_moves_is_told_with_its_campaign(checkout):
    edit(checkout, "day = 9", "day = 7")

    assert "knots/answers: moves from day 9 to day 7" in previewed(checkout)


def test_other_hours_are_told_too(checkout):
    edit(checkout, "opens = 10:00:00", "opens = 15:00:00", CLINIC_FILE)

    assert "knots/session Wed 4 Mar 12:00 -> Wed 4 Mar 15:00" in previewed(checkout)


def test_the_old_rules_may_be_those_of_another_revision(checkout):
    subprocess.run(["git", "tag", "v1"], cwd=checkout, check=True)
    edit(checkout, "day = 9", "day = 7")

    assert "templates against v1" in previewed(checkout, OLD="v1")


def test_an_unknown_revision_is_named(checkout):
    with pytest.raises(CannotPreview, match=r"^OLD=no-such-thing is not a revision that has templates/$"):
        previewed(checkout, OLD="no-such-thing")


def test_a_revision_cannot_be_an_option_of_git(checkout):
    with pytest.raises(CannotPreview, match=r"^OLD=--output=x is not a revision"):
        previewed(checkout, OLD="--output=x")


@pytest.mark.parametrize(
    ("file", "before", "after", "told"),
    [
        (CAMPAIGN_FILE, "day = 9", "day = 1", "steps must stand in the order of their days"),
        (CAMPAIGN_FILE, 'id = "answers"', 'id = "goodbye"', "each step needs an id of its own, repeated: goodbye"),
        (CAMPAIGN_FILE, "day = 9", "dy = 9", "dy is not known under [[steps]]"),
        (CAMPAIGN_FILE, "day = 9", 'day = "9"', 'day under [[steps]] has "9", not a number'),
        (CLINIC_FILE, "opens = 10:00:00", 'opens = "10:00:00"\n#', "without quotes"),
        (CAMPAIGN_FILE, "day = 9", "day = nine", "Invalid value (at line "),
        (CAMPAIGN_FILE, "day = 21", "day = 99999999", "not a number of whole days from 0 up to 9,999"),
        (CAMPAIGN_FILE, 'id = "answers"', 'id = "myths"', "missing: campaigns/knots/en/emails/myths.md"),
    ],
)
def test_what_is_wrong_with_a_file_is_told_in_one_line(checkout, file, before, after, told):
    edit(checkout, before, after, file)
    with pytest.raises(CannotPreview) as problem:
        previewed(checkout)

    assert str(problem.value).startswith("templates: ")
    assert told in str(problem.value)
    assert len(str(problem.value).splitlines()) == 1


def test_what_is_wrong_with_the_old_rules_is_told_too(checkout):
    edit(checkout, "day = 9", "dy = 9")
    identity = ["-c", "user.name=somebody", "-c", "user.email=somebody@example.com"]
    subprocess.run(["git", *identity, "commit", "--quiet", "--all", "--message", "Broken"], cwd=checkout, check=True)
    edit(checkout, "dy = 9", "day = 9")

    with pytest.raises(CannotPreview, match=r"^templates of HEAD: .*dy is not known under"):
        previewed(checkout)


def test_the_command_exits_with_status_2_when_it_cannot_preview():
    command = [sys.executable, "-m", "tools.preview.sequence"]
    environment = {**os.environ, "OLD": "no-such-thing"}
    ran = subprocess.run(command, check=False, capture_output=True, text=True, env=environment)

    assert (ran.returncode, len(ran.stderr.splitlines()), ran.stdout) == (2, 1, "")


def saved(lead, *budgets: Budget):
    return current().store.save(lead, budgets)


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


def test_the_preview_names_no_person(site, checkout):
    edit(checkout, "day = 9", "day = 7")
    saved(replace(served(), due=Due(NOON + DAY, Queue.FOLLOW_UPS)))
    told = previewed(checkout, LEADS_TABLE=table(site))

    assert "1 person midway." in told
    assert not [personal for personal in ("Amina", "amina@example.com", "3001234567") if personal in told]


def test_who_has_had_everything_is_not_counted(site, checkout):
    edit(checkout, "day = 9", "day = 7")
    saved(replace(served(), due=None))
    told = previewed(checkout, LEADS_TABLE=table(site))

    assert "Nobody is midway: nothing changes for anyone." in told
    assert "Not counted: 1 person had the whole old sequence already" in told


def test_what_is_forecast_is_what_then_happens(site, monkeypatch):
    leads, rules = current().leads, current().leads.rules
    new = replace(rules, sequences={CAMPAIGN: rules.sequences[CAMPAIGN][1:4]})
    lead = leads.save(served())
    monkeypatch.setattr(current(), "leads", replace(leads, rules=new))
    expected = forecast(lead, new, NOON)
    site.functions.advance(30 * DAY)
    ended = leads.store.load(lead.id).attempts

    assert len(expected) == 3
    assert expected == [
        Coming(one.attempt.email_id.reference, one.attempt.claimed_at)
        for one in ended
        if one.attempt.email_id.kind is EmailKind.FOLLOW_UP
    ]
