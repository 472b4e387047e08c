"""What runs without a visitor: workers woken by queues, and the tick that wakes them when a queue did not.

Lambda imports this module by itself, without `app.py`; what all these functions share has to stand here. The ARNs are
placeholders: `.chalice/resources.json` puts the stack's own queues in their place when the service is packaged. Batches
are of one, so a message that fails harms no other and goes to the dead-letter queue by itself. A new account runs ten
functions at once: two for each queue, the fewest that SQS takes, leave the others to the visitors.

Imports stand in the functions because the web function imports this module too, and must start fast.
"""

import logging
from collections.abc import Callable

from chalice.app import Blueprint, CloudWatchEvent, SQSEvent

from chalicelib.entrypoints.logs import log_as_json
from chalicelib.entrypoints.redaction import Redaction, redact_errors, redacted
from chalicelib.services import current

log_as_json(Redaction())

logger = logging.getLogger(__name__)

workers = Blueprint(__name__)

PLACEHOLDER_ARN = "arn:aws:sqs:us-east-1:000000000000:placeholder"


@workers.on_sqs_message(queue_arn=f"{PLACEHOLDER_ARN}-at-once", batch_size=1, maximum_concurrency=2)
@redact_errors
def deliver(event: SQSEvent) -> dict[str, str] | None:
    """`make doctor` asks it, by an invocation of its own, to send a test email: it tells then what SES said. No message
    of the queue can ask for that, for what Lambda makes of one has but records."""
    to = event.to_dict().get("send_test_to")
    if to:
        return {"message_id": _send_test(to)}
    if not _mail_link(event):
        _deliver(event)
    return None


@workers.on_sqs_message(queue_arn=f"{PLACEHOLDER_ARN}-follow-ups", batch_size=1, maximum_concurrency=2)
@redact_errors
def follow_up(event: SQSEvent) -> None:
    _deliver(event)


@workers.on_sqs_message(queue_arn=f"{PLACEHOLDER_ARN}-mail-events", batch_size=1, maximum_concurrency=2)
@redact_errors
def record(event: SQSEvent) -> None:
    from chalicelib.leads.mailing.feedback import read_mail_events
    from chalicelib.use_cases import feedback

    services = current()
    for message in event:
        for mail_event in read_mail_events(message.body, services.lead_id_of):
            feedback.record(mail_event, leads=services.leads)


@workers.schedule("rate(1 minute)")
@redact_errors
def sweep(_event: CloudWatchEvent) -> None:
    from chalicelib.use_cases import sweep

    services = current()
    sweep.sweep(leads=services.leads, wakeups=services.wakeups)


@workers.schedule("rate(5 minutes)")
@redact_errors
def digest(_event: CloudWatchEvent) -> None:
    """Often, since who is taken for a machine waits for the clinic. It says nothing outside open hours, and begins
    the clinic's day with all the news in one email, and its week with what the last one brought."""
    from chalicelib.use_cases import morning, retention, review, weekly

    services = current()
    leads, lists, store, months = services.leads, services.lists, services.store, services.templates.clinic.keep_months
    writer, mailer = services.writer, services.mailer
    _each(
        lambda: morning.begin_day(leads=leads, lists=lists, suspects=store, writer=writer, mailer=mailer),
        lambda: weekly.begin_week(leads=leads, lists=lists, limits=store, writer=writer, mailer=mailer),
        lambda: review.tell_of_suspects(leads=leads, suspects=store, writer=writer, mailer=mailer),
        lambda: review.forget_old_suspects(leads=leads, suspects=store),
        lambda: retention.let_go_of_the_unheard(months, leads=leads, lists=lists),
        _tell_own_system,
    )


@workers.schedule("rate(1 hour)")
@redact_errors
def canary(_event: CloudWatchEvent) -> dict[str, float]:
    """Sends an enquiry of nobody's the whole way and erases it. It fails where that does not arrive, and
    tells how many seconds it took. Then it measures what will stop the service before long."""
    from time import sleep

    from chalicelib.aws.account import account
    from chalicelib.content.links import lead_id_for, mailbox_id_for
    from chalicelib.http.certificate import ends_at
    from chalicelib.http.front_door import FrontDoor
    from chalicelib.leads.canary import canary_address
    from chalicelib.use_cases.canary import Canary, fly
    from chalicelib.use_cases.outlook import look_ahead

    services = current()
    # The web compares the key with the table's: with another one, no form is stored.
    key = services.settings.lead_id_key
    email = canary_address(services.clock(), key)
    phone = services.templates.clinic.example_phone
    took = fly(
        Canary(email, phone, lead_id_for(email, key), mailbox_id_for(email, key)),
        door=FrontDoor(services.settings.site_url),
        load=services.store.load,
        delete=services.store.delete,
        clock=services.clock,
        wait=lambda span: sleep(span.total_seconds()),
    )
    look_ahead(account(), ends_at(services.settings.site_url), now=services.clock(), measure=services.measure)
    return {"seconds": took.total_seconds()}


def _each(*jobs: Callable[[], object]) -> None:
    """Do them all, though one fails: what comes behind it does not wait. Raises what failed first."""
    first: Exception | None = None
    for job in jobs:
        try:
            job()
        except Exception as error:  # noqa: BLE001 - the first is raised, and so logged as what any function raises
            if first:
                logger.error("%s", redacted(error))
            first = first or error
    if first:
        raise first


def _tell_own_system() -> None:
    """Last of all, so that nothing waits for it."""
    from chalicelib.http.hook import WebHook
    from chalicelib.leads.exports.webhook import key_of
    from chalicelib.use_cases.webhook import tell_of_events

    services = current()
    webhook = services.templates.clinic.webhook
    if webhook:
        tell_of_events(
            site_url=services.settings.site_url,
            key=key_of(services.settings.lead_id_key, webhook.key),
            hook=WebHook(webhook.url),
            events=services.store.lists,
            leads=services.leads,
        )


def _deliver(event: SQSEvent) -> None:
    from chalicelib.aws.sqs import read_wakeup
    from chalicelib.use_cases import deliver

    services = current()
    for message in event:
        deliver.deliver(
            read_wakeup(message.body),
            leads=services.leads,
            writer=services.writer,
            mailer=services.mailer,
            new_id=services.new_id,
        )


def _mail_link(event: SQSEvent) -> bool:
    """Mail the link that one of the staff asked for, if that is what the message is about."""
    from chalicelib.aws.sqs import read_sign_in
    from chalicelib.use_cases import access

    services = current()
    asked = [sign_in_id for message in event if (sign_in_id := read_sign_in(message.body))]
    for sign_in_id in asked:
        access.mail_link(sign_in_id, door=services.door, writer=services.writer, mailer=services.mailer)
    return bool(asked)


def _send_test(to: str) -> str:
    """Send a test email the way the guides go; SES's id of it."""
    from chalicelib.leads.mailing.feedback import TEST
    from chalicelib.mail.trial import trial

    services = current()
    return services.mailer.send(trial(services.settings.mail_from, to, services.clock()), {"kind": TEST})
