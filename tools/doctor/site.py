"""What a visitor gets at an address, and the time by the clock of what answers there."""

import socket
import ssl
from collections.abc import Callable
from datetime import datetime
from email.utils import parsedate_to_datetime
from http.client import HTTPException, HTTPResponse
from typing import cast
from urllib.error import HTTPError, URLError
from urllib.request import Request, urlopen

from tools.doctor.facts import Clocks, Known, Unanswered, Visit

PATIENCE = 30.0
"""In seconds: API Gateway answers after 29 itself, so a longer silence is none of ours."""

_FORM = b'name="token"'
"""Stands in each form of ours."""


def visit(url: str, now: Callable[[], datetime]) -> tuple[Known[Visit], Known[Clocks]]:
    """Look at the page as a visitor does. A name that does not exist is something else than a network that is down."""
    # The address is the stage's own, from its stack.
    request = Request(url + "/", headers={"User-Agent": "clinic-leads-doctor"})  # noqa: S310
    try:
        with cast("HTTPResponse", urlopen(request, timeout=PATIENCE)) as answer:  # noqa: S310
            return Visit(url, answer.status, _FORM in answer.read()), _clocks(answer.headers.get("Date"), now)
    except HTTPError as error:
        with error:
            return Visit(url, error.code), _clocks(error.headers.get("Date"), now)
    except (URLError, OSError, HTTPException) as error:
        unseen = _unseen(url, error.reason if isinstance(error, URLError) else error)
        return unseen, Unanswered("no clock answered")


def _clocks(date: str | None, now: Callable[[], datetime]) -> Known[Clocks]:
    return Clocks(now(), parsedate_to_datetime(date)) if date else Unanswered("the site does not tell the time")


def _unseen(url: str, reason: object) -> Known[Visit]:
    match reason:
        case ssl.SSLCertVerificationError():
            return Visit(url, problem=f"its certificate is not valid ({reason.verify_message})")
        case socket.gaierror() if reason.errno != socket.EAI_AGAIN:
            return Visit(url, problem="DNS does not know its name")
        case ConnectionRefusedError():
            return Visit(url, problem="nothing answers there")
    return Unanswered(f"{url} did not answer: {type(reason).__name__}")
