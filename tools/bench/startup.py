"""How fast the bundle answers `GET /`, cold and warm, beside a bare Chalice application in the same run."""

import json
import shutil
import subprocess
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from time import perf_counter
from typing import IO, cast

from local.events import http_event
from tools.bench.bundles import lambda_runtime, plain_bundle, unpack
from tools.build.python import PYTHON

PROCESS = Path(__file__).with_name("lambda_process.py")

ENVIRONMENT = {
    "SITE_URL": "https://clinic.test",
    "MAIL_FROM": "guide@clinic.test",
    "ALERT_FROM": "enquiries@clinic.test",
    "CLINIC_INBOX": "front-desk@clinic.test",
    "LEAD_ID_KEY": "a key for one machine, not a secret",
    "SIGNING_KEYS": "another key for one machine only",
    "LEADS_TABLE": "leads",
    "AT_ONCE_QUEUE_URL": "https://queue.test/at-once",
    "FOLLOW_UPS_QUEUE_URL": "https://queue.test/follow-ups",
    "CONFIGURATION_SET": "mail",
}

COLD_STARTS = 25
WARM_PROCESSES = 5
WARM_ANSWERS = 2000


@dataclass(frozen=True, slots=True)
class Comparison:
    """Two medians, in milliseconds."""

    ours: float
    bare: float

    @property
    def ratio(self) -> float:
        return self.ours / self.bare


@dataclass(frozen=True, slots=True)
class Startup:
    """`cold` is as on Lambda, whose disk keeps no bytecode; `cold_both_compiled` gives it to the bare application too,
    so that what ours does is held against it and nothing else."""

    cold: Comparison
    cold_both_compiled: Comparison
    warm: Comparison


def measure_startup(bundle: Path, folder: Path) -> Startup:
    """Of the zip `bundle`, in a new `folder`. Raises RuntimeError if an application does not answer 200."""
    (folder / "runtime").mkdir(parents=True)
    runtime = lambda_runtime(folder / "runtime")
    ours = unpack(bundle, folder / "ours")
    bare = plain_bundle(folder)
    compiled = folder / "compiled"
    shutil.copytree(bare, compiled)
    subprocess.run([PYTHON, "-m", "compileall", "-q", compiled], check=True)
    return Startup(
        cold=_compare(lambda: _cold(ours, runtime), lambda: _cold(bare, runtime), COLD_STARTS),
        cold_both_compiled=_compare(lambda: _cold(ours, runtime), lambda: _cold(compiled, runtime), COLD_STARTS),
        warm=_compare(lambda: _warm(ours, runtime, "/"), lambda: _warm(bare, runtime, "/page"), WARM_PROCESSES),
    )


def _compare(ours: Callable[[], float], bare: Callable[[], float], times: int) -> Comparison:
    """Take turns, so that what else this machine does slows both."""
    for warm_up in (ours, bare):
        warm_up()
    turns = [(ours(), bare()) for _ in range(times)]
    return Comparison(median(turn[0] for turn in turns), median(turn[1] for turn in turns))


def _cold(bundle: Path, runtime: Path) -> float:
    """Milliseconds from the start of a process to the first byte of its answer."""
    begun = perf_counter()
    with _output(bundle, runtime, "/", 0) as output:
        first = output.read(1)
        took = perf_counter() - begun
        _read_answer(first, output)
    return took * 1000


def _warm(bundle: Path, runtime: Path, path: str) -> float:
    """Milliseconds of an answer, the median of many by one process."""
    with _output(bundle, runtime, path, WARM_ANSWERS) as output:
        return _read_answer(b"", output) / 1e6


@contextmanager
def _output(bundle: Path, runtime: Path, path: str, more: int) -> Iterator[IO[bytes]]:
    # Without site-packages, and writing no bytecode: what the bundle does not bring along is not there.
    event = json.dumps(http_event("GET", path, headers={"Host": ["clinic.test"], "Accept": ["text/html"]}))
    command = [str(PYTHON), "-I", "-S", "-B", str(PROCESS), str(bundle), str(runtime), event, str(more)]
    with subprocess.Popen(command, cwd=bundle, env=ENVIRONMENT, stdout=subprocess.PIPE) as process:
        yield cast("IO[bytes]", process.stdout)


def _read_answer(begun: bytes, output: IO[bytes]) -> float:
    """Check the answer, and return the nanoseconds that others took."""
    answer = begun + output.readline()
    if not answer or json.loads(answer)["statusCode"] != 200:
        raise RuntimeError("an application does not answer its own page")
    return float(output.read())
