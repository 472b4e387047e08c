"""What a request tells: where the site stands for it, who sent it, what with, and where they came from."""

from typing import Any
from urllib.parse import urlencode, urlsplit

from chalice.app import Request

from chalicelib import services
from chalicelib.leads.attribution import Arrival, read_arrival


def base_path(request: Request) -> str:
    """The path the site lives under: "/prod" on a stage's own address, "" on a domain of its own."""
    if services.settings().behind_cloudfront:
        # CloudFront puts the stage before the path of each request; its visitors know of none.
        return urlsplit(services.settings().site_url).path
    full_path: str = request.context.get("path") or request.path
    segments = full_path.rstrip("/").split("/")
    own = request.path.rstrip("/").count("/")
    return "/".join(segments[: len(segments) - own])


def sender_of(request: Request) -> str:
    """The IP address a request came from. What anybody can claim, like X-Forwarded-For, counts for nothing."""
    if services.settings().behind_cloudfront:
        # With the port: "198.51.100.10:46532".
        address: str = request.headers.get("cloudfront-viewer-address", "").rpartition(":")[0]
        return address.strip("[]")
    source: str = request.context.get("identity", {}).get("sourceIp", "")
    return source


def body(request: Request) -> bytes:
    """What was posted, as it came."""
    raw = request.raw_body
    return raw.encode() if isinstance(raw, str) else raw


def arrival_of(request: Request) -> Arrival:
    """Where its visitor came from: what its own address and its Referer say."""
    values: dict[str, Any] = request.to_original_event().get("multiValueQueryStringParameters") or {}
    address = request.path + ("?" + urlencode(values, doseq=True) if values else "")
    return read_arrival(address, request.headers.get("referer", ""), services.settings().site_host)
