"""How often the use-cases call AWS, counted on the wire of the embedded AWS."""

from collections.abc import Callable
from dataclasses import dataclass, field
from threading import get_ident
from typing import Any

from chalicelib.aws.clients import session
from chalicelib.services import current
from chalicelib.use_cases import deliver, sweep
from local.site import Site
from tools.bench.states import TYPED, Visitor

DUE = 40


@dataclass(frozen=True, slots=True)
class Calls:
    """`sweep` is of `DUE` leads that are due."""

    new_lead: int
    email: int
    sweep: int


@dataclass(frozen=True, slots=True)
class Counter:
    """Counts what the clients of the service call that are made after it. The embedded AWS calls itself, too, but
    in threads of its own."""

    _threads: list[int] = field(default_factory=list)

    def __post_init__(self) -> None:
        session().register("before-call", lambda **_: self._threads.append(get_ident()))

    def count(self, use_case: Callable[[], Any]) -> int:
        self._threads.clear()
        use_case()
        return self._threads.count(get_ident())


def count_calls(site: Site, counter: Counter) -> Calls:
    """Of a site that has no lead yet, started after the counter was made."""
    visitor = Visitor(site)
    # The clients are made, and the key of ids is compared with the table's, once in the life of a process.
    services = current()
    services.lead_id_key, services.leads, services.wakeups, services.mailer, services.writer  # noqa: B018 - each is made when first asked for
    with site.functions.still():
        new_lead = counter.count(lambda: visitor.send(TYPED))
        visitor.send({**TYPED, "email": "alert.only@example.com"}, "contact")
        email = counter.count(lambda: _deliver("alert.only@example.com"))
        for number in range(DUE - 1):
            visitor.send({**TYPED, "email": f"due.{number}@example.com"})
        swept = counter.count(lambda: sweep.sweep(leads=services.leads, wakeups=services.wakeups))
    return Calls(new_lead, email, swept)


def _deliver(email: str) -> None:
    services = current()
    deliver.deliver(
        services.lead_id_of(email),
        leads=services.leads,
        writer=services.writer,
        mailer=services.mailer,
        new_id=services.new_id,
    )
