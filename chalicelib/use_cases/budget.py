"""How many of something a period has."""

from dataclasses import dataclass, replace
from datetime import datetime


@dataclass(frozen=True, slots=True)
class Budget:
    """So many of something within a period that `name` tells. It is not asked for after `expires_at`. `spends` is what
    a save takes of it, or gives back if it is negative; `bounces` is how much of it turns out to have been in vain.
    Too many of these exhaust it too. Only what takes of it can be refused."""

    name: str
    limit: int
    expires_at: datetime
    spends: int = 1
    bounces: int = 0

    @property
    def given_back(self) -> "Budget":
        return replace(self, spends=-self.spends)

    @property
    def bounced(self) -> "Budget":
        """One of it that was spent before, and turns out to have been in vain."""
        return replace(self, spends=0, bounces=1)
