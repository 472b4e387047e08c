"""How many guides go within an hour, to a network and to all people together, and how those that bounce slow down the
others."""

from dataclasses import replace
from datetime import datetime, timedelta

from chalicelib.leads.caps import Caps
from chalicelib.use_cases.ports import Budget


def guides_of(at: datetime, limit: int, network: str = "") -> Budget:
    """The guides of the hour that `at` lies in, to that network, or to everybody."""
    of_network = f"{network}-" if network else ""
    return Budget(f"guides-{of_network}{at:%Y-%m-%dT%H}", limit, at + timedelta(days=1))


def bounce_of(at: datetime, caps: Caps) -> list[Budget]:
    """A guide that bounces, as it is told then: it counts in that hour and in the next, so that a new hour does
    not begin with the same mistake."""
    hours = (at, at + timedelta(hours=1))
    return [replace(guides_of(hour, caps.guides_an_hour), spends=0, bounces=1) for hour in hours]
