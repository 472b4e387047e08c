"""The site as a browser without script meets it from outside: its first page, and the form that stands on it."""

from collections.abc import Mapping
from html.parser import HTMLParser
from http import HTTPStatus
from urllib.error import HTTPError, URLError
from urllib.parse import urlencode
from urllib.request import Request, urlopen

from chalicelib.use_cases.canary import Lost, Passing

PATIENCE = 10
"""In seconds: API Gateway itself gives up only after 29, and a visitor long before."""


class FrontDoor:
    """A `canary.Door`."""

    def __init__(self, site_url: str) -> None:
        self._site_url = site_url

    def open(self) -> dict[str, str]:
        reader = FormReader()
        reader.feed(self._ask("/"))
        if not reader.fields:
            raise Lost("there is no form on the first page")
        return reader.fields

    def send(self, fields: Mapping[str, str]) -> None:
        self._ask("/leads", urlencode(fields).encode())

    def _ask(self, path: str, body: bytes | None = None) -> str:
        # The address of the site is a setting, which has to be one of the web.
        request = Request(f"{self._site_url}{path}", body, {"User-Agent": "canary"})  # noqa: S310
        try:
            with urlopen(request, timeout=PATIENCE) as answer:  # noqa: S310
                text: str = answer.read().decode()
        except HTTPError as error:
            error.close()
            lost = Passing if error.code == HTTPStatus.TOO_MANY_REQUESTS else Lost
            raise lost(f"{path} was answered with {error.code}") from None
        except URLError as error:
            raise Passing(f"{path} was not answered: {type(error.reason).__name__}") from None
        except OSError as error:
            raise Passing(f"{path} was not answered: {type(error).__name__}") from None
        return text


class FormReader(HTMLParser):
    """Takes down what a browser would send of the form on a page that nobody has filled in."""

    def __init__(self) -> None:
        super().__init__()
        self.fields: dict[str, str] = {}

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        name = given.get("name")
        if tag == "textarea" and name:
            self.fields[name] = ""
        if tag == "input" and name and given.get("type") != "checkbox":
            self.fields[name] = given.get("value") or ""
