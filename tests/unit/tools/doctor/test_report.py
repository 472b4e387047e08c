"""How the doctor tells what it found."""

import json

import pytest

from tools.doctor.findings import Finding, State, good, group, note, pending, verdict, wrong
from tools.doctor.report import as_json, as_text

GOOD, NOTE = good("Stack", "clinic-leads-prod"), note("Quota", "200 a day", "Ask for more.")
WRONG, PENDING = wrong("SPF", "not in DNS", "Set it."), pending("DKIM", "not seen yet", "Wait.")
UNKNOWN = Finding("DMARC", State.UNKNOWN, "it timed out", "Ask again.")
NOT_HERE = Finding("Alarms", State.NOT_HERE, "not on one machine")


@pytest.mark.parametrize(
    ("findings", "words"),
    [
        ([GOOD], "ready"),
        ([GOOD, NOTE, NOT_HERE], "ready"),
        ([GOOD, UNKNOWN], "perhaps ready: not all could be found out: 1 unknown (DMARC)"),
        ([UNKNOWN, PENDING], "not ready yet: 1 pending (DKIM), 1 unknown (DMARC)"),
        ([PENDING, WRONG, UNKNOWN], "not ready: 1 wrong (SPF), 1 pending (DKIM), 1 unknown (DMARC)"),
    ],
)
def test_the_verdict_is_that_of_the_worst(findings, words):
    assert verdict(findings).detail == words


def test_the_verdict_counts_the_parts_of_what_is_wrong():
    assert verdict([group("Mail", "", GOOD, WRONG)]).detail == "not ready: 1 wrong (SPF)"


def test_the_verdict_is_the_last_line():
    assert as_text("prod", [GOOD, WRONG]).splitlines()[-1] == "✗ prod is not ready: 1 wrong (SPF)"


def test_no_tick_stands_over_a_part_that_failed():
    assert as_text("prod", [group("Mail", "", GOOD, WRONG)]).startswith("✗ Mail\n")


def test_what_to_do_stands_below_what_is_wrong():
    assert as_text("prod", [WRONG]).splitlines()[:2] == ["✗ SPF: not in DNS", "    → Set it."]


@pytest.mark.parametrize(
    ("finding", "mark"), [(GOOD, "✓"), (NOTE, "!"), (UNKNOWN, "?"), (PENDING, "…"), (WRONG, "✗"), (NOT_HERE, "-")]
)
def test_each_state_has_a_mark_of_its_own(finding, mark):
    assert as_text("prod", [finding])[0] == mark


def test_programs_are_told_the_same():
    told = json.loads(as_json("prod", [group("Mail", "", WRONG)]))

    assert told["stage"] == "prod"
    assert told["verdict"]["state"] == "wrong"
    assert told["findings"][0]["parts"] == [
        {"name": "SPF", "state": "wrong", "detail": "not in DNS", "remedy": "Set it.", "parts": []}
    ]
