"""Signed links: who may do what by holding an address, and the ids that stand in it."""

import base64
import hashlib
import hmac
import re
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum
from functools import cache, lru_cache
from urllib.parse import unquote

from itsdangerous import BadSignature, Signer

LEAD_ID = r"[a-z2-7]{26}"
"""What `lead_id_for` makes, but for canaries."""

_AS_GIVEN = re.compile(r"[A-Za-z0-9_-][A-Za-z0-9_.-]*")


class Action(StrEnum):
    """What a link, or a form, lets its holder do. A signature for one is worthless for another."""

    GUIDE = "guide"
    UNSUBSCRIBE = "unsubscribe"
    OWN_PAGE = "yours"
    OWN_DATA = "your-data"
    START = "start"
    OUTCOME = "outcome"
    FORM = "form"
    QUARANTINE = "quarantine"
    SIGN_IN = "sign-in"
    SESSION = "session"
    CONSOLE = "console"


class BadLink(Exception):
    """The link was not made by us, or not for this."""


@dataclass(frozen=True, slots=True)
class Links:
    """Makes and reads absolute links on the site.

    `keys` are signing keys from oldest to newest: the newest signs, all are accepted, so a rotation breaks no link
    in an email already sent. A link to unsubscribe must work for at least 30 days (CAN-SPAM, 16 CFR 316.5): ours
    never expire.
    """

    site_url: str
    keys: tuple[str, ...]

    def page(self, path: str) -> str:
        """The public address of a page, `path` without its leading slash."""
        return f"{self.site_url}/{path}"

    def signed(self, action: Action, name: str, language: str = "") -> str:
        """The public address at which the holder may do `action` for the lead of that name, on a page in `language`, ""
        where it is the usual one."""
        return self.page("/".join([action, self.token(action, name), *([language] if language else [])]))

    def token(self, action: Action, name: str) -> str:
        """A token that proves that its holder may do `action` for that name."""
        return self._signer(action).sign(name).decode()

    def name(self, action: Action, token: str) -> str:
        """The name in such an address. Raises BadLink if the signature does not fit."""
        try:
            return self._signer(action).unsign(as_given(token)).decode()
        except (BadSignature, UnicodeError) as error:
            raise BadLink(action) from error

    def stamped(self, action: Action, at: datetime) -> str:
        """The public address at which the holder may do `action`, with the time it was given."""
        return self.page(f"{action}/{self.stamp(action, at)}")

    def stamp(self, action: Action, at: datetime) -> str:
        """A token that proves when we gave it, to the second."""
        return _stamp(self.keys, action, int(at.timestamp()))

    def stamped_at(self, action: Action, token: str) -> datetime:
        """When that token was given. Raises BadLink if the signature does not fit."""
        return datetime.fromtimestamp(int(self.name(action, token)), UTC)

    def _signer(self, action: Action) -> Signer:
        return _signer(self.keys, action)


def as_given(part: str) -> str:
    """A part of an address of ours without what a mail program took along or put in: a full stop, a bracket, a quote,
    white space, however they are encoded. What is left is only worth something if its signature fits."""
    found = _AS_GIVEN.search("".join(unquote(part).split()))
    return found[0].rstrip(".") if found else ""


@cache
def _signer(keys: tuple[str, ...], action: Action) -> Signer:
    return Signer(list(keys), salt=action, key_derivation="hmac", digest_method=hashlib.sha256)


@lru_cache(maxsize=8)
def _stamp(keys: tuple[str, ...], action: Action, second: int) -> str:
    """Kept, because a page that many people open within a second asks for the same one each time."""
    return _signer(keys, action).sign(str(second)).decode()


def lead_id_for(email: str, key: str) -> str:
    """The id of the person with that address: a keyed hash, so it says nothing to anyone without the key.

    26 characters of a-z and 2-7, fit for URLs and for SES tags; that of a canary says so before them. The whole address
    is lowercased: in theory the part before the @ is case-sensitive (RFC 5321, section 2.4), in practice none is.
    """
    # Imported where it is used: a page that is only looked at makes links, and knows no lead.
    from chalicelib.leads.canary import SYNTHETIC, is_canary

    digest = hmac.new(key.encode(), email.lower().encode(), hashlib.sha256).digest()[:16]
    lead_id = base64.b32encode(digest).decode().rstrip("=").lower()
    return f"{SYNTHETIC}{lead_id}" if is_canary(email) else lead_id


def is_lead_id(item_id: str) -> bool:
    """Whether that is the id of a person's lead: of the same table, all else has ids of other forms."""
    return re.fullmatch(LEAD_ID, item_id) is not None


def fingerprint_of(key: str) -> str:
    """What tells keys of ids apart and gives none away."""
    return hmac.new(key.encode(), b"fingerprint", hashlib.sha256).hexdigest()[:32]


MAILBOX = "mailbox-"
"""How the id of a mailbox begins."""


def mailbox_id_for(email: str, key: str) -> str:
    """The id of the mailbox behind that address: the same for all its spellings, and no lead's."""
    # Imported where it is used: a page that is only looked at makes links, and knows no lead.
    from chalicelib.leads.mailing.mailbox import mailbox_of

    return f"{MAILBOX}{lead_id_for(mailbox_of(email), key)}"
