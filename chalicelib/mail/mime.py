"""An email as raw MIME, built here and nowhere else, byte for byte.

SES's own builder would leave it to SES what the text part, the headers and the encodings are.
"""

import hashlib
import re
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import EmailPolicy

from chalicelib.leads.text import single_line
from chalicelib.mail.defang import defanged


def named(name: str, address: str) -> Address:
    """An address with a display name of ours or a stranger's.

    Python loses the quotes around a display name when it folds a long one, and what was quoted then reads as more
    addresses; so no sign that means anything in an address (RFC 5322, section 3.2.3) is let through.
    """
    return Address(single_line(re.sub(r'[()<>@,:;.\\"\[\]]', " ", defanged(single_line(name)))), addr_spec=address)


class _MailPolicy(EmailPolicy):
    """Leaves the addresses in List-Unsubscribe and Message-ID whole: Python would put one longer than a line into
    encoded words, which no mail client reads there (RFC 2369, section 2)."""

    def fold_binary(self, name: str, value: str) -> bytes:
        if name in ("List-Unsubscribe", "Message-ID"):
            return f"{name}: {value}{self.linesep}".encode("ascii")
        return super().fold_binary(name, value)


_SEVEN_BIT = _MailPolicy(linesep="\r\n", cte_type="7bit")
"""SES wants every part in 7-bit form; the default policy writes Urdu as 8bit."""


def new_message(subject: str, plain: str, html: str) -> EmailMessage:
    """A message in two forms, the better one last (RFC 2046, section 5.1.4)."""
    message = EmailMessage(_SEVEN_BIT)
    message["Subject"] = subject
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
