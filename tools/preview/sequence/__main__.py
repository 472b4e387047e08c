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
from collections.abc import Iterator, Mapping
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from chalicelib import services
from chalicelib.leads.lead import Lead
from chalicelib.leads.plan import Sequence, read_sequence
from tools.preview.sequence.forecast import compare, forecast, imaginary_lead
from tools.preview.sequence.report import people, report

ROOT = Path(__file__).resolve().parents[3]
FILE = "templates/sequence.toml"
TEXTS = "templates/emails/en"


class CannotPreview(Exception):
    """A file or the table is not as it must be; the message is one line that says how."""


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

    from chalicelib.aws.dynamodb import to_lead

    try:
        pages = boto3.client("dynamodb").get_paginator("scan")
        for page in pages.paginate(TableName=table, FilterExpression="attribute_exists(enquiries)"):
            yield from map(to_lead, page["Items"])
    except (BotoCoreError, ClientError) as error:
        raise CannotPreview(f"LEADS_TABLE={table} cannot be read: {error}") from error


def preview(environment: Mapping[str, str], root: Path, now: datetime) -> str:
    """The whole preview, in words. CannotPreview."""
    zone, old_name, table = services.clinic().zone, environment.get("OLD") or "HEAD", environment.get("LEADS_TABLE")
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
    midway = people(sum(bool(change.shifts) for change in changes))
    words = report(changes, old, new, list_all=bool(environment.get("ALL")))
    return f"{title}\n{midway} midway.\n\n{words}{_asleep(leads, new, now)}"


def _asleep(leads: list[Lead], new: Sequence, now: datetime) -> str:
    """On those to whom the old sequence owed nothing any more: nobody looks at them, whatever the new one adds."""
    count = sum(lead.due_at is None and bool(forecast(lead, new, now)) for lead in leads)
    words = f"{people(count)} had the whole old file already, and a new step reaches them only if they ask again."
    return f"\nNot counted: {words}\n" if count else ""


def main() -> int:
    try:
        sys.stdout.write(preview(os.environ, ROOT, services.now()))
    except CannotPreview as problem:
        sys.stderr.write(f"{problem}\n")
        return 2
    return 0


if __name__ == "__main__":
    sys.exit(main())
