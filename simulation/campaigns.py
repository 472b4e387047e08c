"""The campaigns that are played: the clinic's first one, and the same once more with people who have to confirm."""

import atexit
import re
import shutil
from functools import cache
from pathlib import Path
from tempfile import mkdtemp

from chalicelib.content.templates import Templates

CONFIRMED = "confirmed"
"""The campaign in which follow-ups begin once the button in the guide's email is pressed (double opt-in)."""


@cache
def with_confirmed(templates: Path) -> Templates:
    """What is in that folder, and the campaign beside it that is its first one but for the button."""
    folder = Path(mkdtemp(prefix="campaigns-of-the-simulation-"))
    atexit.register(shutil.rmtree, folder)
    first = templates / "campaigns" / Templates(templates).clinic.first_campaign
    _link(templates, folder, leave_out="campaigns")
    _link(templates / "campaigns", folder / "campaigns")
    _link(first, folder / "campaigns" / CONFIRMED, leave_out="campaign.toml")
    settings = re.sub(r"(?m)^confirmation\b.*$", "", (first / "campaign.toml").read_text(encoding="utf-8"))
    asking = f"confirmation = true\n{settings}"
    (folder / "campaigns" / CONFIRMED / "campaign.toml").write_text(asking, encoding="utf-8")
    return Templates(folder)


def _link(source: Path, target: Path, leave_out: str = "") -> None:
    """Have all that is in one folder in another too, but for one name."""
    target.mkdir(exist_ok=True)
    for part in source.iterdir():
        if part.name != leave_out:
            (target / part.name).symlink_to(part.resolve())
