"""Show who would get what and when under an edited `templates/sequence.toml`, against the old file.

    make preview-sequence                       against the last commit
    make preview-sequence OLD=v1.2              against another revision, or a file: OLD=/tmp/sequence.toml
    make preview-sequence LEADS_TABLE=leads     for the people in that table; ALL=1 lists each of them

The table is found through boto3's standard chain and read whole (Scan, a page at a time, half a read unit for each 4 KB
it holds); nothing else in the service does that. Without LEADS_TABLE the preview is for an imaginary person who asks
now. Nothing is written, and nothing personal is shown: a lead's id is a keyed hash.
"""

import os
import subprocess
import sys
import tomllib
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

from chalicelib import wiring
from chalicelib.attribution import Touch
from chalicelib.changes import claim, new_lead, settle
from chalicelib.lead import Attempt, Consent, Contact, Enquiry, Kind, Lead, Purpose, Result
from chalicelib.sequence import Sequence, next_delivery, read_sequence

ROOT = Path(__file__).resolve().parents[1]
FILE = "templates/sequence.toml"
TEXTS = "templates/emails/en"

MOST_LISTED = 20
"""People listed unless all are asked for, and lines on how the next email moves."""


class CannotPreview(Exception):
    """A file or the table is not as it must be; the message is one line that says how."""


@dataclass(frozen=True, slots=True)
class Coming:
    """A follow-up that somebody is to get."""

    step: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Shift:
    """When somebody is to get a step, under the old sequence and the new: None for never."""

    step: str
    before: datetime | None
    after: datetime | None


@dataclass(frozen=True, slots=True)
class Change:
    """What a new sequence means for one lead. `twice` are the steps that would come though the lead has had them."""

    lead_id: str
    shifts: tuple[Shift, ...]
    twice: frozenset[str] = frozenset()

    @property
    def added(self) -> list[Shift]:
        return [shift for shift in self.shifts if shift.before is None]

    @property
    def dropped(self) -> list[Shift]:
        return [shift for shift in self.shifts if shift.after is None]

    @property
    def moved(self) -> list[Shift]:
        return [shift for shift in self.shifts if shift.before and shift.after and shift.before != shift.after]

    @property
    def unchanged(self) -> list[Shift]:
        return [shift for shift in self.shifts if shift.before == shift.after]

    @property
    def is_change(self) -> bool:
        return len(self.unchanged) < len(self.shifts)

    @property
    def next(self) -> tuple[datetime | None, datetime | None]:
        """When the lead is to get its next follow-up, under the old sequence and the new."""
        before = min((shift.before for shift in self.shifts if shift.before), default=None)
        return before, min((shift.after for shift in self.shifts if shift.after), default=None)

    @property
    def soonest(self) -> tuple[datetime, str]:
        """When the first difference shows: what to sort by."""
        times = [at for shift in self.shifts if shift not in self.unchanged for at in (shift.before, shift.after)]
        return min(at for at in times if at), self.lead_id


def forecast(lead: Lead, sequence: Sequence, now: datetime) -> list[Coming]:
    """The follow-ups the lead is to get, if each email goes out the moment it may and nothing else happens.

    Nobody looks at a lead before its `due_at`, whatever the sequence says by then.
    """
    if lead.attempt is not None:
        lead = settle(lead, lead.attempt.id, Result.SENT)
    elif lead.due_at is not None:
        now = max(now, lead.due_at)
    coming = []
    while (planned := next_delivery(lead, sequence, now)) is not None:
        # What was held back may be allowed again at night: the plan is asked anew then, as a worker would.
        if planned.at > now:
            now = planned.at
            continue
        attempt = Attempt("preview", planned.delivery, planned.planned_at, now)
        lead = settle(claim(lead, attempt), attempt.id, Result.SENT)
        if planned.delivery.kind is Kind.FOLLOW_UP:
            coming.append(Coming(planned.delivery.reference, now))
    return coming


def compare(leads: Iterable[Lead], old: Sequence, new: Sequence, now: datetime) -> list[Change]:
    """What the new sequence means for each lead, in their order."""
    return [_change(lead, forecast(lead, old, now), forecast(lead, new, now)) for lead in leads]


def _change(lead: Lead, before: list[Coming], after: list[Coming]) -> Change:
    was, will = ({coming.step: coming.at for coming in comings} for comings in (before, after))
    had = [one.attempt.delivery.reference for one in lead.deliveries if one.attempt.delivery.kind is Kind.FOLLOW_UP]
    times = Counter([*had, *(coming.step for coming in after)])
    return Change(
        lead.id,
        tuple(Shift(step, was.get(step), will.get(step)) for step in {**will, **was}),
        frozenset(step for step in will if times[step] > 1),
    )


def imaginary_lead(now: datetime) -> Lead:
    """Somebody who asks now and agrees to everything."""
    contact = Contact("Somebody", "somebody@example.com", "+923000000000")
    consents = (Consent(Purpose.FOLLOW_UPS, "", now),)
    enquiry = Enquiry("enquiry", now, contact, "en", "", guide=True, consents=consents, touch=Touch())
    return new_lead("somebody-who-asks-now", enquiry)


def report(changes: Iterable[Change], old: Sequence, new: Sequence, *, list_all: bool = False) -> str:
    """The changes in words: step by step, then how the next email moves, then person by person."""
    midway = [change for change in changes if change.shifts]
    if not midway:
        return "Nobody is midway: nothing changes for anyone.\n"
    zone = new.window.zone
    steps = dict.fromkeys(step.id for step in (*new.steps, *old.steps))
    blocks = [
        [_step_line(step, midway, old, new) for step in steps],
        [*_next_lines(midway, zone), _twice_line(midway)],
        list(_person_lines(midway, zone, list_all=list_all)),
    ]
    return "\n\n".join("\n".join(block) for block in blocks if block) + "\n"


def _step_line(step: str, changes: list[Change], old: Sequence, new: Sequence) -> str:
    parts = []
    for name, what in (("moved", "at another time"), ("added", "more"), ("dropped", "no longer")):
        shifts: list[Shift] = [one for change in changes for one in getattr(change, name) if one.step == step]
        if shifts:
            earliest = min((one.after for one in shifts if one.after), default=None)
            first = f", earliest {_time(earliest, new.window.zone)}" if earliest else ""
            parts.append(f"{_people(len(shifts))} {what}{first}")
    return f"{step}: {_days(step, old, new)}; {'; '.join(parts) or 'nothing changes for anyone'}"


def _days(step: str, old: Sequence, new: Sequence) -> str:
    before, after = ({one.id: one.after / timedelta(days=1) for one in plan.steps}.get(step) for plan in (old, new))
    if before is None:
        return f"new on day {after:g}"
    if after is None:
        return f"removed from day {before:g}"
    return f"stays on day {after:g}" if before == after else f"moves from day {before:g} to day {after:g}"


def _next_lines(changes: list[Change], zone: ZoneInfo) -> Iterator[str]:
    days = Counter(tuple(f"{at.astimezone(zone):%a %-d %b}" if at else "none" for at in one.next) for one in changes)
    moves = [(f"{before} -> {after}", count) for (before, after), count in days.most_common() if before != after]
    for move, count in moves[:MOST_LISTED]:
        yield f"{_people(count)}: next email moves {move}"
    if moves[MOST_LISTED:]:
        yield f"{_people(sum(count for _, count in moves[MOST_LISTED:]))}: next email moves between other days"
    if still := sum(not change.is_change for change in changes):
        yield f"{_people(still)}: nothing changes"


def _twice_line(changes: list[Change]) -> str:
    twice = [f"{change.lead_id} ({', '.join(sorted(change.twice))})" for change in changes if change.twice]
    return f"{_people(len(twice))} would get a step twice: {', '.join(twice)}" if twice else "Nobody gets a step twice."


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


def _people(count: int) -> str:
    return "1 person" if count == 1 else f"{count:,} people"


def _time(at: datetime | None, zone: ZoneInfo) -> str:
    return f"{at.astimezone(zone):%a %-d %b %H:%M}" if at else "never"


def read(text: bytes, name: str, zone: ZoneInfo, now: datetime) -> Sequence:
    """The sequence in a file's text, tried on somebody imaginary. CannotPreview if it is no good."""
    try:
        sequence = read_sequence(tomllib.loads(text.decode()), zone)
        forecast(imaginary_lead(now), sequence, now)
    except OverflowError as error:
        raise CannotPreview(f"{name}: a number is far too large") from error
    except ValueError as error:
        raise CannotPreview(f"{name}: {str(error).removeprefix('sequence.toml: ')}") from error
    return sequence


def check_texts(sequence: Sequence, root: Path) -> None:
    """CannotPreview if a step has no text."""
    texts = [f"{TEXTS}/{step.id}.md" for step in sequence.steps]
    if missing := [text for text in texts if not (root / text).is_file()]:
        raise CannotPreview(f"{FILE}: each step needs its text, missing: {', '.join(missing)}")


def old_text(old: str, root: Path) -> bytes:
    """The old file: `old` is a path, or a revision of the repository at `root`. CannotPreview if it is neither."""
    if Path(old).is_file():
        return Path(old).read_bytes()
    command = ["git", "-C", str(root), "show", "--end-of-options", f"{old}:./{FILE}"]
    try:
        return subprocess.run(command, capture_output=True, check=True).stdout
    except (OSError, subprocess.CalledProcessError) as error:
        raise CannotPreview(f"OLD={old} is neither a file nor a revision that has {FILE}") from error


def read_leads(table: str) -> Iterator[Lead]:
    """Every lead of the table, which also holds what was spent of budgets. CannotPreview if it cannot be read."""
    import boto3
    from botocore.exceptions import BotoCoreError, ClientError

    from chalicelib.store import to_lead

    try:
        pages = boto3.client("dynamodb").get_paginator("scan")
        for page in pages.paginate(TableName=table, FilterExpression="attribute_exists(enquiries)"):
            yield from map(to_lead, page["Items"])
    except (BotoCoreError, ClientError) as error:
        raise CannotPreview(f"LEADS_TABLE={table} cannot be read: {error}") from error


def preview(environment: Mapping[str, str], root: Path, now: datetime) -> str:
    """The whole preview, in words. CannotPreview."""
    zone, old_name, table = wiring.clinic().zone, environment.get("OLD") or "HEAD", environment.get("LEADS_TABLE")
    new = read((root / FILE).read_bytes(), FILE, zone, now)
    check_texts(new, root)
    old = read(old_text(old_name, root), f"the old file ({old_name})", zone, now)
    title = f"{FILE} against {old_name}, in the time of {zone.key}."
    if not table:
        changes = compare([imaginary_lead(now)], old, new, now)
        words = "LEADS_TABLE is not set: this is for an imaginary person who asks now."
        return f"{title}\n{words}\n\n{report(changes, old, new)}"
    leads = list(read_leads(table))
    changes = compare((lead for lead in leads if lead.due_at is not None), old, new, now)
    midway = _people(sum(bool(change.shifts) for change in changes))
    words = report(changes, old, new, list_all=bool(environment.get("ALL")))
    return f"{title}\n{midway} midway.\n\n{words}{_asleep(leads, new, now)}"


def _asleep(leads: list[Lead], new: Sequence, now: datetime) -> str:
    """On those to whom the old sequence owed nothing any more: nobody looks at them, whatever the new one adds."""
    count = sum(lead.due_at is None and bool(forecast(lead, new, now)) for lead in leads)
    words = f"{_people(count)} had the whole old file already, and a new step reaches them only if they ask again."
    return f"\nNot counted: {words}\n" if count else ""


def main() -> int:
    try:
        sys.stdout.write(preview(os.environ, ROOT, wiring.now()))
    except CannotPreview as problem:
        sys.stderr.write(f"{problem}\n")
        return 2
    return 0


if __name__ == "__main__":
    sys.exit(main())
