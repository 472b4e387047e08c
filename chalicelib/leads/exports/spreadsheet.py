"""Leads as a table for a spreadsheet program: a row for each enquiry, the words of strangers as words, phones as text.

What a spreadsheet would reckon with begins with an apostrophe, by which it knows text. With a byte order mark Excel
reads the file as UTF-8, and a name in Urdu as it was typed.

https://owasp.org/www-community/attacks/CSV_Injection
"""

import csv
import io
import re
from collections.abc import Iterable
from datetime import datetime, tzinfo

from chalicelib.leads.enquiry import Enquiry
from chalicelib.leads.lead import Lead

BYTE_ORDER_MARK = "\ufeff"

MAX_CELL = 32_767
"""Characters that Excel takes into a cell, https://support.microsoft.com/en-us/office/1672b34d-7043-467e-8e27-269d656771c3"""

COLUMNS = (
    "Enquiry",
    "Asked at",
    "Campaign",
    "Language",
    "Name",
    "Email",
    "Phone",
    "Message",
    "Outcome",
    "Outcome since",
    "Emails",
    "Source",
    "Medium",
    "Ad campaign",
    "Creative",
    "Term",
    "Referrer",
)

MORE = "There are more, in the file at"

_FORMULA = re.compile(r'(^|[;\t\n])(?=[\s"]*[=+@＝＋－＠-])|^(?=[\t\n])')  # noqa: RUF001 - Excel reads the wide ones alike
"""Where a formula may begin: in a cell, and in what a program makes a cell of that parts them by semicolons, as Excel
does in half of Europe; some begin a cell anew behind white space, and quotes are gone from where it begins."""

SHOWN_DIGITS = 11
"""Of a longer number Excel shows, and keeps, but a part."""


Asked = tuple[Lead, Enquiry]
"""A person, and one thing that they asked for."""


def leads_table(asked: Iterable[Asked], zone: tzinfo, more_at: str = "") -> str:
    """The table of these, with its header, their times as read on a clock of that zone. Where it stops short, `more_at`
    is the address of the file after it: who reads a part takes it for no whole."""
    rows = (row_of(lead, enquiry, zone) for lead, enquiry in asked)
    return table(COLUMNS, (*rows, (MORE, more_at)) if more_at else rows)


def table(header: Iterable[str], rows: Iterable[Iterable[str]]) -> str:
    """A table as CSV (RFC 4180) that is safe to open."""
    text = io.StringIO()
    text.write(BYTE_ORDER_MARK)
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerow(header)
    writer.writerows(map(_cell, row) for row in rows)
    return text.getvalue()


def row_of(lead: Lead, enquiry: Enquiry, zone: tzinfo) -> tuple[str, ...]:
    mark = lead.mark_of(enquiry.id)
    return (
        f"{lead.id}/{enquiry.id}",
        _moment(enquiry.at, zone),
        enquiry.campaign,
        enquiry.language,
        enquiry.contact.name,
        enquiry.contact.email,
        enquiry.contact.phone,
        enquiry.message,
        lead.outcome_of(enquiry.id),
        _moment(mark.at, zone) if mark else "",
        lead.standing,
        *_ad(enquiry),
    )


def _ad(enquiry: Enquiry) -> tuple[str, ...]:
    touch = enquiry.touch
    return touch.utm_source, touch.utm_medium, touch.utm_campaign, touch.utm_content, touch.utm_term, touch.referrer


def _moment(at: datetime, zone: tzinfo) -> str:
    return at.astimezone(zone).strftime("%Y-%m-%d %H:%M")


def _cell(value: str) -> str:
    """A value that is shown as it is, of which nothing is reckoned, with its lines kept within the cell."""
    lines = value.replace("\r\n", "\n").replace("\r", "\n")
    return ("'" + lines if _loses_digits(lines) else _FORMULA.sub(r"\1'", lines))[:MAX_CELL]


def _loses_digits(value: str) -> bool:
    return value.isdecimal() and ((value.startswith("0") and value != "0") or len(value) > SHOWN_DIGITS)
