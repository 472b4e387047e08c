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


def bounce_of(at: datetime, caps: Caps, network: str) -> list[Budget]:
    """A guide of somebody in that network that bounces, as it is told then: it counts for the network and for all, in
    that hour and in the next, so that a new hour does not begin with the same mistake."""
    counted = [
        guides_of(hour, caps.guides_an_hour, counted_for)
        for hour in (at, at + timedelta(hours=1))
        for counted_for in dict.fromkeys(("", network))
    ]
    return [replace(budget, spends=0, bounces=1) for budget in counted]
