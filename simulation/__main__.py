"""`make simulate`: play a campaign, say how it went, and fail if a promise was broken."""

import sys
import time
from argparse import ArgumentParser
from dataclasses import replace
from pathlib import Path

from chalicelib.services import TEMPLATES
from simulation.plan import Plan
from simulation.play import run
from simulation.report import Progress, report
from simulation.verdict import Verdict


def main(arguments: list[str], templates: Path = TEMPLATES) -> int:
    """Exit status: 0 if all promises were kept."""
    plan = replace(_plan(arguments), templates=templates)
    progress, started_at = Progress(), time.perf_counter()
    outcome = run(plan, progress)
    progress.clear()
    sys.stdout.write(f"{report(outcome)}\n\nIt took {time.perf_counter() - started_at:.0f} seconds.\n")
    return 0 if Verdict(outcome).is_good else 1


def _plan(arguments: list[str]) -> Plan:
    default = Plan()
    parser = ArgumentParser(prog="make simulate", description=__doc__)
    parser.add_argument("--leads", type=int, default=default.leads, help="people who come")
    parser.add_argument("--seed", type=int, default=default.seed, help="the same seed gives the same campaign")
    parser.add_argument("--faults", type=float, default=default.fault_rate, help="chance of a fault at each call")
    parser.add_argument("--sample", type=float, default=default.sample, help="share of leads whose emails are written")
    parser.add_argument("--sweep-stays-up", action="store_true", help="in the outage only SES is down")
    chosen = parser.parse_args(arguments)
    return Plan(
        leads=chosen.leads,
        seed=chosen.seed,
        fault_rate=chosen.faults,
        sample=chosen.sample,
        sweep_stays_up=chosen.sweep_stays_up,
    )


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
