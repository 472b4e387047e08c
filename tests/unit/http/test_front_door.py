"""What a browser without script would send of a page, and what is said of a site that does not answer."""

import io
import socket
from email.message import Message
from urllib.error import HTTPError, URLError

import pytest

from chalicelib.http.front_door import FormReader, FrontDoor
from chalicelib.use_cases.canary import Lost, Passing

URL = "https://guide.clinic.test/prod"
PAGE = """
<form method="post" action="/prod/leads">
<input type="hidden" name="token" value="a&amp;b">
<input name="subject" tabindex="-1">
<input type="checkbox" name="follow_ups" value="yes">
<textarea name="message"></textarea>
<button>Send</button>
</form>
"""


@pytest.fixture
def asked(monkeypatch) -> list[tuple[str, object]]:
    """A site that answers every request with a page, and each with the address and what was sent there."""
    requests: list[tuple[str, object]] = []

    def answer(request, **_options):
        requests.append((request.full_url, request.data))
        return io.BytesIO(PAGE.encode())

    monkeypatch.setattr("chalicelib.http.front_door.urlopen", answer)
    return requests


def test_a_form_is_read_as_nobody_has_filled_it_in():
    reader = FormReader()
    reader.feed(PAGE)

    assert reader.fields == {"token": "a&b", "subject": "", "message": ""}


def test_the_form_is_that_of_the_first_page(asked):
    assert FrontDoor(URL).open()["token"] == "a&b"
    assert asked == [(f"{URL}/", None)]


def test_a_form_is_sent_as_a_browser_does(asked):
    FrontDoor(URL).send({"name": "Canary", "token": "a&b"})

    assert asked == [(f"{URL}/leads", b"name=Canary&token=a%26b")]


def test_a_page_without_a_form_is_told(asked, monkeypatch):
    monkeypatch.setattr("chalicelib.http.front_door.urlopen", lambda *_, **__: io.BytesIO(b"<p>Soon</p>"))

    with pytest.raises(Lost, match=r"^there is no form on the first page$"):
        FrontDoor(URL).open()


@pytest.mark.parametrize(
    ("error", "kind", "told"),
    [
        (HTTPError(URL, 503, "words", Message(), None), Lost, "/leads was answered with 503"),
        (HTTPError(URL, 429, "words", Message(), None), Passing, "/leads was answered with 429"),
        (URLError(socket.gaierror(socket.EAI_NONAME, "words")), Passing, "/leads was not answered: gaierror"),
        (TimeoutError("words"), Passing, "/leads was not answered: TimeoutError"),
        (ConnectionResetError("words"), Passing, "/leads was not answered: ConnectionResetError"),
    ],
)
def test_a_form_that_is_not_thanked_for_is_told_without_the_words_of_others(error, kind, told, monkeypatch):
    def refuse(*_arguments: object, **_options: object) -> None:
        raise error

    monkeypatch.setattr("chalicelib.http.front_door.urlopen", refuse)

    with pytest.raises(Lost, match=f"^{told}$") as lost:
        FrontDoor(URL).send({})
    assert lost.type is kind
