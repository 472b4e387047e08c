"""A second version of one thing in a campaign, tried beside the first: `versions.toml` in the folder of a language."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from chalicelib.content.authored import TEXT, check_values
from chalicelib.leads.variant import Version


class Part(StrEnum):
    """What may have two versions: the headline of the landing page, the subject of the email with the guide, the title
    on the guide's first page."""

    HEADLINE = "headline"
    SUBJECT = "subject"
    GUIDE = "guide"


@dataclass(frozen=True, slots=True)
class Second:
    """The second version of that part, in its words."""

    part: Part
    words: str

    def test(self, first: str) -> str:
        """The name of the test of it against the first version: another one if either is written anew."""
        return f"{self.part}-{hashlib.sha256(repr((first, self.words)).encode()).hexdigest()[:8]}"


def words_tried(seconds: Mapping[tuple[str, str], Second], campaign: str, language: str, part: Part) -> str:
    """The words of the second version of that part, "" if none is tried. `seconds` are by campaign and language."""
    second = seconds.get((campaign, language))
    return second.words if second and second.part is part else ""


def guide_name(campaign: str, version: Version, lead_id: str = "") -> str:
    """What the link to a guide names: a campaign, the lead that it was sent to, "" in a link for everybody, and the
    version of its first page, left out where it is the usual one."""
    parts = [campaign, lead_id, version if version is Version.B else ""]
    return ".".join(parts).rstrip(".")


def named_guide(name: str) -> tuple[str, Version]:
    """The campaign and the version in such a name."""
    campaign, *rest = name.split(".")
    return campaign, Version.B if rest[1:] == [Version.B] else Version.A


def read_second(file: str, data: dict[str, Any]) -> Second | None:
    """The second version that the file tells, None if its line was deleted. Raises ValueError, which says to the
    marketer what is wrong."""
    check_values(file, data, dict.fromkeys(Part, TEXT))
    if len(data) > 1:
        raise ValueError(f"{file}: one test at a time, or nobody can tell what made the difference: delete a line")
    return next((Second(Part(name), words) for name, words in data.items()), None)
