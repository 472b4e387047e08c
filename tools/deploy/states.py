"""What a deployment does about each state that a stack can be in, so that none is a dead end.

https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/view-stack-events.html
"""

from enum import Enum, auto
from types import MappingProxyType


class Step(Enum):
    """MAKE a new stack; CHANGE the one there is; CLEAR what never worked and make a new one; RESUME an undoing that got
    stuck; WAIT for what is under way; FINISH a removal first; LOOK at what is none of our doing."""

    MAKE = auto()
    CHANGE = auto()
    CLEAR = auto()
    RESUME = auto()
    WAIT = auto()
    FINISH = auto()
    LOOK = auto()


NO_STACK = ""

STEPS = MappingProxyType(
    {
        NO_STACK: Step.MAKE,
        "DELETE_COMPLETE": Step.MAKE,
        # A change was prepared for a stack that was never made: SAM makes it as a new one.
        "REVIEW_IN_PROGRESS": Step.MAKE,
        "CREATE_COMPLETE": Step.CHANGE,
        "UPDATE_COMPLETE": Step.CHANGE,
        "UPDATE_ROLLBACK_COMPLETE": Step.CHANGE,
        "IMPORT_COMPLETE": Step.CHANGE,
        "IMPORT_ROLLBACK_COMPLETE": Step.CHANGE,
        # It never worked, and nobody has sent a form to it. Its table, if there is one, is kept all the same.
        "CREATE_FAILED": Step.CLEAR,
        "ROLLBACK_COMPLETE": Step.CLEAR,
        "ROLLBACK_FAILED": Step.CLEAR,
        # Only where somebody has asked CloudFormation not to undo what fails. It takes another change.
        "UPDATE_FAILED": Step.CHANGE,
        # Something could not be put back as it was. Until that is done no change is taken.
        "UPDATE_ROLLBACK_FAILED": Step.RESUME,
        "CREATE_IN_PROGRESS": Step.WAIT,
        "ROLLBACK_IN_PROGRESS": Step.WAIT,
        "UPDATE_IN_PROGRESS": Step.WAIT,
        "UPDATE_COMPLETE_CLEANUP_IN_PROGRESS": Step.WAIT,
        "UPDATE_ROLLBACK_IN_PROGRESS": Step.WAIT,
        "UPDATE_ROLLBACK_COMPLETE_CLEANUP_IN_PROGRESS": Step.WAIT,
        "DELETE_IN_PROGRESS": Step.WAIT,
        "IMPORT_IN_PROGRESS": Step.WAIT,
        "IMPORT_ROLLBACK_IN_PROGRESS": Step.WAIT,
        "DELETE_FAILED": Step.FINISH,
    }
)


def step(status: str) -> Step:
    """What to do about a stack in that state."""
    return STEPS.get(status, Step.LOOK)


def advice(about: Step, stage: str, status: str) -> str:
    """What a person is told where the command cannot go on by itself, "" where it can."""
    return {
        Step.WAIT: f"AWS is still at work on it ({status}). Run `make deploy STAGE={stage}` again in a few minutes.",
        Step.RESUME: f"An earlier change could not be undone ({status}). CloudFormation tries again now: in a few "
        f"minutes run `make deploy STAGE={stage}`. If it says this once more, its page in the console names what is in "
        "the way, under Events.",
        Step.FINISH: f"Its removal did not end ({status}). Run `make destroy STAGE={stage}` to end it, then "
        f"`make deploy STAGE={stage}`.",
        Step.LOOK: f"CloudFormation says {status}, which no command of ours brings about: look at its console.",
    }.get(about, "")
