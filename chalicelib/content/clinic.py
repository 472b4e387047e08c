"""The clinic's facts, from `templates/clinic.toml`."""

from dataclasses import dataclass
from typing import Any
from urllib.parse import quote
from zoneinfo import ZoneInfo


@dataclass(frozen=True, slots=True)
class Clinic:
    name: str
    address: str
    city: str
    phone: str
    phone_e164: str
    website: str
    map_url: str
    zone: ZoneInfo
    currency: str
    country: str

    @property
    def street(self) -> str:
        """The address as far as the city."""
        return self.address.partition(f", {self.city}")[0]

    @property
    def call_url(self) -> str:
        return f"tel:{self.phone_e164}"

    @property
    def whatsapp_url(self) -> str:
        return whatsapp_url(self.phone_e164)


def read_clinic(data: dict[str, Any]) -> Clinic:
    """The clinic told by `clinic.toml`. TypeError or KeyError if a fact is missing, unknown or misspelt."""
    return Clinic(**{**data, "zone": ZoneInfo(data["zone"])})


def whatsapp_url(phone_e164: str) -> str:
    """A link that opens a chat: digits only, with the country code (WhatsApp's click-to-chat format)."""
    return f"https://wa.me/{phone_e164.removeprefix('+')}"


def with_text(whatsapp_url: str, text: str) -> str:
    """The same, with a text that stands in the chat's box until the person sends it."""
    return f"{whatsapp_url}?text={quote(text)}"
