"""A stage's stack, as CloudFormation tells of it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from botocore.exceptions import ClientError

if TYPE_CHECKING:
    from mypy_boto3_cloudformation import CloudFormationClient


@dataclass(frozen=True, slots=True)
class Stack:
    """`resources` leads from names of the template to those at AWS."""

    name: str
    status: str
    outputs: Mapping[str, str] = field(default_factory=dict)
    parameters: Mapping[str, str] = field(default_factory=dict)
    resources: Mapping[str, str] = field(default_factory=dict)


def look_at(name: str, client: "CloudFormationClient") -> Stack | None:
    """The stack of that name, None if there is none. Raises ClientError."""
    try:
        (described,) = client.describe_stacks(StackName=name)["Stacks"]
    except ClientError as error:
        # CloudFormation has no code of its own for that.
        if "does not exist" in error.response["Error"]["Message"]:
            return None
        raise
    pages = client.get_paginator("list_stack_resources").paginate(StackName=name)
    summaries = [one for page in pages for one in page["StackResourceSummaries"]]
    return Stack(
        name,
        described["StackStatus"],
        outputs={one["OutputKey"]: one["OutputValue"] for one in described.get("Outputs", [])},
        parameters={one["ParameterKey"]: one.get("ParameterValue", "") for one in described.get("Parameters", [])},
        # What is taken away stays in this list.
        resources={
            one["LogicalResourceId"]: one.get("PhysicalResourceId", "")
            for one in summaries
            if one["ResourceStatus"] not in ("DELETE_COMPLETE", "DELETE_SKIPPED")
        },
    )
