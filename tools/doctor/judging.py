"""A fact is judged only if it is known."""

from collections.abc import Callable
from typing import TypeVar

from tools.doctor.facts import Known, Unanswered
from tools.doctor.findings import Finding, State

T = TypeVar("T")

ASK_AGAIN = "Ask again; if it stays, see whether your network and your AWS user may ask that."


def judged(name: str, fact: Known[T], judge: Callable[[str, T], Finding]) -> Finding:
    """What `judge` finds; where nothing is known, that."""
    if not isinstance(fact, Unanswered):
        return judge(name, fact)
    if not fact.is_here:
        return Finding(name, State.NOT_HERE, fact.why)
    return Finding(name, State.UNKNOWN, fact.why, ASK_AGAIN)
