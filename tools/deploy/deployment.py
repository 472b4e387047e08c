"""One deployment: what is there, what the stack is given, and again until nothing more would change."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

from chalicelib.errors import Explained
from tools.deploy import domains, sam, stacks
from tools.deploy.certificate import Certificate, best
from tools.deploy.parameters import STAND_IN, Surroundings, parameters, zone_of
from tools.deploy.states import NO_STACK, Step, advice, step
from tools.doctor.aws import domains_of
from tools.doctor.facts import Records, Unanswered
from tools.doctor.gather import LookUp
from tools.operate.stack import Stack, look_at
from tools.operate.stage import Stage

MOST_PASSES = 4
"""One makes the stack; one tells it its address and protects it; one gives it the domain, should its certificate have
become ready meanwhile; one lets its links lead there, should DNS do so."""


class Stuck(Explained):
    """It cannot go on by itself; the message says what a person does."""


@dataclass(frozen=True, slots=True)
class Deployed:
    """What there is now. `before` is the version that ran until then, None if there was none; `certificate` is that of
    the site's own domain, None if it has none."""

    stack: Stack
    before: stacks.Version | None
    there: Surroundings
    certificate: Certificate | None


class Deployment:
    """Puts a template on AWS as a stage. `look_up` asks DNS, `leads_here` tells whether our page stands at an address,
    `say` tells who waits."""

    def __init__(
        self,
        stage: Stage,
        template: Path,
        look_up: LookUp,
        leads_here: Callable[[str], bool],
        say: Callable[[str], object],
    ) -> None:
        self._stage = stage
        self._template = template
        self._look_up = look_up
        self._leads_here = leads_here
        self._say = say
        self._client = stacks.cloudformation(stage.region)
        self._zones: Mapping[str, str] = domains.zones()

    def run(self) -> Deployed:
        """Raises Stuck, or Failed where SAM CLI has said why; ClientError where AWS refuses."""
        before = self._made_ready()
        for number in range(MOST_PASSES):
            there, certificate = self._surroundings()
            wanted = parameters(self._stage, there)
            if number and there.stack and wanted.items() <= there.stack.parameters.items():
                break
            self._say(f"\n{_AGAIN if number else _FIRST}\n")
            sam.deploy(self._template, self._stage.stack, self._stage.region, wanted)
        there, certificate = self._surroundings()
        if there.stack is None:
            raise Stuck(f"SAM CLI made no stack {self._stage.stack}")
        return Deployed(there.stack, before, there, certificate)

    def _made_ready(self) -> stacks.Version | None:
        stack = look_at(self._stage.stack, self._client)
        to_do = step(stack.status if stack else NO_STACK)
        if stack is None or to_do is Step.MAKE:
            return None
        if to_do is Step.CHANGE:
            # One whose first deployment was cut off knows no address: it never served anybody.
            is_whole = stack.parameters["SiteUrl"] != STAND_IN
            return stacks.version_of(stack, self._client) if is_whole else None
        if to_do is Step.CLEAR:
            self._say(f"{stack.name} was never made whole ({stack.status}): what is left of it goes first.\n")
            stacks.remove(stack.name, self._client)
            return None
        if to_do is Step.RESUME:
            self._client.continue_update_rollback(StackName=stack.name)
        raise Stuck(advice(to_do, self._stage.name, stack.status))

    def _surroundings(self) -> tuple[Surroundings, Certificate | None]:
        stage, stack = self._stage, look_at(self._stage.stack, self._client)
        certificate = self._certificate()
        there = Surroundings(
            stack,
            has_sender=domains.has_sender(stage.region, stage.mail_domain),
            has_mail_records=self._may_have(f"bounce.{stage.mail_domain}", "MX"),
            has_dmarc=any(
                self._may_have(f"_dmarc.{domain}", "TXT", "v=DMARC1") for domain in domains_of(stage.mail_domain)
            ),
            zone=zone_of((stage.mail_domain, stage.domain), self._zones),
            certificate=certificate.arn if certificate and certificate.is_ready else "",
            leads_here=self._is_reached(stack),
        )
        return there, certificate

    def _is_reached(self, stack: Stack | None) -> bool:
        """Whether the site's own domain leads to it. Before the stack takes it for its own nobody is asked, for name
        servers remember for a while that a name was not there."""
        domain = self._stage.domain
        is_its_own = stack is not None and stack.parameters.get("Domain") == domain
        return bool(domain) and is_its_own and self._leads_here(f"https://{domain}")

    def _may_have(self, name: str, kind: str, start: str = "") -> bool:
        """Whether DNS has a record there that starts so. Where it does not answer, it may."""
        found: Records | Unanswered = self._look_up(name, kind)
        return isinstance(found, Unanswered) or any(text.startswith(start) for text in found)

    def _certificate(self) -> Certificate | None:
        """The one of the site's own domain, asked for where there is none, and proved where its zone is here."""
        domain = self._stage.domain
        if not domain:
            return None
        region = domains.CLOUDFRONT_REGION if self._stage.cloudfront else self._stage.region
        found = best(domains.certificates(region), domain) or domains.request_certificate(region, domain)
        zone = zone_of((domain,), self._zones)
        if zone and found.record and not found.is_ready:
            domains.put_record(zone, found.record)
        return found


_FIRST = "Putting it on AWS. A first time takes about ten minutes."

_AGAIN = "Telling it what is known only now: its address, or that its own domain is ready. This takes a few minutes."
