"""What a bounce is about: a table over SES's type and subtype of it and the enhanced status code of the server.

SES sorts bounces by a server's words, and calls a domain that does not exist transient. The code says more: its class
(4 for now, 5 for good), what it is about, and the detail.

Codes: RFC 3463 and the registry of RFC 5248, https://www.iana.org/assignments/smtp-enhanced-status-codes
Types: https://docs.aws.amazon.com/ses/latest/dg/notification-contents.html#bounce-types
"""

from dataclasses import dataclass
from enum import StrEnum
from fnmatch import fnmatchcase


class Cause(StrEnum):
    """ADDRESS: there is no such mailbox, and never will be. SIZE: the email is too large for the server, or it takes no
    attachment. OURS: our words, our sender or our reputation. THEIRS: their mailbox or their server, for now."""

    ADDRESS = "address"
    SIZE = "size"
    OURS = "ours"
    THEIRS = "theirs"


@dataclass(frozen=True, slots=True)
class Row:
    """What bounces of that type, subtype and status are about. Each is a pattern, where ? is any character."""

    bounce_type: str
    subtype: str
    status: str
    cause: Cause


TABLE = (
    # A refusal of ours, whatever SES calls it. What SES calls permanent it keeps on its suppression list, and tells as
    # such of the next email, unless an engineer takes the address off the list by then.
    Row("*", "*", "5.7.17", Cause.ADDRESS),  # RFC 7293: the mailbox belongs to somebody else by now
    Row("Permanent", "General", "5.7.*", Cause.OURS),  # RFC 3463, 3.8, and RFC 7372: refused, or not authenticated
    # SES sends nothing more to such an address by itself, whatever the code (account-level suppression list).
    Row("Permanent", "*", "*", Cause.ADDRESS),
    # Subtypes that SES names: what the server said was plain.
    Row("*", "MailboxFull", "*", Cause.THEIRS),
    Row("*", "MessageTooLarge", "*", Cause.SIZE),
    Row("*", "AttachmentRejected", "*", Cause.SIZE),
    Row("*", "ContentRejected", "*", Cause.OURS),
    # The others, "General" and "Undetermined" among them, by their code. X.1 is about addresses.
    Row("*", "*", "?.1.[78]", Cause.OURS),  # RFC 3463, 3.2: the sender's address is malformed, or of no domain
    Row("*", "*", "5.1.*", Cause.ADDRESS),  # RFC 3463, 3.2: no such mailbox or domain; RFC 7505: takes no mail at all
    # X.2 is about the mailbox.
    Row("*", "*", "5.2.1", Cause.ADDRESS),  # RFC 3463, 3.3: disabled, and of class 5, for good
    Row("*", "*", "?.2.3", Cause.SIZE),  # RFC 3463, 3.3: longer than the mailbox takes
    # X.3 is about their system.
    Row("*", "*", "?.3.4", Cause.SIZE),  # RFC 3463, 3.4: too big for the system
    # X.4 is about the network.
    Row("*", "*", "5.4.4", Cause.ADDRESS),  # RFC 3463, 3.5: no route, "Invalid domain" in SES's own words
    # X.6 is about the content, X.7 about policy.
    Row("*", "*", "?.6.*", Cause.OURS),  # RFC 3463, 3.7: media that the server does not take
    Row("*", "*", "?.7.*", Cause.OURS),
    # A server that is down or too slow, a mailbox that is full, a holiday notice, and codes that say nothing.
    Row("*", "*", "*", Cause.THEIRS),
)
"""The first row that fits decides, and the last one fits all."""


def cause_of(bounce_type: str, subtype: str, status: str) -> Cause:
    """What such a bounce is about. `status` is "" where the server gave no code."""
    return row_of(bounce_type, subtype, status).cause


def row_of(bounce_type: str, subtype: str, status: str) -> Row:
    """The row of the table that decides."""
    return next(
        row
        for row in TABLE
        if fnmatchcase(bounce_type, row.bounce_type)
        and fnmatchcase(subtype, row.subtype)
        and fnmatchcase(status, row.status)
    )
