"""The outcome of a campaign for the terminal: a table, a plot, and the story of each thing that went wrong."""

import sys
import textwrap
from collections import Counter
from collections.abc import Iterator
from datetime import date, datetime, timedelta

from chalicelib.leads.attempt import EmailKind
from simulation.plan import Plan
from simulation.play import Played
from simulation.verdict import Case, Tally, Verdict

BLOCKS = "▁▂▃▄▅▆▇█"

STORIES, MENTIONS = 3, 100
"""So many cases of each breach are told in full; of the others the lead is named, up to so many."""

NAMES = {
    EmailKind.ALERT: "alerts",
    EmailKind.GUIDE: "guides",
    EmailKind.FOLLOW_UP: "follow-ups",
    EmailKind.NOTICE: "notices",
    EmailKind.SECOND_ALERT: "reminders",
}


def report(outcome: Played) -> str:
    """All of it. The same outcome gives the same text."""
    verdict = Verdict(outcome)
    parts = [
        _heading(outcome),
        _emails(verdict),
        _promises(verdict),
        _weather(outcome),
        _plot(outcome),
        *_breaches(verdict),
        "All promises were kept." if verdict.is_good else "Promises were broken.",
    ]
    return "\n\n".join(parts)


def _heading(outcome: Played) -> str:
    plan, forms = outcome.plan, outcome.ledger.accepted
    return (
        f"{plan.leads:,} people, seed {plan.seed}, a fault at {plan.fault_rate:.1%} of all calls, "
        f"{plan.starts_at.astimezone(plan.zone):%-d %B} to {plan.ends_at.astimezone(plan.zone):%-d %B}\n"
        f"{len(set(forms)):,} enquiries accepted, in {len(forms):,} forms; {len(outcome.leads):,} leads stored, "
        f"{len(outcome.held):,} enquiries in quarantine"
    )


def _emails(verdict: Verdict) -> str:
    columns = ("owed", "sent", "sent back", "doubled", "given up", "rejected", "lost")
    header = f"{'':10}" + "".join(f"{column:>10}" for column in columns)
    lines = [f"{header}    late by: half{'99 in 100':>11}{'the latest':>12}"]
    lines += [_email_row(name, verdict.tally(kind)) for kind, name in NAMES.items()]
    return "\n".join(lines)


def _email_row(name: str, tally: Tally) -> str:
    numbers = (tally.owed, tally.sent, tally.sent_back, tally.doubled, tally.given_up, tally.rejected, tally.lost)
    row = f"{name:10}" + "".join(f"{number:10,}" for number in numbers)
    if not tally.lateness:
        return row
    half, most, latest = map(_span, tally.lateness)
    return f"{row}{half:>17}{most:>11}{latest:>12}"


def _promises(verdict: Verdict) -> str:
    given_up = verdict.tally(EmailKind.FOLLOW_UP).given_up
    because = f"{len(verdict.evidence.explained):,} explained by a fault between claim and answer"
    lines = ["must be zero"]
    lines += [f"  {name:34}{len(cases):8,}" for name, cases in verdict.must_be_empty.items()]
    lines += [
        "may be more",
        f"  {'follow-ups given up in doubt':34}{given_up:8,}   {because}",
        f"  {'dead letters':34}{verdict.dead_letters:8,}",
        f"  {'oldest overdue at the end':34}{_span(verdict.oldest_overdue):>8}",
    ]
    return "\n".join(lines)


def _weather(outcome: Played) -> str:
    """What the world did to the service, and what it noticed of that."""
    groups: dict[str, list[str]] = {}
    for name, number in sorted(outcome.ledger.counts.items()):
        group, _, what = name.rpartition(": ")
        groups.setdefault(group or "otherwise", []).append(f"{number:,} {what}")
    lines = ["what it took"]
    for group, parts in groups.items():
        lines += textwrap.wrap(f"{group:18}{', '.join(parts)}", 116, initial_indent="  ", subsequent_indent=" " * 20)
    return "\n".join(lines)


def _plot(outcome: Played) -> str:
    """Emails that SES took, hour by hour at the clinic."""
    zone = outcome.plan.zone
    hours = Counter(_hour(sent.at.astimezone(zone)) for sent in outcome.ledger.sent)
    most = max(hours.values(), default=1)
    first = outcome.plan.starts_at.astimezone(zone)
    lines = [f"emails an hour, at the clinic's time; {BLOCKS[-1]} is {most:,}", f"{'':12}{_hour_marks()}"]
    for number in range((outcome.plan.ends_at - outcome.plan.starts_at).days):
        day = (first + timedelta(days=number)).date()
        of_day = [hours[day, hour] for hour in range(24)]
        bars = "".join(_block(sent, most) * 2 for sent in of_day)
        lines.append(f"{day:%a %d %b}  {bars} {sum(of_day):6,}  {_news(outcome.plan, day)}".rstrip())
    return "\n".join(lines)


def _hour(at: datetime) -> tuple[date, int]:
    return at.date(), at.hour


def _hour_marks() -> str:
    return "".join(f"{hour:<12}" for hour in range(0, 24, 6))


def _block(number: int, most: int) -> str:
    return BLOCKS[(len(BLOCKS) * number - 1) // most] if number else " "


def _news(plan: Plan, day: date) -> str:
    news = {
        plan.events_late.starts_at: "events of SES are hours late",
        plan.spike_at: "the ad is on television",
        plan.flood_at: "machines send forms from a carrier's network",
        plan.quota_used_up.starts_at: "SES: daily quota used up",
        plan.outage.starts_at: f"outage: SES{'' if plan.sweep_stays_up else ' and the sweep'} down",
        plan.outage.ends_at: "the outage ends",
        plan.edited_at: "the sequence is edited",
        plan.sending_paused.starts_at: "SES: sending paused for three hours",
        plan.calm_from: "calm: no more faults",
    }
    local = {at.astimezone(plan.zone): text for at, text in news.items()}
    return ", ".join(f"{at:%H:%M} {text}" for at, text in local.items() if at.date() == day)


def _breaches(verdict: Verdict) -> Iterator[str]:
    for name, cases in verdict.must_be_empty.items():
        if cases:
            yield "\n".join([f"{name.upper()}: {len(cases)}", *_told(verdict, cases)])


def _told(verdict: Verdict, cases: tuple[Case, ...]) -> Iterator[str]:
    for number, case in enumerate(cases[:MENTIONS]):
        yield f"  {case.lead_id} {case.what}".rstrip()
        if case.lead_id and number < STORIES:
            yield from (f"      {line}" for line in verdict.story(case.lead_id))
    if len(cases) > MENTIONS:
        yield f"  and {len(cases) - MENTIONS:,} more"


def _span(span: timedelta) -> str:
    seconds = max(span.total_seconds(), 0)
    for unit, length in (("d", 86400), ("h", 3600), ("min", 60)):
        if seconds >= length:
            return f"{seconds / length:.1f} {unit}"
    return f"{seconds:.0f} s"


class Progress:
    """A bar, on a terminal only."""

    WIDTH = 40

    def __init__(self) -> None:
        self._is_shown = sys.stderr.isatty()

    def __call__(self, share: float) -> None:
        if self._is_shown:
            done = int(share * self.WIDTH)
            sys.stderr.write(f"\r[{'#' * done}{'.' * (self.WIDTH - done)}] {share:4.0%}")
            sys.stderr.flush()

    def clear(self) -> None:
        if self._is_shown:
            sys.stderr.write("\r" + " " * (self.WIDTH + 8) + "\r")
