"""What differs between one deployment and another, from environment variables."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from urllib.parse import urlsplit

from chalicelib.errors import Explained

MIN_KEY_LENGTH = 32

_ADVICE = "On one machine, `make run` sets them all."


class BadSettings(Explained):
    """One or more settings are missing or wrong; the message names each."""


@dataclass(frozen=True, slots=True)
class Settings:
    """Each function is `given` what it needs and no more, by the names of its variables. What it was not given raises
    BadSettings when it is asked for."""

    given: Mapping[str, str]

    @property
    def site_url(self) -> str:
        """The public address, without a trailing slash."""
        return self._needed("SITE_URL").rstrip("/")

    @property
    def site_host(self) -> str:
        return urlsplit(self.site_url).hostname or ""

    @property
    def mail_from(self) -> str:
        return self._needed("MAIL_FROM")

    @property
    def alert_from(self) -> str:
        return self._needed("ALERT_FROM")

    @property
    def clinic_inbox(self) -> str:
        return self._needed("CLINIC_INBOX")

    @property
    def lead_id_key(self) -> str:
        """It can never change, for every lead's id is made with it."""
        return self._needed("LEAD_ID_KEY")

    @property
    def signing_keys(self) -> tuple[str, ...]:
        """From oldest to newest."""
        return _keys(self._needed("SIGNING_KEYS"))

    @property
    def leads_table(self) -> str:
        return self._needed("LEADS_TABLE")

    @property
    def at_once_queue_url(self) -> str:
        return self._needed("AT_ONCE_QUEUE_URL")

    @property
    def follow_ups_queue_url(self) -> str:
        return self._needed("FOLLOW_UPS_QUEUE_URL")

    @property
    def configuration_set(self) -> str:
        return self._needed("CONFIGURATION_SET")

    @property
    def origin_key(self) -> str:
        """By what the site knows that CloudFront asks, so that what it tells of a visitor's address is true; "" where
        none is in front."""
        return self.given.get("ORIGIN_KEY", "")

    @property
    def conversions_password(self) -> str:
        """Google's; "" where it is told of no conversions."""
        return self.given.get("CONVERSIONS_PASSWORD", "")

    def _needed(self, name: str) -> str:
        if not self.given.get(name):
            raise BadSettings(f"{name} is missing. {_ADVICE}")
        return self.given[name]


NAMES = (
    "SITE_URL",
    "MAIL_FROM",
    "ALERT_FROM",
    "CLINIC_INBOX",
    "LEAD_ID_KEY",
    "SIGNING_KEYS",
    "LEADS_TABLE",
    "AT_ONCE_QUEUE_URL",
    "FOLLOW_UPS_QUEUE_URL",
    "CONFIGURATION_SET",
    "ORIGIN_KEY",
    "CONVERSIONS_PASSWORD",
)


def read_settings(environment: Mapping[str, str]) -> Settings:
    """The settings in the environment. Raises BadSettings, which names all at once that are empty or wrong."""
    given = {name: environment[name].strip() for name in NAMES if name in environment}
    empty = [f"{name} is missing" for name, value in given.items() if not value]
    wrong = [
        f"{name} {demand}"
        for name, (is_good, demand) in _DEMANDS.items()
        if given.get(name) and not is_good(given[name])
    ]
    if empty or wrong:
        raise BadSettings("; ".join(empty + wrong) + f". {_ADVICE}")
    return Settings(given)


def _keys(text: str) -> tuple[str, ...]:
    return tuple(key.strip() for key in text.split(","))


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
