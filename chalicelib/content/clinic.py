"""The clinic: its facts, its hours for follow-ups and its caps, from `templates/clinic.toml`."""

import re
from dataclasses import dataclass, fields, replace
from datetime import timedelta
from itertools import takewhile
from typing import Any
from urllib.parse import quote
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from chalicelib.content.authored import (
    COUNT,
    DAY,
    DURATION,
    FLAG,
    LANGUAGE,
    TABLE,
    TEXT,
    TIME,
    WEB_ADDRESS,
    Misfit,
    check,
    check_values,
    written,
)
from chalicelib.content.opening_hours import HOURS_OF_A_DAY, OpeningHours, read_hours
from chalicelib.errors import Explained
from chalicelib.leads.caps import Caps
from chalicelib.leads.forms.phone import fewest_digits
from chalicelib.leads.owed.hours import WEEKDAYS, OpenHours
from chalicelib.leads.owed.sequence import SendingWindow
from chalicelib.leads.staff.access import Staff


@dataclass(frozen=True, slots=True)
class Notes:
    """What a clinic tells of itself in its own words, in one language; "" is not told. `city`, `currency` and `price`
    are the clinic's as people write them in that language."""

    language: str
    qualifications: str = ""
    parking: str = ""
    city: str = ""
    currency: str = ""
    price: str = ""


@dataclass(frozen=True, slots=True)
class Webhook:
    """Where a system of the clinic's own is told of enquiries and outcomes. `key` counts the keys that it has had."""

    url: str
    key: int = 1


@dataclass(frozen=True, slots=True)
class Clinic:
    """`language` is the one its front desk works in, `first_campaign` the id of the one at the site's bare address.
    `example_phone` is nobody's. `owner` is the address that is told who was not called, "" if none is. From
    `hours` on, each fact may be unknown, and is shown only where it is known; `price` is that of one session.
    `keep_months` is how long somebody without a visit is kept, 0 until they ask to be erased."""

    name: str
    address: str
    city: str
    phone: str
    phone_e164: str
    example_phone: str
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
    owner: str = ""
    hours: OpeningHours | None = None
    price: str = ""
    has_woman_therapist: bool = False
    notes: tuple[Notes, ...] = ()
    staff: tuple[Staff, ...] = ()
    keep_months: int = 0
    webhook: Webhook | None = None

    def staff_with(self, inbox: str) -> tuple[Staff, ...]:
        """Who may sign in, where alerts go to that address. Raises Explained if somebody has it beside "inbox"."""
        staff = tuple(replace(one, email=inbox) if one.email == INBOX else one for one in self.staff)
        if not _are_apart(staff):
            raise Explained(
                f'clinic.toml: somebody under [staff] has the address that "{INBOX}" stands for here, which would not '
                "tell who did what: give one of the two another address, or take it away"
            )
        return staff

    def notes_in(self, language: str) -> Notes:
        """What it tells in that language: nothing, rather than something in another one."""
        return next((notes for notes in self.notes if notes.language == language), Notes(language))

    @property
    def call_hours(self) -> OpenHours:
        """When its front desk can call people: while it is open, or, where it does not tell, when follow-ups may go."""
        if self.hours is None:
            return self.window.hours
        return OpenHours(dict(self.hours.days), self.zone, self.window.holidays)

    @property
    def street(self) -> str:
        """The address as far as the city, which may have a postcode or a state beside it: "London SE1 2AB"."""
        street, *others = self.address.split(", ")
        return ", ".join([street, *takewhile(lambda part: not self._is_city(part), others)])

    def _is_city(self, part: str) -> bool:
        """No word of small letters stands beside it, as in "London Bridge"."""
        code = r"[A-Z0-9-]+"
        return bool(re.fullmatch(rf"({code} )*{re.escape(self.city)}( {code})*", part))

    @property
    def fewest_digits(self) -> int:
        """Of any phone number as people of its country type it, for the page to say at once that some are missing."""
        return fewest_digits(self.country)

    @property
    def call_url(self) -> str:
        return f"tel:{self.phone_e164}"

    @property
    def whatsapp_url(self) -> str:
        """Where its chat is. A link to it has a text typed in as well: see `chat`."""
        return whatsapp_url(self.phone_e164)

    def chat(self, hello: str) -> str:
        """A link that opens a chat with the clinic, with a text typed in that may name the {clinic}."""
        return self.chat_url(self.phone_e164, hello)

    def chat_url(self, phone_e164: str, hello: str) -> str:
        """A link that opens a chat with that number, with a greeting typed in that may name the {clinic}."""
        return with_text(whatsapp_url(phone_e164), hello.format(clinic=self.name))


PRICE = written("a price like Rs 4,000", r"[^\x00-\x1f]*[0-9][^\x00-\x1f]*")

FACTS = {
    **dict.fromkeys(("name", "address", "city", "phone", "example_phone", "zone", "currency", "first_campaign"), TEXT),
    "phone_e164": written("a number like +923001234567", r"\+[1-9][0-9]{4,14}"),
    "website": WEB_ADDRESS,
    "map_url": WEB_ADDRESS,
    "country": written("two letters like PK", r"[A-Z]{2}"),
    "language": LANGUAGE,
    "follow_ups": TABLE,
    "caps": TABLE,
}

OPTIONAL_FACTS = {
    "owner": written("an address like owner@example.com", r"[^@\s<>,;:\"]+@[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)+"),
    "price": PRICE,
    "has_woman_therapist": FLAG,
    "hours": TABLE,
    "notes": TABLE,
    "staff": TABLE,
    "privacy": TABLE,
    "webhook": TABLE,
}

WEBHOOK = {
    "url": written("an address like https://crm.example.com/hook", r"https://[^/\s\"<>@:]+(/[^\s\"<>]*)?"),
    "key": COUNT,
}

PRIVACY = {"keep_months": COUNT}

NOTES = dict.fromkeys(("qualifications", "parking", "city", "currency"), TEXT) | {"price": PRICE}

LONGEST_NAME = 40
"""Of one of the staff, in characters: it stands behind each of their acts."""

INBOX = "inbox"
"""What stands for the address that alerts go to, which each deployment is told by itself."""

STAFF = written(
    f'an address like desk@example.com, or "{INBOX}"', rf"{INBOX}|[^@\s<>,;:\"]+@[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)+"
)

FOLLOW_UPS = {
    "opens": TIME,
    "closes": TIME,
    "weekdays": written(f"one of {', '.join(WEEKDAYS)}", "|".join(WEEKDAYS)).listed,
    "holidays": DAY.listed,
    "minimum_gap_hours": DURATION,
}


def read_clinic(data: dict[str, Any]) -> Clinic:
    """The clinic told by `clinic.toml`. Raises ValueError, which says to its author what is wrong."""
    optional = {name: data[name] for name in OPTIONAL_FACTS if name in data}
    data = {name: value for name, value in data.items() if name not in optional}
    check("clinic.toml", data, FACTS)
    check("clinic.toml", data["follow_ups"], FOLLOW_UPS, "[follow_ups]")
    check_values("clinic.toml", data["caps"], {field.name: COUNT for field in fields(Caps)}, "[caps]")
    facts, follow_ups = dict(data), data["follow_ups"]
    try:
        zone = ZoneInfo(facts.pop("zone"))
    except (ZoneInfoNotFoundError, ValueError, OSError) as error:
        problem = f'zone has "{data["zone"]}", which is no zone: write one like Asia/Karachi'
        raise Misfit("clinic.toml", problem, "zone", "", 1) from error
    del facts["follow_ups"]
    return Clinic(
        **{**facts, **_read_optional(optional), "caps": Caps(**data["caps"])},
        zone=zone,
        window=_read_window(follow_ups, zone),
        minimum_gap=timedelta(hours=follow_ups["minimum_gap_hours"]),
    )


def _read_optional(data: dict[str, Any]) -> dict[str, Any]:
    """The facts that a clinic need not tell."""
    check_values("clinic.toml", data, OPTIONAL_FACTS)
    hours, notes, privacy = (data.get(part, {}) for part in ("hours", "notes", "privacy"))
    check_values("clinic.toml", privacy, PRIVACY, "[privacy]")
    check_values("clinic.toml", data.get("webhook", {}), WEBHOOK, "[webhook]")
    check_values("clinic.toml", hours, dict.fromkeys(WEEKDAYS, HOURS_OF_A_DAY), "[hours]")
    for language, told in notes.items():
        check_values("clinic.toml", {language: told}, {language: TABLE}, "[notes]")
        check_values("clinic.toml", told, NOTES, f"[notes.{language}]")
    return {
        **{name: value for name, value in data.items() if name != "privacy"},
        **privacy,
        "hours": read_hours(hours),
        "notes": tuple(Notes(one, **told) for one, told in notes.items()),
        "staff": _read_staff(data.get("staff", {})),
        "webhook": Webhook(**data["webhook"]) if data.get("webhook", {}).get("url") else None,
    }


def _read_staff(data: dict[str, Any]) -> tuple[Staff, ...]:
    """Who may sign in to the console: each by an address of their own, so that it tells who did what."""
    check_values("clinic.toml", data, dict.fromkeys(data, STAFF), "[staff]")
    staff = tuple(Staff(name, email) for name, email in data.items())
    for name in data:
        if TEXT.misfit(name) or len(name) > LONGEST_NAME:
            raise Misfit(
                "clinic.toml", f"{name!r} under [staff] is no name of {LONGEST_NAME} signs at most", name, "[staff]", 1
            )
    if not _are_apart(staff):
        raise ValueError("clinic.toml: two of [staff] have one address, which would not tell who did what")
    return staff


def _are_apart(staff: tuple[Staff, ...]) -> bool:
    return len({one.email.lower() for one in staff}) == len(staff)


def whatsapp_url(phone_e164: str) -> str:
    """A link that opens a chat: digits only, with the country code (WhatsApp's click-to-chat format)."""
    return f"https://wa.me/{phone_e164.removeprefix('+')}"


def with_text(whatsapp_url: str, text: str) -> str:
    """The same, with a text that stands in the chat's box until the person sends it."""
    return f"{whatsapp_url}?text={quote(text)}"


def _read_window(data: dict[str, Any], zone: ZoneInfo) -> SendingWindow:
    if not data["weekdays"]:
        raise ValueError("clinic.toml: weekdays are some of the week, or no follow-up is ever sent")
    if data["opens"] >= data["closes"]:
        raise ValueError("clinic.toml: the window must open before it closes")
    return SendingWindow(data["opens"], data["closes"], zone, frozenset(data["weekdays"]), frozenset(data["holidays"]))
