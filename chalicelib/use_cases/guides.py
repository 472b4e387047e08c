"""How many guides go within an hour, to a network and to all people together, and how those that bounce slow down the
others."""

from datetime import datetime, timedelta

from chalicelib.leads.caps import BOUNCES_OF_A_NETWORK, Caps
from chalicelib.use_cases.budget import Budget

_HOUR, _DAY = timedelta(hours=1), timedelta(days=1)


def guides_of(at: datetime, limit: int) -> Budget:
    """The guides to everybody, of the hour that `at` lies in."""
    return Budget(f"guides-{at:%Y-%m-%dT%H}", limit, at + _DAY)


def guides_of_network(at: datetime, limit: int, network: str) -> Budget:
    """Those to one network. People whose network is not known are as one."""
    return Budget(f"guides-{network or 'nowhere'}-{at:%Y-%m-%dT%H}", limit, at + _DAY)


def bounce_of_network(at: datetime, caps: Caps, network: str) -> list[Budget]:
    """A guide of somebody in that network that bounces, as it is told then: it counts in that hour and in the next, so
    that a new hour does not begin with the same mistake."""
    limit = caps.guides_an_hour_of_a_network
    return [guides_of_network(hour, limit, network).bounced for hour in (at, at + _HOUR)]


def bounce_of_all(at: datetime, caps: Caps, network: str) -> list[Budget]:
    """The same as it counts for everybody: only so often, or one network could stop the guides of all others."""
    share = Budget(f"bounces-{network or 'nowhere'}-{at:%Y-%m-%dT%H}", BOUNCES_OF_A_NETWORK, at + _DAY)
    return [share, *(guides_of(hour, caps.guides_an_hour).bounced for hour in (at, at + _HOUR))]
