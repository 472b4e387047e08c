"""Who of the staff sends a request, and whether they mean it: the one way into every page of the console."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps
from typing import TYPE_CHECKING
from urllib.parse import urlencode, urlsplit

from chalice.app import Blueprint, Request, Response

from chalicelib.content.links import Action
from chalicelib.entrypoints.requests import (
    READ,
    URL_ENCODED,
    clinic_visit,
    console_fields,
    named,
    path_of,
    query,
)
from chalicelib.entrypoints.responses import console_page, error
from chalicelib.leads.staff.access import SESSION_LASTS, Staff
from chalicelib.services import current

if TYPE_CHECKING:
    from chalicelib.use_cases.access import Door

View = Callable[..., Response]

PLAIN_QUERY = r"[a-z0-9_-]+=[a-z0-9_-]+(&[a-z0-9_-]+=[a-z0-9_-]+)*"
"""What is carried through signing in: enough for our own emails' links, and nothing that leads anywhere else."""


@dataclass(frozen=True, slots=True)
class SignedIn:
    """One of the staff, and the session that they are in. `key` stands in each form of the console: no other site can
    know it."""

    staff: Staff
    staff_id: str
    session_id: str

    @property
    def key(self) -> str:
        return current().links.token(Action.CONSOLE, self.session_id)


def for_staff(
    blueprint: Blueprint, path: str, methods: list[str] = READ, content_types: list[str] = URL_ENCODED
) -> Callable[[View], View]:
    """A page of the console at that path, or what its buttons do. The view is given who asks. Anybody else gets the
    page to sign in; what was posted by another site does nothing."""

    def register(view: View) -> View:
        @wraps(view)
        def guarded(**parts: str) -> Response:
            request: Request = blueprint.current_request
            asking = signed_in(request)
            if asking is None:
                return _asks_who_is_there(request, status=200 if path == "/clinic" else 403)
            if request.method not in READ and not _is_meant(request, asking):
                return error(request, 403)
            return view(asking, **parts)

        if methods == READ:
            blueprint.route(path, methods=methods)(guarded)
        else:
            blueprint.route(path, methods=methods, content_types=content_types)(guarded)
        return guarded

    return register


def signed_in(request: Request) -> SignedIn | None:
    """Who sends a request, None if nobody who is signed in."""
    from chalicelib.use_cases import access

    staff_id, _, session_id = named(Action.SESSION, _cookie_of(request)).partition(".")
    staff = access.signed_in(staff_id, session_id, door=door())
    return SignedIn(staff, staff_id, session_id) if staff else None


def is_own(request: Request) -> bool:
    """Whether a request may come from a page of ours: browsers say so, and no page can make them lie (Fetch standard,
    3.2; Fetch metadata). What says nothing is no browser of today's."""
    origin, site = (request.headers.get(name, "") for name in ("origin", "sec-fetch-site"))
    own = urlsplit(current().settings.site_url)
    return origin in ("", f"{own.scheme}://{own.netloc}") and site in ("", "same-origin")


def _is_meant(request: Request, asking: SignedIn) -> bool:
    """Whether they pressed a button of ours in this very session."""
    key = named(Action.CONSOLE, console_fields(request).get("key", ""))
    return is_own(request) and key == asking.session_id


def _asks_who_is_there(request: Request, status: int) -> Response:
    """The page to sign in. A page that was asked for is shown after it; what was pressed has to be pressed again."""
    if request.method not in READ:
        return sign_in_page(request, status, "unsaved")
    asked = urlencode(query(request))
    page = path_of(request) + (f"?{asked}" if re.fullmatch(PLAIN_QUERY, asked) else "")
    return sign_in_page(request, status, page=page)


def sign_in_page(request: Request, status: int = 200, state: str = "", page: str = "/clinic") -> Response:
    """The page that asks for an address. `state` says what came before: "asked", "over" of a link, or "unsaved" of what
    was posted without a session. `page` is where they go once signed in."""
    services = current()
    values = {"state": state, "page": page, "has_staff": bool(services.templates.clinic.staff)}
    return console_page(services.pages.render_console("sign-in", clinic_visit(request), **values), status)


def door() -> "Door":
    return current().door


def cookie_with(value: str) -> dict[str, str]:
    """The header that gives a browser the session, or takes it away again, which is "".

    Lax, so that a link in the morning's email opens the console, and nothing that another site posts has it."""
    is_secure = _is_secure()
    lasts = int(SESSION_LASTS.total_seconds()) if value else 0
    secure = "; Secure" if is_secure else ""
    return {"Set-Cookie": f"{_cookie_name()}={value}; Path=/; Max-Age={lasts}; HttpOnly; SameSite=Lax{secure}"}


def _cookie_of(request: Request) -> str:
    pairs = [pair.strip().partition("=") for pair in request.headers.get("cookie", "").split(";")]
    return next((value for name, _, value in pairs if name == _cookie_name()), "")


def _cookie_name() -> str:
    """With the prefix no other host of the domain can set it; browsers ask for HTTPS then."""
    return "__Host-session" if _is_secure() else "session"


def _is_secure() -> bool:
    return current().settings.site_url.startswith("https:")
