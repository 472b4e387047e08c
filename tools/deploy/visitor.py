"""A visitor without a browser: opens a page, and sends the form that stands on it."""

import socket
from collections.abc import Mapping
from dataclasses import dataclass, field
from html.parser import HTMLParser
from http.client import HTTPException
from urllib.error import HTTPError, URLError
from urllib.parse import urlencode, urljoin, urlsplit
from urllib.request import Request, urlopen

PATIENCE = 30.0
"""In seconds: as long as API Gateway itself waits for a function."""


class Unreachable(Exception):
    """No page came. `is_unknown`: since no name server here knows the name, be it that there is no record yet."""

    def __init__(self, words: str, *, is_unknown: bool = False) -> None:
        super().__init__(words)
        self.is_unknown = is_unknown


@dataclass(frozen=True, slots=True)
class Page:
    url: str
    status: int
    html: str


@dataclass(slots=True)
class Form:
    """The first form of a page: where it is sent, and what it says by itself."""

    action: str = ""
    hidden: dict[str, str] = field(default_factory=dict)


def get(url: str) -> Page:
    """Raises Unreachable."""
    return _ask(Request(url))  # noqa: S310 - the stage's own address


def send(page: Page, form: Form, typed: Mapping[str, str]) -> Page:
    """Send the form of that page as a browser does. Raises Unreachable."""
    parts = urlsplit(page.url)
    headers = {"Referer": page.url, "Origin": f"{parts.scheme}://{parts.netloc}"}
    body = urlencode({**form.hidden, **typed}).encode()
    return _ask(Request(urljoin(page.url, form.action), body, headers))  # noqa: S310


def _ask(request: Request) -> Page:
    request.add_header("User-Agent", "clinic-leads-smoke")
    request.add_header("Accept", "text/html")
    try:
        with urlopen(request, timeout=PATIENCE) as answer:  # noqa: S310
            return Page(answer.url, answer.status, answer.read().decode())
    except HTTPError as error:
        with error:
            return Page(request.full_url, error.code, error.read().decode(errors="replace"))
    except (URLError, OSError, HTTPException) as error:
        reason = error.reason if isinstance(error, URLError) else error
        is_unknown = isinstance(reason, socket.gaierror)
        raise Unreachable(f"{request.full_url}: {reason}", is_unknown=is_unknown) from error


def form_of(page: Page) -> Form | None:
    """None if there is no form on it."""
    reader = _Reader()
    reader.feed(page.html)
    return reader.form


class _Reader(HTMLParser):
    form: Form | None = None

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        if tag == "form" and self.form is None:
            self.form = Form(given.get("action", ""))
        if tag == "input" and self.form and given.get("type") == "hidden":
            self.form.hidden[given["name"]] = given.get("value", "")
