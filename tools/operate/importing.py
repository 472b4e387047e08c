"""Take leads in from a file: `make import STAGE=prod FILE=leads.jsonl`.

The file is one of `make export`, or a list of people who want no emails, as other programs export it. Nobody is
mailed for it, no person and not the clinic: what a lead that comes in would be owed is noted as never sent. What the
table knows already counts more than the file, and taking it in twice changes nothing.
"""

import codecs
import json
import os
import sys
from collections import Counter
from collections.abc import Collection, Iterable
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import Any, BinaryIO

from cattrs import BaseValidationError

from chalicelib.aws.items import from_values
from chalicelib.content.links import fingerprint_of
from chalicelib.leads.attempt import Attempt, EmailId, EndedAttempt, Result
from chalicelib.leads.changes import unknown, unsubscribe
from chalicelib.leads.lead import Lead
from chalicelib.leads.mailing.sending import lapse
from chalicelib.leads.owed.plan import next_email
from chalicelib.leads.owed.sequence import Rules
from chalicelib.services import Services
from chalicelib.use_cases.failures import Conflict
from chalicelib.use_cases.leads import Leads
from tools.operate.ending import ending
from tools.operate.opt_outs import read_opt_outs
from tools.operate.restore import merged
from tools.operate.running import running

LEFT, STOPPED, TAKEN_IN = "left as they are", "follow-ups stopped", "taken in"
GONE = "erased, or known only as stopped: they stay so"
ANOTHER_KEY = "erased people under another key, who cannot be found here"


@dataclass(frozen=True, slots=True)
class TakenIn:
    """What was done, counted, and the numbers of the lines that told nothing, from 1."""

    done: Counter[str]
    misread: tuple[int, ...]


def take_in(file: BinaryIO, services: Services) -> TakenIn:
    """Take in what the file tells. Raises Unavailable, Unreadable, or ValueError for a list of people that nobody can
    make out."""
    start = file.read(len(codecs.BOM_UTF8) + 1).removeprefix(codecs.BOM_UTF8)
    file.seek(0)
    return take_in_leads(file, services) if start.startswith(b"{") else stop_all(file.read(), services)


def stop_all(content: bytes, services: Services) -> TakenIn:
    """Let no follow-ups go to the people of that list."""
    told = read_opt_outs(content)
    done = Counter({STOPPED: 0})
    done.update(_stop(services.lead_id_of(address), services.leads) for address in told.addresses)
    return TakenIn(done, told.misread)


def take_in_leads(lines: Iterable[bytes], services: Services) -> TakenIn:
    done: Counter[str] = Counter()
    misread: list[int] = []
    head: dict[str, Any] = {}
    own_key = fingerprint_of(services.lead_id_key)
    for number, line in enumerate(lines, start=1):
        if not line.strip():
            continue
        told = _read(line)
        if told is None:
            misread.append(number)
        elif "key" in told:
            head = told
        elif not head:
            raise ValueError(f"line {number}: the first line of its file is missing, which tells the shape of leads")
        elif lead := _lead(told, head):
            if lead.enquiries:
                lead = replace(lead, id=services.lead_id_of(lead.contact.known_by))
            is_ours = bool(lead.enquiries) or head["key"] == own_key
            done[_take_in(lead, services.leads) if is_ours else ANOTHER_KEY] += 1
        else:
            misread.append(number)
    return TakenIn(done, tuple(misread))


def _lead(told: dict[str, Any], head: dict[str, Any]) -> Lead | None:
    """None of a line that another program has written, or a hand has spoilt. Raises Unavailable for a newer shape."""
    try:
        return from_values({**told, "schema": head.get("schema", 1)})
    except (AttributeError, KeyError, TypeError, ValueError, BaseValidationError):
        return None


def _read(line: bytes) -> dict[str, Any] | None:
    """A lead or the head of a file; None if it is neither."""
    try:
        told = json.loads(line.decode("utf-8-sig"))
    except ValueError:
        return None
    return told if isinstance(told, dict) and ("id" in told or "key" in told) else None


def _stop(lead_id: str, leads: Leads) -> str:
    """Let no follow-ups go to that person, whether we know them or not."""
    while True:
        current = leads.store.load(lead_id)
        stopped = unsubscribe(current or unknown(lead_id), leads.clock())
        if stopped == current:
            return LEFT
        with suppress(Conflict):
            leads.save(stopped)
            return STOPPED


def _take_in(lead: Lead, leads: Leads) -> str:
    while True:
        current = leads.store.load(lead.id)
        known = taken_in(lead, current, leads.rules, leads.clock())
        if known == current:
            return GONE if lead.enquiries and not known.enquiries else LEFT
        with suppress(Conflict):
            leads.save(known)
            return TAKEN_IN


def taken_in(lead: Lead, current: Lead | None, rules: Rules, now: datetime) -> Lead:
    """What is known of a person from now on, when the file tells `lead` of them and the table `current`."""
    if current is None:
        return mailing_nobody(lapse(lead, now), rules, now)
    return mailing_nobody(merged(lead, current, now), rules, now, owed(current, rules, now))


def mailing_nobody(lead: Lead, rules: Rules, now: datetime, but: Collection[EmailId] = ()) -> Lead:
    """The lead with all that it is owed noted as never sent, except for these."""
    while planned := next_email(lead, rules, now, but):
        email_id = planned.email_id
        never = Attempt(f"import-{email_id.kind}-{email_id.reference}", email_id, planned.planned_at, now)
        lead = replace(lead, attempts=(*lead.attempts, EndedAttempt(never, Result.FAILED, "")))
    return lead


def owed(lead: Lead, rules: Rules, now: datetime) -> frozenset[EmailId]:
    """Which emails the lead is owed next, of each campaign one follow-up."""
    found: frozenset[EmailId] = frozenset()
    while planned := next_email(lead, rules, now, found):
        found |= {planned.email_id}
    return found


def main() -> None:
    services = running("import", "FILE")
    with ending("import"), Path(os.environ["FILE"]).open("rb") as file:
        taken = take_in(file, services)
    sys.stdout.write("".join(f"{number:,} {what}\n" for what, number in taken.done.items()))
    if taken.misread:
        lines = ", ".join(map(str, taken.misread))
        sys.exit(f"import: lines that hold no lead and no address, and are left out: {lines}")


if __name__ == "__main__":
    main()
