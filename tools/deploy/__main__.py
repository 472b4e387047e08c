"""Put what was built on AWS, say what is left to do, and try whether it works: `make deploy STAGE=prod`."""

import os
import sys

import boto3
from botocore.exceptions import BotoCoreError, ClientError

from chalicelib.services import utc_now
from tools.build.package import OUT
from tools.deploy import sam
from tools.deploy.afterwards import Left, to_do, wanted_records
from tools.deploy.deployment import Deployed, Deployment, Stuck
from tools.deploy.records import missing, records
from tools.doctor.aws import Aws
from tools.doctor.facts import Unanswered
from tools.doctor.gather import LookUp, asking_dns
from tools.operate.stage import Stage, path_of, read_stage


def main() -> None:
    try:
        stage = read_stage(path_of(os.environ.get("STAGE", "")))
        caller = boto3.client("sts", region_name=stage.region).get_caller_identity()
        sys.stdout.write(f"{stage.stack} in {stage.region}, AWS account {caller['Account']}\n")
        look_up = asking_dns()
        deployed = Deployment(stage, OUT / "sam.json", look_up, _say).run()
        _say(to_do(stage, _left(stage, deployed, look_up)))
    except (ValueError, Stuck) as error:
        sys.exit(f"deploy: {error}")
    except sam.Failed:
        sys.exit("deploy: SAM CLI says above why it failed. Mend that, and run the same again: nothing is stuck.")
    except ClientError as error:
        answer = error.response["Error"]
        sys.exit(f"deploy: AWS does not allow {error.operation_name}: {answer['Code']}: {answer['Message']}")
    except BotoCoreError as error:
        sys.exit(f"deploy: {error}. AWS credentials are found as its own command line finds them: AWS_PROFILE=…")


def _say(text: str) -> None:
    sys.stdout.write(text)
    sys.stdout.flush()


def _left(stage: Stage, deployed: Deployed, look_up: LookUp) -> Left:
    """What a person has to do, as far as AWS and DNS tell."""
    aws = Aws(stage.region, utc_now)
    told = records(deployed.stack.outputs, has_dmarc=deployed.there.has_dmarc)
    wanted = [] if deployed.there.zone else wanted_records(told, deployed.certificate)
    return Left(
        site_url=deployed.stack.outputs["SiteUrl"],
        missing=missing(wanted, lambda name, kind: _found(look_up, name, kind)),
        certificate=deployed.certificate,
        alarms=aws.alarms(deployed.stack.resources["AlarmTopic"]),
        account=aws.account(),
    )


def _found(look_up: LookUp, name: str, kind: str) -> tuple[str, ...]:
    """Where DNS does not answer, a record is named once too often rather than once too seldom."""
    found = look_up(name, kind)
    return () if isinstance(found, Unanswered) else found


if __name__ == "__main__":
    main()
