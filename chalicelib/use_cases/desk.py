"""What the front desk does at the console with a person, and how it finds one."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime

from chalicelib.leads.lead import Lead
from chalicelib.leads.staff import desk
from chalicelib.leads.views.folding import backwards
from chalicelib.leads.views.search import Search, read_search
from chalicelib.use_cases.leads import Leads, mailbox_of, takes_guide
from chalicelib.use_cases.lists import Listed, Listing, Lists

SWITCHES: Mapping[str, Callable[[Lead, datetime, str], Lead]] = {
    "pause": desk.pause,
    "resume": desk.resume,
    "block": desk.block,
    "unblock": desk.unblock,
}
"""What is turned on and off with one button, by its name."""

SHOWN = 25
"""People on one page of a list."""

MOST_OTHERS = 10


@dataclass(frozen=True, slots=True)
class Others:
    """Other people who may belong to this one: who share the phone, and who share the mailbox under another spelling.
    They are never made one: a family has one phone."""

    phone: tuple[Lead, ...]
    mailbox: tuple[Lead, ...]


def find(
    typed: str, page: str, most: int, *, leads: Leads, lists: Lists, country: str, lead_id_of: Callable[[str], str]
) -> Listing:
    """Who is meant by what was typed into the search: who has that address, else whose name or phone fits, so many.
    `country` (ISO 3166) is where national numbers belong. Raises Unavailable."""
    search = read_search(typed, country)
    known = leads.store.load(lead_id_of(search.email)) if search.email else None
    if known and known.enquiries:
        return Listing((Listed(known, known.enquiries[-1].id),))
    return lists.found(search, most, page)


def note(lead_id: str, typed: str, by: str, *, leads: Leads) -> None:
    """Raises Unavailable."""
    now = leads.clock()
    leads.change(None, lead_id, lambda lead: desk.note(lead, typed, now, by))


def switch(lead_id: str, name: str, by: str, *, leads: Leads) -> None:
    """Do one of `SWITCHES`. Raises Unavailable."""
    now = leads.clock()
    leads.change(None, lead_id, lambda lead: SWITCHES[name](lead, now, by))


def send_guide_again(lead: Lead, enquiry_id: str, by: str, *, leads: Leads) -> bool:
    """Owe the guide of that enquiry; whether the mailbox takes it. No button sends a mailbox more guides than it gets,
    nor any where it takes no mail. Raises Unavailable."""
    now = leads.clock()
    asked = desk.send_guide_again(lead, enquiry_id, now, by)
    if not takes_guide(asked, asked.enquiry(enquiry_id), leads):
        return False
    leads.change(lead, lead.id, lambda fresh: desk.send_guide_again(fresh, enquiry_id, now, by))
    return True


def export(lead_id: str, by: str, *, leads: Leads) -> Lead | None:
    """The lead, once it is kept who takes all that is known of it. Raises Unavailable."""
    now = leads.clock()
    return leads.change(None, lead_id, lambda lead: desk.export(lead, now, by))


def others_like(lead: Lead, *, leads: Leads, lists: Lists) -> Others:
    """Raises Unavailable."""
    number = lead.contact.number.removeprefix("+")
    found = lists.found(Search(phone=backwards(number)), MOST_OTHERS).listed
    sharing = {one.lead.id: one.lead for one in found if one.lead.id != lead.id}
    return Others(tuple(sharing.values()), tuple(_of_mailbox(lead, leads)) if lead.contact.email else ())


def _of_mailbox(lead: Lead, leads: Leads) -> list[Lead]:
    ids = dict.fromkeys(one.lead_id for one in mailbox_of(lead, leads).guides if one.lead_id != lead.id)
    found = (leads.store.load(lead_id) for lead_id in list(ids)[:MOST_OTHERS])
    return [one for one in found if one and one.enquiries]
