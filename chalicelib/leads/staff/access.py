"""How the clinic's staff come in: by a link that signs in once, into a session that ends by itself."""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta

LINK_LASTS = timedelta(minutes=15)

SESSION_LASTS = timedelta(hours=12)
"""A day at the desk."""

MOST_SESSIONS = 10
"""Of one of the staff at a time: a phone, a computer, and what was forgotten here and there. The oldest goes."""


@dataclass(frozen=True, slots=True)
class Staff:
    """One of those who may sign in: `name` is what their acts are kept under."""

    name: str
    email: str


@dataclass(frozen=True, slots=True)
class SignIn:
    """A link that was asked for. `staff_id` is "" if the address is nobody's, so that asking takes the same steps for
    every address; `page` is the path that they wanted to see."""

    id: str
    staff_id: str
    page: str
    until: datetime

    def is_good(self, now: datetime) -> bool:
        return now < self.until


@dataclass(frozen=True, slots=True)
class Session:
    id: str
    until: datetime


@dataclass(frozen=True, slots=True)
class Sessions:
    """Those of one of the staff, the oldest first; `revision` counts saves."""

    staff_id: str
    sessions: tuple[Session, ...] = ()
    revision: int = 0

    def has_open(self, session_id: str, now: datetime) -> bool:
        """Whether that one is open."""
        return any(one.id == session_id and now < one.until for one in self.sessions)

    @property
    def expires_at(self) -> datetime | None:
        return max((one.until for one in self.sessions), default=None)


def begin(sessions: Sessions, session_id: str, now: datetime) -> Sessions:
    """Open a session."""
    still_open = [one for one in sessions.sessions if now < one.until]
    opened = (*still_open, Session(session_id, now + SESSION_LASTS))
    return replace(sessions, sessions=opened[-MOST_SESSIONS:])


def end(sessions: Sessions, session_id: str) -> Sessions:
    """Sign out here."""
    return replace(sessions, sessions=tuple(one for one in sessions.sessions if one.id != session_id))


def end_all(sessions: Sessions) -> Sessions:
    """Sign out everywhere."""
    return replace(sessions, sessions=())
