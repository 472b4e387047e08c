"""An email address as people type it, and as mail programs copy it."""

import re
from urllib.parse import unquote

from chalicelib.leads.forms.fault import Fault, Faulty

_COPIED = re.compile(
    r"""(?:[^<>]*<|[^<>\[]*\[)?["'“‘(]*(mailto:)?([^<>\s]+?)["'”’)]*[>\]]?[.,;،]*""",  # noqa: RUF001 - people's own quotes
    re.IGNORECASE,
)
"""`Sana Malik <sana@example.com>`, `Sana Malik [mailto:sana@example.com]`, `“sana@example.com”`,
`<sana@example.com>,` and the like."""

ROLES = frozenset(
    {
        *("abuse", "ftp", "hostmaster", "news", "noc", "postmaster", "security", "usenet", "uucp", "webmaster", "www"),
        *("bounce", "bounces", "listserv", "mailman", "majordomo", "root"),
    }
)
"""Mailboxes of a host's own (RFC 2142, sections 4 and 5), and of machines: what is sent there reaches no patient, and a
guide that was not asked for there is a complaint. Those of a business, like info@, are how small ones are reached."""

_OF_MACHINES = re.compile(r"(do[._-]?)?not?[._-]?reply|mailer[._-]?daemon|.+-(request|bounces|subscribe|unsubscribe)")
"""What machines call themselves, and what a mailing list calls what only its manager reads (RFC 2142, section 6)."""


def read_email(typed: str) -> str:
    """The address of a person in its ASCII form. Raises Faulty."""
    address = ascii_address(typed)
    name = address.lower().partition("@")[0].partition("+")[0]
    if name in ROLES or _OF_MACHINES.fullmatch(name):
        raise Faulty(Fault.ROLE)
    return address


def ascii_address(typed: str) -> str:
    """The address in the form in which it is kept, a person's or not, however its domain is typed (IDNA). Raises
    Faulty."""
    # The library is imported where it is used: no page that is only looked at pays for it.
    from email_validator import EmailNotValidError, validate_email

    address = _address_in(typed)
    try:
        # No DNS look-up: it would be slow and prove little. `.test` is let through (RFC 2606 reserves it for trials).
        valid = validate_email(address, allow_smtputf8=False, check_deliverability=False, test_environment=True)
    except EmailNotValidError as error:
        raise Faulty(Fault.INVALID) from error
    # In a header that would be an encoded word (RFC 2047), and one of a stranger's.
    if valid.ascii_email is None or "=?" in valid.ascii_email:
        raise Faulty(Fault.INVALID)
    return valid.ascii_email


def _address_in(typed: str) -> str:
    found = _COPIED.fullmatch(typed)
    if found is None:
        return typed
    scheme, address = found.groups()
    return unquote(address.partition("?")[0]) if scheme else address
