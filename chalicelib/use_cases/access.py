"""Signing in: a link is asked for, mailed by a worker, and opens a session once.

The web function cannot send email. It keeps what was asked for and wakes the worker, for an address that nobody has as
for any other: neither the answer nor its time tells who works at the clinic.
"""

import logging
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from chalicelib.leads.staff.access import LINK_LASTS, Sessions, SignIn, Staff, begin, end, end_all
from chalicelib.mail.writer import EmailWriter
from chalicelib.use_cases.budget import Budget
from chalicelib.use_cases.failures import Conflict, Deferred, Exhausted, InDoubt, Rejected
from chalicelib.use_cases.ports import Access, Clock, Limits, Mailer, Wakeups

logger = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Door:
    """What it takes to let somebody in: what is kept, who works here (by an id that says nothing), and the time."""

    access: Access
    staff: Mapping[str, Staff]
    clock: Clock
    new_id: Callable[[], str]

    def staff_id_of(self, typed: str) -> str:
        """Whose address that is, "" if nobody's."""
        return next((known for known, one in self.staff.items() if one.email.lower() == typed.lower()), "")


def ask_for_link(
    typed: str, page: str, limits: Sequence[Budget], *, door: Door, budgets: Limits, wakeups: Wakeups
) -> None:
    """Have a link mailed to that address, if it is of the staff and its limits are not spent. Raises Unavailable."""
    try:
        for budget in limits:
            budgets.spend(budget)
    except Exhausted:
        logger.warning("too many links to sign in are asked for")
        return
    sign_in = SignIn(door.new_id(), door.staff_id_of(typed), page, door.clock() + LINK_LASTS)
    door.access.keep(sign_in)
    wakeups.ask_for_link(sign_in.id)


def mail_link(sign_in_id: str, *, door: Door, writer: EmailWriter, mailer: Mailer) -> None:
    """Mail a link that was asked for. One that does not arrive is asked for again. Raises Unavailable."""
    sign_in, now = door.access.find(sign_in_id), door.clock()
    staff = door.staff.get(sign_in.staff_id) if sign_in and sign_in.is_good(now) else None
    if sign_in is None or staff is None:
        return
    try:
        mailer.send(writer.sign_in(staff, sign_in.id, now), {"kind": "sign-in"})
    except (Deferred, Rejected, InDoubt) as failure:
        logger.error("a link to sign in was not sent, as far as we know: %s", failure)


def look_at_link(sign_in_id: str, *, door: Door) -> Staff | None:
    """Who may sign in by that link, None if it is over. Changes nothing. Raises Unavailable."""
    sign_in = door.access.find(sign_in_id)
    return door.staff.get(sign_in.staff_id) if sign_in and sign_in.is_good(door.clock()) else None


def use_link(sign_in_id: str, session_id: str, *, door: Door) -> SignIn | None:
    """Open a session by that link, which is then used up; None if it was before, or is over. Raises Unavailable."""
    sign_in = door.access.take(sign_in_id)
    if sign_in is None or not sign_in.is_good(door.clock()) or sign_in.staff_id not in door.staff:
        return None
    _change(sign_in.staff_id, lambda sessions: begin(sessions, session_id, door.clock()), door)
    return sign_in


def signed_in(staff_id: str, session_id: str, *, door: Door) -> Staff | None:
    """Whose session that is, None if it is over, or they work here no more. Raises Unavailable."""
    staff = door.staff.get(staff_id)
    is_open = staff is not None and door.access.sessions_of(staff_id).has_open(session_id, door.clock())
    return staff if is_open else None


def sign_out(staff_id: str, session_id: str, *, door: Door) -> None:
    """End that session. Raises Unavailable."""
    _change(staff_id, lambda sessions: end(sessions, session_id), door)


def sign_out_everywhere(staff_id: str, *, door: Door) -> None:
    """End all sessions of one of the staff. Raises Unavailable."""
    _change(staff_id, end_all, door)


def _change(staff_id: str, change: Callable[[Sessions], Sessions], door: Door) -> None:
    while True:
        try:
            door.access.save(change(door.access.sessions_of(staff_id)))
            return
        except Conflict:
            continue
