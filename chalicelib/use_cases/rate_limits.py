"""What we keep of where a form was sent from: never the address itself."""

import hashlib
import hmac
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network

from chalicelib.leads.caps import Caps
from chalicelib.leads.staff.access import LINK_LASTS
from chalicelib.use_cases.budget import Budget

WIDTHS: Mapping[int, Mapping[int, int]] = {4: {32: 1, 24: 4}, 6: {64: 1, 56: 2, 48: 4}}
"""The networks whose forms and sign-ins are counted, in bits, by the version of IP: one address, a household, a hoster.
A network may send so many times as much as the smallest, since more people share it. In IPv6 the smallest is a /64
(RFC 4291, section 2.5.4): a person who has one address has all of those; a household gets up to a /56, and a hoster
hands out a /48 (RFC 6177)."""


SIGN_INS_OF_A_NETWORK = 20
"""In an hour, of the smallest."""

SIGN_INS_OF_A_PERSON = 3
"""In a quarter of an hour."""

EPOCH = datetime.fromtimestamp(0, UTC)


def network_of(address: str) -> str:
    """The network of an IP address, so large that it names no person: /24 of IPv4, /48 of IPv6. "" for no address."""
    sender = _read(address)
    return _network(sender, min(WIDTHS[sender.version])) if sender else ""


def limits_of(address: str, at: datetime, key: str, caps: Caps, *, is_suspect: bool) -> list[Budget]:
    """What the networks of an address may send within the hour; all that have none are as one address. What looks
    like a machine's has budgets of its own, so that junk uses up nothing of the people who share its network.

    Their names are keyed hashes, others each hour.
    """
    kind, most = ("suspects", caps.suspects_an_hour) if is_suspect else ("forms", caps.forms_an_hour)
    return _of_networks(address, kind, most, at, key)


def sign_ins_of(address: str, typed: str, at: datetime, key: str) -> list[Budget]:
    """The links that the networks of an IP address, and last the owner of the typed address, may ask for.

    Those of a person are counted by the quarter of an hour, in which a link lasts: when a stranger has used them up,
    the last one that was mailed is still good.
    """
    quarter = at - (at - EPOCH) % LINK_LASTS
    name = _name("sign-ins", f"{typed.lower()} {quarter:%M}", at, key)
    networks = _of_networks(address, "sign-ins", SIGN_INS_OF_A_NETWORK, at, key)
    return [*networks, Budget(name, SIGN_INS_OF_A_PERSON, at + timedelta(hours=1))]


def _of_networks(address: str, kind: str, most: int, at: datetime, key: str) -> list[Budget]:
    """Those of each network of an address, the smallest first."""
    sender = _read(address)
    shares = {_network(sender, bits): share for bits, share in WIDTHS[sender.version].items()} if sender else {"": 1}
    return [
        Budget(_name(kind, network, at, key), most * share, at + timedelta(hours=1))
        for network, share in shares.items()
    ]


def _name(kind: str, network: str, at: datetime, key: str) -> str:
    typed = f"{kind} of {network} at {at:%Y-%m-%dT%H}"
    return f"{kind}-{hmac.new(key.encode(), typed.encode(), hashlib.sha256).hexdigest()[:32]}"


def _read(address: str) -> IPv4Address | IPv6Address | None:
    try:
        sender = ip_address(address)
    except ValueError:
        return None
    # Without the zone that the address of a link may have.
    return sender if isinstance(sender, IPv4Address) else sender.ipv4_mapped or IPv6Address(int(sender))


def _network(sender: IPv4Address | IPv6Address, bits: int) -> str:
    return str(ip_network((sender, bits), strict=False))
