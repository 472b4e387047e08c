"""Whether an email about one of two people with one address shows anything of the other."""

import re
from collections.abc import Iterator
from email import message_from_bytes, policy

from chalicelib.leads.enquiry import Enquiry
from chalicelib.leads.lead import Lead
from simulation.ledger import VISITS
from simulation.people import WORDS, Person


def mixed_up_in_alert(raw: bytes, person: Person, enquiry: Enquiry, outcome_path: str) -> Iterator[str]:
    """What in an alert is not of its own enquiry."""
    told = plain(raw)
    if set(re.findall(WORDS, told)) != {enquiry.message}:
        yield f"the alert of {enquiry.id} shows the words of another"
    if person.name_of(enquiry.message) not in told:
        yield f"the alert of {enquiry.id} does not say who wrote"
    if outcome_path not in told:
        yield f"the alert of {enquiry.id} does not lead to it"


def mixed_up_in_aftercare(raw: bytes, person: Person, lead: Lead) -> Iterator[str]:
    """Who is greeted without having a visit."""
    marks = {mark.enquiry_id: mark.outcome for mark in lead.outcomes if not mark.undone_at}
    visitors = {person.name_of(one.message) for one in lead.enquiries if marks.get(one.id) in VISITS}
    for name in {person.name, person.partner_name} - visitors - {""}:
        if re.search(rf"\b{name.split()[0]}\b", plain(raw)):
            yield f"the aftercare greets {name}, who has no visit"


def plain(raw: bytes) -> str:
    """Its text."""
    body = message_from_bytes(raw, policy=policy.default).get_body(("plain",))
    return str(body.get_content()) if body else ""
