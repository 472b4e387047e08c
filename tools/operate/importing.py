"""Take leads in from a file: `make import STAGE=prod FILE=leads.jsonl`.

The file is one of `make export`, or a list of people who want no emails: a line for each address, as other programs
export it. Nobody is mailed for it, no person and not the clinic: what a lead that comes in would be owed is noted
as never sent. What the table knows already counts more than the file, and taking it in twice changes nothing.
"""

import json
import os
import sys
from collections import Counter
from collections.abc import Collection, Iterable
from contextlib import suppress
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import Any

from chalicelib.aws.items import from_values
from chalicelib.content.links import fingerprint_of
from chalicelib.leads.attempt import Attempt, EmailId, EndedAttempt, Result
from chalicelib.leads.changes import unknown, unsubscribe
from chalicelib.leads.email_address import ascii_address
from chalicelib.leads.fault import Faulty
from chalicelib.leads.lead import Lead
from chalicelib.leads.plan import next_email
from chalicelib.leads.sending import lapse
from chalicelib.leads.sequence import Rules
from chalicelib.leads.text import tidy_code
from chalicelib.services import Services
from chalicelib.use_cases.leads import Leads
from chalicelib.use_cases.ports import Conflict
from tools.operate.ending import ending
from tools.operate.restore import merged
from tools.operate.running import running

LEFT, STOPPED, TAKEN_IN, NO_LEAD = "left as they are", "follow-ups stopped", "taken in", "lines that are no lead"
ANOTHER_KEY = "erased people under another key, who cannot be found here"


def take_in(lines: Iterable[str], services: Services) -> Counter[str]:
    """Take in the leads and the addresses of these lines; what was done, counted. Raises Unavailable."""
    done: Counter[str] = Counter()
    head: dict[str, Any] = {}
    own_key = fingerprint_of(services.lead_id_key)
    for text in filter(None, (line.strip().lstrip("\ufeff") for line in lines)):
        told = _read(text)
        if told is None:
            done[NO_LEAD] += 1
        elif isinstance(told, str):
            done[_stop(services.lead_id_of(told), services.leads)] += 1
        elif "key" in told:
            head = told
        else:
            lead = from_values({**told, "schema": head.get("schema", 1)})
            if lead.enquiries:
                lead = replace(lead, id=services.lead_id_of(lead.contact.known_by))
            is_ours = bool(lead.enquiries) or head.get("key") == own_key
            done[_take_in(lead, services.leads) if is_ours else ANOTHER_KEY] += 1
    return done


def _read(text: str) -> dict[str, Any] | str | None:
    """A lead or the head of a file, or an address; None if it is neither."""
    if text.startswith("{"):
        try:
            told = json.loads(text)
        except ValueError:
            return None
        return told if "id" in told or "key" in told else None
    try:
        return ascii_address(tidy_code(text.strip('"')))
    except Faulty:
        return None


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
            return LEFT
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
    with ending("import"), Path(os.environ["FILE"]).open(encoding="utf-8") as file:
        done = take_in(file, services)
    sys.stdout.write("".join(f"{number:,} {what}\n" for what, number in done.items()))


if __name__ == "__main__":
    main()
