"""Everything that is to be known of a stage, each asked once."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime
from typing import TypeVar

from dns.resolver import Resolver

from tools.doctor.aws import Aws, domains_of
from tools.doctor.facts import NOT_HERE, Clocks, Facts, Identity, Known, Records, Sender, Stack, Unanswered, Visit
from tools.doctor.names import look_up
from tools.doctor.site import visit
from tools.operate.stage import Stage

T = TypeVar("T")

LookUp = Callable[[str, str], Known[Records]]


def asking_dns() -> LookUp:
    """Asks the name servers of this machine."""
    resolver = Resolver()
    return lambda name, kind: look_up(name, kind, resolver)


def of_stage(stage: Stage, aws: Aws, look: LookUp, send_to: str) -> Facts:
    """What AWS, DNS and the site say of a stage; the test email goes to `send_to`."""
    asked = aws.caller()
    caller, clocks = (asked, None) if isinstance(asked, Unanswered) else asked
    if isinstance(caller, Unanswered) or caller.problem:
        nothing = _nothing(Unanswered("AWS was not asked, for want of credentials"))
        return replace(nothing, caller=caller, clocks=clocks or nothing.clocks)
    stack = aws.stack(stage.stack)
    own = _Resources(stack)
    seen, told = _visit(stage, stack, aws.now)
    addresses = {address.rpartition("@")[2].lower(): address for address in (stage.mail_from, stage.alert_from)}
    return Facts(
        caller=caller,
        stack=stack,
        senders=tuple(_sender(domain, aws.identity(address), look) for domain, address in addresses.items()),
        account=aws.account(),
        suppressed=aws.suppressed(stage.clinic_inbox),
        feedback=own.asked(aws.feedback, "MailConfiguration", "MailEventsTopic", "MailEventsQueue"),
        alarms=own.asked(aws.alarms, "AlarmTopic"),
        concurrency=aws.concurrency(),
        key=own.asked(aws.key, "LeadIdKey", "LeadsTable"),
        signing_keys=own.asked(aws.secret, "SigningKeys"),
        visit=seen,
        clocks=clocks or told,
        trial=own.asked(lambda function: aws.trial(function, send_to), "Deliver"),
    )


def of_local_run(url: str, aws: Aws, send_to: str) -> Facts:
    """What can be known of the service on one machine: there its functions are all there is of AWS, and no DNS knows
    it."""
    seen, clocks = visit(url, aws.now)
    return replace(_nothing(NOT_HERE), visit=seen, clocks=clocks, trial=aws.trial("deliver", send_to))


def _nothing(why: Unanswered) -> Facts:
    """Nobody was asked anything."""
    return Facts(
        caller=why,
        stack=why,
        senders=(),
        account=why,
        suppressed=why,
        feedback=why,
        alarms=why,
        concurrency=why,
        key=why,
        signing_keys=why,
        visit=why,
        clocks=why,
        trial=why,
    )


@dataclass(frozen=True, slots=True)
class _Resources:
    """Of a stack, by their names in the template."""

    stack: Known[Stack | None]

    def asked(self, question: Callable[..., Known[T]], *names: str) -> Known[T]:
        """The answer to a question about these resources."""
        if isinstance(self.stack, Unanswered):
            return self.stack
        known = self.stack.resources if self.stack else {}
        if missing := [name for name in names if not known.get(name)]:
            return Unanswered(f"there is no {' and no '.join(missing)} in the stack")
        return question(*(known[name] for name in names))


def _visit(stage: Stage, stack: Known[Stack | None], now: Callable[[], datetime]) -> tuple[Known[Visit], Known[Clocks]]:
    """The site where its emails say that it is."""
    url = "" if isinstance(stack, Unanswered) or stack is None else stack.site_url
    url = url or (f"https://{stage.domain}" if stage.domain else "")
    if not url:
        why = Unanswered("neither the stack nor the stage says where the site is")
        return why, why
    return visit(url.rstrip("/"), now)


def _sender(domain: str, identity: Known[Identity | None], look: LookUp) -> Sender:
    """What DNS has to have for SES to send in the name of that domain."""
    known = identity if isinstance(identity, Identity) else None
    mail_from = known.mail_from if known else ""
    return Sender(
        domain=domain,
        identity=identity,
        dkim={name: look(name, "CNAME") for name in known.dkim_records} if known else {},
        mx=look(mail_from, "MX") if mail_from else (),
        spf=look(mail_from, "TXT") if mail_from else (),
        dmarc={one: look(f"_dmarc.{one}", "TXT") for one in domains_of(domain)},
    )
