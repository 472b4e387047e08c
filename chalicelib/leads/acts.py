"""What the front desk does to a person at the console, beside saying what came of an enquiry: each act is kept, with
who did it, and what holds now is what was done last."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

MOST_ACTS = 60
"""Of one lead, which has to fit into its item. What no longer matters goes first."""

LONGEST_NOTE = 500
"""In characters."""


class ActKind(StrEnum):
    """PAUSED and RESUMED are follow-ups, BLOCKED and UNBLOCKED are all emails and calls. LET_IN: an
    enquiry in quarantine was a person's."""

    NOTED = "noted"
    PAUSED = "paused"
    RESUMED = "resumed"
    GUIDE_AGAIN = "guide again"
    BLOCKED = "blocked"
    UNBLOCKED = "unblocked"
    LET_IN = "let in"
    EXPORTED = "exported"


OPPOSITES = ((ActKind.PAUSED, ActKind.RESUMED), (ActKind.BLOCKED, ActKind.UNBLOCKED))


@dataclass(frozen=True, slots=True)
class Act:
    """`by` is "" where it was done by the link of an email. `text` is the note; `enquiry_id` is that
    whose guide is sent again, or which was let in."""

    kind: ActKind
    at: datetime
    by: str
    text: str = ""
    enquiry_id: str = ""


def holds(acts: Sequence[Act], done: ActKind, undone: ActKind) -> bool:
    """Whether the one was done after the other."""
    latest = next((act for act in reversed(acts) if act.kind in (done, undone)), None)
    return latest is not None and latest.kind is done


def outliving(acts: Sequence[Act]) -> tuple[Act, ...]:
    """What stays when the person is forgotten: that they are blocked, if they are. Else the same person comes back by
    the next form as one who may be mailed."""
    latest = [act for act in acts if act.kind is ActKind.BLOCKED][-1:]
    return tuple(latest) if holds(acts, ActKind.BLOCKED, ActKind.UNBLOCKED) else ()


def kept(acts: Sequence[Act]) -> tuple[Act, ...]:
    """As many as are kept: the latest, and before all others those by which something holds now."""
    decisive = {
        max((act for act in acts if act.kind in pair), key=lambda act: act.at, default=None) for pair in OPPOSITES
    }
    room = MOST_ACTS - len(decisive)
    others = [act for act in acts if act not in decisive][-room:]
    return tuple(act for act in acts if act in decisive or act in others)
