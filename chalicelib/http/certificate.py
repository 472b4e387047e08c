"""The certificate of a site, as a browser meets it."""

import socket
import ssl
from datetime import UTC, datetime
from urllib.parse import urlsplit

from chalicelib.http.front_door import PATIENCE
from chalicelib.use_cases.canary import Passing


def ends_at(site_url: str) -> datetime | None:
    """When the certificate at that address ends, None where there is none. Raises Passing if nobody shows it."""
    address = urlsplit(site_url)
    host = address.hostname or ""
    if address.scheme != "https":
        return None
    try:
        with (
            socket.create_connection((host, address.port or 443), PATIENCE) as plain,
            ssl.create_default_context().wrap_socket(plain, server_hostname=host) as secure,
        ):
            shown = secure.getpeercert() or {}
    except OSError as error:
        raise Passing(f"no certificate was shown: {type(error).__name__}") from None
    return datetime.fromtimestamp(ssl.cert_time_to_seconds(str(shown["notAfter"])), UTC)
