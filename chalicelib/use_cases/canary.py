"""The flight of the canary: a form sent as a visitor sends it, the emails that answer it, and what SES says of them."""

import logging
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Protocol

from chalicelib.errors import Explained
from chalicelib.leads.attempt import Delivery, EmailKind, Result
from chalicelib.leads.forms.judgement import FASTEST
from chalicelib.leads.lead import Lead
from chalicelib.use_cases.ports import Clock

logger = logging.getLogger(__name__)

READING = FASTEST + timedelta(seconds=1)
"""What sends a form sooner is taken for a machine."""

PATIENCE = timedelta(minutes=2)
"""A wake-up that is lost is made up for within a minute."""

LOOKS_EVERY = timedelta(seconds=3)


class Lost(Explained):
    """The canary did not arrive: how far it came."""


class Passing(Lost):
    """It did not arrive for a reason that may pass by itself: the site was not reached, it takes no more just now, or
    mail waits."""


class Door(Protocol):
    """The site from outside."""

    def open(self) -> dict[str, str]:
        """The fields of the form on the first page, as they stand there. Raises Lost."""

    def send(self, fields: Mapping[str, str]) -> None:
        """Send that form. Raises Lost unless the site thanks for it."""


@dataclass(frozen=True, slots=True)
class Canary:
    """What it types into the form, and the ids of all that is then kept of it."""

    email: str
    phone: str
    lead_id: str
    mailbox_id: str


def fly(
    canary: Canary,
    *,
    door: Door,
    load: Callable[[str], Lead | None],
    delete: Callable[[str], None],
    clock: Clock,
    wait: Callable[[timedelta], None],
) -> timedelta:
    """Send an enquiry the whole way and erase it; how long it took from the form to SES's word that its emails have
    arrived. Raises Lost or Unavailable."""
    try:
        form = door.open()
        wait(READING)
        sent_at = clock()
        door.send({**form, "name": "Canary", "email": canary.email, "phone": canary.phone})
        lead = load(canary.lead_id)
        while lacks(lead) and clock() - sent_at < PATIENCE:
            wait(LOOKS_EVERY)
            lead = load(canary.lead_id)
        took = clock() - sent_at
    finally:
        delete(canary.lead_id)
        delete(canary.mailbox_id)
    if lacking := lacks(lead):
        raise (Passing if _is_put_off(lead) else Lost)(f"{lacking} within {PATIENCE.seconds} seconds")
    logger.info("canary arrived", extra={"lead": canary.lead_id})
    return took


def _is_put_off(lead: Lead | None) -> bool:
    """Whether its mail waits: SES takes none just now, or too many guides go or bounce."""
    return lead is not None and bool(lead.deferred_until or lead.guide_deferred_until)


def lacks(lead: Lead | None) -> str:
    """What did not happen to it yet, "" once it has arrived."""
    if lead is None:
        return "the form was not stored"
    for kind in (EmailKind.ALERT, EmailKind.GUIDE):
        tries = [ended for ended in lead.attempts if ended.attempt.email_id.kind is kind]
        if not any(ended.result is Result.SENT for ended in tries):
            return f"the {kind} was not sent"
        if not any(ended.delivery is Delivery.DELIVERED for ended in tries):
            return f"SES did not say that the {kind} has arrived"
    return ""
