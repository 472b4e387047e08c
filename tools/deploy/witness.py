"""Who knows whether a guide has arrived: the lead's item in a stage's table, or the mailbox of `make run`."""

import json
from dataclasses import dataclass
from typing import Protocol
from urllib.request import urlopen

from chalicelib.leads.attempt import Delivery, EmailKind
from chalicelib.services import Services


class Witness(Protocol):
    def is_stored(self, email: str) -> bool: ...

    def has_guide(self, email: str) -> bool:
        """Whether the guide has arrived there."""

    def forget(self, email: str) -> None:
        """Leave nothing of it behind."""


@dataclass(frozen=True, slots=True)
class OfTable:
    """Each may raise Unavailable."""

    services: Services

    def is_stored(self, email: str) -> bool:
        return self.services.store.load(self.services.lead_id_of(email)) is not None

    def has_guide(self, email: str) -> bool:
        lead = self.services.store.load(self.services.lead_id_of(email))
        attempts = lead.attempts if lead else ()
        return any(
            one.attempt.email_id.kind is EmailKind.GUIDE and one.delivery is Delivery.DELIVERED for one in attempts
        )

    def forget(self, email: str) -> None:
        """It was nobody, so not even a tombstone stays."""
        for item in (self.services.lead_id_of(email), self.services.mailbox_id_of(email)):
            self.services.store.delete(item)


@dataclass(frozen=True, slots=True)
class OfMailbox:
    """The mailbox at an address of this machine. What it knows goes with Ctrl-C."""

    url: str

    def is_stored(self, email: str) -> bool:
        return bool(self._subjects(email))

    def has_guide(self, email: str) -> bool:
        return bool(self._subjects(email))

    def forget(self, email: str) -> None:
        """It forgets by itself."""

    def _subjects(self, email: str) -> list[str]:
        with urlopen(f"{self.url}/messages.json", timeout=5) as answer:  # noqa: S310 - on this machine
            return [one["subject"] for one in json.load(answer) if one["to"] == email]
