"""`make doctor STAGE=prod`, or STAGE=local for `make run` on this machine.

TO is where the test email goes: SES's mailbox simulator, unless it is given. `--json`, or JSON=1, is for programs. What
is wrong, or not ready yet, ends with 1; what is not known now with 2.
"""

import os
import sys
from datetime import UTC, datetime

from chalicelib.aws.ses import NOBODY
from chalicelib.content.templates import Templates
from chalicelib.services import TEMPLATES, utc_now
from local.deployed import scheduled, woken
from tools.doctor.aws import Aws
from tools.doctor.checks import Load, examine
from tools.doctor.facts import Facts
from tools.doctor.findings import State, verdict
from tools.doctor.gather import asking_dns, of_local_run, of_stage
from tools.doctor.report import as_json, as_text
from tools.operate.stage import LOCAL, Stage, path_of, read_stage

ON_THIS_MACHINE = Stage(
    LOCAL,
    "us-east-1",
    mail_from="guide@clinic.test",
    alert_from="enquiries@clinic.test",
    clinic_inbox="front-desk@clinic.test",
    alarm_inbox="engineer@clinic.test",
)


def main() -> None:
    name = os.environ.get("STAGE", "")
    if not name:
        sys.exit("doctor: which one? make doctor STAGE=prod, or STAGE=local")
    try:
        stage, facts = _known_of(name)
    except ValueError as error:
        sys.exit(f"doctor: {error}")
    findings = list(examine(stage, _load(), facts, datetime.now(UTC)))
    is_for_programs = "--json" in sys.argv or bool(os.environ.get("JSON"))
    sys.stdout.write((as_json if is_for_programs else as_text)(name, findings))
    sys.exit(_EXITS.get(verdict(findings).state, 0))


_EXITS = {State.WRONG: 1, State.PENDING: 1, State.UNKNOWN: 2}


def _known_of(name: str) -> tuple[Stage, Facts]:
    send_to = os.environ.get("TO") or NOBODY
    if name == LOCAL:
        port, mailbox_port = os.environ.get("PORT", "8000"), os.environ.get("MAILBOX_PORT", "8025")
        functions_at(f"http://127.0.0.1:{mailbox_port}")
        aws = Aws(ON_THIS_MACHINE.region, utc_now)
        return ON_THIS_MACHINE, of_local_run(f"http://127.0.0.1:{port}", aws, send_to)
    stage = read_stage(path_of(name))
    return stage, of_stage(stage, Aws(stage.region, utc_now), asking_dns(), send_to)


def functions_at(url: str) -> None:
    """Have boto3 find there what is Lambda at AWS: the local mailbox, which asks for no real credentials."""
    os.environ |= {"AWS_ENDPOINT_URL_LAMBDA": url, "AWS_ACCESS_KEY_ID": "local", "AWS_SECRET_ACCESS_KEY": "local"}


def _load() -> Load:
    """Two emails at once, and the longest sequence; the workers as the template bounds them."""
    from app import app

    sequences = Templates(TEMPLATES).rules.sequences.values()
    workers = sum(one.concurrency for one in woken(app)) + len(list(scheduled(app)))
    return Load(emails_a_lead=2 + max(map(len, sequences)), workers=workers)


if __name__ == "__main__":
    main()
