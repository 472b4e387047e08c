"""A visitor of the site, and what such a person types into its form."""

import re
from datetime import timedelta
from html import unescape

from werkzeug.test import Client, TestResponse

from chalicelib.content.links import Action
from chalicelib.services import current
from local.site import Site

FORM = {
    "name": "Amina Khan",
    "email": "amina@example.com",
    "phone": "0300 1234567",
    "message": "Is Tuesday possible?",
    "follow_ups": "yes",
}


class Visitor:
    """A browser without JavaScript: it opens a page, and sends the form that stands on it.

    Time stands still and nobody types that fast, so a page was opened half a minute before its form is sent, and each
    at another second.
    """

    def __init__(self, site: Site) -> None:
        self._http = Client(site.gateway)
        self._opened = 0
        self._pages: dict[tuple[object, ...], dict[str, str]] = {}

    def get(self, path: str, **headers: str) -> TestResponse:
        return self._http.get(path, headers=headers)

    def open(self, path: str, method: str, **options: object) -> TestResponse:
        return self._http.open(path, method=method, **options)

    def post(self, path: str, data: object = None, address: str = "203.0.113.99", **options: object) -> TestResponse:
        return self._http.post(path, data=data, environ_base={"REMOTE_ADDR": address}, **options)

    def rendered(self, path: str, **headers: str) -> dict[str, str]:
        self._opened += 1
        opened = token(timedelta(seconds=30 + self._opened))
        return {**self._hidden_fields(path, **headers), "token": opened}

    def _hidden_fields(self, path: str, **headers: str) -> dict[str, str]:
        """As they are on a page that is opened anew, or was opened before: but for its token it stays as it is."""
        asked = path, *headers.items()
        if asked not in self._pages:
            self._pages[asked] = hidden_fields(self.get(path, **headers).text)
        return self._pages[asked]

    def send(
        self,
        path: str = "/",
        rendered: dict[str, str] | None = None,
        headers: dict[str, str] | None = None,
        **changes: str,
    ) -> TestResponse:
        form = {**(rendered or self.rendered(path)), **FORM, **changes}
        return self.post("/leads", form, headers=headers or {"Referer": f"{current().settings.site_url}{path}"})

    def press(self, url: str) -> TestResponse:
        """Press the button of the page at an address in an email."""
        path = path_of(url)
        assert "<button" in self.get(path).text
        return self.post(path, {})


def token(age: timedelta = timedelta(seconds=30)) -> str:
    """What a form carries that was rendered so long ago."""
    return current().links.stamp(Action.FORM, current().clock() - age)


def hidden_fields(page: str) -> dict[str, str]:
    found = re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)">', page)
    return {name: unescape(value) for name, value in found}


def path_of(url: str) -> str:
    return "/" + url.split("/", 3)[3]
