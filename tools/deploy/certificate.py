"""The certificate of the site's own domain, as far as it is. ACM proves a domain by a record in its DNS, for which a
person may need days: nothing waits for it, and the site lives at AWS's address until then."""

from collections.abc import Iterable
from dataclasses import dataclass

from tools.deploy.records import Record

ISSUED, PENDING = "ISSUED", "PENDING_VALIDATION"


@dataclass(frozen=True, slots=True)
class Certificate:
    """`names` are those it is for, perhaps with an asterisk; `record` proves the domain, None until ACM has made it
    up."""

    arn: str
    status: str
    names: tuple[str, ...]
    record: Record | None = None

    @property
    def is_ready(self) -> bool:
        return self.status == ISSUED

    def is_for(self, domain: str) -> bool:
        """Whether a browser takes it for that domain: an asterisk stands for one label."""
        return domain in self.names or f"*.{domain.partition('.')[2]}" in self.names


def best(certificates: Iterable[Certificate], domain: str) -> Certificate | None:
    """One for that domain, rather one that is ready than one that waits; None if there is neither."""
    fitting = [one for one in certificates if one.status in (ISSUED, PENDING) and one.is_for(domain)]
    return max(fitting, key=lambda one: one.is_ready, default=None)
