"""`make scale`: measure what a lead and a sweep cost, keep that in `measured.json`, and write the tables of
`docs/scale.md` anew."""

import json
import logging
import sys
from dataclasses import asdict
from pathlib import Path
from typing import Any

from chalicelib.content.templates import Templates
from chalicelib.services import TEMPLATES
from chalicelib.use_cases.metric import Metric
from local.deployed import woken
from local.template import ROOT
from tools.build.alarms import alarms
from tools.scale.life import Life, measure_life
from tools.scale.reckoning import Site
from tools.scale.sweeping import Swept, measure_sweep
from tools.scale.tables import tables

MEASURED = Path(__file__).with_name("measured.json")
PAGE = ROOT / "docs" / "scale.md"

MILLION = 1_000_000

SWEEPS = (
    *((MILLION, due, 0) for due in (0, 1_000, 100_000, 375_000, MILLION)),
    *((MILLION, due, waiting) for due, waiting in ((100_000, 15_000), (375_000, 20_000))),
)
"""How many leads are owed something, how many of them are due, and how many wake-ups wait."""

LANDING_BYTES = 12_573
"""Of the landing page as received: `docs/numbers.md`."""


def this_site() -> Site:
    """What ships, as it is deployed."""
    from app import app

    workers_of = {one.name: one.concurrency for one in woken(app)}
    templates = Templates(TEMPLATES)
    clinic = templates.clinic
    guide = TEMPLATES / "campaigns" / clinic.first_campaign / clinic.language / "guide.pdf"
    return Site(
        workers_at_once=workers_of["deliver"],
        workers_of_follow_ups=workers_of["follow_up"],
        caps=clinic.caps,
        window=clinic.window,
        alarms=len(alarms()),
        metrics=len(Metric),
        guide_bytes=guide.stat().st_size,
        page_bytes=LANDING_BYTES,
    )


def measured() -> tuple[Life, list[Swept]]:
    """As it was when it was last measured."""
    kept: dict[str, Any] = json.loads(MEASURED.read_text())
    life = Life(**{**kept["life"], "sizes": tuple(kept["life"]["sizes"])})
    return life, [Swept(**swept) for swept in kept["sweeps"]]


def written(page: str, of_now: dict[str, str]) -> str:
    """The page with each table in its place."""
    for name, table in of_now.items():
        begin, end = f"<!-- {name}, by make scale -->", f"<!-- end of {name} -->"
        before, _, rest = page.partition(begin)
        page = f"{before}{begin}\n\n{table}\n\n{end}{rest.partition(end)[2]}"
    return page


def main() -> int:
    logging.disable(logging.CRITICAL)
    sweeps = [measure_sweep(*sweep) for sweep in SWEEPS]
    kept = {"life": asdict(measure_life()), "sweeps": [asdict(swept) for swept in sweeps]}
    MEASURED.write_text(json.dumps(kept, indent=1) + "\n")
    PAGE.write_text(written(PAGE.read_text(), tables(*measured(), this_site())))
    return 0


if __name__ == "__main__":
    sys.exit(main())
