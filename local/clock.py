"""A clock that can be moved."""

from collections.abc import Callable
from datetime import datetime, timedelta

from chalicelib.services import utc_now


class LocalClock:
    """The time of `source`, plus what the clock was moved by."""

    def __init__(self, source: Callable[[], datetime] = utc_now) -> None:
        self._source = source
        self._ahead = timedelta()

    def now(self) -> datetime:
        return self._source() + self._ahead

    def move_to(self, at: datetime) -> None:
        """Go on from `at`."""
        self._ahead = at - self._source()
