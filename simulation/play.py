"""A campaign from the first visitor to the last follow-up."""

import logging
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta

from chalicelib.content.links import lead_id_for
from chalicelib.leads.lead import Lead
from chalicelib.leads.owed.sequence import Rules
from chalicelib.leads.quarantine import is_held, person_of
from simulation.actors import Actors
from simulation.ledger import Ledger
from simulation.people import Person, people
from simulation.plan import Plan
from simulation.ses import EventPublisher, MemorySes
from simulation.site import EVENTS_QUEUE, SETTINGS, PlayedServices, Site, installed
from simulation.store import MemoryStore
from simulation.world import World

MINUTE = timedelta(minutes=1)


@dataclass(frozen=True, slots=True)
class Played:
    """All there is to know when a campaign is over. `leads` are as stored, `held` is what is in quarantine, `rules` are
    as last deployed, `crowd` says who everybody is."""

    plan: Plan
    rules: Rules
    leads: tuple[Lead, ...]
    held: tuple[Lead, ...]
    ledger: Ledger
    crowd: Mapping[str, Person]


def run(plan: Plan, progress: Callable[[float], None] = lambda _: None) -> Played:
    """Play it all through. The same plan gives the same outcome."""
    from app import app

    ledger = Ledger()
    world = World(plan, app, ledger)
    crowd = {lead_id_for(person.email, SETTINGS.lead_id_key): person for person in people(plan)}
    store = MemoryStore(world, lambda lead_id: crowd[person_of(lead_id)].is_in_sample)
    site = Site(world, app, store)
    actors = Actors(site, crowd, EventPublisher(world, site.queues[EVENTS_QUEUE]))
    ses = MemorySes(world, lambda lead_id, kind: crowd[lead_id].rejected is kind, actors.post)

    starts_at, ends_at = plan.starts_at, plan.ends_at

    def tick() -> None:
        minutes = (world.now - starts_at) // MINUTE
        site.tick(minutes)
        if minutes % 60 == 0:
            progress((world.now - starts_at) / (ends_at - starts_at))
        world.at(starts_at + (minutes + 1) * MINUTE, tick)

    world.at(starts_at, tick)
    world.at(plan.edited_at, site.edit)
    actors.arrive()
    services = PlayedServices(site, ses, lambda lead_id: crowd[lead_id].is_in_sample)
    with _quiet(), installed(services):
        world.run()
    held = tuple(lead for lead in store.leads() if is_held(lead.id))
    leads = tuple(lead for lead in store.leads() if not is_held(lead.id))
    return Played(plan, site.rules, leads, held, ledger, crowd)


@contextmanager
def _quiet() -> Iterator[None]:
    """Thousands of faults would fill the terminal with what the service has to say about each."""
    before = logging.root.manager.disable
    logging.disable(logging.CRITICAL)
    try:
        yield
    finally:
        logging.disable(before)
