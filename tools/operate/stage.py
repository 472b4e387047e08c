"""What a stage is told about itself: `stages/<stage>.toml`, with no secret in it."""

import tomllib
from dataclasses import dataclass
from pathlib import Path

from chalicelib.content.authored import COUNT, Misfit, check, written

_EMAIL_ADDRESS = written("a plain address like guide@example.com", r"[^@\s<>,;:\"]+@[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)+")

KINDS = {
    "region": written("an AWS region like eu-central-1", r"[a-z]{2}(-[a-z]+)+-[0-9]"),
    "mail_from": _EMAIL_ADDRESS,
    "alert_from": _EMAIL_ADDRESS,
    "clinic_inbox": _EMAIL_ADDRESS,
    "alarm_inbox": _EMAIL_ADDRESS,
    "domain": written("a domain like guide.example.com", r"[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)+"),
    "leads_a_day": COUNT,
}

LOCAL = "local"
"""The name of what `make run` serves on this machine; it has no file."""

MAY_BE_LEFT_OUT = frozenset({"alert_from", "domain", "leads_a_day"})


@dataclass(frozen=True, slots=True)
class Stage:
    """One deployment. `domain` is the site's own, "" where it lives at the stage's address; `leads_a_day` is what the
    ads are expected to bring."""

    name: str
    region: str
    mail_from: str
    alert_from: str
    clinic_inbox: str
    alarm_inbox: str
    domain: str = ""
    leads_a_day: int = 20

    @property
    def stack(self) -> str:
        """The name of its CloudFormation stack."""
        return f"clinic-leads-{self.name}"

    @property
    def mail_domain(self) -> str:
        """The domain that leads get mail from."""
        return self.mail_from.rpartition("@")[2].lower()


def read_stage(path: Path) -> Stage:
    """The stage told by that file, which has its name. Raises ValueError, which says what is wrong and where."""
    if not path.is_file():
        raise ValueError(f"there is no {path.parent.name}/{path.name}")
    source = path.read_text(encoding="utf-8")
    try:
        told = tomllib.loads(source)
        needed = {name: kind for name, kind in KINDS.items() if name in told or name not in MAY_BE_LEFT_OUT}
        check(path.name, told, needed)
    except tomllib.TOMLDecodeError as error:
        raise ValueError(f"{path.name}: {error}") from error
    except Misfit as misfit:
        raise ValueError(misfit.in_source(source)) from misfit
    return Stage(**{"name": path.stem, "alert_from": told["mail_from"], **told})
