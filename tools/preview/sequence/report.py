"""The changes in words: step by step, then how the next email moves, then person by person."""

from collections import Counter
from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from chalicelib.leads.owed.sequence import Rules
from tools.preview.sequence.forecast import Change, Shift

MOST_LISTED = 20
"""People listed unless all are asked for, and lines on how the next email moves."""


def report(changes: Iterable[Change], old: Rules, new: Rules, *, list_all: bool = False) -> str:
    """All of it, for a terminal."""
    midway = [change for change in changes if change.shifts]
    if not midway:
        return "Nobody is midway: nothing changes for anyone.\n"
    zone = new.window.zone
    steps = dict.fromkeys([*_days_of(new), *_days_of(old)])
    blocks = [
        [_step_line(step, midway, old, new) for step in steps],
        [*_next_lines(midway, zone), _twice_line(midway)],
        list(_person_lines(midway, zone, list_all=list_all)),
    ]
    return "\n\n".join("\n".join(block) for block in blocks if block) + "\n"


def _step_line(step: str, changes: list[Change], old: Rules, new: Rules) -> str:
    parts = []
    for name, what in (("moved", "at another time"), ("added", "more"), ("dropped", "no longer")):
        shifts: list[Shift] = [one for change in changes for one in getattr(change, name) if one.step == step]
        if shifts:
            earliest = min((one.after for one in shifts if one.after), default=None)
            first = f", earliest {_time(earliest, new.window.zone)}" if earliest else ""
            parts.append(f"{people(len(shifts))} {what}{first}")
    return f"{step}: {_days(step, old, new)}; {'; '.join(parts) or 'nothing changes for anyone'}"


def _days(step: str, old: Rules, new: Rules) -> str:
    before, after = _days_of(old).get(step), _days_of(new).get(step)
    if before is None:
        return f"new on day {after:g}"
    if after is None:
        return f"removed from day {before:g}"
    return f"stays on day {after:g}" if before == after else f"moves from day {before:g} to day {after:g}"


def _days_of(rules: Rules) -> dict[str, float]:
    """The day of each step, by campaign and step."""
    return {
        f"{campaign}/{step.id}": step.after / timedelta(days=1)
        for campaign, steps in rules.sequences.items()
        for step in steps
    }


def _next_lines(changes: list[Change], zone: ZoneInfo) -> Iterator[str]:
    days = Counter(tuple(f"{at.astimezone(zone):%a %-d %b}" if at else "none" for at in one.next) for one in changes)
    moves = [(f"{before} -> {after}", count) for (before, after), count in days.most_common() if before != after]
    for move, count in moves[:MOST_LISTED]:
        yield f"{people(count)}: next email moves {move}"
    if moves[MOST_LISTED:]:
        yield f"{people(sum(count for _, count in moves[MOST_LISTED:]))}: next email moves between other days"
    if still := sum(not change.is_change for change in changes):
        yield f"{people(still)}: nothing changes"


def _twice_line(changes: list[Change]) -> str:
    twice = [f"{change.lead_id} ({', '.join(sorted(change.twice))})" for change in changes if change.twice]
    return f"{people(len(twice))} would get a step twice: {', '.join(twice)}" if twice else "Nobody gets a step twice."


def _person_lines(changes: list[Change], zone: ZoneInfo, *, list_all: bool) -> Iterator[str]:
    changed = sorted((change for change in changes if change.is_change), key=lambda change: change.soonest)
    listed = changed if list_all else changed[:MOST_LISTED]
    for change in listed:
        parts = [f"{one.step} {_time(one.before, zone)} -> {_time(one.after, zone)}" for one in change.moved]
        parts += [f"{one.step} added {_time(one.after, zone)}" for one in change.added]
        parts += [f"{one.step} dropped, was {_time(one.before, zone)}" for one in change.dropped]
        yield f"{change.lead_id}: {'; '.join(parts)}"
    if len(listed) < len(changed):
        yield f"and {len(changed) - len(listed)} more (ALL=1 lists them)"


def people(count: int) -> str:
    return "1 person" if count == 1 else f"{count:,} people"


def _time(at: datetime | None, zone: ZoneInfo) -> str:
    return f"{at.astimezone(zone):%a %-d %b %H:%M}" if at else "never"
