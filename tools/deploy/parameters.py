"""What a stack is given, of what a stage is told and of what is there.

A deployment goes on until what it would give the stack next is what the stack has: the address of the site is known
once CloudFront is there, protection is for a stack that was made, a domain is for when its certificate is there, and
links lead to that domain once it leads here.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from tools.deploy.states import NO_STACK, Step, step
from tools.operate.stack import Stack
from tools.operate.stage import Stage

STAND_IN = "https://not-known-yet.invalid"
"""The address of a site that has none yet: no name in DNS ends so."""


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What is at AWS and in DNS already. `has_sender`: SES knows the domain that mail comes from; `has_mail_records`,
    `has_dmarc`: DNS has its records, or cannot be asked; `zone` is the id of a zone in Route 53 for all our names,
    `certificate` the ARN of one for the site's domain that is ready, "" for none; `leads_here`: who visits that domain
    meets our page."""

    stack: Stack | None
    has_sender: bool
    has_mail_records: bool
    has_dmarc: bool
    zone: str = ""
    certificate: str = ""
    leads_here: bool = False

    @property
    def is_made(self) -> bool:
        """Whether there is a stack that once worked."""
        return step(self.stack.status if self.stack else NO_STACK) in (Step.CHANGE, Step.RESUME)


def parameters(stage: Stage, there: Surroundings) -> Mapping[str, str]:
    """All of the stack's parameters."""
    has = there.stack if there.stack and there.is_made else Stack(stage.stack, NO_STACK)
    certificate = there.certificate
    if not certificate and has.parameters.get("Domain") == stage.domain:
        # A site never loses its domain because a certificate is not found or is about to end.
        certificate = has.parameters.get("CertificateArn", "")
    domain = stage.domain if certificate else ""
    own_url, before = f"https://{domain}" if domain else "", has.parameters.get("SiteUrl", STAND_IN)
    # Nor does it leave its domain because that is not reached just now.
    is_there = bool(own_url) and (there.leads_here or before == own_url)
    # A domain that this stack introduced stays its own. Another one may be known to SES and have records already, as
    # after a stage that is gone: to make one that is there would undo the deployment.
    introduced = has.parameters.get("MailDomain") == stage.mail_domain
    introduces = introduced or not there.has_sender

    def makes(records: str, *, are_there: bool) -> str:
        made = introduced and has.parameters.get(records) == "yes"
        return _yes(bool(there.zone) and introduces and (made or not are_there))

    return {
        "SiteUrl": own_url if is_there else has.outputs.get("AwsUrl", before),
        "MailFrom": stage.mail_from,
        "AlertFrom": stage.alert_from,
        "ClinicInbox": stage.clinic_inbox,
        "AlarmInbox": stage.alarm_inbox,
        "AdsRun": _yes(stage.ads_run),
        "TellGoogleAds": _yes(stage.tell_google_ads),
        "DeletionProtection": "on" if there.is_made else "off",
        "SigningKeysVersion": has.parameters.get("SigningKeysVersion", ""),
        "CloudFront": _yes(stage.cloudfront),
        "Domain": domain,
        "CertificateArn": certificate if domain else "",
        "HostedZoneId": there.zone,
        "MailDomain": stage.mail_domain if introduces else "",
        "MailRecords": makes("MailRecords", are_there=there.has_mail_records),
        "DmarcRecord": makes("DmarcRecord", are_there=there.has_dmarc),
    }


def _yes(is_so: bool) -> str:  # noqa: FBT001 - what it is called for says it
    return "yes" if is_so else "no"


def zone_of(names: Iterable[str], zones: Mapping[str, str]) -> str:
    """The id of the nearest zone that all these names lie in, "" if there is none. `zones` leads from names to ids."""
    wanted = [name.lower() for name in names if name]
    around = [zone for zone in zones if all(name == zone or name.endswith(f".{zone}") for name in wanted)]
    return zones[max(around, key=len)] if wanted and around else ""
