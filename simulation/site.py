"""The service as deployed: its real application, with a world of ours in place of AWS."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import cached_property, partial
from typing import Any, cast

from chalice.app import Chalice

from chalicelib.aws.ses import SesMailer
from chalicelib.aws.sqs import SqsWakeups
from chalicelib.content.templates import Templates
from chalicelib.leads.lead import Queue
from chalicelib.mail.writer import EmailWriter
from chalicelib.services import Services, current, install
from chalicelib.settings import Settings
from chalicelib.use_cases.leads import Leads
from chalicelib.use_cases.metric import Metric
from chalicelib.use_cases.news import begins_at
from chalicelib.use_cases.ports import Mailer, Wakeups
from local.deployed import EACH_MINUTE, Scheduled, handler_at, scheduled, timeout_of, woken
from local.events import http_event, scheduled_event, sqs_event
from simulation.lists import MemoryLists
from simulation.queues import MemoryQueue, MemorySqs
from simulation.ses import MemorySes
from simulation.store import MemoryStore
from simulation.world import Died, World
from simulation.writer import sampling

QUEUES = {Queue.AT_ONCE: "AtOnceQueue", Queue.FOLLOW_UPS: "FollowUpsQueue"}
EVENTS_QUEUE = "MailEventsQueue"

PROCESSES = 5
"""So many mailers, each of which remembers only its own last answer."""

TOO_MANY = 429
"""The answer to one form more than a network may send: whether that is right depends on who sent it."""

SETTINGS = Settings(
    {
        "SITE_URL": "https://guide.clinic.test",
        "MAIL_FROM": "guide@clinic.test",
        "ALERT_FROM": "enquiries@clinic.test",
        "CLINIC_INBOX": "front-desk@clinic.test",
        "LEAD_ID_KEY": "a key for a simulation, not a secret",
        "SIGNING_KEYS": "another key for a simulation only",
        "LEADS_TABLE": "leads",
        "AT_ONCE_QUEUE_URL": QUEUES[Queue.AT_ONCE],
        "FOLLOW_UPS_QUEUE_URL": QUEUES[Queue.FOLLOW_UPS],
        "CONFIGURATION_SET": "mail",
    }
)


class Site:
    """The functions, as Lambda runs them. `edit` deploys the edited sequence."""

    def __init__(self, world: World, app: Chalice, store: MemoryStore) -> None:
        self.world = world
        self.store = store
        self._app = app
        functions = list(scheduled(app))
        self._sweeps = [function for function in functions if function.schedule == EACH_MINUTE]
        self._digests = [function for function in functions if function.name == "digest"]
        self.queues = {one.queue: MemoryQueue(world, one, self._handled_by(one.handler)) for one in woken(app)}
        self._outage = world.plan.outage
        self._timeout = timeout_of("")
        self.rules, self._edited = world.plan.rules, world.plan.edited_rules
        self.links = SimulatedServices(self).links

    def _handled_by(self, handler: str) -> Callable[[str], object]:
        return lambda body: handler_at(handler)(sqs_event(body), None)

    def edit(self) -> None:
        self.rules = self._edited

    def request(self, method: str, path: str, body: str = "", address: str = "") -> int:
        """The status of the answer to a request from that address; 502 if the function did not live to answer."""
        try:
            return self.world.invoke(
                f"{method} {path.split('/')[1]}",
                self._timeout,
                lambda: self._answer(method, path, _event(method, path, body, address)),
                is_reading=method in ("GET", "HEAD"),
            )
        except Died:
            return 502

    def _answer(self, method: str, path: str, event: dict[str, Any]) -> int:
        status = int(self._app(event, None)["statusCode"])
        if status >= 400 and status != TOO_MANY and not self.world.invocation.faults:
            self.world.ledger.unexplained.append((method, f"{status} for {path.split('/')[1]}"))
        return status

    def tick(self, minutes: int) -> None:
        """What happens each minute, and what each fifth. Outside the first hour in which the clinic is open, a digest
        has nothing to say but of people in quarantine."""
        due = self._sweeps if self.store.is_anything_due() else []
        if minutes % 5 == 0 and (self._is_morning() or self.store.is_anybody_untold()):
            due = [*due, *self._digests]
        if not due or (self.world.now in self._outage and not self.world.plan.sweep_stays_up):
            return
        for function in due:
            self.world.start(partial(self._run, function))

    def _is_morning(self) -> bool:
        """Whether the clinic has just opened and was not told so yet."""
        hours, now = self.rules.hours, self.world.now
        return not self.store.has_begun(now.astimezone(hours.zone).date()) and begins_at(hours, now) is not None

    def _run(self, function: Scheduled) -> None:
        tick = scheduled_event(self.world.now)
        try:
            self.world.invoke(function.name, function.timeout, lambda: handler_at(function.handler)(tick, None))
        except (Exception, Died):  # noqa: BLE001 - the next tick comes soon
            self.world.ledger.counts[f"{function.name}: failed"] += 1

    def measure(self, metric: Metric, value: float) -> None:
        counts = self.world.ledger.counts
        if metric is Metric.OLDEST_OVERDUE:
            counts["sweep: ran"] += 1
        else:
            counts[f"measured: {metric.value}"] += int(value)


class SimulatedServices(Services):
    """The service, with the site's parts in place of those that talk to AWS."""

    def __init__(self, site: Site) -> None:
        super().__init__({}, clock=lambda: site.world.now)
        self._site = site

    @cached_property
    def templates(self) -> Templates:
        return self._site.world.plan.texts

    @cached_property
    def settings(self) -> Settings:
        return SETTINGS

    @cached_property
    def lead_id_key(self) -> str:
        return SETTINGS.lead_id_key

    @cached_property
    def store(self) -> Any:  # one in memory
        return self._site.store

    @cached_property
    def lists(self) -> Any:  # of one in memory
        return MemoryLists(self._site.world, self._site.store)

    @property
    def leads(self) -> Leads:  # the rules change under way
        return Leads(self._site.store, self._site.rules, self.clock, self._site.measure, self.mailbox_id_of)

    def new_id(self) -> str:
        return f"{self._site.world.random.getrandbits(128):032x}"


class PlayedServices(SimulatedServices):
    """The same while a campaign is played: with mail and messages, and several processes."""

    def __init__(self, site: Site, ses: MemorySes, is_in_sample: Callable[[str], bool]) -> None:
        super().__init__(site)
        client = cast("Any", ses)
        self._mailers = [SesMailer(client, SETTINGS.configuration_set, SETTINGS.alert_from) for _ in range(PROCESSES)]
        self._is_in_sample = is_in_sample

    @property
    def mailer(self) -> Mailer:  # each call may come from another process
        return self._site.world.random.choice(self._mailers)

    @cached_property
    def wakeups(self) -> Wakeups:
        return SqsWakeups(cast("Any", MemorySqs(self._site.world, self._site.queues)), QUEUES.__getitem__)

    @cached_property
    def writer(self) -> EmailWriter:
        return sampling(super().writer, self._site.world.plan, self._is_in_sample)


@contextmanager
def installed(services: Services) -> Iterator[None]:
    """The entrypoints use that service meanwhile."""
    before = current()
    install(services)
    try:
        yield
    finally:
        install(before)


def _event(method: str, path: str, body: str, address: str) -> dict[str, Any]:
    path, _, query = path.partition("?")
    page, _, token = path.removeprefix("/").partition("/")
    asked = dict(pair.split("=") for pair in query.split("&")) if query else {}
    return http_event(
        method,
        path,
        resource=f"/{page}/{{token}}" if token else path,
        parameters={"token": token} if token else {},
        query={name: [value] for name, value in asked.items()},
        headers={"content-type": ["application/x-www-form-urlencoded"]} if body else {},
        body=body.encode(),
        address=address,
    )
