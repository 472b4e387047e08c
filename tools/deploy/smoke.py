"""Does it work? `make smoke STAGE=prod` goes the way of a person, from here: the page, the form, the lead, the emails
that arrive. What flies is a canary: SES shows its mail to nobody, the service counts it nowhere, and it is erased.

`STAGE=local` tries what `make run` serves, with an enquiry that stays in its mailbox.
"""

import json
import os
import socket
import sys
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import timedelta
from urllib.parse import urlsplit
from urllib.request import urlopen

from chalicelib.content.templates import Templates
from chalicelib.http.front_door import FrontDoor
from chalicelib.leads.canary import canary_address
from chalicelib.services import TEMPLATES, Services, utc_now
from chalicelib.use_cases.canary import LOOKS_EVERY, PATIENCE, READING, Canary, Lost, fly
from chalicelib.use_cases.ports import Unavailable
from tools.doctor.aws import Aws
from tools.doctor.facts import Identity, Known, Unanswered
from tools.doctor.site import visit
from tools.operate.ending import ending
from tools.operate.running import running
from tools.operate.stage import LOCAL

Wait = Callable[[timedelta], None]


class Broken(Exception):
    """It does not work; the message says where its way ends."""


class NotYet(Exception):
    """It cannot be tried yet, for want of what a person does; the message says what."""


@dataclass(frozen=True, slots=True)
class Trial:
    """What is tried: a site, and an enquiry that goes the whole way, by `fly`, which raises Lost or Unavailable.
    `mail_waits` is why no email can go yet, "" if it can."""

    site_url: str
    fly: Callable[[], None]
    mail_waits: str = ""

    def run(self, say: Callable[[str], object]) -> None:
        """Raises Broken or NotYet."""
        self._look()
        say("  The page is there, with its form.\n")
        if self.mail_waits:
            raise NotYet(self.mail_waits)
        try:
            self.fly()
        except (Lost, Unavailable) as lost:
            raise Broken(str(lost)) from lost
        say("  A form was taken, its lead stored, and its guide has arrived.\n")

    def _look(self) -> None:
        try:
            socket.getaddrinfo(urlsplit(self.site_url).hostname, None)
        except socket.gaierror as error:
            raise NotYet(f"DNS does not know {self.site_url} yet") from error
        seen, _ = visit(self.site_url, utc_now)
        if isinstance(seen, Unanswered):
            raise Broken(seen.why)
        if seen.problem or seen.status != 200 or not seen.has_form:
            form = "with its form" if seen.has_form else "without a form"
            raise Broken(f"{self.site_url}: {seen.problem or f'it answers {seen.status}, {form}'}")


def of_stage(services: Services, aws: Aws, wait: Wait) -> Trial:
    """That of a stage, whose emails say where its site is."""
    settings = services.settings
    return Trial(
        settings.site_url,
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
    found = {sender: aws.identity(sender) for sender in senders}
    unknown = [sender for sender, identity in found.items() if not _may_send(identity)]
    return f"SES does not know {' and '.join(unknown)} yet: make the DNS records first" if unknown else ""


def _may_send(identity: Known[Identity | None]) -> bool:
    return isinstance(identity, Unanswered) or (identity is not None and identity.is_verified)


def of_this_machine(site_url: str, mailbox_url: str, wait: Wait) -> Trial:
    """That of what `make run` serves, with a clock that nobody moves meanwhile."""
    return Trial(site_url, lambda: _write(FrontDoor(site_url), mailbox_url, wait))


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
        return of_stage(running("smoke"), Aws(os.environ["AWS_DEFAULT_REGION"], utc_now), pause)
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
        sys.stdout.write("It works.\n")


if __name__ == "__main__":
    main()
