"""Does it work? `make smoke STAGE=prod` goes the way of a person: the page, the form, the lead, the guide that arrives.

The address is a canary's: SES takes its mail and shows it to nobody, and the service counts it nowhere. After that it
is erased. `STAGE=local` tries what `make run` serves.
"""

import os
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass

from chalicelib.leads.canary import canary_address
from chalicelib.leads.judgement import FASTEST
from chalicelib.services import Services, utc_now
from chalicelib.use_cases.ports import Unavailable
from tools.deploy.visitor import Form, Page, Unreachable, form_of, get, send
from tools.deploy.witness import OfMailbox, OfTable, Witness
from tools.doctor.aws import Aws
from tools.doctor.facts import Identity
from tools.operate.running import running
from tools.operate.stage import LOCAL

PAUSE = 3.0
TRIES = 60
"""Three minutes: queue, cold worker, SES and its report together take some ten seconds."""


class Broken(Exception):
    """It does not work; the message says where its way ends."""


class NotYet(Exception):
    """It cannot work yet, for want of what a person does; the message says what."""


@dataclass(frozen=True, slots=True)
class Trial:
    """What is tried: a site, by whom, and who knows what came of it. `mail_waits` is why no email can go yet, ""
    if it can."""

    site_url: str
    email: str
    phone: str
    witness: Witness
    mail_waits: str = ""
    pause: Callable[[float], None] = time.sleep

    def run(self, say: Callable[[str], object]) -> None:
        """Raises Broken or NotYet."""
        page, form = self._page()
        say("  The page is there, with its form.\n")
        if self.mail_waits:
            raise NotYet(self.mail_waits)
        # Whoever is faster is taken for a machine.
        self.pause(FASTEST.total_seconds() + 1)
        try:
            self._send(page, form)
            say("  The form was taken.\n")
            self._wait_for(self.witness.is_stored, "the form was taken, and no lead was stored")
            self._wait_for(self.witness.has_guide, "the lead is stored, and its guide does not arrive")
            say("  The guide has arrived.\n")
        except Unavailable as unavailable:
            raise Broken(f"the table does not answer: {unavailable}") from unavailable
        finally:
            self.witness.forget(self.email)

    def _page(self) -> tuple[Page, Form]:
        try:
            page = get(f"{self.site_url}/")
        except Unreachable as unreachable:
            if unreachable.is_unknown:
                raise NotYet(f"DNS does not know {self.site_url} yet") from unreachable
            raise Broken(f"no page comes from {unreachable}") from unreachable
        form = form_of(page)
        if page.status != 200 or form is None:
            raise Broken(f"{page.url} answers {page.status}, {'with a' if form else 'without its'} form")
        return page, form

    def _send(self, page: Page, form: Form) -> None:
        typed = {"name": "Smoke test", "email": self.email, "phone": self.phone, "message": "Nobody's: please ignore."}
        try:
            answer = send(page, form, typed)
        except Unreachable as unreachable:
            raise Broken(f"the form gets no answer: {unreachable}") from unreachable
        if answer.status != 200:
            raise Broken(f"the form is answered with {answer.status}")

    def _wait_for(self, has_happened: Callable[[str], bool], otherwise: str) -> None:
        for _ in range(TRIES):
            if has_happened(self.email):
                return
            self.pause(PAUSE)
        raise Broken(otherwise)


def trial_of(services: Services, mail_waits: str) -> Trial:
    """That of a stage."""
    return Trial(
        services.settings.site_url,
        canary_address(utc_now(), services.lead_id_key),
        services.templates.clinic.example_phone,
        OfTable(services),
        mail_waits,
    )


def mail_waits(senders: tuple[str, ...], aws: Aws) -> str:
    """Why SES takes nothing from these senders yet, "" if it does, or if it does not say."""
    known = {sender: aws.identity(sender) for sender in senders}
    # Where SES gives no answer, the trial itself shows it.
    waiting = [
        one for one, found in known.items() if found is None or (isinstance(found, Identity) and not found.is_verified)
    ]
    return f"SES does not know {' and '.join(waiting)} yet: make the DNS records, and try again" if waiting else ""


def _of_this_machine() -> Trial:
    port, mailbox_port = os.environ.get("PORT", "8000"), os.environ.get("MAILBOX_PORT", "8025")
    email = f"smoke-{int(time.time())}@example.com"
    return Trial(f"http://127.0.0.1:{port}", email, "0300 1234567", OfMailbox(f"http://127.0.0.1:{mailbox_port}"))


def main() -> None:
    if os.environ.get("STAGE") == LOCAL:
        trial = _of_this_machine()
    else:
        services = running("smoke")
        settings = services.settings
        waits = mail_waits((settings.mail_from, settings.alert_from), Aws(os.environ["AWS_DEFAULT_REGION"], utc_now))
        trial = trial_of(services, waits)
    try:
        trial.run(sys.stdout.write)
    except Broken as broken:
        sys.exit(f"smoke: it does not work: {broken}")
    except NotYet as not_yet:
        sys.exit(f"smoke: that is all that can be tried for now: {not_yet}")
    sys.stdout.write("It works.\n")


if __name__ == "__main__":
    main()
