"""How the world outside may fail a use-case."""

from datetime import timedelta

from chalicelib.errors import Explained

PARKED = timedelta(hours=1)
"""A wait of this or more is not SES being busy: a person has to look."""


class Conflict(Exception):
    """The lead, or its mailbox, was saved by another after it was loaded."""


class Shut(Exception):
    """The mailbox takes no mail, or its person wants none, and nothing was written."""


class Exhausted(Exception):
    """A budget is spent, and nothing was written."""


class Unavailable(Explained):
    """A service we depend on did not do what was asked, or did not answer: where, and what kind of error it was."""

    def __init__(self, place: str, kind: str, request_id: str = "") -> None:
        super().__init__(f"{place}: {kind}" + (f", request {request_id}" if request_id else ""))


class Declined(Unavailable):
    """The clinic's own system does not take this one message, for what is in it, and would not take it again."""


class Deferred(Explained):
    """SES certainly did not take the email, and would not take another for a while."""

    def __init__(self, reason: str, wait: timedelta) -> None:
        super().__init__(reason)
        self.wait = wait


class Rejected(Explained):
    """SES refuses this email and would refuse it again."""


class InDoubt(Explained):
    """Nothing says whether SES took the email."""
