"""Send one email as a test: `make send-test TO=me@example.com STEP=guide`, with the deployment's settings in the
environment, as the functions have them.

STEP is a step of the sequence, or "guide", "alert", "unreachable" or "missed". LEAD, an address, has it written as that
lead would get it; without it, it is written as for an imagined person. Nothing is stored: the email goes to TO alone,
its links name nobody, and what SES tells of it is ignored.
"""

import os
import sys
from collections.abc import Mapping
from dataclasses import replace

from chalicelib import services
from chalicelib.content.markdown import Prose
from chalicelib.leads.feedback import TEST
from chalicelib.leads.lead import UNREACHABLE, EmailId, EmailKind, Lead
from chalicelib.leads.plan import Sequence
from chalicelib.mail.writer import Email, EmailWriter
from chalicelib.settings import BadSettings
from chalicelib.use_cases.ports import Deferred, InDoubt, Rejected
from tools.preview.drafts import somebody

NOBODY = "test"
"""The id of no lead: pressing a link of a test email stops and marks nothing."""


class UnknownStep(Exception):
    """There is no such email; the message names those there are."""


def main() -> None:
    missing = [name for name in ("TO", "STEP") if not os.environ.get(name)]
    if missing:
        sys.exit(f"send-test: {', '.join(missing)} missing")
    to, step = os.environ["TO"], os.environ["STEP"]
    try:
        email = as_test(services.writer(), services.leads().sequence, _lead(os.environ.get("LEAD", "")), to, step)
        message_id = services.mailer().send(email, {"kind": TEST})
    except (UnknownStep, BadSettings) as error:
        sys.exit(f"send-test: {error}")
    except (Deferred, Rejected, InDoubt) as answer:
        sys.exit(f"send-test: SES did not take it: {answer}")
    sys.stdout.write(f"{step} sent to {to}: {message_id}\n")


def as_test(writer: EmailWriter, sequence: Sequence, lead: Lead, to: str, step: str) -> Email:
    """The email of that step as the lead would get it, to `to` and marked as a test. UnknownStep."""
    emails = _emails(sequence, lead)
    if step not in emails:
        raise UnknownStep(f"there is no {step!r}, but: {', '.join(emails)}")
    email_id = emails[step]
    texts = {key: _marked(text) for key, text in writer.texts.items()}
    if email_id.kind.is_for_clinic:
        writer = replace(writer, texts=texts, addresses=replace(writer.addresses, clinic_inbox=to))
        return writer.write(replace(lead, id=NOBODY), email_id, services.now())
    latest = lead.enquiries[-1]
    reader = replace(latest, contact=replace(latest.contact, email=to))
    lead = replace(lead, id=NOBODY, enquiries=(*lead.enquiries[:-1], reader))
    return replace(writer, texts=texts).write(lead, email_id, services.now())


def _marked(text: Prose) -> Prose:
    return replace(text, matter={**text.matter, "subject": f"[Test] {text.matter['subject']}"})


def _emails(sequence: Sequence, lead: Lead) -> Mapping[str, EmailId]:
    enquiry = lead.enquiries[-1].id
    return {
        "alert": EmailId(EmailKind.ALERT, enquiry),
        "guide": EmailId(EmailKind.GUIDE, enquiry),
        **{step.id: EmailId(EmailKind.FOLLOW_UP, step.id) for step in sequence.steps},
        "unreachable": UNREACHABLE,
        "missed": EmailId(EmailKind.NOTICE, enquiry),
    }


def _lead(email: str) -> Lead:
    if not email:
        return somebody(services.LANGUAGE, services.clinic().country, services.pages().consents, services.now())
    lead: Lead | None = services.leads().store.load(services.lead_id_of(email.strip()))
    if lead is None or not lead.enquiries:
        sys.exit("send-test: nobody of that address is known")
    return lead


if __name__ == "__main__":
    main()
