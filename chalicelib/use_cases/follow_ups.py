"""How follow-ups wait while the servers of a domain refuse our mail: each one that goes on makes a bad name worse."""

from datetime import datetime, timedelta

from chalicelib.leads.mailing.mailbox import mailbox_of
from chalicelib.use_cases.budget import Budget

_DAY = timedelta(days=1)

_ANY_NUMBER = 1_000_000_000


def follow_ups_to(email: str, at: datetime) -> Budget:
    """Those to the domain of that address, of the day in UTC that `at` lies in: as many as there are, while they are
    not refused."""
    domain = mailbox_of(email).rpartition("@")[2]
    return Budget(f"follow-ups-{domain}-{at:%Y-%m-%d}", _ANY_NUMBER, at + 2 * _DAY)


def refusal_of(email: str, at: datetime) -> list[Budget]:
    """An email to that address that is refused for our sake, as it is told then: it counts in that day and in the next,
    after which a few follow-ups find out whether it is mended."""
    return [follow_ups_to(email, day).bounced for day in (at, at + _DAY)]
