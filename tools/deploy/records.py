"""What has to stand in DNS, as a table to copy."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from tools.doctor.facts import Identity

_ADVICE = """\
Some providers add the domain to each name by themselves: then leave it out there. They may take an hour to tell the
world. A site's CNAME cannot stand at a bare domain: take a name below it, or what the provider calls ALIAS.
"""


@dataclass(frozen=True, slots=True)
class Record:
    name: str
    kind: str
    value: str


def of_mail(identity: Identity, region: str, *, has_dmarc: bool) -> list[Record]:
    """Those that SES wants of a sender. A domain has but one DMARC record, so where there is one it stays.

    https://docs.aws.amazon.com/ses/latest/dg/mail-from.html
    """
    records = [Record(name, "CNAME", value) for name, value in identity.dkim_records.items()]
    if identity.mail_from:
        records.append(Record(identity.mail_from, "MX", f"10 feedback-smtp.{region}.amazonses.com"))
        records.append(Record(identity.mail_from, "TXT", '"v=spf1 include:amazonses.com ~all"'))
    if not has_dmarc:
        records.append(Record(f"_dmarc.{identity.name}", "TXT", '"v=DMARC1; p=none"'))
    return records


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
