"""What has to stand in DNS, as a table to copy."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

_OUTPUTS = ("SiteRecord", "DkimRecord1", "DkimRecord2", "DkimRecord3", "MailFromRecord", "MailFromSpfRecord")

_DMARC = "MailDmarcRecord"

_ADVICE = """\
Some providers add the domain to each name by themselves: then leave it out there. They may take an hour to tell the
world. A site's CNAME cannot stand at a bare domain: take a name below it, or what the provider calls ALIAS.
"""


@dataclass(frozen=True, slots=True)
class Record:
    name: str
    kind: str
    value: str


def records(outputs: Mapping[str, str], *, has_dmarc: bool) -> list[Record]:
    """Those that a stack asks for by its outputs, each "name KIND value". A domain has but one DMARC record, so where
    there is one it stays."""
    names = [*_OUTPUTS, *([] if has_dmarc else [_DMARC])]
    return [Record(*outputs[name].split(" ", 2)) for name in names if name in outputs]


def missing(wanted: Iterable[Record], found: Callable[[str, str], Sequence[str]]) -> list[Record]:
    """Those of them that DNS does not have. `found` tells what it has of a name and a kind."""
    return [one for one in wanted if _bare(one.value) not in map(_bare, found(one.name, one.kind))]


def _bare(value: str) -> str:
    return value.strip('"').rstrip(".").lower()


def table(rows: Sequence[Record]) -> str:
    """A table of them, and what people stumble over."""
    lines = [("Type", "Name", "Value"), *((one.kind, one.name, one.value) for one in rows)]
    widths = [max(len(line[column]) for line in lines) for column in range(2)]
    told = "".join(f"  {kind:{widths[0]}}  {name:{widths[1]}}  {value}\n" for kind, name, value in lines)
    return f"{told}{_ADVICE}"
