"""An email as raw MIME, built here and nowhere else, byte for byte.

SES's own builder would leave it to SES what the text part, the headers and the encodings are. Headers are written in
their final form and never parsed: Python's parser decodes what a stranger typed in the shape of an encoded word
(RFC 2047), and then a second address stands in Reply-To, or a header of the stranger's own (CVE-2024-6923).
"""

import hashlib
import re
from email.header import Header
from email.message import EmailMessage
from email.policy import EmailPolicy
from typing import Any

from chalicelib.leads.text import single_line
from chalicelib.mail.defang import defanged

_WITH_ADDRESS = frozenset({"From", "To", "Reply-To"})

_LINE = 64
"""Of a header in characters: with the longest name of ours and an address it stays within 78 (RFC 5322, section 2.1.1),
where the address is not long itself."""

_ATEXT = r"\w!#$%&'*+/=?^`{|}~\-"
_ADDRESS = rf"(?![^@]*=\?)[{_ATEXT}.]+@[\w.-]+"
_ONE_ADDRESS = re.compile(rf"(?:[{_ATEXT}\s]+ <{_ADDRESS}>|{_ADDRESS})", re.ASCII)
"""A mailbox without quotes, comments or routes (RFC 5322, section 3.4), and without an encoded word in its address:
nothing in it can be read as two."""


class UnsafeHeaders(Exception):
    """A finished email has other headers than were set, or a header with more than one address."""


def mailbox(name: str, address: str) -> str:
    """An address with a display name of ours or a stranger's, as it stands in a header. No sign that means anything in
    an address (RFC 5322, section 3.2.3) is let through, so that no reader takes a name for more addresses."""
    words = single_line(re.sub(r'[()<>@,:;.\\"\[\]]', " ", defanged(single_line(name))))
    return f"{encoded(words)} <{address}>" if words else address


def encoded(text: str) -> str:
    """Text as it stands in a header, folded: as it is where all mail programs read it so, else in encoded words."""
    is_plain = text.isascii() and "=?" not in text
    return Header(text, "us-ascii" if is_plain else "utf-8", maxlinelen=_LINE).encode(linesep="\r\n")


class _MailPolicy(EmailPolicy):
    """Leaves to Python the headers of the MIME structure, and writes all others as they were set."""

    def header_store_parse(self, name: str, value: Any) -> tuple[str, Any]:
        return super().header_store_parse(name, value) if _is_of_structure(name) else (name, value)

    def header_fetch_parse(self, name: str, value: Any) -> Any:
        return super().header_fetch_parse(name, value) if _is_of_structure(name) else value

    def fold_binary(self, name: str, value: Any) -> bytes:
        return super().fold_binary(name, value) if _is_of_structure(name) else _line(name, value)


def _line(name: str, value: str) -> bytes:
    if re.search(r"[\r\n]", _unfolded(value)):
        raise UnsafeHeaders(f"a line break in {name}")
    return f"{name}: {value}\r\n".encode("ascii")


def _is_of_structure(name: str) -> bool:
    return name.lower().startswith(("content-", "mime-"))


_SEVEN_BIT = _MailPolicy(linesep="\r\n", cte_type="7bit")
"""SES wants every part in 7-bit form; the default policy writes Urdu as 8bit."""


def new_message(subject: str, plain: str, html: str) -> EmailMessage:
    """A message in two forms, the better one last (RFC 2046, section 5.1.4)."""
    message = EmailMessage(_SEVEN_BIT)
    message["Subject"] = encoded(subject)
    message.set_content(plain, cte="quoted-printable")
    message.add_alternative(html, subtype="html", cte="quoted-printable")
    return message


def mark(message: EmailMessage, written: str, sender: str) -> None:
    """Its id and its boundaries, the same for the same email written twice (RFC 5322, section 3.6.4). SES puts an id of
    its own in the place of ours."""
    digest = hashlib.sha256(written.encode()).hexdigest()[:32]
    message["Message-ID"] = f"<{digest}@{sender.partition('@')[2]}>"
    for depth, part in enumerate(part for part in message.walk() if part.is_multipart()):
        part.set_boundary(f"=_{depth}_{digest}")


def sealed(message: EmailMessage) -> bytes:
    """The bytes that go out, once they are seen to have the headers that were set and no others. Raises UnsafeHeaders:
    whatever a stranger finds to write one more header, the email that carries it does not go."""
    raw = message.as_bytes()
    head = raw.partition(b"\r\n\r\n")[0].decode("ascii")
    headers = [line.split(": ", 1) for line in _unfolded(head).split("\r\n")]
    if [name for name, _ in headers] != list(message) or any(re.search(r"[\r\n]", value) for _, value in headers):
        raise UnsafeHeaders("other headers than were set")
    for name, value in headers:
        if name in _WITH_ADDRESS and not _ONE_ADDRESS.fullmatch(value):
            raise UnsafeHeaders(f"not one address in {name}")
    return raw


def _unfolded(head: str) -> str:
    return re.sub(r"\r\n(?=[ \t])", "", head)
