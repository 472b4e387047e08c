"""The service as deployed: its real application and services, with a world of ours in place of AWS."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from typing import Any, cast
from unittest.mock import patch

from chalice.app import Chalice, ScheduledEventConfig

from chalicelib import services
from chalicelib.aws.ses import SesMailer
from chalicelib.aws.sqs import SqsWakeups
from chalicelib.content.links import Links
from chalicelib.leads.plan import Sequence
from chalicelib.settings import Settings
from chalicelib.use_cases.leads import Leads
from chalicelib.use_cases.ports import Metric, Queue
from simulation.deployment import TICK, proxy_event, sources, timeout_of
from simulation.plan import sequences
from simulation.queues import MemoryQueue, MemorySqs
from simulation.ses import MemorySes
from simulation.store import MemoryStore
from simulation.world import Died, World
from simulation.writer import sampling

QUEUES = {Queue.AT_ONCE: "AtOnceQueue", Queue.FOLLOW_UPS: "FollowUpsQueue"}
EVENTS_QUEUE = "MailEventsQueue"

PROCESSES = 5
"""So many mailers, each of which remembers only its own last answer."""

SETTINGS = Settings(
    site_url="https://guide.clinic.test",
    mail_from="guide@clinic.test",
    alert_from="enquiries@clinic.test",
    clinic_inbox="front-desk@clinic.test",
    lead_id_key="a key for a simulation, not a secret",
    signing_keys=("another key for a simulation only",),
    leads_table="leads",
    at_once_queue_url=QUEUES[Queue.AT_ONCE],
    follow_ups_queue_url=QUEUES[Queue.FOLLOW_UPS],
    configuration_set="mail",
)


class Site:
    """The functions and what they are wired to. `edit` deploys the edited sequence."""

    def __init__(self, world: World, app: Chalice, store: MemoryStore) -> None:
        self.world = world
        self._app = app
        self._store = store
        scheduled = [source for source in app.event_sources if isinstance(source, ScheduledEventConfig)]
        ticked = [source.name for source in scheduled if source.schedule_expression == "rate(1 minute)"]
        self._ticked = {name: timeout_of(name) for name in ticked}
        self.queues = {
            source.queue: MemoryQueue(world, source, self._handler(source.function)) for source in sources(app)
        }
        self._outage = world.plan.outage
        self._timeout = timeout_of("")
        self._sequence, self._edited = sequences()
        self.links = Links(SETTINGS.site_url, SETTINGS.signing_keys)

    def _handler(self, function: str) -> Callable[[dict[str, Any]], object]:
        return lambda event: self._app.handler_map[function](event, None)

    @property
    def leads(self) -> Leads:
        return Leads(self._store, self._sequence, lambda: self.world.now, self._measure)

    @property
    def sequence(self) -> Sequence:
        """The one that is deployed."""
        return self._sequence

    def edit(self) -> None:
        self._sequence = self._edited

    def request(self, method: str, path: str, body: str = "") -> int:
        """The status of the answer to a visitor's request; 502 if the function did not live to answer."""
        try:
            return self.world.invoke(
                f"{method} {path.split('/')[1]}",
                self._timeout,
                lambda: self._answer(method, path, body),
                is_reading=method in ("GET", "HEAD"),
            )
        except Died:
            return 502

    def _answer(self, method: str, path: str, body: str) -> int:
        status = int(self._app(proxy_event(method, path, body), None)["statusCode"])
        if status >= 400 and not self.world.invocation.faults:
            self.world.ledger.unexplained.append((method, f"{status} for {path.split('/')[1]}"))
        return status

    def tick(self) -> None:
        """What happens each minute."""
        is_down = self.world.now in self._outage and not self.world.plan.sweep_stays_up
        if not is_down and self._store.is_anything_due():
            for name, timeout in self._ticked.items():
                self.world.start(partial(self._sweep, name, timeout))

    def _sweep(self, name: str, timeout: float) -> None:
        try:
            self.world.invoke(name, timeout, lambda: self._handler(name)(TICK))
        except (Exception, Died):  # noqa: BLE001 - the next tick comes in a minute
            self.world.ledger.counts["sweep: failed"] += 1

    def _measure(self, metric: Metric, value: float) -> None:
        counts = self.world.ledger.counts
        if metric is Metric.OLDEST_OVERDUE:
            counts["sweep: ran"] += 1
        else:
            counts[f"measured: {metric.value}"] += int(value)


@contextmanager
def deployed(site: Site, ses: MemorySes, is_in_sample: Callable[[str], bool]) -> Iterator[None]:
    """The services of `chalicelib`, with the site's parts in place of those that would talk to AWS."""
    world = site.world
    sqs = MemorySqs(world, site.queues)
    mailers = [SesMailer(cast("Any", ses), SETTINGS.configuration_set, SETTINGS.alert_from) for _ in range(PROCESSES)]
    wakeups = SqsWakeups(cast("Any", sqs), QUEUES)
    with patch.multiple(
        services,
        clock=lambda: world.now,
        settings=lambda: SETTINGS,
        links=lambda: site.links,
        leads=lambda: site.leads,
        wakeups=lambda: wakeups,
        mailer=lambda: world.random.choice(mailers),
        new_id=lambda: f"{world.random.getrandbits(128):032x}",
    ):
        writer = sampling(services.writer.__wrapped__(), is_in_sample)
        with patch.object(services, "writer", lambda: writer):
            yield
