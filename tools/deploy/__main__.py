"""Put what was built on AWS, say what is left to do, and try whether it works: `make deploy STAGE=prod`."""

import os
import sys

import boto3

from chalicelib.content.templates import Templates
from chalicelib.services import TEMPLATES, utc_now
from tools.build.package import OUT
from tools.deploy.afterwards import Left, to_do, wanted_records
from tools.deploy.deployment import Deployed, Deployment
from tools.deploy.records import missing
from tools.deploy.smoke import Broken, NotYet, Untold, of_stage, pause
from tools.deploy.stacks import tell_of_alarms
from tools.doctor.aws import Aws
from tools.doctor.facts import Known, Subscription, Unanswered, Visit
from tools.doctor.gather import LookUp, asking_dns
from tools.doctor.site import visit
from tools.operate.ending import ending
from tools.operate.running import services_of
from tools.operate.stage import Stage, path_of, read_stage


def main() -> None:
    with ending("deploy"):
        stage = read_stage(path_of(os.environ.get("STAGE", "")))
        # The console lets nobody in where it could not tell two of them apart.
        Templates(TEMPLATES).clinic.staff_with(stage.clinic_inbox)
        caller = boto3.client("sts", region_name=stage.region).get_caller_identity()
        _say(f"{stage.stack} in {stage.region}, AWS account {caller['Account']}\n")
        look_up = asking_dns()
        deployed = Deployment(stage, OUT / "sam.json", look_up, _leads_here, _say).run()
        _say(to_do(stage, _left(stage, deployed, look_up)))
        _try_out(stage, deployed)


def _say(text: str) -> None:
    sys.stdout.write(text)
    sys.stdout.flush()


def _leads_here(url: str) -> bool:
    """Whether a visitor meets our page there."""
    seen, _ = visit(url, utc_now)
    return isinstance(seen, Visit) and seen.is_ours


def _left(stage: Stage, deployed: Deployed, look_up: LookUp) -> Left:
    """What a person has to do, as far as AWS and DNS tell."""
    aws = Aws(stage.region, utc_now)
    wanted = wanted_records(stage, deployed, aws.identity(stage.mail_from))
    return Left(
        site_url=deployed.stack.outputs["SiteUrl"],
        missing=missing(wanted, lambda name, kind: _found(look_up, name, kind)),
        certificate=deployed.certificate,
        alarms=_alarms(stage, deployed.stack.resources["AlarmTopic"], aws),
        account=aws.account(),
    )


def _alarms(stage: Stage, topic: str, aws: Aws) -> Known[tuple[Subscription, ...]]:
    """Who the alarms go to. CloudFormation does not see that an inbox has let AWS's email lapse: it is asked again."""
    alarms = aws.alarms(topic)
    if not isinstance(alarms, Unanswered) and not any(one.is_of(stage.alarm_inbox) for one in alarms):
        tell_of_alarms(topic, stage.alarm_inbox, stage.region)
    return alarms


def _try_out(stage: Stage, deployed: Deployed) -> None:
    """A version that does not work gives way to the one before. Raises what a deployment raises."""
    _say("\nTrying whether it works, as `make smoke` does:\n")
    try:
        services, aws_url = services_of(stage, deployed.stack), deployed.stack.outputs["AwsUrl"]
        of_stage(services, aws_url, Aws(stage.region, utc_now), pause).run(_say)
    except NotYet as not_yet:
        _say(f"That is all that can be tried for now: {not_yet}. Then: `make smoke STAGE={stage.name}`.\n")
    except Untold as untold:
        again = f"It stays. Try it again with `make smoke STAGE={stage.name}`."
        sys.exit(f"deploy: nobody can tell just now whether it works: {untold}. {again}")
    except Broken as broken:
        if deployed.before is None:
            sys.exit(f"deploy: it does not work: {broken}. It is the first version, so there is none to put back.")
        _say(f"It does not work: {broken}. Putting the version before back.\n")
        deployed.before.put_back(OUT, stage.region)
        sys.exit(f"deploy: the new version did not work, and the one before runs again: {broken}")
    else:
        _say("It works.\n")


def _found(look_up: LookUp, name: str, kind: str) -> tuple[str, ...]:
    """Where DNS does not answer, a record is named once too often rather than once too seldom."""
    found = look_up(name, kind)
    return () if isinstance(found, Unanswered) else found


if __name__ == "__main__":
    main()
