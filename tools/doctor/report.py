"""What was found, for people and for programs."""

import json
from collections.abc import Iterator, Sequence
from typing import Any

from tools.doctor.findings import Finding, State, verdict

MARKS = {
    State.GOOD: "✓",
    State.NOTE: "!",
    State.UNKNOWN: "?",
    State.PENDING: "…",
    State.WRONG: "✗",
    State.NOT_HERE: "-",
}


def as_text(stage: str, findings: Sequence[Finding]) -> str:
    """One line for each finding, what to do below it, and the verdict last."""
    last = verdict(findings)
    lines = [line for finding in findings for line in _lines(finding)]
    return "\n".join([*lines, "", f"{MARKS[last.state]} {stage} is {last.detail}", ""])


def _lines(finding: Finding, indent: str = "") -> Iterator[str]:
    yield f"{indent}{MARKS[finding.state]} {': '.join(filter(None, [finding.name, finding.detail]))}"
    if finding.remedy:
        yield f"{indent}    → {finding.remedy}"
    for part in finding.parts:
        yield from _lines(part, f"{indent}  ")


def as_json(stage: str, findings: Sequence[Finding]) -> str:
    """The same; nothing in it is to be run without a person's eye."""
    told = {
        "stage": stage,
        "findings": [_values(finding) for finding in findings],
        "verdict": _values(verdict(findings)),
    }
    return json.dumps(told, indent=2, ensure_ascii=False) + "\n"


def _values(finding: Finding) -> dict[str, Any]:
    return {
        "name": finding.name,
        "state": finding.state.word,
        "detail": finding.detail,
        "remedy": finding.remedy,
        "parts": [_values(part) for part in finding.parts],
    }
