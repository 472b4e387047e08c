"""What a person still has to do after a deployment, in the order in which it is best done."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from tools.deploy.certificate import Certificate
from tools.deploy.records import Record, table
from tools.doctor.facts import Account, Known, Subscription, Unanswered
from tools.operate.stage import Stage


@dataclass(frozen=True, slots=True)
class Left:
    """What there is. `missing` are the records that DNS does not have, `certificate` that of the site's own domain,
    `alarms` who the alarms go to."""

    site_url: str
    missing: Sequence[Record]
    certificate: Certificate | None
    alarms: Known[tuple[Subscription, ...]]
    account: Known[Account]

    @property
    def waits_for_certificate(self) -> bool:
        return self.certificate is not None and not self.certificate.is_ready


def to_do(stage: Stage, left: Left) -> str:
    """All of it, as text."""
    tasks = list(_tasks(stage, left))
    told = "".join(f"\n{number}. {task}" for number, task in enumerate(tasks, 1))
    return f"\nThe site: {left.site_url}\n{told or 'Nothing is left to do.'}\n"


def _tasks(stage: Stage, left: Left) -> Iterator[str]:
    if left.missing:
        yield f"Make these records where the domain's DNS is kept. Until then no email goes:\n\n{table(left.missing)}"
    if left.waits_for_certificate:
        yield (
            f"The certificate for {stage.domain} waits for its record. In an hour run `make deploy STAGE={stage.name}` "
            "again: the site moves there when the certificate is ready, and lives at the address above until then.\n"
        )
    if not isinstance(left.alarms, Unanswered) and not all(one.is_confirmed for one in left.alarms):
        yield f"{stage.alarm_inbox} has to confirm AWS's email before it hears of alarms.\n"
    if not isinstance(left.account, Unanswered) and not left.account.is_in_production:
        yield _sandbox(stage, left.account.review)


def _sandbox(stage: Stage, review: str) -> str:
    if review == "PENDING":
        return (
            "AWS looks at the request to leave SES's sandbox, which takes about a day. Answer what it asks by email.\n"
        )
    if review in ("DENIED", "FAILED"):
        return (
            "AWS has turned down the request to leave SES's sandbox. Its email, and the case in AWS's Support Center, "
            "say why: answer there.\n"
        )
    return (
        "SES is in its sandbox and sends to nobody but verified addresses. Ask AWS to lift that: "
        f"`make production-access STAGE={stage.name}`.\n"
    )


def wanted_records(told: Sequence[Record], certificate: Certificate | None) -> list[Record]:
    """What has to stand in DNS: the certificate's own record first, since the site waits for it."""
    proof = [certificate.record] if certificate and certificate.record and not certificate.is_ready else []
    return [*proof, *told]
