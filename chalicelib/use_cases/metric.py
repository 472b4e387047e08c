"""What the service measures about itself."""

from collections.abc import Callable
from enum import StrEnum


class Metric(StrEnum):
    OLDEST_OVERDUE = "OldestOverdue"
    DEFERRED = "MailDeferred"
    PARKED = "MailParked"
    REJECTED = "MailRejected"
    REFUSED = "MailRefused"
    IN_DOUBT = "MailInDoubt"
    GUIDES_CAPPED = "GuidesCapped"
    GUIDES_BOUNCED = "GuidesBounced"
    UNWRITABLE = "MailUnwritable"
    CLINIC_UNREACHED = "ClinicUnreached"
    STORED = "EnquiriesStored"
    NOT_STORED = "EnquiriesNotStored"
    WEBHOOK_FAILED = "WebhookFailed"
    SANDBOXED = "Sandboxed"
    QUOTA_USED = "QuotaUsed"
    CERTIFICATE_DAYS = "CertificateDays"
    WEBHOOK_DECLINED = "WebhookDeclined"


Measure = Callable[[Metric, float], None]
