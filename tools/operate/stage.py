"""What a stage is told about itself: `stages/<stage>.toml`, with no secret in it."""

import json
import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from chalicelib.content.authored import COUNT, FLAG, Misfit, check, check_values, written

_EMAIL_ADDRESS = written("a plain address like guide@example.com", r"[^@\s<>,;:\"]+@[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)+")

KINDS = {
    "region": written("an AWS region like eu-central-1", r"[a-z]{2}(-[a-z]+)+-[0-9]"),
    "mail_from": _EMAIL_ADDRESS,
    "alert_from": _EMAIL_ADDRESS,
    "clinic_inbox": _EMAIL_ADDRESS,
    "alarm_inbox": _EMAIL_ADDRESS,
    "domain": written("a domain like guide.example.com", r"([a-z0-9-]+(\.[a-z0-9-]+)*\.[a-z]{2,})?"),
    "leads_a_day": COUNT,
    "ads_run": FLAG,
    "cloudfront": FLAG,
    "tell_google_ads": FLAG,
}

STAGES = Path(__file__).resolve().parents[2] / "stages"

LOCAL = "local"
"""The name of what `make run` serves on this machine; it has no file."""

MAY_BE_LEFT_OUT = frozenset({"alert_from", "domain", "leads_a_day", "ads_run", "cloudfront", "tell_google_ads"})

_NAME = re.compile(r"[a-z][a-z0-9-]{0,19}")
"""It becomes a part of names at AWS."""


@dataclass(frozen=True, slots=True)
class Stage:
    """One deployment. `domain` is the site's own, "" where it lives at the stage's address; `leads_a_day` is what the
    ads are expected to bring, `ads_run` whether they run now."""

    name: str
    region: str
    mail_from: str
    alert_from: str
    clinic_inbox: str
    alarm_inbox: str
    domain: str = ""
    leads_a_day: int = 20
    ads_run: bool = False
    cloudfront: bool = True
    tell_google_ads: bool = False

    @property
    def stack(self) -> str:
        """The name of its CloudFormation stack."""
        return f"clinic-leads-{self.name}"

    @property
    def mail_domain(self) -> str:
        """The domain that leads get mail from."""
        return self.mail_from.rpartition("@")[2].lower()


def path_of(name: str) -> Path:
    """Where what the stage of that name is told stands. Raises ValueError for what is no name of a stage."""
    if not _NAME.fullmatch(name) or name == LOCAL:
        raise ValueError(
            f"STAGE={name} is no name of a stage on AWS: up to 20 small letters, digits and hyphens, like prod"
        )
    return STAGES / f"{name}.toml"


def read_stage(path: Path) -> Stage:
    """The stage told by that file, which has its name. Raises ValueError, which says what is wrong and where."""
    if not path.is_file():
        raise ValueError(f"there is no {path.parent.name}/{path.name}: `make deploy STAGE={path.stem}` makes it")
    told = read_told(path)
    check(path.name, told, {name: kind for name, kind in KINDS.items() if name in told or name not in MAY_BE_LEFT_OUT})
    return Stage(**{"name": path.stem, "alert_from": told["mail_from"], **told})


def read_told(path: Path) -> Mapping[str, Any]:
    """What that file says so far, which may not be all. Raises ValueError, which says what is wrong and where."""
    source = path.read_text(encoding="utf-8-sig") if path.is_file() else ""
    try:
        told = tomllib.loads(source)
        check_values(path.name, told, KINDS)
    except tomllib.TOMLDecodeError as error:
        raise ValueError(f"{path.name}: {error}") from error
    except Misfit as misfit:
        raise ValueError(misfit.in_source(source)) from misfit
    return told


def tell(path: Path, name: str, value: str | int) -> None:
    """Add a value to that file, and leave the rest as its author wrote it."""
    path.parent.mkdir(exist_ok=True)
    source = path.read_text(encoding="utf-8-sig") if path.is_file() else ""
    start = source if not source or source.endswith("\n") else source + "\n"
    path.write_text(f"{start}{name} = {json.dumps(value)}\n", encoding="utf-8")
