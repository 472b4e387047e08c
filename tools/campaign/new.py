"""`make campaign NAME=neck-pain FROM=dry-needling`: begin a campaign as a copy of another, and say what to write."""

import os
import shutil
import sys
from pathlib import Path

from chalicelib.content.campaign import read_campaign
from chalicelib.content.templates import GUIDE_PDFS
from chalicelib.services import TEMPLATES
from tools.campaign.edition import MADE, VERSIONS


class CannotBegin(Exception):
    """The campaign cannot be begun; the message is for the marketer."""


def main() -> None:
    try:
        told = begin(TEMPLATES, os.environ.get("NAME", ""), os.environ.get("FROM", ""))
    except CannotBegin as problem:
        sys.exit(str(problem))
    sys.stdout.write(f"{told}\n")


def begin(templates: Path, name: str, source: str) -> str:
    """Copy the folder of a campaign under a new name, without what is made of its texts; the answer is what to write.
    Raises CannotBegin."""
    campaigns = templates / "campaigns"
    known = sorted(path.parent.name for path in campaigns.glob("*/campaign.toml"))
    if not name or source not in known:
        raise CannotBegin(f"make campaign NAME=<its address> FROM=<{' or '.join(known)}>")
    try:
        read_campaign(name, {"languages": ["en"], "steps": []})
    except ValueError as error:
        raise CannotBegin(str(error)) from error
    if (campaigns / name).exists():
        raise CannotBegin(f"there is a folder of that name already: templates/campaigns/{name}/")
    shutil.copytree(
        campaigns / source, campaigns / name, ignore=shutil.ignore_patterns(*MADE, *GUIDE_PDFS.values(), VERSIONS)
    )
    table = campaigns / name / "campaign.toml"
    table.write_text(table.read_text(encoding="utf-8").replace(f"/{source}", f"/{name}"), encoding="utf-8")
    return to_write(campaigns / name, source)


def to_write(folder: Path, source: str) -> str:
    """What an author of that new folder has to do, in the order in which it is best done."""
    languages = sorted(path.parent.name for path in folder.glob("*/landing.md"))
    lines = [
        f"templates/campaigns/{folder.name}/ is begun, as a copy of {source}.",
        f"`make run` shows its page at http://127.0.0.1:8000/{folder.name}",
        "",
        "Now write, each text anew:",
        "  campaign.toml: which emails come on which day; each step has its text of the same name",
        "  drawings/landing.svg: the drawing at the top of the page",
    ]
    for code in languages:
        steps = sorted({path.stem for path in (folder / code / "emails").glob("*.md")} - {"guide", "aftercare"})
        lines += [
            f"  {code}/landing.md: the page, and the words of its form",
            f"  {code}/consent.toml: the words beside the box for follow-ups, with a new version",
            f"  {code}/guide.md: the guide; take out the [[checked]] that is not true of it",
            f"  {code}/emails/guide.md: the email that brings the guide",
            f"  {code}/emails/aftercare.md: what somebody with a visit is told; without it nobody is told anything",
            f"  {code}/emails/: one text for each step, in the place of {', '.join(steps)}",
            f"  {code}/promises.toml: what each of these texts must go on saying",
        ]
    return "\n".join(
        [
            *lines,
            "",
            "Then run",
            "  make guide preview-picture: typesets the guide, and draws the picture beside a link",
            "  make check: says what is still missing or untrue, and what is still the words of another campaign",
            "  make preview: shows all of it as people will see it",
        ]
    )


if __name__ == "__main__":
    main()
