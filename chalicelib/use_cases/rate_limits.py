"""What we keep of where a form was sent from: never the address itself."""

import hashlib
import hmac
from datetime import datetime, timedelta
from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network

from chalicelib.use_cases.ports import Budget


def network_of(address: str) -> str:
    """The network of an IP address, so large that it names no person: /24 of IPv4, /48 of IPv6. "" for no address."""
    return _within(address, 24, 48)


def limit_of(address: str, at: datetime, key: str, forms_an_hour: int) -> Budget | None:
    """What an address may send within the hour, None if it is none. Its name is a keyed hash, another each hour.

    In IPv6 the /64 counts (RFC 4291, section 2.5.4): a person who has one address has all of those.
    """
    sender = _within(address, 32, 64)
    if not sender:
        return None
    typed = f"forms of {sender} at {at:%Y-%m-%dT%H}"
    name = hmac.new(key.encode(), typed.encode(), hashlib.sha256).hexdigest()[:32]
    return Budget(f"forms-{name}", forms_an_hour, at + timedelta(hours=1))


def _within(address: str, bits_of_4: int, bits_of_6: int) -> str:
    try:
        sender: IPv4Address | IPv6Address = ip_address(address)
    except ValueError:
        return ""
    if isinstance(sender, IPv6Address):
        sender = sender.ipv4_mapped or IPv6Address(int(sender))
    bits = bits_of_4 if sender.version == 4 else bits_of_6
    return str(ip_network((sender, bits), strict=False))
