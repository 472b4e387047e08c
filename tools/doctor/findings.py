"""What was found: one line each, with what to do, and a verdict over all."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import IntEnum


class State(IntEnum):
    """From the best to the worst."""

    NOT_HERE = 0
    GOOD = 1
    NOTE = 2
    UNKNOWN = 3
    PENDING = 4
    WRONG = 5

    @property
    def word(self) -> str:
        return self.name.lower().replace("_", " ")


@dataclass(frozen=True, slots=True)
class Finding:
    """`remedy` is what a person does about it, "" if nothing."""

    name: str
    state: State
    detail: str
    remedy: str = ""
    parts: tuple["Finding", ...] = ()

    @property
    def leaves(self) -> Iterator["Finding"]:
        """What was looked at one by one."""
        for part in self.parts:
            yield from part.leaves
        if not self.parts:
            yield self


def good(name: str, detail: str) -> Finding:
    return Finding(name, State.GOOD, detail)


def note(name: str, detail: str, remedy: str) -> Finding:
    return Finding(name, State.NOTE, detail, remedy)


def pending(name: str, detail: str, remedy: str) -> Finding:
    return Finding(name, State.PENDING, detail, remedy)


def wrong(name: str, detail: str, remedy: str) -> Finding:
    return Finding(name, State.WRONG, detail, remedy)


def group(name: str, detail: str, *parts: Finding) -> Finding:
    """As good as the worst of its parts."""
    return Finding(name, max(part.state for part in parts), detail, parts=parts)


def verdict(findings: Sequence[Finding]) -> Finding:
    """All in one line."""
    leaves = [leaf for finding in findings for leaf in finding.leaves]
    by_state = {state: [leaf.name for leaf in leaves if leaf.state is state] for state in State}
    worst = max(leaf.state for leaf in leaves)
    counts = [
        f"{len(by_state[state])} {state.word} ({', '.join(by_state[state])})"
        for state in (State.WRONG, State.PENDING, State.UNKNOWN)
        if by_state[state]
    ]
    told = {
        State.WRONG: "not ready",
        State.PENDING: "not ready yet",
        State.UNKNOWN: "perhaps ready: not all could be found out",
    }
    words = told.get(worst, "ready")
    return Finding("Verdict", worst, ": ".join([words, ", ".join(counts)] if counts else [words]))
