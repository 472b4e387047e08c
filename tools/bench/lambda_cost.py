"""What the memory of each function costs for 1,000 leads, beside what 512 MB would: where a function computes, twice
the memory is half the time; only while it waits for an answer of AWS's is more memory dearer.

Every run is reckoned as the first of its process, which is dearest, but for those of the clock, which runs all month.
"""

from dataclasses import dataclass

from local.deployed import memory_of
from tools.aws import LAMBDA_GB_SECOND, LAMBDA_REQUEST
from tools.bench.waiting import Waiting, share_of_cpu
from tools.scale.reckoning import FLIGHT_SECONDS

LEADS = 1000
VIEWS = 25
"""Of the landing page for each lead: of a hundred visitors, four ask."""
FOLLOW_UPS = 6
EVENTS = 2
"""What SES tells of each email: sent and delivered."""
CALL = 0.01
"""In seconds: what a call to AWS waits for its answer."""
WARM = 0.01
"""In seconds of CPU: a run of the clock that finds nothing."""
MINUTES = 30 * 24 * 60

BEFORE = 512
"""In MB: what all functions had before."""


@dataclass(frozen=True, slots=True)
class Function:
    """`cpu` is in seconds and, like the number of `calls` to AWS and the seconds that it `waits` besides, for each of
    the `runs`."""

    name: str
    who_waits: str
    runs: int
    cpu: float
    calls: int = 0
    waits: float = 0

    @property
    def memory(self) -> int:
        return memory_of(self.name.partition(":")[0])

    def dollars(self, memory: int) -> float:
        billed = self.cpu / share_of_cpu(memory) + self.calls * CALL + self.waits
        return self.runs * (LAMBDA_REQUEST + billed * memory / 1024 * LAMBDA_GB_SECOND)


def functions(unprepared: Waiting) -> tuple[Function, ...]:
    """For 1,000 leads in a month, by what was measured. What the clock runs is of the month."""
    form, worker = unprepared.page + unprepared.first_form, unprepared.worker
    return (
        Function("api_handler: pages", "the visitor", VIEWS * LEADS, unprepared.page),
        Function("api_handler: forms", "the visitor", LEADS, form, calls=3),
        Function("deliver", "the visitor, for the guide", LEADS, worker, calls=8),
        Function("follow_up", "nobody", FOLLOW_UPS * LEADS, worker, calls=4),
        Function("record", "nobody", EVENTS * (FOLLOW_UPS + 2) * LEADS, worker, calls=2),
        Function("sweep", "nobody, unless a wake-up is lost", MINUTES, WARM, calls=4),
        Function("digest", "nobody", MINUTES // 5, WARM, calls=1),
        Function("canary", "nobody", MINUTES // 60, worker, waits=FLIGHT_SECONDS),
    )
