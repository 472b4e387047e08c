"""A second version of one thing in a campaign, tried beside the first: `versions.toml` in the folder of a language."""

import hashlib
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from chalicelib.content.authored import TEXT, check_values
from chalicelib.leads.enquiry import Enquiry
from chalicelib.leads.variant import Version


class Part(StrEnum):
    """What may have two versions: the headline of the landing page, the subject of the email with the guide, the title
    on the guide's first page."""

    HEADLINE = "headline"
    SUBJECT = "subject"
    GUIDE = "guide"


@dataclass(frozen=True, slots=True)
class Second:
    """The second version of that part, in its `words`, beside the first in its own."""

    part: Part
    first: str
    words: str

    @property
    def test(self) -> str:
        """The name of the test of one against the other: another one if either is written anew."""
        return f"{self.part}-{hashlib.sha256(repr((self.first, self.words)).encode()).hexdigest()[:8]}"


def version_met(part: Part, second: Second | None, enquiries: Iterable[Enquiry]) -> Version:
    """The version of that part that a person met last, by their enquiries in the order they were made; the first one
    if none is tried now, `second` being what is, or if they only ever met what was tried before it."""
    if second is None or second.part is not part:
        return Version.A
    variants = (enquiry.variant for enquiry in enquiries)
    met = [variant.version for variant in variants if variant and variant.test == second.test]
    return met[-1] if met else Version.A


def guide_name(campaign: str, version: Version, lead_id: str = "") -> str:
    """What the link to a guide names: a campaign, the lead that it was sent to, "" in a link for everybody, and the
    version of its first page, left out where it is the usual one."""
    parts = [campaign, lead_id, version if version is Version.B else ""]
    return ".".join(parts).rstrip(".")


def named_guide(name: str) -> tuple[str, Version]:
    """The campaign and the version in such a name."""
    campaign, *rest = name.split(".")
    return campaign, Version.B if rest[1:] == [Version.B] else Version.A


def read_second(file: str, data: dict[str, Any], first: Callable[[Part], str]) -> Second | None:
    """The second version that the file tells, None if its line was deleted. `first` tells the words of the first one.
    Raises ValueError, which says to the marketer what is wrong."""
    check_values(file, data, dict.fromkeys(Part, TEXT))
    if len(data) > 1:
        raise ValueError(f"{file}: one test at a time, or nobody can tell what made the difference: delete a line")
    return next((Second(Part(name), first(Part(name)), words) for name, words in data.items()), None)
