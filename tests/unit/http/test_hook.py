"""Where a webhook may lead."""

import socket

import pytest

from chalicelib.http.hook import WebHook, is_public
from chalicelib.use_cases.failures import Unavailable

PRIVATE = [
    "127.0.0.1",
    "10.0.0.1",
    "172.16.0.1",
    "192.168.1.1",
    "169.254.169.254",
    "0.0.0.0",  # noqa: S104 - nothing listens there
    "100.64.0.1",
    "224.0.0.1",
]
PRIVATE_6 = ["::1", "::", "fe80::1%eth0", "fd00:ec2::254", "::ffff:169.254.169.254", "::ffff:10.0.0.1", "ff02::1"]


@pytest.mark.parametrize("address", [*PRIVATE, *PRIVATE_6])
def test_what_only_we_can_reach_is_no_public_address(address):
    assert not is_public(address)


@pytest.mark.parametrize("address", ["93.184.215.14", "2606:2800:21f:cb07:6820:80da:af6b:8b2c"])
def test_what_everybody_can_reach_is_one(address):
    assert is_public(address)


@pytest.mark.parametrize("found", [["10.0.0.1"], ["93.184.215.14", "127.0.0.1"], []])
def test_nothing_is_sent_where_one_address_of_the_host_is_not_public(monkeypatch, found):
    monkeypatch.setattr(socket, "getaddrinfo", lambda *_, **__: [(2, 1, 6, "", (one, 443)) for one in found])
    monkeypatch.setattr(socket, "create_connection", lambda *_, **__: pytest.fail("a connection"))

    with pytest.raises(Unavailable, match="no public address"):
        WebHook("https://crm.example.com/hook").post(b"{}", {})


def test_a_host_that_is_not_found_is_told_later(monkeypatch):
    def nowhere(*_: object, **__: object) -> None:
        raise socket.gaierror

    monkeypatch.setattr(socket, "getaddrinfo", nowhere)

    with pytest.raises(Unavailable, match="gaierror"):
        WebHook("https://crm.example.com/hook").post(b"{}", {})


def test_a_connection_is_only_made_with_who_has_a_certificate_of_that_name(monkeypatch):
    ours, theirs = socket.socketpair()
    made = []
    monkeypatch.setattr(socket, "getaddrinfo", lambda *_, **__: [(2, 1, 6, "", ("93.184.215.14", 443))])
    monkeypatch.setattr(socket, "create_connection", lambda address, _: made.append(address) or ours)
    theirs.sendall(b"no certificate\r\n\r\n")

    with ours, theirs, pytest.raises(Unavailable, match="SSLError"):
        WebHook("https://crm.example.com/hook").post(b"{}", {})
    assert made == [("93.184.215.14", 443)]
