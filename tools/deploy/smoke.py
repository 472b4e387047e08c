"""Does it work? `make smoke STAGE=prod` goes the way of a person, from here: the page, the form, the lead, the emails
that arrive. What flies is a canary: SES shows its mail to nobody, the service counts it nowhere, and it is erased.

`STAGE=local` tries what `make run` serves, with an enquiry that stays in its mailbox.
"""

import json
import os
import sys
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import timedelta
from urllib.request import urlopen

from chalicelib.content.templates import Templates
from chalicelib.http.front_door import FrontDoor
from chalicelib.leads.canary import canary_address
from chalicelib.services import TEMPLATES, Services, utc_now
from chalicelib.use_cases.canary import LOOKS_EVERY, PATIENCE, READING, Canary, Lost, Passing, fly
from chalicelib.use_cases.failures import Unavailable
from tools.doctor.aws import Aws
from tools.doctor.facts import Identity, Known, Unanswered, Visit
from tools.doctor.site import visit
from tools.operate.ending import ending
from tools.operate.running import services_of, stack_of
from tools.operate.stage import LOCAL, path_of, read_stage

Wait = Callable[[timedelta], None]


class Broken(Exception):
    """It does not work; the message says where its way ends."""


class NotYet(Exception):
    """It cannot be tried yet, for want of what a person does; the message says what."""


class Untold(Exception):
    """Nobody can tell just now whether it works, through no fault of the version that runs; the message says why."""


@dataclass(frozen=True, slots=True)
class Trial:
    """What is tried: a site, and an enquiry that goes the whole way, by `fly`, which raises Lost or Unavailable.
    `aws_url` is where the site stands whatever DNS says; `mail_waits` is why no email can go yet, "" if it can."""

    site_url: str
    aws_url: str
    fly: Callable[[], None]
    mail_waits: str = ""

    def run(self, say: Callable[[str], object]) -> None:
        """Raises Broken, NotYet or Untold."""
        self._look()
        say("  The page is there, with its form.\n")
        if self.mail_waits:
            raise NotYet(self.mail_waits)
        try:
            self.fly()
        except (Passing, Unavailable) as passing:
            raise Untold(str(passing)) from passing
        except Lost as lost:
            raise Broken(str(lost)) from lost
        say("  A form was taken, its lead stored, and its guide has arrived.\n")

    def _look(self) -> None:
        """At AWS's address first: only there does every answer come from the version that runs."""
        seen = _seen(self.aws_url)
        if not seen.is_ours:
            raise Broken(_said(seen))
        if self.site_url == self.aws_url:
            return
        seen = _seen(self.site_url)
        if not seen.is_ours:
            raise Untold(f"the page stands at {self.aws_url}, and its own domain does not lead there: {_said(seen)}")


def _seen(url: str) -> Visit:
    """What answers there. Raises Untold if nothing does."""
    seen, _ = visit(url, utc_now)
    if isinstance(seen, Unanswered):
        raise Untold(seen.why)
    if seen.problem:
        raise Untold(_said(seen))
    return seen


def _said(seen: Visit) -> str:
    form = "with its form" if seen.has_form else "without a form"
    return f"{seen.url}: {seen.problem or f'it answers {seen.status}, {form}'}"


def of_stage(services: Services, aws_url: str, aws: Aws, wait: Wait) -> Trial:
    """That of a stage, whose emails say where its site is."""
    settings = services.settings
    return Trial(
        settings.site_url,
        aws_url,
        lambda: _fly(services, wait),
        mail_waits((settings.mail_from, settings.alert_from), aws),
    )


def _fly(services: Services, wait: Wait) -> None:
    email = canary_address(services.clock(), services.lead_id_key)
    fly(
        Canary(
            email, services.templates.clinic.example_phone, services.lead_id_of(email), services.mailbox_id_of(email)
        ),
        door=FrontDoor(services.settings.site_url),
        load=services.store.load,
        delete=services.store.delete,
        clock=services.clock,
        wait=wait,
    )


def mail_waits(senders: Iterable[str], aws: Aws) -> str:
    """Why SES takes nothing from these senders yet, "" if it does. Where it does not say, the trial itself shows."""
    account = aws.account()
    if not isinstance(account, Unanswered) and account.takes_no_more:
        return "AWS has stopped the account's mail, or its quota of the day is used up"
    found = {sender: aws.identity(sender) for sender in senders}
    unknown = [sender for sender, identity in found.items() if not _may_send(identity)]
    return f"SES does not know {' and '.join(unknown)} yet: make the DNS records first" if unknown else ""


def _may_send(identity: Known[Identity | None]) -> bool:
    return isinstance(identity, Unanswered) or (identity is not None and identity.is_verified)


def of_this_machine(site_url: str, mailbox_url: str, wait: Wait) -> Trial:
    """That of what `make run` serves, with a clock that nobody moves meanwhile."""
    return Trial(site_url, site_url, lambda: _write(FrontDoor(site_url), mailbox_url, wait))


def _write(door: FrontDoor, mailbox_url: str, wait: Wait) -> None:
    email = f"smoke-{time.time_ns()}@example.com"
    form = door.open()
    wait(READING)
    phone = Templates(TEMPLATES).clinic.example_phone
    door.send({**form, "name": "Smoke test", "email": email, "phone": phone})
    for _ in range(PATIENCE // LOOKS_EVERY):
        with urlopen(f"{mailbox_url}/messages.json", timeout=5) as answer:  # noqa: S310 - on this machine
            if email in [message["to"] for message in json.load(answer)]:
                return
        wait(LOOKS_EVERY)
    raise Lost("the form was taken, and no guide came into the mailbox")


def pause(span: timedelta) -> None:
    """Let that time go by."""
    time.sleep(span.total_seconds())


def _trial() -> Trial:
    if os.environ.get("STAGE") != LOCAL:
        stage = read_stage(path_of(os.environ.get("STAGE", "")))
        stack = stack_of(stage)
        return of_stage(services_of(stage, stack), stack.outputs["AwsUrl"], Aws(stage.region, utc_now), pause)
    ports = os.environ.get("PORT", "8000"), os.environ.get("MAILBOX_PORT", "8025")
    site, mailbox = (f"http://127.0.0.1:{port}" for port in ports)
    return of_this_machine(site, mailbox, pause)


def main() -> None:
    with ending("smoke"):
        try:
            _trial().run(sys.stdout.write)
        except Broken as broken:
            sys.exit(f"smoke: it does not work: {broken}")
        except NotYet as not_yet:
            sys.exit(f"smoke: that is all that can be tried for now: {not_yet}")
        except Untold as untold:
            sys.exit(f"smoke: nobody can tell just now whether it works: {untold}")
        sys.stdout.write("It works.\n")


if __name__ == "__main__":
    main()
