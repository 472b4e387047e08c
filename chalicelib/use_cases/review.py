"""The use-cases around quarantine: the clinic is told, looks, releases people and throws the rest away."""

import logging
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import islice

from chalicelib.leads import quarantine
from chalicelib.leads.acts import Act, ActKind
from chalicelib.leads.caps import Caps
from chalicelib.leads.changes import unknown
from chalicelib.leads.enquiry import QUARANTINE, Enquiry, Suspect, Suspicion
from chalicelib.leads.lead import Lead
from chalicelib.leads.staff.desk import done
from chalicelib.mail.writer import EmailWriter
from chalicelib.use_cases.budget import Budget
from chalicelib.use_cases.failures import Deferred, Exhausted, InDoubt, Rejected
from chalicelib.use_cases.leads import Leads, wake_at_once
from chalicelib.use_cases.lists import Page, Suspected, Suspects
from chalicelib.use_cases.metric import Metric
from chalicelib.use_cases.ports import Mailer, Wakeups

logger = logging.getLogger(__name__)

EVER = datetime.min.replace(tzinfo=UTC)

SHOWN = 50
"""Suspects that the clinic is shown at a time."""

LOOKED_THROUGH = 400
"""Suspects that one press on a whole group looks through, within the time that a browser waits. The next press goes
on from there."""

READ = 1000
"""Suspects that a query reads at most where all of them are looked through for a person's: as many as fit into an
answer of DynamoDB's."""

TOLD = 200
"""Suspects that one email counts at most. The page has them all."""

SETTLED = timedelta(minutes=1)
"""How long a suspect is left to reach its index: a form that took long would else be behind what was told already."""

QUARTER = timedelta(minutes=15)
"""There is one email about suspects in this time at most."""


@dataclass(frozen=True, slots=True)
class Group:
    """Suspects for one reason and from one network, the latest first."""

    suspicion: Suspicion
    network: str
    suspected: tuple[Suspected, ...]


def newest_suspects(*, leads: Leads, suspects: Suspects, page: str = "") -> Page:
    """What the clinic may look at, a page at a time. Raises Unavailable."""
    now = leads.clock()
    return suspects.between(now - QUARANTINE, now, SHOWN, page)


def grouped(suspected: Iterable[Suspected]) -> list[Group]:
    """Those of one reason and network together, the group of the latest first."""
    groups: dict[tuple[Suspicion, str], list[Suspected]] = {}
    for one in suspected:
        groups.setdefault((one.suspect.suspicion, one.suspect.enquiry.network), []).append(one)
    return [Group(suspicion, network, tuple(ones)) for (suspicion, network), ones in groups.items()]


def release(held_id: str, enquiry_id: str, *, leads: Leads, suspects: Suspects, wakeups: Wakeups, by: str = "") -> None:
    """The front desk says that a suspect is a person: first their lead has the enquiry, then quarantine has it no more.
    `by` is who of the staff said so, "" who held the link of an email. Raises Unavailable."""
    held, lead_id = leads.store.load(held_id), quarantine.person_of(held_id)
    suspect = quarantine.find(held, enquiry_id) if held else None
    if suspect is None:
        return
    person = leads.store.load(lead_id) or unknown(lead_id)
    now = leads.clock()
    leads.change(person, lead_id, lambda lead: _let_in(lead, suspect.enquiry, leads.rules.caps, now, by))
    throw_away(held_id, enquiry_id, leads=leads, suspects=suspects)
    wake_at_once(lead_id, wakeups)


def _let_in(lead: Lead, enquiry: Enquiry, caps: Caps, at: datetime, by: str) -> Lead:
    """The lead with that enquiry, and when it was let in. Nothing changes if it is there (already)."""
    if lead.has(enquiry.id):
        return lead
    return done(quarantine.release(lead, enquiry, caps), Act(ActKind.LET_IN, at, by, enquiry_id=enquiry.id))


def throw_away(held_id: str, enquiry_id: str, *, leads: Leads, suspects: Suspects) -> None:
    """The front desk says that a suspect is none of theirs. Raises Unavailable."""
    if quarantine.is_held(held_id):
        suspects.delete(held_id)
    else:
        leads.change(None, held_id, lambda lead: quarantine.throw_away(lead, enquiry_id))


def older_like(held_id: str, enquiry_id: str, *, leads: Leads, suspects: Suspects) -> list[tuple[str, str]]:
    """The suspects that came before that one, for the same reason and from the same network, as far as one press goes.
    What came after the front desk was shown it is not among them. Raises Unavailable."""
    held = leads.store.load(held_id)
    one = quarantine.find(held, enquiry_id) if held else None
    if one is None:
        return []
    earlier = islice(_all(suspects, leads.clock() - QUARANTINE, one.enquiry.at), LOOKED_THROUGH)
    like = (one.suspicion, one.enquiry.network)
    return [
        (found.lead_id, found.suspect.enquiry.id)
        for found in earlier
        if (found.suspect.suspicion, found.suspect.enquiry.network) == like and found.suspect != one
    ]


def forget_suspects(lead_id: str, *, leads: Leads, suspects: Suspects) -> bool:
    """Delete what is in quarantine in that person's name, each as it is found; whether there was any. Raises
    Unavailable."""
    were_any = False
    for one in held_of(lead_id, leads=leads, suspects=suspects):
        were_any = True
        if quarantine.is_held(one.lead_id):
            suspects.delete(one.lead_id)
    return were_any


def held_of(lead_id: str, *, leads: Leads, suspects: Suspects) -> Iterator[Suspected]:
    """What is in quarantine in that person's name. Raises Unavailable."""
    everyone = _all(suspects, EVER, leads.clock(), READ)
    return (one for one in everyone if quarantine.person_of(one.lead_id) == lead_id)


def tell_of_suspects(*, leads: Leads, suspects: Suspects, writer: EmailWriter, mailer: Mailer) -> None:
    """Write to the clinic, in its open hours, of the suspects that it was not told of: one email in a quarter of an
    hour at most. What could not be sent is told in the next one. Raises Unavailable."""
    now = leads.clock()
    if leads.rules.hours.next_open(now) != now:
        return
    news = untold(now, suspects)
    if not news:
        return
    email = writer.digest(news, now)
    quarter = int(now.timestamp() // QUARTER.total_seconds())
    try:
        suspects.spend(Budget(f"digest-{quarter}", 1, now + timedelta(days=1)))
        mailer.send(email, {"kind": "digest"})
    except Exhausted:
        return
    except (Deferred, Rejected, InDoubt) as failure:
        logger.error("the digest was not sent, as far as we know: %s", failure)
        leads.measure(Metric.PARKED, 1)
        return
    suspects.note_digest_sent(news[0].enquiry.at)


def untold(now: datetime, suspects: Suspects) -> list[Suspect]:
    """The suspects that the clinic was not told of, the latest first. Raises Unavailable."""
    told = suspects.digest_sent_through() or EVER
    recent = _all(suspects, max(told, now - QUARANTINE), now - SETTLED)
    return [one.suspect for one in islice(recent, TOLD) if one.suspect.enquiry.at > told]


def forget_old_suspects(*, leads: Leads, suspects: Suspects) -> None:
    """Take the suspects whose time is over out of leads that an earlier version kept them in. Raises Unavailable."""
    now = leads.clock()
    for lead_id in {one.lead_id for one in suspects.between(EVER, now - QUARANTINE, SHOWN).suspected}:
        if not quarantine.is_held(lead_id):
            leads.change(None, lead_id, lambda lead: quarantine.forget_expired(lead, now))


def _all(suspects: Suspects, since: datetime, until: datetime, most: int = SHOWN) -> Iterator[Suspected]:
    """Page by page, as far as they are asked for."""
    page = Page((), "")
    while True:
        page = suspects.between(since, until, most, page.next)
        yield from page.suspected
        if not page.next:
            return
