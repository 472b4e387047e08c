"""What is done to a stack beside SAM CLI. Each may raise ClientError."""

import json
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import boto3

from tools.deploy import sam
from tools.operate.stack import Stack

if TYPE_CHECKING:
    from mypy_boto3_cloudformation import CloudFormationClient
    from mypy_boto3_cloudformation.type_defs import WaiterConfigTypeDef

PATIENCE: "WaiterConfigTypeDef" = {"Delay": 10, "MaxAttempts": 6 * 60}
"""An hour: a CloudFront distribution that goes takes its time."""


@dataclass(frozen=True, slots=True)
class Version:
    """What a stack was made of, so that it can be made of that again. The bundle is still where the template says."""

    template: str
    stack: Stack

    def put_back(self, folder: Path, region: str) -> None:
        """Make the stack of it again. Raises Failed."""
        template = folder / "before.yaml"
        template.write_text(self.template, encoding="utf-8")
        sam.deploy(template, self.stack.name, region, self.stack.parameters)


def version_of(stack: Stack, client: "CloudFormationClient") -> Version:
    """The version that runs."""
    body = client.get_template(StackName=stack.name, TemplateStage="Original")["TemplateBody"]
    return Version(body if isinstance(body, str) else json.dumps(body), stack)


def remove(name: str, client: "CloudFormationClient") -> None:
    """Take the stack away, and wait until it is gone. Raises WaiterError if it does not go."""
    client.delete_stack(StackName=name)
    client.get_waiter("stack_delete_complete").wait(StackName=name, WaiterConfig=PATIENCE)


def tell_of_alarms(topic: str, inbox: str, region: str) -> None:
    """Have AWS ask that inbox once more whether it wants to hear of alarms. It asks by itself when the stack is made,
    and takes a silence of three days for a no.

    https://docs.aws.amazon.com/sns/latest/dg/sns-email-notifications.html
    """
    boto3.client("sns", region_name=region).subscribe(TopicArn=topic, Protocol="email", Endpoint=inbox)


def cloudformation(region: str) -> "CloudFormationClient":
    return boto3.client("cloudformation", region_name=region)
