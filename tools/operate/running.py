"""A stage as it runs, for what an operator does to it: its settings, from its stack and Secrets Manager."""

import os
import sys
from collections.abc import Callable, Mapping

import boto3

from chalicelib.services import Services
from tools.operate.ending import ending
from tools.operate.stack import Stack, look_at
from tools.operate.stage import Stage, path_of, read_stage

_PARAMETERS = {
    "SITE_URL": "SiteUrl",
    "MAIL_FROM": "MailFrom",
    "ALERT_FROM": "AlertFrom",
    "CLINIC_INBOX": "ClinicInbox",
}

_RESOURCES = {
    "AT_ONCE_QUEUE_URL": "AtOnceQueue",
    "FOLLOW_UPS_QUEUE_URL": "FollowUpsQueue",
    "CONFIGURATION_SET": "MailConfiguration",
}

_SECRETS = {"LEAD_ID_KEY": "LeadIdKey", "SIGNING_KEYS": "SigningKeys"}
"""They go from Secrets Manager into this process, and no further."""


def settings_of(stack: Stack, secret: Callable[[str], str]) -> Mapping[str, str]:
    """What its functions together have in their environment. `secret` reads one."""
    return {
        **{name: stack.parameters[parameter] for name, parameter in _PARAMETERS.items()},
        **{name: stack.resources[resource] for name, resource in _RESOURCES.items()},
        **{name: secret(stack.outputs[output]) for name, output in _SECRETS.items()},
        "LEADS_TABLE": stack.outputs["LeadsTable"],
    }


def stack_of(stage: Stage) -> Stack:
    """The stage's stack. Raises ValueError if there is none that works, else ClientError."""
    stack = look_at(stage.stack, boto3.client("cloudformation", region_name=stage.region))
    if stack is None or not stack.outputs:
        raise ValueError(f"there is no stack {stage.stack} in {stage.region}: `make deploy STAGE={stage.name}`")
    return stack


def services_of(stage: Stage, stack: Stack) -> Services:
    """The stage's service, in this process. Raises ClientError."""
    secrets = boto3.client("secretsmanager", region_name=stage.region)
    # The service finds its region as on Lambda.
    os.environ["AWS_DEFAULT_REGION"] = stage.region
    return Services(settings_of(stack, lambda arn: secrets.get_secret_value(SecretId=arn)["SecretString"]))


def told(command: str, *needed: str) -> Stage:
    """The stage that STAGE names. Ends the command, which is named so, with what is wrong; `needed` are what else it
    has to be told."""
    missing = [name for name in ("STAGE", *needed) if not os.environ.get(name)]
    if missing:
        sys.exit(f"{command}: {', '.join(missing)} missing")
    with ending(command):
        return read_stage(path_of(os.environ["STAGE"]))


def running(command: str, *needed: str) -> Services:
    """The service of the stage that STAGE names. Ends the command as `told` does."""
    stage = told(command, *needed)
    with ending(command):
        return services_of(stage, stack_of(stage))
