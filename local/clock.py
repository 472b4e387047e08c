"""A clock that can be moved forward."""

from datetime import UTC, datetime, timedelta


class LocalClock:
    """Real time plus what it was moved by."""

    def __init__(self) -> None:
        self._ahead = timedelta()

    def now(self) -> datetime:
        return datetime.now(UTC) + self._ahead

    def move_to(self, at: datetime) -> None:
        """Go on from `at`; a moment already past changes nothing."""
        self._ahead += max(at - self.now(), timedelta())
