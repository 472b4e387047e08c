"""The clinic: its facts, its hours for follow-ups and its caps, from `templates/clinic.toml`."""

from dataclasses import dataclass, fields
from datetime import date, time, timedelta
from typing import Any
from urllib.parse import quote
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from chalicelib.leads.caps import Caps
from chalicelib.leads.sequence import WEEKDAYS, SendingWindow


@dataclass(frozen=True, slots=True)
class Clinic:
    """`language` is the one its front desk works in, `first_campaign` the id of the one at the site's bare address."""

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
    language: str
    first_campaign: str
    window: SendingWindow
    minimum_gap: timedelta
    caps: Caps

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
    """The clinic told by `clinic.toml`. Raises ValueError, which says to its author what is wrong."""
    known = {field.name for field in fields(Clinic)} - {"window", "minimum_gap"} | {"follow_ups"}
    if unknown := data.keys() - known:
        raise ValueError(f"clinic.toml: {', '.join(sorted(unknown))} is not known here")
    try:
        facts, follow_ups = dict(data), data["follow_ups"]
        zone = ZoneInfo(facts.pop("zone"))
        del facts["follow_ups"]
        return Clinic(
            **{**facts, "caps": _read_caps(data["caps"])},
            zone=zone,
            window=_read_window(follow_ups, zone),
            minimum_gap=timedelta(hours=follow_ups["minimum_gap_hours"]),
        )
    except ZoneInfoNotFoundError as error:
        raise ValueError(f"clinic.toml: {error.args[0]}") from error
    except KeyError as error:
        raise ValueError(f"clinic.toml: {error.args[0]} is missing") from error
    except TypeError as error:
        # Of a dataclass: "missing 1 required positional argument: 'phone'".
        raise ValueError(f"clinic.toml: {str(error).partition('() ')[2] or error}") from error


def whatsapp_url(phone_e164: str) -> str:
    """A link that opens a chat: digits only, with the country code (WhatsApp's click-to-chat format)."""
    return f"https://wa.me/{phone_e164.removeprefix('+')}"


def with_text(whatsapp_url: str, text: str) -> str:
    """The same, with a text that stands in the chat's box until the person sends it."""
    return f"{whatsapp_url}?text={quote(text)}"


def _read_caps(data: dict[str, Any]) -> Caps:
    if any(not isinstance(most, int) or most < 1 for most in data.values()):
        raise ValueError("clinic.toml: each cap is a number, 1 or more")
    if unknown := data.keys() - {field.name for field in fields(Caps)}:
        raise ValueError(f"clinic.toml: {', '.join(sorted(unknown))} is not known under [caps]")
    return Caps(**data)


def _read_window(data: dict[str, Any], zone: ZoneInfo) -> SendingWindow:
    weekdays, holidays = frozenset(data["weekdays"]), frozenset(data["holidays"])
    if not weekdays or not weekdays <= set(WEEKDAYS):
        raise ValueError(f"clinic.toml: weekdays are some of {', '.join(WEEKDAYS)}")
    if not all(isinstance(day, date) for day in holidays):
        raise ValueError("clinic.toml: holidays are written like 2026-03-20, without quotes")
    if not isinstance(data["opens"], time) or not isinstance(data["closes"], time):
        raise ValueError("clinic.toml: opens and closes are written like 10:00:00, without quotes")  # noqa: TRY004
    if data["opens"] >= data["closes"]:
        raise ValueError("clinic.toml: the window must open before it closes")
    if not isinstance(data["minimum_gap_hours"], (int, float)) or data["minimum_gap_hours"] < 0:
        raise ValueError("clinic.toml: minimum_gap_hours is a number, 0 or more")
    return SendingWindow(data["opens"], data["closes"], zone, weekdays, holidays)
