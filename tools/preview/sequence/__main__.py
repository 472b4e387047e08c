"""Show who would get what and when under edited rules: a campaign's `campaign.toml` and the hours of `clinic.toml`.

    make preview-sequence                       against the last commit
    make preview-sequence OLD=v1.2              against another revision
    make preview-sequence LEADS_TABLE=leads     for the people in that table; ALL=1 lists each of them

The table is found through boto3's standard chain and read whole (Scan, a page at a time, half a read unit for each 4 KB
it holds); nothing else in the service does that. Without LEADS_TABLE the preview is for an imaginary person who asks
now, in each campaign. Nothing is written, and nothing personal is shown: a lead's id is a keyed hash.
"""

import io
import os
import subprocess
import sys
from collections.abc import Iterator, Mapping
from datetime import datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from zipfile import ZipFile

from chalicelib.content.templates import Templates
from chalicelib.errors import Explained
from chalicelib.leads.lead import Lead
from chalicelib.leads.owed.sequence import Rules
from chalicelib.services import utc_now
from local.template import ROOT
from tools.preview.sequence.forecast import compare, forecast, imaginary_lead
from tools.preview.sequence.report import people, report

FOLDER = "templates"


class CannotPreview(Explained):
    """A file or the table is not as it must be; the message is one line that says how."""


def read_rules(folder: Path, name: str, now: datetime) -> Rules:
    """The rules in a folder of templates, tried on an imaginary person. Raises CannotPreview if they are no good."""
    try:
        rules = Templates(folder).rules
        for campaign in rules.sequences:
            forecast(imaginary_lead(campaign, now), rules, now)
    except OverflowError as error:
        raise CannotPreview(f"{name}: a number is far too large") from error
    except ValueError as error:
        raise CannotPreview(f"{name}: {error}") from error
    return rules


def check_texts(folder: Path) -> None:
    """Raises CannotPreview if a step has no text."""
    campaigns = Templates(folder).campaigns.values()
    texts = [
        f"campaigns/{campaign.id}/{language}/emails/{step.id}.md"
        for campaign in campaigns
        for language in campaign.languages
        for step in campaign.steps
    ]
    if missing := [text for text in texts if not (folder / text).is_file()]:
        raise CannotPreview(f"{FOLDER}: each step needs its text, missing: {', '.join(missing)}")


def old_rules(revision: str, root: Path, now: datetime) -> Rules:
    """The rules of a revision of the repository at `root`. Raises CannotPreview if there is none."""
    command = ["git", "-C", str(root), "archive", "--format=zip", "--end-of-options", revision, FOLDER]
    try:
        archive = subprocess.run(command, capture_output=True, check=True).stdout
    except (OSError, subprocess.CalledProcessError) as error:
        raise CannotPreview(f"OLD={revision} is not a revision that has {FOLDER}/") from error
    with TemporaryDirectory() as name:
        with ZipFile(io.BytesIO(archive)) as files:
            files.extractall(name)
        return read_rules(Path(name) / FOLDER, f"{FOLDER} of {revision}", now)


def read_leads(table: str) -> Iterator[Lead]:
    """Every lead of the table, which also holds what was spent of budgets. Raises CannotPreview if it is unreadable."""
    import boto3
    from botocore.exceptions import BotoCoreError, ClientError

    from chalicelib.aws.items import to_lead

    try:
        pages = boto3.client("dynamodb").get_paginator("scan")
        for page in pages.paginate(TableName=table, FilterExpression="attribute_exists(enquiries)"):
            yield from map(to_lead, page["Items"])
    except (BotoCoreError, ClientError) as error:
        raise CannotPreview(f"LEADS_TABLE={table} cannot be read: {error}") from error


def preview(environment: Mapping[str, str], root: Path, now: datetime) -> str:
    """The whole preview, in words. Raises CannotPreview."""
    revision, table = environment.get("OLD") or "HEAD", environment.get("LEADS_TABLE")
    new = read_rules(root / FOLDER, FOLDER, now)
    check_texts(root / FOLDER)
    old = old_rules(revision, root, now)
    title = f"{FOLDER} against {revision}, in the time of {new.window.zone.key}."
    if not table:
        changes = compare([imaginary_lead(campaign, now) for campaign in new.sequences], old, new, now)
        words = "LEADS_TABLE is not set: this is for an imaginary person who asks now."
        return f"{title}\n{words}\n\n{report(changes, old, new)}"
    leads = list(read_leads(table))
    changes = compare((lead for lead in leads if lead.due is not None), old, new, now)
    midway = people(sum(bool(change.shifts) for change in changes))
    words = report(changes, old, new, list_all=bool(environment.get("ALL")))
    return f"{title}\n{midway} midway.\n\n{words}{_asleep(leads, new, now)}"


def _asleep(leads: list[Lead], new: Rules, now: datetime) -> str:
    """On those who were owed nothing more by the old rules: no worker looks at them, whatever the new ones add."""
    count = sum(lead.due is None and bool(forecast(lead, new, now)) for lead in leads)
    words = f"{people(count)} had the whole old sequence already, and a new step reaches them only if they ask again."
    return f"\nNot counted: {words}\n" if count else ""


def main() -> int:
    try:
        sys.stdout.write(preview(os.environ, ROOT, utc_now()))
    except CannotPreview as problem:
        sys.stderr.write(f"{problem}\n")
        return 2
    return 0


if __name__ == "__main__":
    sys.exit(main())
