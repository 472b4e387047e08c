"""What will stop the service before long, measured while nobody feels it yet."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from chalicelib.use_cases.metric import Measure, Metric


@dataclass(frozen=True, slots=True)
class Account:
    """What SES lets the account do. `a_day` is how many emails it may send within 24 hours, below 0 for any number,
    and `sent` how many of them went."""

    is_in_sandbox: bool
    a_day: float
    sent: float

    @property
    def used(self) -> float:
        """Of the quota, in percent."""
        if self.a_day < 0:
            return 0
        return 100 * self.sent / self.a_day if self.a_day else 100


def look_ahead(account: Account, certificate_ends_at: datetime | None, *, now: datetime, measure: Measure) -> None:
    """Measure how far the account and the certificate of the site still reach."""
    measure(Metric.SANDBOXED, float(account.is_in_sandbox))
    measure(Metric.QUOTA_USED, account.used)
    if certificate_ends_at:
        measure(Metric.CERTIFICATE_DAYS, (certificate_ends_at - now) / timedelta(days=1))
