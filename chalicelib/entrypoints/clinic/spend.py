"""What ads have cost, told at the console by the file that their platform gives out."""

import logging
import re
from collections import Counter
from typing import TYPE_CHECKING

from chalice.app import Blueprint, Request, Response

from chalicelib.entrypoints.clinic.desk import go_to, show
from chalicelib.entrypoints.clinic.sessions import SignedIn, for_staff
from chalicelib.entrypoints.requests import URL_ENCODED, WITH_A_FILE, parts, query
from chalicelib.services import current

if TYPE_CHECKING:
    from collections.abc import Sequence

    from chalicelib.leads.figures.days import Order
    from chalicelib.leads.figures.spend import Columns, Spending, Unclear
    from chalicelib.leads.figures.spend_columns import Header

logger = logging.getLogger(__name__)

spend = Blueprint(__name__)

MOST_WEEKS = 110
MOST_LINES = 1000
"""Of a platform on a day: they are kept as one item."""

KEPT = re.compile(r"(\d{1,7})\.(\d{1,7})\.(\d{4}-W\d\d)\.(\d{4}-W\d\d)", re.ASCII)


@for_staff(spend, "/clinic/spend")
def ask_for_file(asking: SignedIn) -> Response:
    told = KEPT.fullmatch(query(_request()).get("kept", ""))
    return _page(asking, kept=told.groups() if told else ())


@for_staff(spend, "/clinic/spend", ["POST"], [*WITH_A_FILE, *URL_ENCODED])
def take_file(asking: SignedIn) -> Response:
    """Keep what the file tells; where its columns are not known, ask which is which."""
    from chalicelib.leads.figures.delimited import Unreadable
    from chalicelib.leads.figures.spend import MOST_BYTES, PLATFORMS, Unclear, read_spending
    from chalicelib.leads.figures.spend_columns import header_of

    posted, known = parts(_request()), current().spending.learned()
    content = posted.get("file") or posted.get("text", b"")
    if not content.strip() or len(content) > MOST_BYTES:
        return _page(asking, 422, fault="too_large" if content.strip() else "no_file")
    try:
        header = header_of(content)
    except Unreadable:
        return _page(asking, 422, fault="no_table")
    named = _named(posted, header) if "text" in posted else None
    columns: Sequence[Columns] = (named,) if named else (*known, *PLATFORMS)
    try:
        told = read_spending(content, columns, _order(posted))
    except Unclear as unclear:
        return _ask(asking, unclear, posted, content)
    except Unreadable:
        return _page(asking, 422, header=header, text=_text(content), fault="not_so" if "text" in posted else "")
    if _is_too_much(told):
        return _page(asking, 422, fault="too_much")
    if named:
        current().spending.learn(named)
    current().spending.keep(told.spent)
    logger.info("what ads have cost was taken in, %d lines", told.lines, extra={"staff": asking.staff_id})
    return go_to(_request(), "/clinic/spend", kept=f"{told.lines}.{told.left_out}.{told.weeks[0]}.{told.weeks[-1]}")


def _order(posted: "dict[str, bytes]") -> "Order | None":
    """What was said of days of which either number may be the month."""
    from chalicelib.leads.figures.days import Order

    return next((one for one in Order if one.value.encode() == posted.get("days")), None)


def _ask(asking: SignedIn, unclear: "Unclear", posted: "dict[str, bytes]", content: bytes) -> Response:
    """Ask which of two days is meant. Of amounts that can be two, another file is asked for."""
    from chalicelib.leads.figures.days import Order, read_day
    from chalicelib.leads.figures.spend import UnclearDay

    if not isinstance(unclear, UnclearDay):
        return _page(asking, 422, fault="two_ways", unclear=unclear)
    days = [(order, read_day(unclear.text, order)) for order in Order]
    return _page(asking, 422, answers=_said(posted), days=days, unclear=unclear, text=_text(content))


def _said(posted: "dict[str, bytes]") -> dict[str, str]:
    """Which column is which, as it was said with the file."""
    from chalicelib.leads.figures.spend_columns import CHOSEN
    from chalicelib.leads.text import printed

    return {name: printed(posted[name].decode(errors="replace")) for name in ("source", *CHOSEN) if name in posted}


def _named(posted: "dict[str, bytes]", header: "Header") -> "Columns | None":
    from chalicelib.leads.figures.spend_columns import CHOSEN, columns_named

    said = _said(posted)
    places = {name: int(said[name]) for name in CHOSEN if re.fullmatch(r"[0-9]{1,2}", said.get(name, ""))}
    return columns_named(header, said.get("source", ""), places)


def _is_too_much(told: "Spending") -> bool:
    lines = Counter((one.day, one.source) for one in told.spent)
    return len(told.weeks) > MOST_WEEKS or max(lines.values()) > MOST_LINES


def _text(content: bytes) -> str:
    """The file as text, for the form that says what its columns are: it comes back with that."""
    from chalicelib.leads.figures.delimited import text_of
    from chalicelib.leads.text import printed

    lines = (line.split("\t") for line in text_of(content).splitlines())
    return "\n".join("\t".join(printed(cell) for cell in line) for line in lines)


def _page(asking: SignedIn, status: int = 200, **values: object) -> Response:
    from chalicelib.leads.figures.spend_columns import CHOSEN, NEEDED

    lists: dict[str, object] = {"kept": (), "days": (), "answers": {}}
    blank = {**lists, "fault": "", "header": None, "text": "", "unclear": None}
    return show(_request(), asking, "spend", status, **{**blank, **values}, chosen=CHOSEN, needed=NEEDED)


def _request() -> Request:
    request: Request = spend.current_request
    return request
