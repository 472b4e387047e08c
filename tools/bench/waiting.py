"""How long people wait where a function runs for the first time: CPU time, divided by the share of a CPU that the
function's memory buys. What the network takes, and Lambda to make a place for a process, comes on top for everybody."""

import json
import os
import subprocess
from collections.abc import Sequence
from dataclasses import astuple, dataclass
from pathlib import Path
from secrets import randbelow
from statistics import median
from typing import Any
from urllib.parse import urlencode
from uuid import uuid4

from chalicelib.content.links import Action
from local.deployed import memory_of
from local.events import http_event, sqs_event
from local.site import Site
from tools.aws import CPU_OF_A_MB
from tools.bench.bundles import plain_bundle, runtime_without_bytecode, unpack
from tools.bench.states import READING, TYPED
from tools.bench.usual import APP
from tools.build.python import PYTHON

PROCESS = Path(__file__).with_name("waiting_process.py")

TURNS = 5


@dataclass(frozen=True, slots=True)
class Took:
    """Seconds of CPU time: until a function was loaded, until each event was answered, and, from the beginning of the
    last event, until its last email left."""

    loaded: float
    answered: tuple[float, ...]
    email: float | None


@dataclass(frozen=True, slots=True)
class Waiting:
    """Seconds at the memory that the functions have. The first form and the later one are sent to a container that has
    shown the page; `worker` is a new one until its last email leaves; `until_email` goes from the press of the button
    to that, with no container there, but for that of the page where it got ready."""

    page: float
    first_form: float
    later_form: float
    worker: float
    until_email: float


@dataclass(frozen=True, slots=True)
class Waits:
    """Of our own application, of the same whose visitors' browsers let it get ready, and of the usual one."""

    unprepared: Waiting
    prepared: Waiting
    usual: Waiting


def measure_waits(bundle: Path, folder: Path, site: Site) -> Waits:
    """Of the zip `bundle`, in a new `folder`, on the embedded AWS of a site."""
    folder.mkdir()
    runtime = runtime_without_bytecode(folder / "runtime")
    ours = Container(unpack(bundle, folder / "ours"), runtime, site)
    usual = Container(plain_bundle(folder / "usual", APP), runtime, site)
    with site.functions.still():
        turns = [
            (
                ours.waiting("chalicelib.entrypoints.workers.deliver"),
                ours.waiting("chalicelib.entrypoints.workers.deliver", "/ready"),
                usual.waiting("app.deliver"),
            )
            for _ in range(TURNS)
        ]
    return Waits(*(_median([turn[place] for turn in turns]) for place in range(3)))


def share_of_cpu(memory: int) -> float:
    """What so many MB buy. More than a whole one is of no use to one thread."""
    return min(1, memory * CPU_OF_A_MB)


def seconds(cpu: float, function: str) -> float:
    """What that CPU time takes a function of the stack. The usual application gets the same memory as ours."""
    return cpu / share_of_cpu(memory_of(function))


class Container:
    """Makes one new process after another of an application."""

    def __init__(self, folder: Path, runtime: Path, site: Site) -> None:
        self._folder = folder
        self._runtime = runtime
        self._site = site
        self._environment = {name: value for name, value in os.environ.items() if name.startswith("AWS_")}
        self._environment |= site.cloud.environment

    def waiting(self, worker: str, *prepared: str) -> Waiting:
        """`prepared` are paths that the page's script asks for before the form is sent."""
        seen = [http_event("GET", path) for path in ("/", *prepared)]
        web = self._run("app.app", *seen, self._form(_somebody()), self._form(_somebody()))
        person = _somebody()
        cold = self._run("app.app", self._form(person))
        sent = self._run(worker, self._wake_up(person))
        if sent.email is None:
            raise RuntimeError("a worker sent no email")
        first = web.answered[len(seen)]
        pressed = seconds(first if prepared else cold.loaded + cold.answered[0], "api_handler")
        delivered = seconds(sent.loaded + sent.email, "deliver")
        return Waiting(
            page=seconds(web.loaded + web.answered[0], "api_handler"),
            first_form=seconds(first, "api_handler"),
            later_form=seconds(web.answered[-1], "api_handler"),
            worker=delivered,
            until_email=pressed + delivered,
        )

    def _form(self, email: str) -> dict[str, Any]:
        links, now = self._site.services.links, self._site.clock.now()
        phone, token = self._site.services.templates.clinic.example_phone, links.stamp(Action.FORM, now - READING)
        typed = {**TYPED, "phone": phone, "email": email, "token": token}
        headers = {"Content-Type": ["application/x-www-form-urlencoded"]}
        # Each from a network of its own, or they were too many.
        address = f"198.51.{randbelow(256)}.{randbelow(256)}"
        return http_event("POST", "/leads", headers=headers, body=urlencode(typed).encode(), address=address)

    def _wake_up(self, email: str) -> dict[str, Any]:
        """Ours has the id of the lead, and the usual one all of the lead."""
        lead_id = self._site.services.lead_id_of(email)
        return sqs_event(json.dumps({"lead_id": lead_id, "email": email, "name": TYPED["name"]}))

    def _run(self, handler: str, *events: dict[str, Any]) -> Took:
        command = [str(PYTHON), "-I", "-S", "-B", str(PROCESS), str(self._folder), str(self._runtime), handler]
        ran = subprocess.run(
            command,
            cwd=self._folder,
            env=self._environment,
            input=json.dumps(events),
            stdout=subprocess.PIPE,
            text=True,
            check=True,
        )
        took = json.loads(ran.stdout.splitlines()[-1])
        if not {*took["statuses"]} <= {200, 204, 303}:
            raise RuntimeError(f"an application answers {took['statuses']}")
        return Took(took["loaded"], tuple(took["answered"]), took["email"])


def _somebody() -> str:
    return f"{uuid4().hex}@example.com"


def _median(turns: Sequence[Waiting]) -> Waiting:
    return Waiting(*(median(values) for values in zip(*map(astuple, turns), strict=True)))
