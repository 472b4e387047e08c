"""The post to a system of the clinic's own, as it goes over the wire."""

import socket
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer

import pytest

from chalicelib.http import hook
from chalicelib.use_cases.failures import Declined, Unavailable


class System(BaseHTTPRequestHandler):
    """It answers with the status that its path asks for."""

    seen: list[tuple[str, str, bytes]] = []  # noqa: RUF012 - of the one that runs

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"]))
        self.seen.append((self.path, self.headers["webhook-id"], body))
        self.send_response(int(self.path[1:4]))
        self.send_header("Location", "https://10.0.0.1/")
        self.end_headers()

    def log_message(self, *_: object) -> None:
        pass


@pytest.fixture
def system(monkeypatch) -> Iterator[type[System]]:
    """In the place of one with a certificate."""
    with HTTPServer(("127.0.0.1", 0), System) as server:
        threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True).start()
        monkeypatch.setattr(hook, "_secured", lambda _: socket.create_connection(server.server_address, 5))
        yield System
        server.shutdown()
        System.seen.clear()


def post(path: str) -> None:
    hook.WebHook(f"https://crm.example.com{path}").post(b'{"a": 1}', {"webhook-id": "m1"})


def test_it_gets_the_body_and_the_headers_at_its_address(system):
    post("/200/leads?of=us")

    assert system.seen == [("/200/leads?of=us", "m1", b'{"a": 1}')]


@pytest.mark.parametrize(
    ("status", "is_declined"), [(400, True), (422, True), (401, False), (404, False), (429, False), (500, False)]
)
def test_only_what_is_said_of_the_message_itself_declines_it(system, status, is_declined):
    with pytest.raises(Unavailable) as raised:
        post(f"/{status}")

    assert isinstance(raised.value, Declined) is is_declined


@pytest.mark.parametrize("status", [301, 307, 400, 410, 429, 500, 503])
def test_what_is_no_yes_is_told_again_and_no_redirect_is_followed(system, status):
    with pytest.raises(Unavailable, match=f"answered {status}"):
        post(f"/{status}")

    assert len(system.seen) == 1
