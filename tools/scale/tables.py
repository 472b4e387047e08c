"""The tables of `docs/scale.md`, from what was measured and from the prices and quotas of AWS."""

from collections.abc import Iterable, Mapping, Sequence

from tools import aws
from tools.scale.life import Life
from tools.scale.reckoning import SWEEP_GB, Site, costs, due_at_opening, emails_a_second, needs, standing
from tools.scale.sweeping import Swept

MONTH = 30

STEPS: Mapping[str, float] = {
    "100 a month": 100 / MONTH,
    "1,000 a month": 1_000 / MONTH,
    "10,000 a month": 10_000 / MONTH,
    "10,000 a day": 10_000,
    "100,000 a day": 100_000,
    "1 million a day": 1_000_000,
    "10 million a day": 10_000_000,
}
"""Leads, by the day."""

OF_A_CAMPAIGN = "100,000 a day"

LEAST_SHOWN = 0.01

REQUEST_SECONDS = 0.01
"""What SQS or DynamoDB takes to answer within a region. An assumption."""


def tables(life: Life, sweeps: Sequence[Swept], site: Site) -> dict[str, str]:
    """Each by the name of its place."""
    return {
        "life": _life(life),
        "volumes": _volumes(life, site),
        "limits": _limits(life, site),
        "costs": _costs(life, site),
        "standing": _standing(site),
        "sweep": _sweep(sweeps),
    }


def _life(life: Life) -> str:
    first, last = life.sizes
    rows = [
        ("emails", f"{life.emails}, of them {life.attached} with the guide attached"),
        ("bytes of all of them, as sent", f"{life.mail:,}"),
        ("wake-ups", f"{life.wake_ups}"),
        *((f"calls of {operation}", f"{count}") for operation, count in life.calls.items()),
        ("write units of DynamoDB", f"{life.writes}, of them {life.index_writes} of the due index"),
        ("read units of DynamoDB", f"{life.reads}"),
        ("bytes of the item, first and last", f"{first:,} and {last:,}"),
    ]
    return _table(("of one lead", "measured"), rows)


def _volumes(life: Life, site: Site) -> str:
    rows = [
        (
            name,
            _short(a_day * life.emails),
            _short(emails_a_second(a_day, life, site)),
            _short(due_at_opening(a_day, life, site)),
        )
        for name, a_day in STEPS.items()
    ]
    return _table(("leads", "emails a day", "emails a second, at the busiest", "due in the minute of opening"), rows)


def _limits(life: Life, site: Site) -> str:
    by_step = [needs(a_day, life, site) for a_day in STEPS.values()]
    of_campaign = needs(STEPS[OF_A_CAMPAIGN], life, site)
    rows = [
        (
            one.what,
            f"{one.there_is:,.0f}",
            *(_share(of_step[number].share) for of_step in by_step),
            _short(of_campaign[number].needed),
            one.change,
        )
        for number, one in enumerate(by_step[0])
    ]
    return _table(("limit", "there is", *STEPS, f"needed at {OF_A_CAMPAIGN}", "what to change"), rows)


def _costs(life: Life, site: Site) -> str:
    chosen = {name: a_day * MONTH for name, a_day in STEPS.items() if name in ("1,000 a month", "100,000 a day")}
    chosen["10 million a day"] = STEPS["10 million a day"] * MONTH
    by_step = {name: costs(leads, life, site) for name, leads in chosen.items()}
    parts = next(iter(by_step.values()))
    rows = [(part, *(f"${1000 * by_step[name][part] / leads:.3f}" for name, leads in chosen.items())) for part in parts]
    sums = {name: sum(by_step[name].values()) for name in chosen}
    rows.append(("**of 1,000 leads**", *(f"**${1000 * sums[name] / leads:.2f}**" for name, leads in chosen.items())))
    rows.append(("a month", *(f"${sums[name]:,.2f}" for name in chosen)))
    return _table(("part", *chosen), rows)


def _standing(site: Site) -> str:
    of_part = standing(site)
    rows = [(part, f"${cost:.2f}") for part, cost in of_part.items()]
    return _table(
        ("whether anybody comes or not", "a month"), [*rows, ("**together**", f"**${sum(of_part.values()):.2f}**")]
    )


def _sweep(sweeps: Iterable[Swept]) -> str:
    rows = [
        (
            f"{one.leads:,}",
            f"{one.due:,}",
            f"{one.waiting:,}",
            f"{one.woken:,}",
            f"{one.again:,}",
            f"{one.guides:,}",
            f"{sum(one.calls.values()):,}",
            f"{one.reads:,.0f}",
            f"{one.cpu:.1f} s",
            f"{_lasts(one):.0f} s",
        )
        for one in sweeps
    ]
    heads = (
        "leads",
        "due",
        "waiting",
        "woken",
        "woken again",
        "guides",
        "calls",
        "read units",
        "CPU",
        "lasts at 512 MB",
    )
    return _table(heads, rows)


def _lasts(swept: Swept) -> float:
    """At the share of a CPU that the memory buys, and with AWS's answers waited for one after another."""
    share = SWEEP_GB * 1024 * aws.CPU_OF_A_MB
    return swept.cpu / share + sum(swept.calls.values()) * REQUEST_SECONDS


def _share(share: float) -> str:
    """In per cent of what there is, in bold where it is too much."""
    if share > 1:
        return f"**{share:,.0f} times**" if share >= 10 else f"**{share:.1f} times**"
    return f"{share:.0%}" if share >= LEAST_SHOWN else "-"


def _short(number: float) -> str:
    return f"{number:,.0f}" if number >= 10 else f"{number:.2g}"


def _table(heads: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    lines = [heads, ["---"] * len(heads), *rows]
    return "\n".join(f"| {' | '.join(line)} |".replace("| --- ", "|---").replace("--- |", "---|") for line in lines)
