"""When the certificate of a site ends, read over TLS as a browser reads it."""

import socket
import ssl
import threading
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from ipaddress import IPv4Address

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec

from chalicelib.http.certificate import ends_at
from chalicelib.use_cases.canary import Passing

ENDS_AT = datetime(2099, 5, 4, 3, 2, 1, tzinfo=UTC)


@pytest.fixture(scope="module")
def certificate(tmp_path_factory) -> str:
    """The path of one for this machine, and of its key with it."""
    key, name = ec.generate_private_key(ec.SECP256R1()), x509.Name([])
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(ENDS_AT - timedelta(days=36_500))
        .not_valid_after(ENDS_AT)
        .add_extension(x509.SubjectAlternativeName([x509.IPAddress(IPv4Address("127.0.0.1"))]), critical=True)
        .sign(key, hashes.SHA256())
    )
    private = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    path = tmp_path_factory.mktemp("tls") / "site.pem"
    path.write_bytes(private + made.public_bytes(serialization.Encoding.PEM))
    return str(path)


@pytest.fixture
def site(certificate) -> Iterator[str]:
    """The address of a site that shows it to one visitor."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate)

    def show(listening: socket.socket) -> None:
        try:
            context.wrap_socket(listening.accept()[0], server_side=True).close()
        except OSError:
            """The visitor did not trust it."""

    with socket.create_server(("127.0.0.1", 0)) as listening:
        showing = threading.Thread(target=show, args=[listening])
        showing.start()
        yield f"https://127.0.0.1:{listening.getsockname()[1]}/prod"
        showing.join()


def test_it_ends_when_the_site_says(site, certificate, monkeypatch):
    monkeypatch.setenv("SSL_CERT_FILE", certificate)

    assert ends_at(site) == ENDS_AT


def test_one_that_a_browser_does_not_trust_is_none(site):
    with pytest.raises(Passing, match="no certificate was shown: SSLCertVerificationError"):
        ends_at(site)


def test_where_nobody_answers_none_is_shown():
    with pytest.raises(Passing, match="no certificate was shown: ConnectionRefusedError"):
        ends_at("https://127.0.0.1:1")


def test_a_site_without_tls_has_none():
    assert ends_at("http://127.0.0.1:1") is None
