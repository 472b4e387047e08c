"""What is right and what is wrong with a stage, judged from facts alone."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial

from tools.doctor.facts import (
    Account,
    Caller,
    Clocks,
    Facts,
    Feedback,
    Key,
    Secret,
    Stack,
    Subscription,
    Trial,
    Visit,
)
from tools.doctor.findings import Finding, good, group, note, pending, wrong
from tools.doctor.judging import judged
from tools.doctor.mail import sender
from tools.operate.stage import LOCAL, Stage

NEEDED_EVENTS = frozenset({"SEND", "REJECT", "BOUNCE", "COMPLAINT", "DELIVERY", "RENDERING_FAILURE", "DELIVERY_DELAY"})

CLOCK_MAY_DIFFER = timedelta(minutes=1)
"""AWS refuses what is signed by a clock that is five minutes off."""

ROTATED_WITHIN = timedelta(days=365)

FOR_VISITORS = 10
"""Functions at once, beside the workers: a form takes a second or so, and an ad brings people together."""

CROWDED = 0.8
"""Of a day's quota: beyond it one good day of an ad holds up the guides."""


@dataclass(frozen=True, slots=True)
class Load:
    """What the stage has to bear: emails that a lead gets in the end, the clinic's too, and the most functions that
    work at once beside the web."""

    emails_a_lead: int
    workers: int


def examine(stage: Stage, load: Load, facts: Facts, now: datetime) -> Iterator[Finding]:
    """All findings, in the order in which one mends them."""
    yield judged("Credentials", facts.caller, partial(_caller, stage=stage))
    yield judged("Stack", facts.stack, partial(_stack, stage=stage))
    for one in facts.senders:
        yield sender(one, stage.region)
    yield judged("Sending", facts.account, partial(_account, stage=stage, load=load))
    yield judged("Clinic inbox", facts.suppressed, partial(_suppressed, stage=stage))
    yield judged("Feedback of SES", facts.feedback, _feedback)
    yield judged("Alarms", facts.alarms, partial(_alarms, stage=stage))
    yield judged("Functions at once", facts.concurrency, partial(_concurrency, load=load))
    yield judged("Key of lead ids", facts.key, _key)
    yield judged("Signing keys", facts.signing_keys, partial(_signing_keys, stage=stage, now=now))
    yield judged("Site", facts.visit, partial(_visit, stage=stage))
    yield judged("Clock", facts.clocks, _clocks)
    yield judged("Test email", facts.trial, _trial)


def _deploy(stage: Stage) -> str:
    return f"make deploy STAGE={stage.name}"


def _caller(name: str, caller: Caller, stage: Stage) -> Finding:
    if caller.problem:
        return wrong(
            name, caller.problem, "Set AWS credentials in the environment: `aws configure`, or `aws sso login`."
        )
    return good(name, f"account {caller.account}, region {stage.region}")


def _stack(name: str, stack: Stack | None, stage: Stage) -> Finding:
    again = _deploy(stage)
    if stack is None:
        return wrong(name, f"there is no {stage.stack} in {stage.region}", again)
    if stack.status.endswith("_IN_PROGRESS"):
        return pending(name, f"{stage.stack} is being changed ({stack.status})", "Ask again when it is done.")
    if stack.status not in ("CREATE_COMPLETE", "UPDATE_COMPLETE", "IMPORT_COMPLETE"):
        return wrong(
            name, f"{stage.stack} is {stack.status}", f"{again}; its events in CloudFormation say what failed."
        )
    return good(name, stage.stack)


def _account(name: str, account: Account, stage: Stage, load: Load) -> Finding:
    return group(
        name, "", _production(account, stage), _health(account), _quota(account, stage.leads_a_day * load.emails_a_lead)
    )


def _production(account: Account, stage: Stage) -> Finding:
    name = "Production access"
    if account.is_in_production:
        return good(name, "SES sends to everybody")
    if account.review == "PENDING":
        return pending(
            name, "in the sandbox, and asked for: AWS takes a day or so", "Watch for AWS's email, and answer it."
        )
    if account.review in ("DENIED", "FAILED"):
        asked = f"asked for in vain ({account.review})"
        return wrong(name, f"in the sandbox, {asked}", "Answer the case in AWS's support centre.")
    return wrong(
        name,
        "in the sandbox: SES sends to verified addresses alone",
        f"make production-access STAGE={stage.name}",
    )


def _health(account: Account) -> Finding:
    name = "Account"
    if account.is_stopped:
        return wrong(name, "AWS has stopped its mail", "See the reputation page of SES, and AWS's email about it.")
    if account.enforcement == "PROBATION":
        return wrong(
            name, "under review by AWS", "See the reputation page of SES: bounces, complaints and the deadline."
        )
    return good(name, account.enforcement.lower() or "healthy")


def _quota(account: Account, expected: int) -> Finding:
    name, remedy = "Quota", "Ask for a higher sending quota: Service Quotas, Amazon SES."
    a_day = int(account.a_day)
    if a_day < 0:
        return good(name, "without limit")
    detail = f"{a_day} emails a day, {account.a_second:g} a second; {expected} a day are expected"
    if expected > a_day:
        return wrong(name, detail, remedy)
    if max(expected, account.sent_today) > CROWDED * a_day:
        return note(name, f"{detail}, {int(account.sent_today)} went within a day", remedy)
    return good(name, detail)


def _suppressed(name: str, reason: str, stage: Stage) -> Finding:
    if not reason:
        return good(name, "not on the suppression list")
    remedy = (
        f"Mend the inbox, then: aws sesv2 delete-suppressed-destination --region {stage.region} "
        f"--email-address {stage.clinic_inbox}"
    )
    return wrong(name, f"SES drops every alert to it ({reason})", remedy)


def _feedback(name: str, feedback: Feedback) -> Finding:
    return group(name, "", _destination(feedback), _subscription(feedback))


def _destination(feedback: Feedback) -> Finding:
    name, remedy = "Configuration set", "Deploy again: it has to tell the topic of every kind of event."
    ours = [one for one in feedback.destinations if one.topic == feedback.topic and one.is_enabled]
    told = frozenset[str]().union(*(one.events for one in ours))
    if missing := sorted(NEEDED_EVENTS - told):
        return wrong(name, f"does not tell the topic of {', '.join(missing)}", remedy)
    return good(name, "tells the topic of every kind of event")


def _subscription(feedback: Feedback) -> Finding:
    name, remedy = "Topic", "Deploy again: the topic has to tell the queue."
    ours = [one for one in feedback.subscriptions if (one.protocol, one.endpoint) == ("sqs", feedback.queue)]
    if not any(one.is_confirmed for one in ours):
        return wrong(name, "does not tell the queue: bounces and complaints are lost", remedy)
    return good(name, "tells the queue")


def _alarms(name: str, subscriptions: tuple[Subscription, ...], stage: Stage) -> Finding:
    inbox = stage.alarm_inbox
    ours = [one for one in subscriptions if one.is_of(inbox)]
    if not ours:
        return wrong(
            name, f"they do not go to {inbox}", f"{_deploy(stage)}: AWS then asks that inbox once more to confirm."
        )
    if not any(one.is_confirmed for one in ours):
        remedy = (
            "Open AWS's email in that inbox and press Confirm subscription. It holds for 3 days; after that "
            f"{_deploy(stage)} has AWS send another one."
        )
        return wrong(name, f"{inbox} has not confirmed: no alarm reaches it", remedy)
    return good(name, f"{inbox} has confirmed")


def _concurrency(name: str, limit: int, load: Load) -> Finding:
    left = limit - load.workers
    detail = f"{limit} in this account, of which the workers take {load.workers} at most"
    remedy = "Ask for 1,000: Service Quotas, AWS Lambda, Concurrent executions (L-B99A9384)."
    if left <= 0:
        return wrong(name, f"{detail}: none is left for visitors", remedy)
    return good(name, detail) if left >= FOR_VISITORS else note(name, detail, remedy)


def _key(name: str, key: Key) -> Finding:
    if not key.stored:
        return good(name, "the table knows no key yet: it keeps that of its first lead")
    if key.stored != key.own:
        remedy = "Put the key back that the table was made with: with another one nobody is found again."
        return wrong(name, "another one than the table was made with", remedy)
    return good(name, "the one that the table was made with")


def _signing_keys(name: str, secret: Secret, stage: Stage, now: datetime) -> Finding:
    if secret.is_deleted:
        return wrong(name, "to be deleted", f"Restore them in Secrets Manager, then {_deploy(stage)}")
    days = (now - secret.changed_at).days
    if now - secret.changed_at > ROTATED_WITHIN:
        return note(name, f"{days} days old", f"make rotate STAGE={stage.name}")
    return good(name, f"{days} days old")


def _visit(name: str, visit: Visit, stage: Stage) -> Finding:
    remedy = "make run" if stage.name == LOCAL else "See that the site's domain leads here, with a valid certificate."
    if visit.problem:
        return wrong(name, f"{visit.url} is not reachable: {visit.problem}", remedy)
    if visit.status != 200:
        return wrong(name, f"{visit.url} answers with {visit.status}", "See the log of the web function.")
    if not visit.has_form:
        return wrong(name, f"{visit.url} has no form of ours: another site answers there", remedy)
    if stage.domain and visit.url != f"https://{stage.domain}":
        return pending(
            name, f"at {visit.url}, not at {stage.domain} yet", f"Make its record in DNS, then {_deploy(stage)}"
        )
    return good(name, visit.url)


def _clocks(name: str, clocks: Clocks) -> Finding:
    apart = abs(clocks.here - clocks.there)
    seconds = round(apart.total_seconds())
    if apart > CLOCK_MAY_DIFFER:
        return wrong(name, f"this machine is {seconds} s off", "Set its time: timedatectl set-ntp true")
    return good(name, f"right within {max(seconds, 1)} s")


def _trial(name: str, trial: Trial) -> Finding:
    if trial.problem:
        return wrong(name, f"the deployed function could not send: {trial.problem}", "Mend the crosses above first.")
    return good(name, f"the deployed function sent one to {trial.to}: {trial.message_id}")
