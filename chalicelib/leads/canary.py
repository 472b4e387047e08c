"""The canary: an enquiry of nobody's that goes the whole way of one, so that it is known where the way ends.

Its address is one of SES's mailbox simulator, which takes every email and shows it to no one. It is made with the
service's own key, and a form with any other of that kind is refused, so nobody else can have an enquiry taken for one.
What is stored of it is known by its id alone. https://docs.aws.amazon.com/ses/latest/dg/send-an-email-from-console.html
"""

import base64
import hashlib
import hmac
import re
from datetime import UTC, datetime, timedelta

SYNTHETIC = "canary-"
"""How the id of a lead begins that is a canary. The policy of the function that erases them names it too."""

KEPT = timedelta(days=1)
"""How long a canary is kept that was not erased."""

FRESH = timedelta(minutes=10)
"""How long an address is good for, so that one that is seen somewhere is worth nothing."""

_ADDRESS = re.compile(r"success\+canary-(\d{1,10})-([a-z2-7]{26})@simulator\.amazonses\.com")


def canary_address(at: datetime, key: str) -> str:
    """The address of a canary that flies at `at`. `key` is that of lead ids."""
    second = int(at.timestamp())
    return f"success+canary-{second}-{_proof(second, key)}@simulator.amazonses.com"


def is_synthetic(lead_id: str) -> bool:
    """Whether that is the id of a canary: it is shown to nobody, and counts nowhere."""
    return lead_id.startswith(SYNTHETIC)


def is_canary(email: str) -> bool:
    """Whether that is the address of a canary, ours or not: see `is_proved`."""
    return _ADDRESS.fullmatch(email.lower()) is not None


def is_proved(email: str, now: datetime, key: str) -> bool:
    """Whether a form with that address comes from the service itself."""
    found = _ADDRESS.fullmatch(email)
    if found is None or not hmac.compare_digest(found[2], _proof(int(found[1]), key)):
        return False
    return abs(now - datetime.fromtimestamp(int(found[1]), UTC)) < FRESH


def _proof(second: int, key: str) -> str:
    """No address reads like what is hashed here, so that no lead's id is the proof of a canary."""
    digest = hmac.new(key.encode(), f"canary at {second}".encode(), hashlib.sha256).digest()[:16]
    return base64.b32encode(digest).decode().rstrip("=").lower()
