"""What a person still has to do after a deployment, in the order in which it is best done."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from tools.deploy.certificate import Certificate
from tools.deploy.deployment import Deployed
from tools.deploy.records import Record, of_mail, table
from tools.doctor.facts import Account, Identity, Known, Subscription, Unanswered
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
        yield (
            "Make these records where the domain's DNS is kept. Mail, and the site's own address, wait for them:\n\n"
            f"{table(left.missing)}"
        )
    if stage.domain and left.site_url != f"https://{stage.domain}":
        what = (
            "The certificate for it waits for its record" if left.waits_for_certificate else "DNS does not lead there"
        )
        yield (
            f"The site is not at {stage.domain} yet, and all links lead to the address above until then. {what}: in an "
            f"hour run `make deploy STAGE={stage.name}` again, as often as you like.\n"
        )
    if not isinstance(left.alarms, Unanswered) and not any(
        one.is_of(stage.alarm_inbox) and one.is_confirmed for one in left.alarms
    ):
        yield f"{stage.alarm_inbox} has to confirm AWS's email, within three days, before it hears of alarms.\n"
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


def wanted_records(stage: Stage, deployed: Deployed, identity: Known[Identity | None]) -> list[Record]:
    """What has to stand in DNS and the stack does not make itself: the certificate's own record first, since the site
    waits for it. `identity` is what SES knows of the sender."""
    stack, there, certificate = deployed.stack, deployed.there, deployed.certificate
    wanted = []
    if not there.zone:
        if certificate and certificate.record and not certificate.is_ready:
            wanted.append(certificate.record)
        if stage.domain and "SiteTarget" in stack.outputs and stack.parameters["SiteUrl"] != f"https://{stage.domain}":
            wanted.append(Record(stage.domain, "CNAME", stack.outputs["SiteTarget"]))
    if isinstance(identity, Identity) and stack.parameters["MailRecords"] == "no":
        wanted += of_mail(identity, stage.region, has_dmarc=there.has_dmarc)
    return wanted
