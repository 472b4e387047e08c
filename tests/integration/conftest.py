import re
from html import unescape

import pytest
from werkzeug.test import Client, TestResponse

from local.site import Site

FORM = {
    "name": "Amina Khan",
    "email": "amina@example.com",
    "phone": "0300 1234567",
    "message": "Is Tuesday possible?",
    "follow_ups": "yes",
}


class Visitor:
    """A browser without JavaScript: it opens a page, and sends the form that stands on it."""

    def __init__(self, site: Site) -> None:
        self._http = Client(site.gateway)

    def get(self, path: str, **headers: str) -> TestResponse:
        return self._http.get(path, headers=headers)

    def open(self, path: str, method: str, **options: object) -> TestResponse:
        return self._http.open(path, method=method, **options)

    def post(self, path: str, data: object = None, **options: object) -> TestResponse:
        return self._http.post(path, data=data, **options)

    def rendered(self, path: str, **headers: str) -> dict[str, str]:
        return hidden_fields(self.get(path, **headers).text)

    def send(self, path: str = "/", rendered: dict[str, str] | None = None, **changes: str) -> TestResponse:
        return self.post("/leads", {**(rendered or self.rendered(path)), **FORM, **changes})

    def press(self, url: str) -> TestResponse:
        """Press the button of the page at an address in an email."""
        path = path_of(url)
        assert "<button" in self.get(path).text
        return self.post(path, {})


def hidden_fields(page: str) -> dict[str, str]:
    found = re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)">', page)
    return {name: unescape(value) for name, value in found}


def path_of(url: str) -> str:
    return "/" + url.split("/", 3)[3]


@pytest.fixture
def visitor(site: Site) -> Visitor:
    return Visitor(site)
