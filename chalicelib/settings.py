"""What differs between one deployment and another, from environment variables."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, fields
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from chalicelib.errors import Explained

MIN_KEY_LENGTH = 32


MAY_BE_MISSING = ("origin_key", "conversions_password")

_ADVICE = "On one machine, `make run` sets them all."


class BadSettings(Explained):
    """One or more settings are missing or wrong; the message names each."""


@dataclass(frozen=True, slots=True)
class Settings:
    """`site_url` is the public address without a trailing slash; `signing_keys` run from oldest to newest;
    `lead_id_key` can never change, for every lead's id is made with it; `origin_key` is by what the site knows that
    CloudFront asks, so that what it tells of a visitor's address is true: "" if there is no CloudFront in front;
    `conversions_password` is Google's, "" if it is told of no conversions.

    Each function is given what it needs and no more. What it was not given raises BadSettings when it is asked for."""

    site_url: str = ""
    mail_from: str = ""
    alert_from: str = ""
    clinic_inbox: str = ""
    lead_id_key: str = ""
    signing_keys: tuple[str, ...] = ()
    leads_table: str = ""
    at_once_queue_url: str = ""
    follow_ups_queue_url: str = ""
    configuration_set: str = ""
    origin_key: str = ""
    conversions_password: str = ""

    if not TYPE_CHECKING:

        def __getattribute__(self, name: str) -> object:
            value = object.__getattribute__(self, name)
            if value in ("", ()) and name not in MAY_BE_MISSING:
                raise BadSettings(f"{name.upper()} is missing. {_ADVICE}")
            return value

    @property
    def site_host(self) -> str:
        return urlsplit(self.site_url).hostname or ""


def read_settings(environment: Mapping[str, str]) -> Settings:
    """The settings in the environment. Raises BadSettings, which names all at once that are empty or wrong."""
    names = [field.name.upper() for field in fields(Settings)]
    values = {name: environment[name].strip() for name in names if name in environment}
    empty = [f"{name} is missing" for name, value in values.items() if not value]
    wrong = [
        f"{name} {demand}"
        for name, (is_good, demand) in _DEMANDS.items()
        if values.get(name) and not is_good(values[name])
    ]
    if empty or wrong:
        raise BadSettings("; ".join(empty + wrong) + f". {_ADVICE}")
    return Settings(**{name.lower(): _READ.get(name, str)(value) for name, value in values.items()})


def _keys(text: str) -> tuple[str, ...]:
    return tuple(key.strip() for key in text.split(","))


_READ: Mapping[str, Callable[[str], Any]] = {
    "SITE_URL": lambda text: text.rstrip("/"),
    "SIGNING_KEYS": _keys,
}
"""How those are read that are not taken as they are."""


def _is_web_address(text: str) -> bool:
    return re.fullmatch(r"https?://[A-Za-z0-9.-]+(:\d+)?(/[\w.~-]+)*/?", text) is not None


def _is_plain_email_address(text: str) -> bool:
    return re.fullmatch(r"[^@\s<>,;:\"]+@[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)+", text) is not None


def _is_key(text: str) -> bool:
    return len(text) >= MIN_KEY_LENGTH


_DEMANDS: Mapping[str, tuple[Callable[[str], bool], str]] = {
    "SITE_URL": (_is_web_address, "must be an address like https://guide.example.com"),
    "MAIL_FROM": (_is_plain_email_address, "must be a plain email address"),
    "ALERT_FROM": (_is_plain_email_address, "must be a plain email address"),
    "CLINIC_INBOX": (_is_plain_email_address, "must be a plain email address"),
    "LEAD_ID_KEY": (_is_key, f"needs {MIN_KEY_LENGTH} characters or more"),
    "ORIGIN_KEY": (_is_key, f"needs {MIN_KEY_LENGTH} characters or more"),
    "CONVERSIONS_PASSWORD": (_is_key, f"needs {MIN_KEY_LENGTH} characters or more"),
    "SIGNING_KEYS": (
        lambda text: all(map(_is_key, _keys(text))),
        f"needs keys of {MIN_KEY_LENGTH} characters or more, separated by commas",
    ),
}
