"""Send one email as a test, as a stage would send it: `make send-test STAGE=prod TO=me@example.com STEP=alert`.

STEP is a step of a campaign's sequence, like dry-needling/questions, its guide or its aftercare, like
dry-needling/guide, or "alert", "unreachable" or "missed". LEAD, an address, has it written as that lead would get it;
without it, it is written as for an imagined person. Nothing is stored: the email goes to TO alone, its links name no
lead, and what SES tells of it is ignored.
"""

import os
import sys
from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime

from jinja2 import TemplateError

from chalicelib.content.prose import Prose
from chalicelib.errors import Explained
from chalicelib.leads.attempt import UNREACHABLE, EmailId, EmailKind, follow_up_id
from chalicelib.leads.changes import set_outcome
from chalicelib.leads.lead import Lead
from chalicelib.leads.mailing.feedback import TEST
from chalicelib.leads.outcome import Outcome
from chalicelib.leads.owed.aftercare import aftercare_id
from chalicelib.mail.email import Email
from chalicelib.mail.writer import EmailWriter
from chalicelib.services import Services
from chalicelib.use_cases.failures import Deferred, InDoubt, Rejected
from tools.operate.addresses import read_address
from tools.operate.ending import ending
from tools.operate.running import running
from tools.preview.drafts import somebody

NOBODY = "test"
"""The id of no lead: pressing a link of a test email stops and marks nothing."""


class UnknownStep(Explained):
    """There is no such email; the message names those there are."""


def main() -> None:
    services = running("send-test", "TO", "STEP")
    step = os.environ["STEP"]
    with ending("send-test"):
        to, lead = read_address("TO", os.environ["TO"]), _lead(os.environ.get("LEAD", ""), services)
        try:
            email = as_test(services.writer, lead, to, step, services.clock())
            message_id = services.mailer.send(email, {"kind": TEST})
        except TemplateError as error:
            raise ValueError(f"{step} cannot be written: {error}") from error
        except (Deferred, Rejected, InDoubt) as answer:
            raise ValueError(f"SES did not take it: {answer}") from answer
    sys.stdout.write(f"{step} sent to {to}: {message_id}\n")


def as_test(writer: EmailWriter, lead: Lead, to: str, step: str, now: datetime) -> Email:
    """The email of that step as the lead would get it, to `to` and marked as a test. Raises UnknownStep."""
    emails = _emails(writer, lead)
    if step not in emails:
        raise UnknownStep(f"there is no {step!r}, but: {', '.join(emails)}")
    email_id = emails[step]
    marked = {key: _marked(text) for key, text in writer.composer.texts.items()}
    writer = replace(writer, composer=replace(writer.composer, texts=marked))
    if email_id.kind.is_for_clinic:
        clinic, senders = replace(writer.clinic, owner=to), replace(writer.senders, clinic_inbox=to)
        writer = replace(writer, clinic=clinic, senders=senders)
        return writer.write(replace(lead, id=NOBODY), email_id, now)
    latest = lead.enquiries[-1]
    # The guide of another campaign is that of an enquiry there, and so is its aftercare.
    campaign = latest.campaign if email_id.kind is EmailKind.FOLLOW_UP else step.partition("/")[0]
    reader = replace(latest, campaign=campaign, contact=replace(latest.contact, email=to))
    lead = replace(lead, id=NOBODY, enquiries=(*lead.enquiries[:-1], reader))
    if email_id.kind is EmailKind.AFTERCARE:
        lead = set_outcome(lead, reader.id, Outcome.BOOKED, now)
    return writer.write(lead, email_id, now)


def _marked(text: Prose) -> Prose:
    return replace(text, matter={**text.matter, "subject": f"[Test] {text.matter['subject']}"})


def _emails(writer: EmailWriter, lead: Lead) -> Mapping[str, EmailId]:
    enquiry = lead.enquiries[-1].id
    steps = [(campaign.id, step.id) for campaign in writer.campaigns.values() for step in campaign.steps]
    return {
        "alert": EmailId(EmailKind.ALERT, enquiry),
        **{f"{campaign}/guide": EmailId(EmailKind.GUIDE, enquiry) for campaign in writer.campaigns},
        **{f"{campaign}/{step}": follow_up_id(campaign, step) for campaign, step in steps},
        "second-alert": EmailId(EmailKind.SECOND_ALERT, enquiry),
        "owner-alert": EmailId(EmailKind.OWNER_ALERT, enquiry),
        **{
            name: aftercare_id(name.partition("/")[0])
            for _, name in writer.composer.texts
            if name.endswith("/aftercare")
        },
        "unreachable": UNREACHABLE,
        "missed": EmailId(EmailKind.NOTICE, enquiry),
    }


def _lead(typed: str, services: Services) -> Lead:
    if not typed:
        return somebody(services.templates, services.clock())
    lead = services.store.load(services.lead_id_of(read_address("LEAD", typed)))
    if lead is None or not lead.enquiries:
        sys.exit("send-test: no person of that address is known")
    return lead


if __name__ == "__main__":
    main()
