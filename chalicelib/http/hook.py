"""A system of the clinic's own, over HTTPS alone, and nowhere that only we can reach: its name may lead to an address
of our own network, today or later, so the address that is checked is the one that is asked."""

import ipaddress
import socket
import ssl
from collections.abc import Mapping
from http.client import HTTPException, HTTPSConnection
from urllib.parse import urlsplit

from chalicelib.use_cases.failures import Declined, Unavailable

PATIENCE = 5
"""In seconds, for each step."""

HTTPS = 443

DECLINED = frozenset({400, 409, 413, 422})
"""What is said of one message (RFC 9110, section 15.5). The others of their kind are about who asks, where and how
often, and another message would fare no better."""


class WebHook:
    """A `ports.Hook`."""

    def __init__(self, url: str) -> None:
        self._url = urlsplit(url)

    def post(self, body: bytes, headers: Mapping[str, str]) -> None:
        host = self._url.hostname or ""
        connection = HTTPSConnection(host, HTTPS, timeout=PATIENCE)
        path = (self._url.path or "/") + (f"?{self._url.query}" if self._url.query else "")
        try:
            connection.sock = _secured(host)
            connection.request("POST", path, body, dict(headers))
            status = connection.getresponse().status
        except (OSError, HTTPException) as error:
            raise Unavailable("webhook", type(error).__name__) from error
        finally:
            connection.close()
        # Wherever else it would like to be asked: a redirect is no yes.
        if status in DECLINED:
            raise Declined("webhook", f"answered {status}")
        if status // 100 != 2:
            raise Unavailable("webhook", f"answered {status}")


def _secured(host: str) -> ssl.SSLSocket:
    """A connection to that host whose certificate has its name. Raises OSError or Unavailable."""
    found = [address[4][0] for address in socket.getaddrinfo(host, HTTPS, type=socket.SOCK_STREAM)]
    if not found or not all(is_public(str(one)) for one in found):
        raise Unavailable("webhook", "it is at no public address")
    plain = socket.create_connection((str(found[0]), HTTPS), PATIENCE)
    return ssl.create_default_context().wrap_socket(plain, server_hostname=host)


def is_public(address: str) -> bool:
    """Whether everybody can reach that address: not our own network, nor what tells a function its credentials."""
    known = ipaddress.ip_address(address.partition("%")[0])
    mapped = known.ipv4_mapped if isinstance(known, ipaddress.IPv6Address) else None
    return (mapped or known).is_global and not known.is_multicast
